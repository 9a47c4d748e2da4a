"""What comes to whom on which day: what a rep has already, and what a list, or another lead definition, adds.

Only what surely comes: open tasks on their day, and the steps of plans as if each were done on its day and nobody
answered. A step that cannot be done, for want of an address or since they closed the channel, is skipped and counts
nothing.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Protocol

from django.db.models import Count, Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce

from cadences.calendar import days_lost, due_day
from cadences.firing import NEEDED
from cadences.firm_day import FirmDay
from cadences.models import Cadence, Enrollment, Step, Task
from cadences.starts import Diary, Whose, taken, whose
from contacts.models import MUTES, Channel, ContactPoint

DAYS = 15
Load = dict[Whose, Counter[date]]
MUTED = tuple(dict.fromkeys(MUTES.values()))


class Share(Protocol):
    """What one rep would get, or the pool of one team."""

    rep: int | None
    team: int | None
    # Those whose plan begins, in that order: how many in a row cannot be reached by the same channels ("phone,text"; ""
    # is everybody who can be reached by all).
    plans: list[tuple[str, int]]

    @property
    def whose(self) -> Whose: ...

    @property
    def people(self) -> int:
        """How many new leads."""

    @property
    def calls(self) -> int:
        """How many of whom asked to be contacted, and are called at once."""


@dataclass
class Row:
    """One rep's days, or those of a pool: for each day what they have already, and what is new."""

    share: Share
    already: list[int]
    added: list[int]
    # When the last of the new plans begins; None where none does.
    last_start: date | None = None


@dataclass
class Ahead:
    """The working days to come, from today on if it is one."""

    day: FirmDay
    days: list[date] = field(default_factory=list)

    def __post_init__(self) -> None:
        at = self.day.calendar.working_day_from(self.day.today)
        while len(self.days) < DAYS:
            self.days.append(at)
            at = self.day.calendar.next_working_day(at)

    def place(self, day: date) -> date:
        """The working day on which something that is due on a day is on the queue."""
        return self.day.calendar.working_day_from(max(day, self.day.today))


def rows(shares: Sequence[Share], *, most: int | None, day: FirmDay) -> tuple[list[date], list[Row]]:
    """The working days ahead, and a row for each share, whoever gets most first. `most` is the limit for starts."""
    ahead, found = Ahead(day), Owners(shares)
    already = _together(_open_tasks(found, ahead), _planned(found, ahead))
    diary = Diary(day.calendar, day.today, most, taken(found.reps, found.teams, today=day.today) if most else {})
    plan = Plan(list(Cadence.default().current.steps.all()), day)
    lines = []
    for share in sorted(shares, key=lambda share: (share.rep is None, -share.people, share.rep or 0)):
        added, last = _added(share, diary, plan, ahead)
        lines.append(Row(share, [already[share.whose][d] for d in ahead.days], [added[d] for d in ahead.days], last))
    return ahead.days, lines


class Owners:
    """Whose queues are looked at."""

    def __init__(self, shares: Iterable[Share]):
        shares = list(shares)
        self.reps = [share.rep for share in shares if share.rep]
        self.teams = [share.team for share in shares if not share.rep and share.team]

    def theirs(self, owner: str) -> Q:
        """What belongs to them, `owner` being the column that says whose it is."""
        in_pool = Q(**{f"{owner}__isnull": True}, contact__team__in=self.teams)
        return Q(**{f"{owner}__in": self.reps}) | in_pool


def _together(*loads: Load) -> Load:
    found: Load = defaultdict(Counter)
    for load in loads:
        for of, days in load.items():
            found[of].update(days)
    return found


def _open_tasks(owners: Owners, ahead: Ahead) -> Load:
    """Open tasks by their day; what is overdue waits today."""
    found: Load = defaultdict(Counter)
    tasks = Task.objects.open().filter(owners.theirs("rep"), due_on__lte=ahead.days[-1])
    counted = tasks.order_by().values_list("rep", "contact__team", "due_on").annotate(number=Count("pk"))
    for rep, team, due_on, number in counted:
        found[whose(rep, team)][ahead.place(due_on)] += number
    return found


def _planned(owners: Owners, ahead: Ahead) -> Load:
    """Steps to come of the plans that run. Those in the same place are worked out once."""
    found: Load = defaultdict(Counter)
    running = Enrollment.objects.filter(owners.theirs("contact__owner"), state=Enrollment.State.RUNNING)
    of_kind = ContactPoint.objects.filter(contact=OuterRef("contact"), is_wrong=False)
    now_open = Task.objects.open().filter(enrollment=OuterRef("pk"), blocking=True)
    running = running.annotate(
        owner=F("contact__owner"),
        team=F("contact__team"),
        answered=Q(responded_at__isnull=False),
        open_step=now_open.values("step__position")[:1],
        open_day=now_open.values("due_on")[:1],
        open_planned=Coalesce(now_open.values("planned_on")[:1], now_open.values("due_on")[:1]),
        email=Exists(of_kind.filter(kind=ContactPoint.Kind.EMAIL)),
        phone=Exists(of_kind.filter(kind=ContactPoint.Kind.PHONE)),
        **{f"closed_{column}": F(f"contact__{column}") for column in MUTED},
    )
    place = ("version", "anchor_on", "next_step__position", "next_due_on", "side_step__position", "side_due_on")
    of_them = (
        "answered",
        "open_step",
        "open_day",
        "open_planned",
        "email",
        "phone",
        *(f"closed_{column}" for column in MUTED),
    )
    steps: dict[int, list[Step]] = defaultdict(list)
    groups = list(running.order_by().values("owner", "team", *place, *of_them).annotate(number=Count("pk")))
    for step in Step.objects.filter(version__in={group["version"] for group in groups}):
        steps[step.version_id].append(step)
    for group in groups:
        days = found[whose(group["owner"], group["team"])]
        for at in _days_to_come(group, steps[group["version"]], ahead):
            days[ahead.place(at)] += group["number"]
    return found


def _days_to_come(group: dict, steps: list[Step], ahead: Ahead) -> Iterator[date]:
    """The days of the steps to come of plans that stand in one place."""
    waits_for_none = Step.Condition.NO_RESPONSE
    left = [step for step in steps if not (group["answered"] and step.condition == waits_for_none)]
    reach = {kind for kind in (ContactPoint.Kind.EMAIL, ContactPoint.Kind.PHONE) if group[kind]}
    closed = {column for column in MUTED if group[f"closed_{column}"]}
    out = out_of_reach(reach, closed)
    lanes = [(True, *_blocking_lane(group, ahead)), (False, *_side_lane(group, ahead))]
    offsets = {step.position: step.day for step in steps}
    for blocking, position, at, done in lanes:
        offset = offsets[group["open_step"]] if done else None
        for step in left if position is not None else ():
            if step.blocking != blocking or step.position < position:
                continue
            follows = {"previous_done": done, "previous_offset": offset} if blocking else {}
            when = at or due_day(ahead.day.calendar, _anchor(group, ahead), step.day, **follows)
            done, offset, at = ahead.place(when), step.day, None
            if step.channel not in out:
                yield when


def _blocking_lane(group: dict, ahead: Ahead) -> tuple[int | None, date | None, date | None]:
    """Position and day of the next step, and when the one that is open now will be done."""
    if group["open_step"] is None:
        return group["next_step__position"], group["next_due_on"], None
    return group["open_step"] + 1, None, ahead.place(group["open_day"])


def _side_lane(group: dict, ahead: Ahead) -> tuple[int | None, date | None, None]:
    moves = _anchor(group, ahead) != group["anchor_on"]
    return group["side_step__position"], None if moves else group["side_due_on"], None


def _anchor(group: dict, ahead: Ahead) -> date:
    """Day 0 and the days lost, those included that an overdue step will have lost once it is done."""
    if group["open_step"] is None:
        return group["anchor_on"]
    return group["anchor_on"] + days_lost(group["open_planned"], ahead.place(group["open_day"]))


def out_of_reach(kinds: set[str], closed: set[str]) -> set[str]:
    """The channels by which somebody with these kinds of addresses and closed columns cannot be followed up."""
    lacking = {channel for channel, (kind, _) in NEEDED.items() if kind not in kinds}
    return lacking | {channel for channel, column in MUTES.items() if column in closed}


def reachable(contact_ids: Iterable[int]) -> dict[int, set[str]]:
    """By which kinds of addresses that are not known to be wrong these can be reached."""
    right = ContactPoint.objects.filter(contact__among=contact_ids, is_wrong=False).order_by()
    found: dict[int, set[str]] = defaultdict(set)
    for contact, kind in right.values_list("contact", "kind").distinct():
        found[contact].add(kind)
    return found


class Plan:
    """The plan that new leads enter."""

    def __init__(self, steps: list[Step], day: FirmDay):
        self._steps, self._day = [step for step in steps if step.channel != Channel.SYSTEM], day
        self.days = cache(self._days)

    def _days(self, start: date) -> list[tuple[str, date]]:
        """Channel and day of each step of a plan that begins on a day."""
        found, done, offset = [], None, None
        for step in self._steps:
            follows = {"previous_done": done, "previous_offset": offset} if step.blocking else {}
            when = due_day(self._day.calendar, start, step.day, **follows)
            if step.blocking:
                done, offset = when, step.day
            found.append((step.channel, when))
        return found


def _added(share: Share, diary: Diary, plan: Plan, ahead: Ahead) -> tuple[Counter[date], date | None]:
    """What a share adds to its rep's days, and when the last of its plans begins."""
    added: Counter[date] = Counter({ahead.days[0]: share.calls})
    starts: Counter[tuple[str, date]] = Counter()
    start = None
    for out, number in share.plans:
        for start, together in diary.enter_many(share.whose, number):
            starts[out, start] += together
    for (out, begins), number in starts.items():
        if begins <= ahead.days[-1]:
            for channel, when in plan.days(begins):
                if channel not in out.split(","):
                    added[when] += number
    return added, start
