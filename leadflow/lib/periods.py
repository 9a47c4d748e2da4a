"""Stretches of days that people look back on. Pure: what "today" is, the caller says."""

from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Period:
    """From one day to another, both included, and what to call it."""

    key: str
    label: str
    first: date
    last: date

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]

    def moved(self, by: timedelta, label: str) -> "Period":
        return Period(self.key, label, self.first + by, self.last + by)


def today_only(today: date) -> Period:
    return Period("today", "today", today, today)


def this_week(today: date) -> Period:
    """From Monday until today."""
    return Period("week", "this week", today - today.weekday() * DAY, today)


def last_week(today: date) -> Period:
    monday = today - today.weekday() * DAY - WEEK
    return Period("last-week", "last week", monday, monday + 6 * DAY)


def thirty_days(today: date) -> Period:
    """The 30 days that end today."""
    return Period("30-days", "the last 30 days", today - 29 * DAY, today)


def between(first: date, last: date) -> Period:
    return Period("custom", "", first, last)


NAMED = {"today": today_only, "week": this_week, "last-week": last_week, "30-days": thirty_days}


def before(period: Period) -> Period:
    """What to compare it with: as many days before it; of a week the same weekdays of the week before."""
    if period.key == "week":
        return period.moved(-WEEK, "last week so far")
    if period.key == "last-week":
        return period.moved(-WEEK, "the week before")
    if period.key == "today":
        return period.moved(-WEEK, "a week ago")
    length = len(period.days)
    return period.moved(-length * DAY, f"the {length} days before")
