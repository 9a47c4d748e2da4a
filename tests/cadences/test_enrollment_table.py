"""docs/decisions/enrollment.md, cell by cell."""

from datetime import timedelta

import pytest

from cadences import firing, holds
from cadences.editing import moving
from cadences.editing import plan as plans
from cadences.models import Cadence, Enrollment, Task
from contacts.models import Stage, StageChange, Touch
from tests.cadences.plans import make_plan
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


def out_of_office(enrollment):
    holds.out_of_office(enrollment.contact, (NOW + 8 * DAY).date(), at=NOW, by=None)


def resume(enrollment):
    enrollment.resume(at=NOW + 3 * DAY)


def stop(enrollment):
    enrollment.stop(Enrollment.StopReason.DISQUALIFIED, at=NOW)


def meeting(enrollment):
    enrollment.contact.change_stage(Stage.MEETING, at=NOW, cause=StageChange.Cause.OUTCOME)


def moved_to_a_new_version(enrollment):
    draft = Cadence.default().begin_draft()
    draft.edit(lambda plan: plans.change(plans.remove(plan, "research"), "intro-mail", day=4))
    moving.do_all(moving.publish(draft, by=None, at=NOW, read=draft.edition, everybody=True).pk, clock=lambda: NOW)


def they_ask_for_contact(enrollment):
    make_plan("After a request").take_in(Cadence.Occasion.REQUEST)
    enrollment.contact.record_touch(Touch.Kind.CONTACT_REQUEST, at=NOW)


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
    (out_of_office, running, "held", ["research"], None, None),
    (out_of_office, held, "held", ["research"], None, None),
    (out_of_office, stopped, "stopped", [], None, None),
    (resume, running, "running", ["research"], None, None),
    (resume, held, "running", ["research"], None, None),
    (resume, finished, "finished", [], None, None),
    (stop, running, "stopped", [], None, None),
    (stop, held, "stopped", [], None, None),
    (stop, stopped, "stopped", [], None, None),
    (meeting, running, "stopped", [], None, None),
    (meeting, held, "stopped", [], None, None),
    (they_ask_for_contact, running, "stopped", [], None, None),
    (they_ask_for_contact, held, "stopped", [], None, None),
    (they_ask_for_contact, stopped, "stopped", [], None, None),
    (they_ask_for_contact, finished, "finished", [], None, None),
    (moved_to_a_new_version, running, "running", ["research"], None, None),
    (moved_to_a_new_version, held, "held", ["research"], None, None),
    (moved_to_a_new_version, stopped, "stopped", [], None, None),
    (moved_to_a_new_version, finished, "finished", [], None, None),
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


def close_all_steps(enrollment):
    """As if each had been skipped, one by one."""
    enrollment.tasks.open().cancel("Done with", at=NOW)
    Task.objects.bulk_create(
        Task.from_step(enrollment, step, due_on=NOW.date(), at=NOW).as_skipped("Done with", at=NOW)
        for step in enrollment.planned_steps()
    )
    enrollment.replan(NOW)


def test_a_plan_with_nothing_left_ends_in_nurture():
    enrollment = running()
    close_all_steps(enrollment)

    sweep(enrollment)

    enrollment.refresh_from_db()
    enrollment.contact.refresh_from_db()
    assert (enrollment.state, enrollment.contact.stage) == (Enrollment.State.FINISHED, Stage.NURTURE)


def test_of_whoever_answered_the_decision_is_asked_for_at_the_end():
    enrollment = running()
    enrollment.contact.record_touch(Touch.Kind.REPLY, at=NOW)
    enrollment.contact.tasks.open().cancel("Done with", at=NOW)
    close_all_steps(enrollment)

    sweep(enrollment)

    enrollment.refresh_from_db()
    contact = enrollment.contact
    contact.refresh_from_db()
    assert (enrollment.state, contact.stage) == (Enrollment.State.FINISHED, Stage.LEAD)
    assert [task.kind for task in contact.tasks.open()] == [Task.Kind.DECISION]


@pytest.mark.parametrize(
    ("until", "resumed", "done", "moved"),
    [
        pytest.param(5, 5, 5, 5, id="done on the day on which the pause ends"),
        pytest.param(5, 5, 7, 7, id="done two days after the pause"),
        pytest.param(9, 3, 3, 3, id="the pause ended sooner"),
        pytest.param(5, 6, 6, 6, id="the sweep came a day late"),
    ],
)
def test_a_pause_of_an_open_step_is_no_lateness(until, resumed, done, moved):
    enrollment = running()
    enrollment.hold((NOW + until * DAY).date(), at=NOW)
    task = enrollment.tasks.open().get()
    assert task.due_on == (NOW + until * DAY).date()
    enrollment.resume(at=NOW + resumed * DAY)

    close(enrollment, on=NOW + done * DAY)

    assert enrollment.anchor_on - enrollment.day_0 == moved * DAY


def test_putting_off_a_step_moves_the_plan_as_doing_it_late_does():
    enrollment = running()
    enrollment.tasks.open().get().snooze((NOW + 3 * DAY).date(), at=NOW)

    close(enrollment, on=NOW + 3 * DAY)

    assert enrollment.anchor_on - enrollment.day_0 == 3 * DAY


def close(enrollment, *, on):
    task = enrollment.tasks.open().get()
    Task.objects.filter(pk=task.pk).update(state=Task.State.DONE, closed_at=on)
    task.refresh_from_db()
    enrollment.step_closed(task, at=on)
    enrollment.refresh_from_db()
