"""On which day a step falls (rule 8). Pure: days in, days out; nothing here knows what time it is."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

MIN_GAP = timedelta(days=2)


@dataclass(frozen=True)
class Calendar:
    """The firm's days. `is_day_off` tells public holidays and the firm's own days off."""

    working_days: frozenset[int] = frozenset(range(5))
    is_day_off: Callable[[date], bool] = lambda day: False

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
