"""An enrollment tells its whole plan: each step with its day, and why it is not day 0 plus its offset."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadences import firing, promise
from cadences.calendar import Calendar, due_day
from cadences.models import Task
from cadences.reasons import Follows, Moved, why_then
from contacts.models import Touch
from tests.factories import NOON, log_task, make_enrollment, make_firm

DAY = timedelta(days=1)
MONDAY = date(2026, 3, 2)
WEEK = Calendar()
EVERY_DAY = Calendar(frozenset(range(7)))


WHYS = [
    pytest.param(EVERY_DAY, 0, [], 8, None, "", id="on its day"),
    pytest.param(WEEK, 0, [], 5, None, "Saturday 7 March is a day off", id="a weekend"),
    pytest.param(
        EVERY_DAY,
        2,
        [Moved(2, "Second email was done 2 days late")],
        8,
        None,
        "2 days later: Second email was done 2 days late",
        id="a step was late",
    ),
    pytest.param(
        EVERY_DAY,
        0,
        [],
        8,
        Follows("Second email", 5, date(2026, 3, 10)),
        "at least 2 days after Second email on Tuesday 10 March",
        id="the gap of two days",
    ),
    pytest.param(
        EVERY_DAY,
        0,
        [],
        2,
        Follows("Research", 1, date(2026, 3, 4)),
        "at least 1 day after Research on Wednesday 4 March",
        id="a planned gap of one day",
    ),
    pytest.param(
        WEEK,
        3,
        [Moved(1, "Research was done 1 day late"), Moved(2, "on hold for 2 days")],
        2,
        None,
        "3 days later: Research was done 1 day late, on hold for 2 days; Saturday 7 March is a day off",
        id="several at once",
    ),
]


@pytest.mark.parametrize(("calendar", "days", "moved", "offset", "after", "why"), WHYS)
def test_why_a_step_comes_on_its_day(calendar, days, moved, offset, after, why):
    assert why_then(calendar, MONDAY, MONDAY + days * DAY, offset, moved=moved, after=after) == why


@given(
    off=st.sets(st.integers(0, 40), max_size=12),
    late=st.integers(0, 5),
    offset=st.integers(1, 21),
    gap=st.integers(1, 5),
    done=st.integers(0, 30),
)
def test_there_is_a_reason_just_where_the_day_differs(off, late, offset, gap, done):
    calendar = Calendar(frozenset(range(7)), lambda day: (day - MONDAY).days in off)
    anchor = MONDAY + late * DAY
    before = Follows("Research", offset - gap, MONDAY + done * DAY)

    day = due_day(calendar, anchor, offset, previous_done=before.done, previous_offset=before.offset)
    why = why_then(calendar, MONDAY, anchor, offset, moved=[Moved(late, "late")], after=before)

    assert bool(why) == (day != MONDAY + offset * DAY)


@pytest.fixture
def plan(db):
    """Day 0 is Tuesday 10 March."""
    make_firm(working_days=list(range(7)))
    return make_enrollment()


def sweep(days):
    firing.sweep(NOON + days * DAY, clock=lambda: NOON + days * DAY)


def days_of(plan, days):
    plan.refresh_from_db()
    return {line.step.key: ((line.day - plan.day_0).days, line.why) for line in plan.plan(NOON + days * DAY)}


def test_a_plan_without_shifts_needs_no_reasons(plan):
    assert [line.why for line in plan.plan(NOON)] == [""] * 11


def test_what_was_done_late_is_named_at_the_first_that_follows(plan):
    sweep(1)
    log_task(plan.tasks.get(), Touch.Outcome.DONE, rep=plan.contact.owner, at=NOON + 3 * DAY)

    told = days_of(plan, 3)

    assert told["research"] == (1, "done 2 days late")
    assert told["intro-mail"] == (4, "2 days later: Research: website and LinkedIn was done 2 days late")
    assert told["first-call"] == (10, "2 days later")


def test_what_was_dropped_late_is_named_as_that(plan):
    at = NOON + 3 * DAY
    firing.sweep(NOON + DAY, clock=lambda: NOON)
    promise.call_off(plan.tasks.open().get(), reason="Known already", by=None, at=at)

    assert days_of(plan, 3)["intro-mail"][1] == "2 days later: Research: website and LinkedIn was dropped 2 days late"


def test_what_is_late_now_moves_what_follows_as_if_it_were_done_today(plan):
    sweep(1)

    told = days_of(plan, 4)

    assert told["intro-mail"] == (5, "3 days later: Research: website and LinkedIn is 3 days late")


def test_what_was_put_off_moves_what_follows(plan):
    sweep(1)
    plan.tasks.get().snooze((NOON + 4 * DAY).date(), at=NOON + DAY)

    told = days_of(plan, 1)

    assert told["research"] == (4, "put off from Wednesday 11 March")
    assert told["intro-mail"] == (5, "3 days later: Research: website and LinkedIn was put off by 3 days")


def test_a_hold_moves_what_is_to_come(plan):
    plan.hold((NOON + 6 * DAY).date(), at=NOON + DAY)

    assert days_of(plan, 1)["research"] == (6, "5 days later: on hold until Monday 16 March")

    plan.resume(at=NOON + 6 * DAY)
    assert days_of(plan, 6)["research"] == (6, "5 days later: on hold for 5 days")


def test_the_days_told_are_those_on_which_the_sweep_fires(plan):
    for n in range(40):
        told = days_of(plan, n)
        sweep(n)
        for task in plan.tasks.open():
            assert told[task.step_key][0] == (task.planned_on - plan.day_0).days
            if n % 3 == 0:
                log_task(task, Touch.Outcome.DONE, rep=plan.contact.owner, at=NOON + n * DAY)

    assert plan.tasks.filter(state=Task.State.DONE).count() == 10


def test_the_panel_on_the_contacts_page_tells_why(plan, client):
    sweep(1)
    plan.tasks.get().snooze((NOON + 4 * DAY).date(), at=NOON + DAY)
    client.force_login(plan.contact.owner)

    page = client.get(f"/contacts/{plan.contact_id}/plan/").content.decode()

    assert "put off from Wednesday 11 March" in page
