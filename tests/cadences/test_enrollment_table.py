"""docs/decisions/enrollment.md, cell by cell."""

from datetime import timedelta

import pytest

from cadences import firing
from cadences.models import Enrollment, Task
from contacts.models import Stage, StageChange, Touch
from tests.factories import NOON, make_enrollment, make_firm

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
NOW = NOON + DAY  # the research task is due


def running():
    make_firm(working_days=list(range(7)))
    enrollment = make_enrollment()
    sweep(enrollment)
    return enrollment


def held():
    enrollment = running()
    enrollment.hold((NOW + 5 * DAY).date(), at=NOW)
    return enrollment


def stopped():
    enrollment = running()
    enrollment.stop(Enrollment.StopReason.BY_HAND, at=NOW)
    return enrollment


def finished():
    enrollment = running()
    enrollment.finish(at=NOW)
    return enrollment


def sweep(enrollment, days=0):
    firing.sweep(NOW + days * DAY, clock=lambda: NOW)


def a_week_passes(enrollment):
    sweep(enrollment, days=7)


def task_done(enrollment):
    task = enrollment.tasks.filter(step_key="research").get()
    if task.is_open:
        Task.objects.filter(pk=task.pk).update(state=Task.State.DONE, closed_at=NOW + DAY)
        task.refresh_from_db()
        enrollment.step_closed(task, at=NOW + DAY)


def they_respond(enrollment):
    enrollment.respond(at=NOW)


def pause(enrollment):
    enrollment.hold((NOW + 9 * DAY).date(), at=NOW)


def resume(enrollment):
    enrollment.resume(at=NOW + 3 * DAY)


def stop(enrollment):
    enrollment.stop(Enrollment.StopReason.DISQUALIFIED, at=NOW)


def meeting(enrollment):
    enrollment.contact.change_stage(Stage.MEETING, at=NOW, cause=StageChange.Cause.OUTCOME)


# event, state before -> state after, open step tasks, next step in the lane that blocks, days from day 0 to it
TABLE = [
    (a_week_passes, running, "running", ["linkedin", "research"], None, None),
    (a_week_passes, held, "running", ["research"], None, None),
    (a_week_passes, stopped, "stopped", [], None, None),
    (a_week_passes, finished, "finished", [], None, None),
    (task_done, running, "running", [], "intro-mail", 3),
    (task_done, held, "held", [], "intro-mail", 3),
    (task_done, stopped, "stopped", [], None, None),
    (task_done, finished, "finished", [], None, None),
    (they_respond, running, "running", ["research"], None, None),
    (they_respond, held, "held", ["research"], None, None),
    (they_respond, stopped, "stopped", [], None, None),
    (they_respond, finished, "finished", [], None, None),
    (pause, running, "held", ["research"], None, None),
    (pause, held, "held", ["research"], None, None),
    (pause, stopped, "stopped", [], None, None),
    (resume, running, "running", ["research"], None, None),
    (resume, held, "running", ["research"], None, None),
    (resume, finished, "finished", [], None, None),
    (stop, running, "stopped", [], None, None),
    (stop, held, "stopped", [], None, None),
    (stop, stopped, "stopped", [], None, None),
    (meeting, running, "stopped", [], None, None),
    (meeting, held, "stopped", [], None, None),
]


@pytest.mark.parametrize(
    ("event", "before", "after", "open_keys", "next_key", "next_day"),
    TABLE,
    ids=[f"{event.__name__} while {before.__name__}" for event, before, *_ in TABLE],
)
def test_an_event_does_what_the_table_says(event, before, after, open_keys, next_key, next_day):
    enrollment = before()

    event(enrollment)

    enrollment.refresh_from_db()
    assert enrollment.state == after
    assert sorted(enrollment.tasks.open().values_list("step_key", flat=True)) == open_keys
    assert (enrollment.next_step.key if enrollment.next_step else None) == next_key
    if next_day is not None:
        assert (enrollment.next_due_on - enrollment.day_0).days == next_day


def test_a_response_skips_each_waiting_step_with_the_reason():
    enrollment = running()

    they_respond(enrollment)

    skipped = enrollment.tasks.filter(state=Task.State.SKIPPED)
    assert skipped.count() == 8
    assert {task.reason for task in skipped} == {"They responded"}
    enrollment.refresh_from_db()
    assert enrollment.side_step.key == "linkedin"


def test_what_is_to_come_moves_by_the_days_on_hold():
    enrollment = running()
    task_done(enrollment)
    enrollment.refresh_from_db()
    due = enrollment.next_due_on

    enrollment.hold((NOW + 5 * DAY).date(), at=NOW)
    enrollment.resume(at=NOW + 5 * DAY)

    enrollment.refresh_from_db()
    assert enrollment.next_due_on == due + 5 * DAY


def test_a_stop_keeps_its_first_reason():
    enrollment = stopped()

    stop(enrollment)

    enrollment.refresh_from_db()
    assert enrollment.stop_reason == Enrollment.StopReason.BY_HAND


def test_a_plan_with_nothing_left_ends_in_nurture():
    enrollment = running()
    enrollment.contact.record_touch(Touch.Kind.REPLY, at=NOW)
    enrollment.contact.tasks.open().cancel("done with", at=NOW)
    Enrollment.objects.filter(pk=enrollment.pk).update(side_step=None, side_due_on=None)
    enrollment.tasks.filter(step_key="linkedin").delete()
    Task.objects.create(
        contact=enrollment.contact,
        enrollment=enrollment,
        step_key="linkedin",
        kind=Task.Kind.STEP,
        channel="linkedin",
        due_on=NOW.date(),
        state=Task.State.LAPSED,
        created_at=NOW,
        closed_at=NOW,
    )

    enrollment.replan(NOW)

    enrollment.refresh_from_db()
    enrollment.contact.refresh_from_db()
    assert (enrollment.state, enrollment.contact.stage) == (Enrollment.State.FINISHED, Stage.NURTURE)
