"""What a step may say of its days: its rule for days off, and its own distance from the step before."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadences import firing
from cadences.calendar import EXACT, NEXT, WEEKDAY, Calendar, due_day
from cadences.foretelling import foretell
from cadences.reasons import Follows, why_then
from tests.cadences.wordings import publish_wordings
from tests.factories import NOON, make_contact, make_firm, make_user

DAY = timedelta(days=1)
MONDAY = date(2026, 3, 2)
SIXTH = date(2026, 3, 6)
# Friday 6 March is a day off.
WEEK = Calendar(is_day_off=SIXTH.__eq__, name_of=lambda day: "Founding Day" if day == SIXTH else "")


@pytest.mark.parametrize(
    ("rule", "offset", "falls_on", "why"),
    [
        (NEXT, 3, date(2026, 3, 5), ""),
        (NEXT, 4, date(2026, 3, 9), "Friday 6 March is Founding Day"),
        (NEXT, 5, date(2026, 3, 9), "Saturday 7 March is a day off"),
        (WEEKDAY, 3, date(2026, 3, 5), ""),
        (WEEKDAY, 4, date(2026, 3, 13), "Friday 6 March is Founding Day"),
        (WEEKDAY, 5, date(2026, 3, 9), "Saturday 7 March is a day off"),
        (EXACT, 4, SIXTH, ""),
        (EXACT, 5, date(2026, 3, 7), ""),
    ],
    ids=[
        "a working day", "a day off", "a weekend", "the same weekday at once", "the same weekday a week later",
        "a weekday that never works is the next working day", "that very day, off", "that very day, a weekend",
    ],
)  # fmt: skip
def test_where_a_step_goes_whose_day_is_off(rule, offset, falls_on, why):
    assert due_day(WEEK, MONDAY, offset, rule=rule) == falls_on
    assert why_then(WEEK, MONDAY, MONDAY, offset, after=None, rule=rule) == why


@pytest.mark.parametrize(
    ("min_gap", "offset", "days_after"),
    [(None, 5, 2), (0, 5, 0), (1, 5, 1), (4, 5, 4), (7, 5, 4), (None, 2, 1)],
    ids=["two, unsaid", "none", "one", "four", "never more than planned", "one, as planned"],
)
def test_how_far_a_step_keeps_from_the_one_before_that_was_late(min_gap, offset, days_after):
    """The step before stands on day 1, and was done on day 8."""
    every_day, done = Calendar(frozenset(range(7))), MONDAY + 8 * DAY

    day = due_day(every_day, MONDAY, offset, previous_done=done, previous_offset=1, min_gap=min_gap)

    assert (day - done).days == days_after


@given(
    off=st.sets(st.integers(0, 40), max_size=12),
    rule=st.sampled_from([NEXT, WEEKDAY, EXACT]),
    min_gap=st.none() | st.integers(0, 9),
    offset=st.integers(1, 21),
    gap=st.integers(1, 9),
    done=st.integers(0, 30),
)
def test_whatever_a_step_says_it_comes_by_its_rule_and_keeps_its_distance(off, rule, min_gap, offset, gap, done):
    calendar = Calendar(frozenset(range(7)), lambda day: (day - MONDAY).days in off)
    before = Follows("Research", offset - gap, MONDAY + done * DAY)
    timing = {"rule": rule, "min_gap": min_gap}

    day = due_day(calendar, MONDAY, offset, previous_done=before.done, previous_offset=before.offset, **timing)

    planned = MONDAY + offset * DAY
    assert day >= planned
    assert day - before.done >= min(gap, 2 if min_gap is None else min_gap) * DAY
    assert rule == EXACT or calendar.is_working(day)
    assert rule != WEEKDAY or day.weekday() == planned.weekday()
    assert bool(why_then(calendar, MONDAY, MONDAY, offset, after=before, **timing)) == (day != planned)


def days_of(contact) -> list[date]:
    return list(contact.tasks.filter(step_key="linkedin").values_list("due_on", flat=True))


@pytest.mark.django_db
@pytest.mark.parametrize(("rule", "fired"), [(EXACT, 1), (NEXT, 0), (WEEKDAY, 0)])
def test_on_a_day_off_only_what_is_to_come_on_that_very_day_comes(rule, fired):
    make_firm()
    publish_wordings({"linkedin": {"day": 4, "day_rule": rule}})
    contact = make_contact(owner=make_user(), stage="lead")
    saturday = NOON + 4 * DAY
    told = foretell(saturday)

    firing.sweep(saturday, clock=lambda: NOON)

    assert told.fired["LinkedIn"] == fired
    assert days_of(contact) == [saturday.date()] * fired


@pytest.mark.django_db
def test_what_was_for_a_day_off_on_which_nobody_swept_comes_on_the_next_working_day():
    make_firm()
    publish_wordings({"linkedin": {"day": 4, "day_rule": EXACT}})
    contact = make_contact(owner=make_user(), stage="lead")

    firing.sweep(NOON + 6 * DAY, clock=lambda: NOON)

    assert days_of(contact) == [(NOON + 6 * DAY).date()]
