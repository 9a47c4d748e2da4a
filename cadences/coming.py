"""On which day a step comes to somebody: on the day it is due, or on the next that suits the firm, them and their rep.

The one rule for the sweep, for what is foretold and for the plan on a page. Pure: days in, days out.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple, Protocol

from cadences.calendar import EXACT, Calendar
from cadences.firm_day import FirmDay
from contacts.models import Channel

CALLS = (Channel.PHONE, Channel.VIDEO)
REACHES_NOBODY = (Channel.RESEARCH, Channel.SYSTEM)


@dataclass(frozen=True)
class Wished:
    """On which weekdays they want calls, how many days lie between two attempts, and the day of the last, or of the
    one that is open."""

    call_days: tuple[int, ...] = ()
    every_days: int = 0
    last: date | None = None

    def calendar(self, days: Calendar, channel: str) -> Calendar:
        """The days, of those, on which they want a step by this channel."""
        return days.beside(lambda day: self.why_not(day, channel))

    def reached(self, day: date, channel: str) -> "Wished":
        """What they wish once that step has come on a day."""
        if channel in REACHES_NOBODY:
            return self
        return replace(self, last=max(day, self.last or day))

    def why_not(self, day: date, channel: str) -> str:
        """Why they do not want a step on a day; empty where they do."""
        if channel in CALLS and self.call_days and day.weekday() not in self.call_days:
            return "no day on which they want calls"
        if channel in REACHES_NOBODY or not self.every_days or self.last is None:
            return ""
        too_soon = day < self.last + timedelta(days=self.every_days)
        return f"less than {self.every_days} days after the last time, which they do not want" if too_soon else ""


class Planned(Protocol):
    """What is asked of a step."""

    day: int
    channel: str
    day_rule: str


class Coming(NamedTuple):
    """The day on which a step comes; the last day on which there was no room for it, and the day on which they did not
    want it and why, where that moved it."""

    on: date
    full: date | None = None
    unwanted: tuple[date, str] | None = None


def comes_on(
    step: Planned,
    due: date,
    *,
    anchor: date,
    day: FirmDay,
    country: str = "",
    full: date | None = None,
    wish: Wished | None = None,
) -> Coming:
    """When a step comes that is `due` on a day, its offset counting from `anchor`, to somebody in a country.

    A day that is off by now, or a public holiday there for what needs them at work, is passed over by the step's rule;
    then `full`, the last day on which it had to wait for room, to the next working day whatever the rule; then the days
    on which they do not want it.
    """
    days = day.calendar_for(step.channel, country)

    on = _by_rule(step, due, anchor, day, days)
    if full is not None and full < on:
        full = None
    if full is not None:
        on = days.working_day_from(day.calendar.next_working_day(full))
    unwanted = None
    # What is overdue comes today at the soonest, which may be no day for them though its own was.
    for soonest in (on, day.last_working_day):
        at = max(on, soonest)
        if wish and (why_not := wish.why_not(at, step.channel)):
            on, unwanted = wish.calendar(days, step.channel).working_day_from(at), unwanted or (at, why_not)
    return Coming(on, full, unwanted)


def _by_rule(step: Planned, due: date, anchor: date, day: FirmDay, days: Calendar) -> date:
    """What was put off already stays on its new day where that is a working day; what is for its very day stays on it,
    but comes on the next working day where nobody was there to see to it."""
    is_exact = step.day_rule == EXACT
    if days.is_working(due) or (is_exact and due >= day.last_working_day):
        return due
    by_rule = days if is_exact else days.by(step.day_rule, anchor + timedelta(days=step.day))
    return by_rule.working_day_from(due)
