"""The time to accept a lead, by the firm's own clock: a table of examples, and that counting back agrees with it."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadences.calendar import Calendar
from cadences.working_hours import WorkingHours

OSLO = ZoneInfo("Europe/Oslo")
MAY_DAY = date(2026, 5, 1)


def hours(opens=9, closes=17, *, zone=OSLO, off=(), week=frozenset(range(5))):
    return WorkingHours(Calendar(week, lambda day: day in off), time(opens), time(closes), zone)


def at(text):
    """“10 Mar 09:30” of 2026, in Oslo."""
    return datetime.strptime(f"2026 {text}", "%Y %d %b %H:%M").replace(tzinfo=OSLO)


USUAL = hours()
OVER = [
    # what about, the firm's hours, from when, how many working hours, until when
    ("within a morning", USUAL, "10 Mar 09:30", 2, "10 Mar 11:30"),
    ("a whole day", USUAL, "10 Mar 09:00", 8, "10 Mar 17:00"),
    ("two working days", USUAL, "10 Mar 10:00", 16, "12 Mar 10:00"),
    ("from the evening: counted from the next morning", USUAL, "10 Mar 19:00", 16, "12 Mar 17:00"),
    ("from the night before: the same", USUAL, "11 Mar 03:00", 16, "12 Mar 17:00"),
    ("from the end of a day: the same", USUAL, "10 Mar 17:00", 16, "12 Mar 17:00"),
    ("over a weekend", USUAL, "13 Mar 15:00", 16, "17 Mar 15:00"),
    ("from a Saturday: counted from Monday", USUAL, "14 Mar 12:00", 16, "17 Mar 17:00"),
    ("over a day off", hours(off={MAY_DAY}), "30 Apr 12:00", 16, "5 May 12:00"),
    ("over Christmas", hours(off={date(2026, 12, 25)}), "24 Dec 13:00", 8, "28 Dec 13:00"),
    ("over the night in which the clocks go forward", USUAL, "27 Mar 16:00", 2, "30 Mar 10:00"),
    ("over the night in which they go back", USUAL, "23 Oct 16:00", 2, "26 Oct 10:00"),
    ("at night, as the clocks go forward", hours(0, 6, week=frozenset(range(7))), "29 Mar 00:00", 5, "29 Mar 06:00"),
    ("at night, as they go back", hours(0, 6, week=frozenset(range(7))), "25 Oct 00:00", 7, "25 Oct 06:00"),
    ("a firm that works on Sundays", hours(week=frozenset({6, 0, 1, 2, 3})), "12 Mar 13:00", 8, "15 Mar 13:00"),
    ("a firm in another zone", hours(zone=ZoneInfo("America/New_York")), "10 Mar 12:00", 2, "10 Mar 16:00"),
    ("two short days", hours(9, 12), "10 Mar 11:00", 4, "11 Mar 12:00"),
    ("half an hour", USUAL, "10 Mar 16:45", 0.5, "11 Mar 09:15"),
]


@pytest.mark.parametrize(("firm", "start", "number", "end"), [o[1:] for o in OVER], ids=[o[0] for o in OVER])
def test_so_many_working_hours_are_over(firm, start, number, end):
    assert firm.after(at(start), number) == at(end)


BACK = [
    ("within a morning", "10 Mar 11:30", 2, "10 Mar 09:30"),
    ("in the evening: until the end of the day", "12 Mar 20:00", 16, "11 Mar 09:00"),
    ("early: until the end of the day before", "13 Mar 08:00", 16, "11 Mar 09:00"),
    ("on a Sunday: until Friday", "15 Mar 12:00", 8, "13 Mar 09:00"),
    ("over a weekend", "17 Mar 15:00", 16, "13 Mar 15:00"),
]


@pytest.mark.parametrize(("end", "number", "start"), [b[1:] for b in BACK], ids=[b[0] for b in BACK])
def test_so_many_working_hours_are_counted_back(end, number, start):
    assert USUAL.before(at(end), number) == at(start)


moments = st.integers(0, 60 * 24 * 90).map(
    lambda minutes: datetime(2026, 3, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


@given(
    start=moments,
    end=moments,
    number=st.integers(1, 60),
    opens=st.integers(0, 11),
    long=st.integers(1, 12),
    week=st.sets(st.integers(0, 6), min_size=1),
    off=st.sets(st.integers(0, 60).map(lambda n: date(2026, 3, 10) + timedelta(days=n)), max_size=10),
    zone=st.sampled_from(["Europe/Oslo", "America/New_York", "Pacific/Auckland", "UTC"]),
)
def test_who_is_found_late_is_whose_time_is_over(start, end, number, opens, long, week, off, zone):
    firm = hours(opens, opens + long, zone=ZoneInfo(zone), off=off, week=frozenset(week))

    assert (start <= firm.before(end, number)) == (firm.after(start, number) <= end)
