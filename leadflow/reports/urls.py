from django.urls import path

from leadflow.reports.views import dashboard, promises, rows

urlpatterns = [
    path("team/", dashboard.dashboard, name="dashboard"),
    path("team/calls/", rows.calls, name="calls"),
    path("team/tasks/", rows.tasks, name="tasks"),
    path("team/leads/", rows.leads_given, name="leads_given"),
    path("team/leads/waiting/", rows.leads_waiting, name="leads_waiting"),
    path("team/requests/", rows.requests, name="requests"),
    path("team/sources/<slug:kind>/", rows.source, name="source"),
    path("slipping/", promises.slipping, name="slipping"),
    path("slipping/<int:pk>/mend/", promises.mend_slip, name="mend_slip"),
    path("late/", promises.late, name="late"),
]
