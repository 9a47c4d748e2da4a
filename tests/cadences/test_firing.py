"""The sweep: what it does with days that are off by now, with those who left, and with those who asked to stop."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from cadences import firing
from cadences.models import Enrollment, Sweep, Task
from contacts.models import Contact, Stage, Touch
from leadflow.accounts.models import DayOff, User
from tests.factories import NOON, make_contact, make_enrollment, make_firm, make_user

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def sweep(days=0):
    moment = NOON + days * DAY
    return firing.sweep(moment, clock=lambda: moment)


@pytest.fixture
def plan():
    """Somebody whose research is planned for tomorrow."""
    make_firm(working_days=list(range(7)))
    return make_enrollment()


def test_a_day_that_was_taken_off_after_the_plan_fires_nothing(plan):
    DayOff.objects.create(day=(NOON + DAY).date(), name="Works outing")

    assert sweep(days=1).fired == 0
    assert sweep(days=2).fired == 1

    task = plan.tasks.get()
    assert (task.due_on, task.planned_on) == ((NOON + 2 * DAY).date(),) * 2


def test_a_step_of_a_working_day_comes_on_its_day_though_the_sweep_comes_on_a_day_off(plan):
    DayOff.objects.create(day=(NOON + 2 * DAY).date(), name="Works outing")

    assert sweep(days=2).fired == 1

    assert plan.tasks.get().due_on == (NOON + DAY).date()


def test_a_skipped_step_loses_no_day_that_is_off(plan):
    Enrollment.objects.filter(pk=plan.pk).update(next_step=plan.version.steps.get(key="first-call"))
    plan.contact.points.filter(kind="phone").delete()
    DayOff.objects.create(day=(NOON + DAY).date(), name="Works outing")

    sweep(days=2)

    plan.refresh_from_db()
    assert plan.tasks.get(step_key="first-call").reason == Task.Skip.NO_PHONE
    assert plan.anchor_on == plan.day_0


def test_what_came_to_somebody_while_they_left_goes_to_their_team(plan):
    rep = plan.contact.owner
    sweep(days=1)
    # As a promotion leaves it that was under way while the rep left.
    User.objects.filter(pk=rep.pk).update(is_active=False)

    sweep(days=1)

    contact = Contact.objects.get()
    assert (contact.owner, contact.team) == (None, rep.team)
    assert contact.tasks.open().get().rep is None


def test_nobody_is_moved_who_asked_us_to_stop():
    contact = make_contact(owner=make_user())
    contact.record_touch(Touch.Kind.CONTACT_REQUEST, at=NOON)
    contact.suppress(at=NOON, reason="Asked by phone")

    changes = Contact.objects.filter(pk=contact.pk).change_stage(Stage.LEAD, at=NOON, cause="revisit")

    assert changes == []
    assert Contact.objects.get().stage == Stage.DO_NOT_CONTACT


def test_a_sweep_as_if_it_were_another_year_is_remembered():
    Sweep.objects.create(started_at=NOON - 8 * DAY, finished_at=NOON - 8 * DAY)

    firing.sweep(NOON + 3650 * DAY, clock=lambda: NOON)

    assert [swept.finished_at for swept in Sweep.objects.all()] == [NOON]


@pytest.mark.parametrize("moment", ["soon", "0001-01-01T00:00", "9999-12-31T23:59", "2026-13-01"])
def test_a_moment_that_cannot_be_is_refused_in_one_line(moment):
    make_firm(time_zone="Pacific/Auckland")

    with pytest.raises(CommandError, match="--at must be a moment like"):
        call_command("sweep", now=moment)
