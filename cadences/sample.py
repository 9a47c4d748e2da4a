"""The dates of a plan for anybody who would begin it on a day. Pure: steps and a day in, lines out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from cadences.calendar import AT_THEIR_PLACE, Calendar, due_day, on, timing
from cadences.reasons import Follows, why_then
from contacts.models import Channel


class Planned(Protocol):
    """What is asked of a step: one of a version, or of a draft."""

    day: int
    channel: str
    blocking: bool
    name: str
    day_rule: str
    min_gap: int | None


@dataclass(frozen=True)
class Line:
    """A step, its day of the plan, the date on which it falls, and why not on that day: “Friday 25 December is
    Christmas Day, so Monday 28”. Empty where it does."""

    step: Planned
    day: int
    date: date
    reason: str = ""


def sample(steps: Iterable[Planned], start: date, calendar: Calendar, *, there: Calendar | None = None) -> list[Line]:
    """The dates of a plan that begins on `start`, each step taken as done on its day (domain rule 8).

    `steps` stand in the order of the plan. `there` is the calendar of calls and post for contacts of a country with
    holidays of its own, as `FirmDay.calendar_for` gives it.
    """
    lines: list[Line] = []
    before: Follows | None = None
    for step in steps:
        if step.channel == Channel.SYSTEM:
            lines.append(Line(step, step.day, start))
            continue
        days = there if there and step.channel in AT_THEIR_PLACE else calendar
        after = before if step.blocking else None
        follows = {"previous_done": after.done, "previous_offset": after.offset} if after else {}
        falls_on = due_day(days, start, step.day, **follows, **timing(step))
        why = why_then(days, start, start, step.day, after=after, **timing(step))
        lines.append(Line(step, step.day, falls_on, why and f"{why}, so {_then(falls_on, start, step.day)}"))
        if step.blocking:
            before = Follows(step.name, step.day, falls_on)
    return lines


def _then(falls_on: date, start: date, offset: int) -> str:
    """The day, without a month that was named already."""
    planned = date.fromordinal(start.toordinal() + offset)
    return on(falls_on) if falls_on.month != planned.month else f"{falls_on:%A} {falls_on.day}"
