"""A rep is back: what waited comes without a burst."""

from datetime import timedelta

import pytest

from cadences import absences
from cadences.firm_day import FirmDay
from cadences.models import Task
from tests.cadences.being_away import DAY, FRIDAY, MONDAY_AFTER, TUESDAY, away, days_of, sweep, to_do
from tests.factories import NOON, log_task, make_contact

pytestmark = pytest.mark.django_db


def used_to(rep, number, *, days=10):
    """So many tasks done on each of the working days before."""
    calendar = FirmDay.at(NOON).calendar
    day = TUESDAY
    for _ in range(days):
        day = calendar.last_working_day(day - DAY)
        at = NOON - (TUESDAY - day)
        for _ in range(number):
            contact = make_contact(owner=rep)
            closed = {"state": Task.State.DONE, "closed_at": at, "closed_by": rep}
            Task.objects.create(
                contact=contact, kind="by_hand", channel="phone", rep=rep, due_on=day, created_at=at, **closed
            )


def test_what_waited_comes_a_usual_day_at_a_time(ana):
    used_to(ana, 3)
    for n in range(8):
        to_do(ana, due_on=TUESDAY + (n % 4) * DAY)
    away(ana)

    sweep(NOON + 6 * DAY)

    assert days_of(ana) == {MONDAY_AFTER: 3, MONDAY_AFTER + DAY: 3, MONDAY_AFTER + 2 * DAY: 2}


def test_what_comes_anyway_takes_its_room(ana):
    used_to(ana, 3)
    for _ in range(2):
        to_do(ana, due_on=MONDAY_AFTER)
    for _ in range(3):
        to_do(ana)
    away(ana)

    sweep(NOON + 6 * DAY)

    assert days_of(ana) == {MONDAY_AFTER: 3, MONDAY_AFTER + DAY: 2}


def test_what_was_late_before_stays_late(ana):
    late = to_do(ana, due_on=TUESDAY - DAY)
    away(ana)

    sweep(NOON + 6 * DAY)

    late.refresh_from_db()
    assert late.due_on == TUESDAY - DAY


def test_whom_we_keep_waiting_is_not_spread(ana):
    used_to(ana, 1)
    asked = [to_do(ana, kind) for kind in (Task.Kind.REQUEST, Task.Kind.CALL_BACK)]
    away(ana)

    sweep(NOON + 6 * DAY)

    assert {Task.objects.get(pk=task.pk).due_on for task in asked} == {TUESDAY}


def test_what_the_stand_in_did_not_get_to_comes_back_a_day_at_a_time_too(ana, ben):
    used_to(ana, 1)
    for _ in range(3):
        to_do(ana)
    away(ana, stand_in=ben)

    sweep(NOON + 6 * DAY)

    assert list(days_of(ana).values()) == [1, 1, 1]


def test_first_comes_what_is_first_in_the_queue(ana):
    used_to(ana, 1)
    later = to_do(ana)
    decision = to_do(ana, Task.Kind.DECISION, due_on=FRIDAY)
    away(ana)

    sweep(NOON + 6 * DAY)

    later.refresh_from_db()
    decision.refresh_from_db()
    assert (decision.due_on, later.due_on) == (MONDAY_AFTER, MONDAY_AFTER + DAY)


def test_it_is_spread_once(ana):
    used_to(ana, 1)
    for _ in range(3):
        to_do(ana)
    away(ana)
    sweep(NOON + 6 * DAY)
    before = days_of(ana)

    sweep(NOON + 6 * DAY + timedelta(minutes=1))
    sweep(NOON + 7 * DAY)

    assert days_of(ana) == before


def test_nobody_is_given_a_day_on_which_they_are_away_again(ana):
    used_to(ana, 1)
    for _ in range(2):
        to_do(ana)
    away(ana)
    away(ana, MONDAY_AFTER + DAY, MONDAY_AFTER + 2 * DAY)

    sweep(NOON + 6 * DAY)

    assert list(days_of(ana)) == [MONDAY_AFTER, MONDAY_AFTER + 3 * DAY]


def test_two_absences_in_a_row_are_spread_after_the_second(ana):
    used_to(ana, 1)
    for _ in range(2):
        to_do(ana)
    away(ana)
    away(ana, FRIDAY + DAY, MONDAY_AFTER)

    sweep(NOON + 6 * DAY)
    assert days_of(ana) == {TUESDAY: 2}
    sweep(NOON + 7 * DAY)

    assert days_of(ana) == {MONDAY_AFTER + DAY: 1, MONDAY_AFTER + 2 * DAY: 1}


def test_nothing_is_moved_while_the_end_can_be_taken_back(ana):
    used_to(ana, 1)
    for _ in range(2):
        to_do(ana)
    absence = away(ana)
    thursday = NOON + 2 * DAY
    absence.end(today=thursday.date(), at=thursday)

    sweep(thursday + timedelta(seconds=20))
    assert days_of(ana) == {TUESDAY: 2}
    sweep(thursday + timedelta(minutes=2))

    assert days_of(ana) == {TUESDAY + 2 * DAY: 1, FRIDAY: 1}


def test_a_plan_that_waited_keeps_its_gaps(ana):
    from tests.factories import make_enrollment

    enrollment = make_enrollment(make_contact(owner=ana, phone="+47 22 55 01 34"), at=NOON - DAY)
    sweep(NOON)
    task = enrollment.tasks.open().get()
    away(ana)
    sweep(NOON + 6 * DAY)
    task.refresh_from_db()

    log_task(task, "done", rep=ana, at=NOON + 6 * DAY)

    enrollment.refresh_from_db()
    second = enrollment.next_step
    assert enrollment.next_due_on - MONDAY_AFTER == timedelta(days=min(second.day - task.step.day, 2))


@pytest.mark.parametrize(
    ("number", "days", "expected"),
    [
        pytest.param(4, 10, 4, id="as on the days they worked"),
        pytest.param(4, 4, 60, id="hardly worked: the firm's dials"),
        pytest.param(0, 0, 60, id="new here: the firm's dials"),
    ],
)
def test_the_usual_load_is_what_they_did_on_a_day(ana, number, days, expected):
    used_to(ana, number, days=days)

    assert absences.usual_load(ana, before=TUESDAY, day=FirmDay.at(NOON)) == expected
