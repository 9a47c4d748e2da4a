"""On which day a step falls (rule 8). Pure: days in, days out; nothing here knows what time it is."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Protocol, TypedDict

MIN_GAP = timedelta(days=2)
# Where a step goes whose day is a day off: to the next working day; to the same day of the week, once that is one; or
# nowhere, it comes on that very day.
NEXT, WEEKDAY, EXACT = "next", "weekday", "exact"
# Channels by which somebody at the contact's place has to be at work.
AT_THEIR_PLACE = ("phone", "video", "post")


@dataclass(frozen=True)
class Calendar:
    """The firm's days. `is_day_off` tells public holidays and the firm's own days off, `name_of` what one is called."""

    working_days: frozenset[int] = frozenset(range(5))
    is_day_off: Callable[[date], bool] = lambda day: False
    name_of: Callable[[date], str] = lambda day: ""

    def is_working(self, day: date) -> bool:
        return day.weekday() in self.working_days and not self.is_day_off(day)

    def working_day_from(self, day: date) -> date:
        """That day, or the next on which the firm works. A calendar off for a whole year is taken to work that day."""
        for ahead in range(366):
            if self.is_working(day + timedelta(days=ahead)):
                return day + timedelta(days=ahead)
        return day

    def last_working_day(self, day: date) -> date:
        """That day, or the last before it on which the firm works."""
        return next(
            (day - timedelta(days=ago) for ago in range(366) if self.is_working(day - timedelta(days=ago))), day
        )

    def next_working_day(self, day: date) -> date:
        """The first working day after that day."""
        return self.working_day_from(day + timedelta(days=1))

    def beside(self, holiday: Callable[[date], str]) -> "Calendar":
        """The days on which work is done here and at another place, whose `holiday` of a day is named, or empty."""
        return Calendar(
            self.working_days,
            lambda day: self.is_day_off(day) or bool(holiday(day)),
            lambda day: self.name_of(day) or holiday(day),
        )

    def by(self, rule: str, planned: date) -> "Calendar":
        """The days on which a step of a rule can come that the plan puts on a day."""
        if rule == EXACT:
            return Calendar(frozenset(range(7)))
        if rule == WEEKDAY and planned.weekday() in self.working_days:
            return replace(self, working_days=frozenset({planned.weekday()}))
        return self

    def why_off(self, day: date) -> str:
        """Why nothing is done on a day, as a clause: “Monday 25 December is Christmas Day”; empty for a working day."""
        if self.is_working(day):
            return ""
        return f"{on(day)} is {self.name_of(day) or 'a day off'}"


def due_day(
    calendar: Calendar,
    anchor: date,
    offset: int,
    *,
    previous_done: date | None = None,
    previous_offset: int | None = None,
    rule: str = NEXT,
    min_gap: int | None = None,
) -> date:
    """The day of a step: day 0 plus days lost (`anchor`) plus its offset, on a working day or as its `rule` says, but
    not sooner after the previous blocking step was done than the planned gap or `min_gap` days (two, where the step
    says nothing), whichever is less."""
    planned = anchor + timedelta(days=offset)
    days = calendar.by(rule, planned)
    day = days.working_day_from(planned)
    if previous_done is not None and previous_offset is not None:
        day = max(day, days.working_day_from(previous_done + least_gap(offset - previous_offset, min_gap)))
    return day


def least_gap(planned: int, min_gap: int | None) -> timedelta:
    """How long after the previous blocking step the next one comes at least, of days that the plan puts between."""
    return min(timedelta(days=planned), MIN_GAP if min_gap is None else timedelta(days=min_gap))


class Timed(Protocol):
    """What a step says of its days, beside its offset."""

    day_rule: str
    min_gap: int | None


class Timing(TypedDict):
    rule: str
    min_gap: int | None


def timing(step: Timed) -> Timing:
    """The same, as `due_day` takes it."""
    return {"rule": step.day_rule, "min_gap": step.min_gap}


def days_lost(due: date, done: date) -> timedelta:
    """By how much a blocking step done late moves what comes after it. Done early, it moves nothing."""
    return max(done - due, timedelta(0))


def on(day: date) -> str:
    """A day of the near future within a sentence: Thursday 12 March."""
    return f"{day:%A} {day.day} {day:%B}"
