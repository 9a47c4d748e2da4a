from django.urls import path

from cadences.views import enrollments, outcomes, reject_reasons, responses, starts, today, work

urlpatterns = [
    path("today/", today.today, name="today"),
    path("today/<int:pk>/", today.day_of_rep, name="day_of_rep"),
    path("work/", work.work, name="work"),
    path("work/back/", work.back, name="back_to_task"),
    path("work/<int:pk>/", work.work_task, name="work_task"),
    path("work/<int:pk>/take/", today.take_task, name="take_task"),
    path("work/<int:pk>/skip/", work.skip_task, name="skip_task"),
    path("work/<int:pk>/log/", outcomes.log_outcome, name="log_outcome"),
    path("work/<int:pk>/snooze/", outcomes.snooze_task, name="snooze_task"),
    path("work/<int:pk>/unsnooze/", outcomes.unsnooze_task, name="unsnooze_task"),
    path("work/<int:pk>/note/", outcomes.keep_note, name="keep_note"),
    path("outcomes/<int:pk>/undo/", outcomes.undo_outcome, name="undo_outcome"),
    path("outcomes/<int:pk>/again/", outcomes.dial_again, name="dial_again"),
    path("responses/new/", responses.response_new, name="response_new"),
    path("by-hand/<str:token>/undo/", responses.undo_by_hand, name="undo_by_hand"),
    path("reject-reasons/", reject_reasons.reject_reasons, name="reject_reasons"),
    path("reject-reasons/add/", reject_reasons.add_reject_reason, name="add_reject_reason"),
    path("reject-reasons/<int:pk>/", reject_reasons.reject_reason, name="reject_reason"),
    path("reject-reasons/<int:pk>/retire/", reject_reasons.retire_reject_reason, name="retire_reject_reason"),
    path("reject-reasons/<int:pk>/revive/", reject_reasons.revive_reject_reason, name="revive_reject_reason"),
    path("reject-reasons/<int:pk>/<slug:way>/", reject_reasons.move_reject_reason, name="move_reject_reason"),
    path("contacts/<int:pk>/plan/", enrollments.plan, name="plan"),
    path("contacts/<int:pk>/plan/start/", enrollments.enroll, name="enroll"),
    path("plans/<int:pk>/pause/", enrollments.pause, name="pause_plan"),
    path("plans/<int:pk>/resume/", enrollments.resume, name="resume_plan"),
    path("plans/<int:pk>/stop/", enrollments.stop, name="stop_plan"),
    path("plans/<int:pk>/start/", starts.start_now, name="start_plan_now"),
    path("uploads/<int:pk>/waiting/", starts.waiting, name="waiting_of_list"),
]
