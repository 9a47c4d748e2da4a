"""What comes to whom on which day: what a rep has already, and what a list, or another lead definition, adds.

Only what surely comes: open tasks on their day, and the steps of plans as if each were done on its day and nobody
answered. A step that cannot be done, for want of an address or since they closed the channel, is skipped and counts
nothing.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Protocol

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce

from cadences import wishes
from cadences.calendar import days_lost, due_day, timing
from cadences.coming import Wished
from cadences.firing.skipping import NEEDED
from cadences.firm_day import FirmDay
from cadences.limits import Limits
from cadences.models import Enrollment, Step, Task
from cadences.starts import FIRST_FITTING, FIRST_READY, Diary, Whose, taken, whose
from contacts.models import MUTES, Channel, ContactPoint
from leadflow.forecast import whom
from leadflow.forecast.entering import steps_entered
from leadflow.forecast.passing import Ahead, Comes, Load, Passing, Walk, Wish

DAYS = 15
# Read so many at a time.
GROUPS = 2000
# What makes somebody first in the queue, the smaller the sooner: as `cadences.starts.IN_ORDER`.
IN_ORDER = {"not_ready": FIRST_READY, "little_interest": -F("contact__interest"), "not_fitting": FIRST_FITTING}
MUTED = tuple(dict.fromkeys(MUTES.values()))


class Share(Protocol):
    """What one rep would get, or the pool of one team."""

    rep: int | None
    team: int | None
    # Those whose plan begins, in that order: how many in a row cannot be reached by the same channels, nor get the same
    # steps ("phone,text,=call"; "" is everybody who can be reached by all and gets all).
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


def rows(
    shares: Sequence[Share], *, most: int | None, day: FirmDay, days: int = DAYS, channel: str = ""
) -> tuple[list[date], list[Row]]:
    """The working days ahead, and a row for each share, whoever gets most first. `most` is the limit for starts;
    `channel` looks at what comes by one channel alone."""
    ahead = Ahead(day, days)
    found = Owners(shares, ahead)
    diary = Diary(day.calendar, day.today, most, taken(found.reps, found.teams, today=day.today) if most else {})
    steps_of = steps_entered()
    passing = Passing(ahead, _open_tasks(found, ahead))
    last_starts, walks = {}, list(_planned(found, ahead))
    in_order = sorted(shares, key=lambda share: (share.rep is None, -share.people, share.rep or 0))
    for share in in_order:
        passing.added[share.whose][ahead.days[0], Channel.PHONE] += share.calls
        begins, last_starts[share.whose] = _begins(share, diary, steps_of, ahead)
        walks += begins
    passing.go(walks)
    lines = []
    for share in in_order:
        have, new = (_by_day(load[share.whose], channel) for load in (passing.already, passing.added))
        lines.append(Row(share, [have[d] for d in ahead.days], [new[d] for d in ahead.days], last_starts[share.whose]))
    return ahead.days, lines


def behind(share: Share, on: date, *, day: FirmDay, days: int) -> list[tuple[int, Step]]:
    """The steps of plans that are foreseen for a rep, or a pool, on a day, each with the id of its plan."""
    ahead = Ahead(day, days)
    found = Owners([share], ahead)
    passing = Passing(ahead, _open_tasks(found, ahead))
    passing.go(_planned(found, ahead, by_name=True))
    return [(plan, step) for who, when, plan, step in passing.named if (who, when) == (share.whose, on)]


def _by_day(comes: Comes, channel: str) -> Counter[date]:
    found: Counter[date] = Counter()
    for (day, by), number in comes.items():
        if channel in ("", by):
            found[day] += number
    return found


class Owners:
    """Whose queues are looked at, and for whom they stand in."""

    def __init__(self, shares: Iterable[Share], ahead: Ahead):
        shares = list(shares)
        self.reps = [share.rep for share in shares if share.rep]
        self.teams = [share.team for share in shares if not share.rep and share.team]
        self._whose = {*self.reps, *ahead.standing_in(self.reps)}

    def theirs(self, owner: str) -> Q:
        """What belongs to them, `owner` being the column that says whose it is."""
        in_pool = Q(**{f"{owner}__isnull": True}, contact__team__in=self.teams)
        return Q(**{f"{owner}__in": self._whose}) | in_pool


def _open_tasks(owners: Owners, ahead: Ahead) -> Load:
    """Open tasks by their day; what is overdue waits today, what lies on the days of an absence until the return."""
    found: Load = defaultdict(Counter)
    tasks = Task.objects.open().filter(owners.theirs("rep"), due_on__lte=ahead.days[-1])
    counted = tasks.order_by().values_list("rep", "contact__team", "due_on", "channel").annotate(number=Count("pk"))
    for rep, team, due_on, channel, number in counted:
        on = ahead.done(whose(rep, team), team, due_on)
        at = ahead.index(on)
        who = None if at is None else ahead.who(whose(rep, team), team, at)
        if who:
            found[who][on, channel] += number
    return found


def _planned(owners: Owners, ahead: Ahead, *, by_name: bool = False) -> Iterator[Walk]:
    """The plans that run. Those in the same place go on together, unless they are asked for by name."""
    running = Enrollment.objects.filter(owners.theirs("contact__owner"), state=Enrollment.State.RUNNING)
    of_kind = ContactPoint.objects.filter(contact=OuterRef("contact"), is_wrong=False)
    now_open = Task.objects.open().filter(enrollment=OuterRef("pk"), blocking=True)
    running = running.annotate(
        owner=F("contact__owner"),
        team=F("contact__team"),
        country=Case(When(contact__country=ahead.day.firm.country, then=Value("")), default="contact__country"),
        answered=Q(responded_at__isnull=False),
        open_step=now_open.values("step_key")[:1],
        open_offset=now_open.values("step__day")[:1],
        open_day=now_open.values("due_on")[:1],
        open_planned=Coalesce(now_open.values("planned_on")[:1], now_open.values("due_on")[:1]),
        email=Exists(of_kind.filter(kind=ContactPoint.Kind.EMAIL)),
        phone=Exists(of_kind.filter(kind=ContactPoint.Kind.PHONE)),
        **{f"closed_{column}": _is_closed(column) for column in MUTED},
    )
    place = ("version", "anchor_on", "next_step__position", "next_due_on", "side_step__position", "side_due_on")
    of_them = (
        "answered",
        "open_step",
        "open_offset",
        "open_day",
        "open_planned",
        "email",
        "phone",
        *(f"closed_{column}" for column in MUTED),
    )
    steps: dict[int, list[Step]] = defaultdict(list)
    for step in Step.objects.filter(version__in=running.order_by().values("version")):
        steps[step.version_id].append(step)
    asking = {version: whom.asking(theirs) for version, theirs in steps.items()}
    told_apart, facts = whom.told_apart(running, [step for theirs in asking.values() for step in theirs])
    # Where there are limits it matters who is first; else those who differ in that only go on together. Whoever wishes
    # something goes alone: what comes to them depends on what came.
    in_order = IN_ORDER if Limits.current() else {}
    wished = wishes.of_those(running, ahead.day)
    alone = {"alone": Case(When(pk__among=wished, then="pk"), default=None, output_field=IntegerField())}
    apart = (*facts, *in_order, "alone", "country", *(("pk", "contact") if by_name else ()))
    groups = (
        told_apart.annotate(**in_order, **alone)
        .order_by()
        .values("owner", "team", *place, *of_them, *apart)
        .annotate(number=Count("pk"))
    )
    for group in groups.iterator(GROUPS):
        not_theirs = whom.left_out(asking[group["version"]], whom.someone_in(group)) if facts else set()
        wish = _wish(wished[group["alone"]], group, steps[group["version"]], ahead) if group["alone"] else None
        yield from _walks(group, steps[group["version"]], ahead, not_theirs=not_theirs, wish=wish)


def _wish(wished: Wished, group: dict, steps: list[Step], ahead: Ahead) -> Wish:
    """What one wishes once the step that is open now is done, by whoever does it."""
    if group["open_step"] is None:
        return Wish(wished)
    channel = next((step.channel for step in steps if step.key == group["open_step"]), Channel.OTHER)
    return Wish(
        wished.reached(ahead.done(whose(group["owner"], group["team"]), group["team"], group["open_day"]), channel)
    )


def _is_closed(column: str) -> Q:
    """Of plans: whether their people closed these channels, or want to hear from us by others only."""
    ways = [channel for channel in MUTES if MUTES[channel] == column]
    by_others = ~Q(contact__only_by="") & ~Q(contact__only_by__in=ways)
    return Q(**{f"contact__{column}": True}) | by_others


def _walks(
    group: dict, steps: list[Step], ahead: Ahead, *, not_theirs: Collection[str], wish: Wish | None
) -> Iterator[Walk]:
    """Both lanes of plans that stand in one place. Steps of some keys are not for them."""
    waits_for_none = Step.Condition.NO_RESPONSE
    left = [
        step
        for step in steps
        if step.key != group["open_step"] and not (group["answered"] and step.condition == waits_for_none)
    ]
    reach = {kind for kind in (ContactPoint.Kind.EMAIL, ContactPoint.Kind.PHONE) if group[kind]}
    closed = {column for column in MUTED if group[f"closed_{column}"]}
    out = out_of_reach(reach, closed)
    of = whose(group["owner"], group["team"])
    anchor = _anchor(group, of, ahead)
    for blocking, position, at, done in (
        (True, *_blocking_lane(group, steps, of, ahead)),
        (False, *_side_lane(group, anchor)),
    ):
        to_come = [step for step in left if step.blocking == blocking and step.position >= (position or 0)]
        if position is None or not to_come:
            continue
        follows = {"previous_done": done, "previous_offset": group["open_offset"]} if done else {}
        yield Walk(
            of,
            group["team"],
            to_come,
            skips=lambda step: step.channel in out or step.key in not_theirs,
            anchor=anchor,
            due=at or due_day(ahead.day.calendar, anchor, to_come[0].day, **follows, **timing(to_come[0])),
            blocking=blocking,
            number=group["number"],
            order=tuple(group[name] for name in (*IN_ORDER, "contact") if name in group),
            plan=group.get("pk"),
            country=group["country"],
            wish=wish,
        )


def _blocking_lane(
    group: dict, steps: list[Step], of: Whose, ahead: Ahead
) -> tuple[int | None, date | None, date | None]:
    """Position and day of the next step, and when the one that is open now will be done: of whoever was moved to
    another version, that step may stand elsewhere in it, or nowhere."""
    if group["open_step"] is None:
        return group["next_step__position"], group["next_due_on"], None
    this = group["open_step"], group["open_offset"]
    passed = (step.position for step in steps if step.day < this[1] or (step.key, step.day) == this)
    return max(passed, default=-1) + 1, None, ahead.done(of, group["team"], group["open_day"])


def _side_lane(group: dict, anchor: date) -> tuple[int | None, date | None, None]:
    moves = anchor != group["anchor_on"]
    return group["side_step__position"], None if moves else group["side_due_on"], None


def _anchor(group: dict, of: Whose, ahead: Ahead) -> date:
    """Day 0 and the days lost, those included that an overdue step will have lost once it is done."""
    if group["open_step"] is None:
        return group["anchor_on"]
    return group["anchor_on"] + days_lost(group["open_planned"], ahead.done(of, group["team"], group["open_day"]))


def out_of_reach(kinds: set[str], closed: set[str]) -> set[str]:
    """The channels by which somebody with these kinds of addresses and closed columns cannot be followed up."""
    lacking = {channel for channel, (kind, _) in NEEDED.items() if kind not in kinds}
    return lacking | {channel for channel, column in MUTES.items() if column in closed}


def as_left_out(key: str) -> str:
    """A step that is not for somebody, among the channels by which they cannot be followed up."""
    return f"={key}"


def reachable(contact_ids: Iterable[int]) -> dict[int, set[str]]:
    """By which kinds of addresses that are not known to be wrong these can be reached."""
    right = ContactPoint.objects.filter(contact__among=contact_ids, is_wrong=False).order_by()
    found: dict[int, set[str]] = defaultdict(set)
    for contact, kind in right.values_list("contact", "kind").distinct():
        found[contact].add(kind)
    return found


def _begins(
    share: Share, diary: Diary, steps_of: Callable[[str], list[Step]], ahead: Ahead
) -> tuple[list[Walk], date | None]:
    """The new plans of a share, and when the last of them begins. `steps_of` gives the steps of a plan."""
    starts: Counter[tuple[str, date]] = Counter()
    start = None
    for out, number in share.plans:
        for start, together in diary.enter_many(share.whose, number):
            starts[out, start] += together
    walks = []
    for (out, begins), number in starts.items():
        for blocking in (True, False):
            steps = [step for step in steps_of(out) if step.blocking == blocking and step.channel != Channel.SYSTEM]
            if steps and begins <= ahead.days[-1]:
                due = due_day(ahead.day.calendar, begins, steps[0].day, **timing(steps[0]))
                skips = partial(_is_out, frozenset(out.split(",")))
                walks.append(
                    Walk(share.whose, share.team or 0, steps, skips, begins, due, blocking, number, is_new=True)
                )
    return walks, start


def _is_out(out: frozenset[str], step: Step) -> bool:
    return not out.isdisjoint({step.channel, as_left_out(step.key)})
