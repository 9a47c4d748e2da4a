from django.urls import path

from leadflow.reports.views import dashboard, promises, rejects, rows, steps

urlpatterns = [
    path("team/", dashboard.dashboard, name="dashboard"),
    path("team/calls/", rows.calls, name="calls"),
    path("team/tasks/", rows.tasks, name="tasks"),
    path("team/leads/", rows.leads_given, name="leads_given"),
    path("team/leads/waiting/", rows.leads_waiting, name="leads_waiting"),
    path("team/requests/", rows.requests, name="requests"),
    path("team/sources/<slug:kind>/", rows.source, name="source"),
    path("team/steps/", steps.steps, name="steps"),
    path("team/steps/tasks/", steps.step_tasks, name="step_tasks"),
    path("team/steps/decided/", steps.decided, name="decided"),
    path("slipping/", promises.slipping, name="slipping"),
    path("slipping/<int:pk>/mend/", promises.mend_slip, name="mend_slip"),
    path("rejected/", rejects.rejected, name="rejected"),
    path("rejected/<int:pk>/contest/", rejects.contest_rejection, name="contest_rejection"),
    path("rejected/contested/", rejects.contested, name="contested"),
    path("rejected/contested/waiting/", rejects.contests_waiting, name="contests_waiting"),
    path("rejected/contested/<int:pk>/", rejects.decide_contest, name="decide_contest"),
    path("late/", promises.late, name="late"),
]
