"""Days go by: what comes to whom as each step is done on its day, within daily limits and around absences. Pure but for
what it is given; the sweep is `cadences.firing`, and tests hold the two together."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache

from cadences.absences import Away
from cadences.calendar import days_lost, due_day, timing
from cadences.coming import Wished, comes_on
from cadences.firm_day import FirmDay
from cadences.limits import Limits, Room, worker_of
from cadences.models import Step
from cadences.starts import Whose, whose
from leadflow.accounts.models import Absence

# What comes by a channel on a day.
Comes = Counter[tuple[date, str]]
Load = dict[Whose, Comes]


@dataclass
class Ahead:
    """The working days to come, from today on if it is one, and who is away on them."""

    day: FirmDay
    number: int
    days: list[date] = field(default_factory=list)

    def __post_init__(self) -> None:
        at = self.day.calendar.working_day_from(self.day.today)
        while len(self.days) < self.number:
            self.days.append(at)
            at = self.day.calendar.next_working_day(at)
        absences = Absence.objects.overlapping(self.days[0], self.days[-1]).select_related("rep", "stand_in")
        away = list(absences.filter(rep__is_active=True))
        self.away = [
            Away(day, tuple(one for one in away if one.first <= day <= one.last)) if away else Away(day, ())
            for day in self.days
        ]

    def place(self, day: date) -> date:
        """The working day on which something that is due on a day is on the queue."""
        return self.day.calendar.working_day_from(max(day, self.day.today))

    def index(self, day: date) -> int | None:
        """The number of that working day; None where it lies behind the last."""
        at = bisect_left(self.days, self.place(day))
        return at if at < len(self.days) else None

    def who(self, of: Whose, team: int, at: int) -> Whose | None:
        """In whose queue it lies on a day; None where it waits for somebody who is away."""
        rep = of[0]
        absence = self.away[at].of(rep)
        if rep is None or absence is None:
            return of
        if not absence.stand_in_id:
            return None
        return whose(worker_of(rep, self.away[at]), team)

    def done(self, of: Whose, team: int, day: date) -> date:
        """The day on which what is due on a day is done, by whoever does it."""
        at = self.index(day)
        if at is None:
            return self.place(day)
        here = next((i for i in range(at, len(self.days)) if self.who(of, team, i)), None)
        return self.days[at] if here is None else self.days[here]

    def standing_in(self, reps: Collection[int]) -> set[int]:
        """For whom these stand in on some of the days."""
        return {one.rep_id for away in self.away for one in away.absences if one.stand_in_id in reps}


@dataclass
class Wish:
    """What one person wishes, as things stand while days go by: both lanes of their plan share it."""

    wished: Wished


@dataclass(frozen=True)
class Walk:
    """So many who go through the steps of one lane of a plan side by side."""

    of: Whose
    team: int
    steps: Sequence[Step]
    # Whether a step is skipped, for want of an address or since it is not for them.
    skips: Callable[[Step], bool]
    anchor: date
    # The day of the first of the steps.
    due: date
    blocking: bool
    number: int = 1
    # Who is first where not all have room.
    order: tuple[int, ...] = ()
    is_new: bool = False
    # Of one whose name is asked for.
    plan: int | None = None
    waited_since: date | None = None
    # Whose place is another than the firm's; and of one alone, how they want to be contacted.
    country: str = ""
    wish: Wish | None = None
    # The last day on which there was no room for the first of the steps.
    full: date | None = None


class Passing:
    """What comes to whom while days pass. `have` is what they have to do on a day without any plan."""

    def __init__(self, ahead: Ahead, have: Load):
        self.ahead, self.already, self.added = ahead, defaultdict(Counter, have), defaultdict(Counter)
        # Of each plan that is asked for by name: to whom a step comes on which day.
        self.named: list[tuple[Whose, date, int, Step]] = []
        self._limits = Limits.current()
        self._todo: list[list[Walk]] = [[] for _ in ahead.days]
        self._used: dict[Whose, Comes] = {of: Counter(days) for of, days in have.items()}
        self._due_day = cache(self._when)

    def go(self, walks: Iterable[Walk]) -> None:
        """Let all days pass."""
        for walk in walks:
            self._put(walk, 0)
        self._use_of_today()
        for at in range(len(self.ahead.days)):
            for blocking in (True, False):
                for walk in self._in_turn(at, blocking):
                    self._come(walk, at)

    def _in_turn(self, at: int, blocking: bool) -> Iterator[Walk]:
        """What is to come on a day in one lane, also what follows on the same day."""
        while todo := [walk for walk in self._todo[at] if walk.blocking == blocking]:
            self._todo[at] = [walk for walk in self._todo[at] if walk.blocking != blocking]
            yield from sorted(todo, key=lambda walk: (walk.due, walk.is_new, walk.order)) if self._limits else todo

    def _put(self, walk: Walk, not_before: int) -> None:
        at = self.ahead.index(walk.due)
        if at is not None:
            self._todo[max(at, not_before)].append(walk)

    def _come(self, walk: Walk, at: int) -> None:
        day, step = self.ahead.days[at], walk.steps[0]
        if (on := self._comes_on(walk)) > day:
            self._put(replace(walk, due=on, full=None), at)
            return
        if walk.skips(step):
            self._go_on(walk, at)
            return
        who = self.ahead.who(walk.of, walk.team, at)
        if who is None:
            self._wait(replace(walk, waited_since=walk.waited_since or day), at)
            return
        number = min(walk.number, self._room(who, step.channel, at, walk))
        if number < walk.number:
            self._wait(replace(walk, number=walk.number - number, full=day), at)
        if number:
            self._count(replace(walk, number=number), who, at)
            if walk.wish:
                walk.wish.wished = walk.wish.wished.reached(day, step.channel)
            lost = days_lost(walk.waited_since, day) if walk.waited_since and walk.blocking else day - day
            self._go_on(replace(walk, number=number, anchor=walk.anchor + lost, waited_since=None, full=None), at)

    def _comes_on(self, walk: Walk) -> date:
        """The day on which the first of the steps comes."""
        is_simple = not (walk.country or walk.wish) and self.ahead.day.calendar.is_working(walk.due)
        if walk.waited_since or is_simple:
            return walk.due
        return comes_on(
            walk.steps[0],
            walk.due,
            anchor=walk.anchor,
            day=self.ahead.day,
            country=walk.country,
            full=walk.full,
            wish=walk.wish and walk.wish.wished,
        ).on

    def _wait(self, walk: Walk, at: int) -> None:
        if at + 1 < len(self._todo):
            self._todo[at + 1].append(walk)

    def _count(self, walk: Walk, who: Whose, at: int) -> None:
        day, step = self.ahead.days[at], walk.steps[0]
        (self.added if walk.is_new else self.already)[who][day, step.channel] += walk.number
        self._used.setdefault(who, Counter())[day, step.channel] += walk.number
        if walk.plan:
            self.named.append((who, day, walk.plan, step))

    def _go_on(self, walk: Walk, at: int) -> None:
        this, *left = walk.steps
        if left:
            done = (self.ahead.days[at], this.day) if walk.blocking else (None, None)
            self._put(replace(walk, steps=left, due=self._due_day(walk.anchor, left[0], *done)), at)

    def _when(self, anchor: date, step: Step, done: date | None, done_offset: int | None) -> date:
        calendar = self.ahead.day.calendar
        return due_day(calendar, anchor, step.day, previous_done=done, previous_offset=done_offset, **timing(step))

    def _room(self, who: Whose, channel: str, at: int, walk: Walk) -> int:
        """For how many there is room: under the daily limit; and of what waited for somebody who was away, no more than
        makes a full day."""
        day, used = self.ahead.days[at], self._used.get(who, Counter())
        room, most = walk.number, self._limits.of(who[0], channel)
        if most is not None:
            room = max(most - used[day, channel], 0)
        if walk.waited_since:
            whole_day = sum(number for (on, _), number in used.items() if on == day)
            room = min(room, max(self.ahead.day.firm.daily_dials - whole_day, 0))
        return room

    def _use_of_today(self) -> None:
        """What came today already takes room, whatever became of it."""
        if not self._limits or self.ahead.days[0] != self.ahead.day.today:
            return
        today, room = self.ahead.days[0], Room(self._limits, self.ahead.day)
        reps = {walk.of[0] for walks in self._todo for walk in walks}
        room.look_up(reps | {who[0] for rep in reps if (who := self.ahead.who(whose(rep, 0), 0, 0))})
        for (rep, channel), left in room.left.items():
            most = self._limits.of(rep, channel)
            self._used.setdefault(whose(rep, 0), Counter())[today, channel] = most - left
