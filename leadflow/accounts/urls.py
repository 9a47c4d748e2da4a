from django.urls import path

from leadflow.accounts.views import absences, firm, me, people, styleguide

urlpatterns = [
    path("", me.home, name="home"),
    path("settings/", me.profile, name="profile"),
    path("absences/", absences.absences, name="absences"),
    path("absences/add/", absences.add_absence, name="add_absence"),
    path("absences/<int:pk>/", absences.absence, name="absence"),
    path("absences/<int:pk>/end/", absences.end_absence, name="end_absence"),
    path("absences/undo/<str:token>/", absences.undo_absence, name="undo_absence"),
    path("keys/", me.keys, name="keys"),
    path("people/", people.people, name="people"),
    path("people/add/", people.add_person, name="add_person"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/link/", people.person_link, name="person_link"),
    path("people/<int:pk>/deactivate/", people.deactivate, name="deactivate_person"),
    path("people/<int:pk>/reactivate/", people.reactivate, name="reactivate_person"),
    path("teams/add/", people.team, name="add_team"),
    path("teams/<int:pk>/", people.team, name="team"),
    path("firm/", firm.firm, name="firm"),
    path("firm/days-off/add/", firm.add_day_off, name="add_day_off"),
    path("firm/days-off/<int:pk>/remove/", firm.remove_day_off, name="remove_day_off"),
    path("styleguide/", styleguide.styleguide, name="styleguide"),
]
