from datetime import date, timedelta

import pytest

from cadences import firing
from cadences.models import Enrollment, Step, Task
from contacts.models import Stage, Touch
from tests.factories import NOON, make_contact, make_enrollment, make_firm, make_touch

pytestmark = pytest.mark.django_db


def sweep(at):
    return firing.sweep(at, clock=lambda: at)


def work_every_day(enrollment, *, days, late=0):
    """Do each task of the plan when it is that many days old; returns the offsets on which steps became tasks."""
    fired = {}
    for n in range(days):
        now = NOON + timedelta(days=n)
        sweep(now)
        for task in enrollment.tasks.open():
            fired.setdefault(task.step.name, n)
            if n - fired[task.step.name] >= late:
                Task.objects.filter(pk=task.pk).update(state=Task.State.DONE, closed_at=now)
                enrollment.refresh_from_db()
                task.refresh_from_db()
                enrollment.step_closed(task, at=now)
    return list(fired.values())


def test_the_default_plan_falls_on_its_days_on_a_calendar_without_days_off():
    make_firm(working_days=list(range(7)))
    enrollment = make_enrollment()

    assert work_every_day(enrollment, days=30) == [1, 2, 5, 7, 8, 10, 12, 14, 18, 21]


def test_the_plan_says_its_days_before_anything_is_done():
    make_firm(working_days=list(range(7)))
    enrollment = make_enrollment()

    days = [(line.day - enrollment.day_0).days for line in enrollment.plan(NOON)]

    assert days == [0, 1, 2, 5, 7, 8, 10, 12, 14, 18, 21]


def test_the_end_of_the_plan_nurtures_for_half_a_year():
    enrollment = make_enrollment()
    work_every_day(enrollment, days=40)

    enrollment.refresh_from_db()
    contact = enrollment.contact
    contact.refresh_from_db()

    assert enrollment.state == Enrollment.State.FINISHED
    assert contact.stage == Stage.NURTURE
    assert contact.revisit_on >= enrollment.ended_at.date() + timedelta(days=180)


def test_lateness_moves_the_plan_by_the_days_lost():
    make_firm(working_days=list(range(7)))
    enrollment = make_enrollment()

    assert work_every_day(enrollment, days=60, late=1)[:3] == [1, 3, 7]


def test_a_reply_skips_what_waits_for_no_response():
    enrollment = make_enrollment()
    sweep(NOON + timedelta(days=1))

    enrollment.contact.record_touch(Touch.Kind.REPLY, at=NOON + timedelta(days=1))

    assert Task.Kind.DECISION in {task.kind for task in enrollment.contact.tasks.open()}
    assert [step.name for step in enrollment.planned_steps()] == ["Invitation to connect on LinkedIn"]


def test_a_second_interaction_makes_a_lead_in_the_plan():
    contact = make_contact()
    make_touch(contact)
    contact.refresh_from_db()
    assert contact.stage == Stage.NAME

    make_touch(contact)

    contact.refresh_from_db()
    assert contact.stage == Stage.LEAD
    assert contact.enrollments.get().next_due_on == date(2026, 3, 11)
    assert len(contact.stage_changes.get().evidence) == 2


def test_a_contact_request_makes_a_call_task_and_no_plan():
    contact = make_contact(phone="+47 22 55 01 34")

    make_touch(contact, Touch.Kind.CONTACT_REQUEST, asset=None)

    contact.refresh_from_db()
    assert contact.stage == Stage.LEAD
    assert [task.kind for task in contact.tasks.open()] == [Task.Kind.REQUEST]
    assert not contact.enrollments.exists()


def test_a_phone_step_without_a_number_is_skipped_and_the_plan_goes_on():
    enrollment = make_enrollment(make_contact(phone=""))

    work_every_day(enrollment, days=20)

    call = enrollment.tasks.get(step_key="first-call")
    assert (call.state, call.reason) == (Task.State.SKIPPED, "No phone number")
    assert enrollment.tasks.filter(step_key="article-mail").exists()


def test_a_second_sweep_fires_nothing():
    make_enrollment()
    first = sweep(NOON + timedelta(days=1))
    again = sweep(NOON + timedelta(days=1))

    assert (first.fired, again.due) == (1, 0)


def test_days_of_the_week_follow_the_calendar():
    enrollment = make_enrollment(at=NOON + timedelta(days=3))  # Friday

    assert {line.day.weekday() for line in enrollment.plan(NOON) if line.step.channel != "system"} <= set(range(5))
    assert Step.objects.count() == 11
