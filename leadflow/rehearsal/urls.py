from django.urls import path

from leadflow.rehearsal import views

urlpatterns = [
    path("definition/<int:version>/rehearsal/", views.rehearsal, name="rehearsal"),
    path("definition/<int:version>/rehearsal/headline/", views.headline, name="rehearsal_headline"),
    path("definition/<int:version>/rehearsal/run/", views.rehearse, name="rehearse"),
    path("definition/<int:version>/rehearsal/cancel/", views.cancel, name="cancel_rehearsal"),
    path("definition/<int:version>/rehearsal/<slug:kind>/", views.people, name="rehearsed_people"),
]
