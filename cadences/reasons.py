"""Why a step falls on its day, in words (rule 8). Pure: days in, words out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from cadences.calendar import NEXT, Calendar, due_day, least_gap, on

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Moved:
    """So many days by which the plan moved, and what moved it: "Second email was done late"."""

    days: int
    why: str


@dataclass(frozen=True)
class Follows:
    """The blocking step before: its name, its offset, and the day it was, or will be, done."""

    name: str
    offset: int
    done: date


def why_then(
    calendar: Calendar,
    day_0: date,
    anchor: date,
    offset: int,
    *,
    moved: Iterable[Moved] = (),
    after: Follows | None,
    rule: str = NEXT,
    min_gap: int | None = None,
) -> str:
    """Why a step comes on the day that `due_day` gives it and not on day 0 plus its offset; empty where it does not
    differ. `moved` adds up to what lies between day 0 and the anchor, and is left out where it was said before; `after`
    is given for blocking steps; `rule` and `min_gap` are the step's."""
    follows = {"previous_done": after.done, "previous_offset": after.offset} if after else {}
    day = due_day(calendar, anchor, offset, **follows, rule=rule, min_gap=min_gap)
    planned = anchor + offset * DAY
    works_from = calendar.by(rule, planned).working_day_from(planned)
    why = []
    if anchor != day_0:
        words = ", ".join(one.why for one in moved)
        why.append(f"{in_days((anchor - day_0).days)} later{words and f': {words}'}")
    if works_from != planned:
        why.append(calendar.why_off(planned))
    if after and day != works_from:
        gap = min(least_gap(offset - after.offset, min_gap), day - after.done)
        why.append(f"at least {in_days(gap.days)} after {after.name} on {on(after.done)}")
    return "; ".join(why)


def in_days(number: int) -> str:
    """1 day, 2 days."""
    return f"{number} day{'' if number == 1 else 's'}"
