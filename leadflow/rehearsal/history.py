"""What a version of the lead definition would have found, looked back on day by day.

Pure: what is given is judged. Each day is judged by what had happened by then, and by nothing later.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from contacts.models import Stage, StageChange, Touch
from contacts.models.stage import CLOSED
from scoring.interest import LIGHT, Interaction, Interest, identity, why_not
from scoring.standing import next_stage

# What shows that a meeting came about: the stages from it on, and the outcomes that say so.
MET = (Stage.MEETING, Stage.OPPORTUNITY, Stage.WON)
MET_BY = (Touch.Outcome.MEETING, Touch.Outcome.HELD, Touch.Outcome.OPPORTUNITY, Touch.Outcome.WON)
# Where somebody is looked for no longer, whatever they do.
OVER = (*CLOSED, Stage.LOST)


class Step(NamedTuple):
    """One change of stage."""

    at: datetime
    after: str
    cause: str


class Road(NamedTuple):
    """What became of somebody: when they first took a meeting, and when they were out of question without one."""

    met: datetime | None = None
    over: datetime | None = None

    @property
    def end(self) -> datetime | None:
        """Until when a definition had something to find; None: it still has."""
        return min((moment for moment in self if moment), default=None)


def road(steps: Iterable[Step], meetings: Iterable[datetime]) -> Road:
    """`steps` in the order in which they were made; `meetings`: when outcomes that tell of one were logged."""
    lasting = _lasting(steps)
    met = [*meetings, *(step.at for step in lasting if step.after in MET)]
    over = [step.at for step in lasting if step.after in OVER]
    return Road(min(met, default=None), min(over, default=None))


def _lasting(steps: Iterable[Step]) -> list[Step]:
    """Without those that were undone."""
    lasting: list[Step] = []
    for step in steps:
        if step.cause != StageChange.Cause.UNDONE:
            lasting.append(step)
        elif lasting:
            lasting.pop()
    return lasting


class Standing:
    """What counts of somebody, while one interaction comes after the other. The twin of `interest.interest`, which
    would add up everything anew on each day."""

    def __init__(self, definition):
        self._definition = definition
        # Of each distinct interaction its worth, its kind, and the last day on which it counts.
        self._counts: dict[str, tuple[int, str, date]] = {}
        # When something of a kind was last done, and the last day on which that counts.
        self._done: dict[str, tuple[datetime, date]] = {}

    def take(self, one: Interaction) -> None:
        """The next one in the order of time."""
        definition = self._definition
        if one.at is None or why_not(definition, one, one.day):
            return
        until = one.day + timedelta(days=definition.days_of(one.kind))
        key = identity(definition, one)
        # Light kinds are one together, though each may count for another time.
        known = self._counts.get(key)
        last = max(until, known[2]) if known else until
        group = LIGHT if one.kind in definition.light else one.kind
        self._counts[key] = (definition.weight_of(one.kind), group, last)
        self._done[one.kind] = (one.at, until)

    def interest(self, day: date) -> Interest:
        """What counts on a day, nothing being later than it."""
        counting = [(worth, group) for worth, group, until in self._counts.values() if until >= day]
        done = [(kind, at) for kind, (at, until) in self._done.items() if until >= day]
        return Interest(
            distinct=sum(worth for worth, _ in counting),
            kinds=len({group for _, group in counting}),
            asked=max((at for kind, at in done if kind in self._definition.at_once), default=None),
            latest=max((at for _, at in done), default=None),
        )


def found_on(
    definition, who, interactions: Iterable[Interaction], *, since: date, until: datetime | None = None
) -> date | None:
    """The first day, from `since` on, on which a version would have made somebody a lead; None where it would not.

    `who` is them as a name, as `next_stage` asks for it. `interactions` come in the order of time; what came
    after `until`, a moment not before that day, had nobody to find any more.
    """
    standing, day = Standing(definition), since
    for one in interactions:
        if until and one.at and one.at > until:
            break
        # Somebody who is no lead after a day becomes none until they do something again: interest only fades.
        if one.day > day:
            if next_stage(definition, who, standing.interest(day)):
                return day
            day = one.day
        standing.take(one)
    return day if next_stage(definition, who, standing.interest(day)) else None
