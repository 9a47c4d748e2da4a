"""The dates of a plan for anybody who would begin it on a day, each shift with its reason."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from cadences.calendar import Calendar
from cadences.defaults import STEPS
from cadences.firm_day import holidays_of
from cadences.sample import sample

DAY = timedelta(days=1)


@dataclass(frozen=True)
class One:
    day: int
    channel: str = "email"
    blocking: bool = True
    day_rule: str = "next"
    min_gap: int | None = None

    @property
    def name(self) -> str:
        return f"{self.channel.capitalize()} {self.day}"


def calendar_of(country: str = "") -> Calendar:
    known = holidays_of(country)
    return Calendar(is_day_off=known.__contains__, name_of=lambda day: known.get(day) or "")


def of(steps, start: str, *, country="NO", there=""):
    calendar = calendar_of(country)
    abroad = calendar.beside(lambda day: holidays_of(there).get(day) or "") if there else None
    return [
        (line.date.isoformat(), line.reason)
        for line in sample(steps, date.fromisoformat(start), calendar, there=abroad)
    ]


@pytest.mark.parametrize(
    ("start", "day", "expected", "reason"),
    [
        pytest.param("2026-03-10", 2, "2026-03-12", "", id="a working day"),
        pytest.param("2026-03-10", 4, "2026-03-16", "Saturday 14 March is a day off, so Monday 16", id="a weekend"),
        pytest.param(
            "2023-12-20", 5, "2023-12-27", "Monday 25 December is Christmas Day, so Wednesday 27", id="Christmas"
        ),
        pytest.param(
            "2026-12-29", 3, "2027-01-04", "Friday 1 January is New Year's Day, so Monday 4", id="the year's end"
        ),
        pytest.param(
            "2026-01-29", 2, "2026-02-02", "Saturday 31 January is a day off, so Monday 2 February", id="month"
        ),
        pytest.param("2028-02-28", 1, "2028-02-29", "", id="29 February"),
        pytest.param("2028-02-28", 2, "2028-03-01", "", id="over 29 February"),
        pytest.param("2026-03-27", 3, "2026-03-30", "", id="over the night summer time begins"),
        pytest.param("2026-10-23", 3, "2026-10-26", "", id="over the night summer time ends"),
        pytest.param("2026-03-26", 3, "2026-03-30", "Sunday 29 March is a day off, so Monday 30", id="on that Sunday"),
    ],
)
def test_a_step_falls_on_a_working_day_and_says_why_not_on_its_own(start, day, expected, reason):
    assert of([One(day)], start) == [(expected, reason)]


def test_a_step_keeps_its_distance_from_a_blocking_one_that_moved():
    lines = of([One(2, "phone"), One(3), One(3, "linkedin", blocking=False)], "2023-12-23")

    assert lines == [
        ("2023-12-27", "Monday 25 December is Christmas Day, so Wednesday 27"),
        (
            "2023-12-28",
            "Tuesday 26 December is Second Day of Christmas; at least 1 day after Phone 2 on Wednesday 27 December, "
            "so Thursday 28",
        ),
        ("2023-12-27", "Tuesday 26 December is Second Day of Christmas, so Wednesday 27"),
    ]


@pytest.mark.parametrize(
    ("channel", "expected", "reason"),
    [
        ("phone", "2026-07-15", "Tuesday 14 July is National Day, so Wednesday 15"),
        ("video", "2026-07-15", "Tuesday 14 July is National Day, so Wednesday 15"),
        ("post", "2026-07-15", "Tuesday 14 July is National Day, so Wednesday 15"),
        ("email", "2026-07-14", ""),
        ("research", "2026-07-14", ""),
        ("linkedin", "2026-07-14", ""),
    ],
)
def test_calls_and_post_heed_the_holidays_at_the_contacts_place(channel, expected, reason):
    assert of([One(1, channel)], "2026-07-13", there="FR") == [(expected, reason)]


def test_a_day_that_works_at_one_place_only_is_left_out():
    # 25 and 26 December are off in Norway; Monday 28 is off in Britain, in place of Saturday 26.
    assert of([One(2, "phone")], "2026-12-23", there="GB")[0][0] == "2026-12-29"


def test_the_starting_plan_falls_on_its_days_where_nothing_is_off():
    every_day = Calendar(working_days=frozenset(range(7)))
    steps = [One(step["day"], step["channel"], step.get("blocking", True)) for step in STEPS]

    lines = sample(steps, date(2026, 3, 10), every_day)

    assert [(line.date - date(2026, 3, 10)).days for line in lines] == [step["day"] for step in STEPS]
    assert not any(line.reason for line in lines)
