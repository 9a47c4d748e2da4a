"""A plan drawn on the line of its days. Pure: places are shares of the line's width, for attributes of an SVG."""

from collections import Counter
from dataclasses import dataclass
from math import ceil

from cadences.editing.plan import Plan, is_for_some

# At least three weeks are drawn, so that a short plan looks short.
LEAST_DAYS = 21
# The first and the last day keep this share of the width from the edges.
MARGIN = 3.0
# The height of the line, and how far apart marks of one day lie, in pixels.
LINE, APART = 42, 28


@dataclass(frozen=True)
class Mark:
    """A step: where on the line, and how high. One that the plan does not wait for lies above the line, one that is not
    for everybody is hollow."""

    x: str
    y: int
    channel: str
    blocking: bool
    is_for_some: bool = False


@dataclass(frozen=True)
class Tick:
    """A day that is named."""

    x: str
    day: int


@dataclass(frozen=True)
class Picture:
    marks: list[Mark]
    ticks: list[Tick]
    words: str


def draw(plan: Plan) -> Picture:
    """The picture of a plan, and the same in words for whoever does not see it."""
    steps = [step for step in plan if not step.is_ours]
    last = max([LEAST_DAYS, *(step.day for step in steps)])
    # Four named days at most fit on a phone.
    every = ceil(last / 21) * 7
    seen: Counter[int] = Counter()
    marks = []
    for step in steps:
        height = seen[step.day] + (0 if step.blocking else 1)
        seen[step.day] = height + (1 if step.blocking else 0)
        marks.append(
            Mark(_place(step.day, last), LINE - min(height, 1) * APART, step.channel, step.blocking, is_for_some(step))
        )
    return Picture(marks, [Tick(_place(day, last), day) for day in range(0, last + 1, every)], _words(steps))


def _place(day: int, last: int) -> str:
    return f"{MARGIN + (100 - 2 * MARGIN) * day / last:.2f}%"


def _words(steps) -> str:
    if not steps:
        return "No steps yet."
    days = sorted({step.day for step in steps})
    number = f"{len(steps)} steps" if len(steps) > 1 else "1 step"
    some = sum(is_for_some(step) for step in steps)
    only = f" {some} of them only for some people." if some else ""
    return f"{number}, on day{'s' if len(days) > 1 else ''} {', '.join(map(str, days))}.{only}"
