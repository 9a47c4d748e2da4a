"""On which day a step falls (rule 8). Pure: days in, days out; nothing here knows what time it is."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

MIN_GAP = timedelta(days=2)
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
) -> date:
    """The day of a step: day 0 plus days lost (`anchor`) plus its offset, on a working day, but not sooner after the
    previous blocking step was done than the planned gap or two days, whichever is less."""
    day = calendar.working_day_from(anchor + timedelta(days=offset))
    if previous_done is not None and previous_offset is not None:
        gap = min(timedelta(days=offset - previous_offset), MIN_GAP)
        day = max(day, calendar.working_day_from(previous_done + gap))
    return day


def days_lost(due: date, done: date) -> timedelta:
    """By how much a blocking step done late moves what comes after it. Done early, it moves nothing."""
    return max(done - due, timedelta(0))


def on(day: date) -> str:
    """A day of the near future within a sentence: Thursday 12 March."""
    return f"{day:%A} {day.day} {day:%B}"
