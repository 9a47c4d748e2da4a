"""A rep's queue at a moment: what can be done now, in its order, and what waits for an hour of today.

The order of tasks is `TaskQuerySet.in_queue_order`; here the clocks come in. Calls wait for the hours at the contact's
place. Only what was agreed with them is done at its time, at any hour.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time

from django.db.models import Count, OuterRef, Q, Subquery

from cadences.firm_day import FirmDay
from cadences.models import Task
from contacts.models import Channel, ContactPoint, Touch
from leadflow.accounts.models import Firm
from leadflow.lib.place import Place

CALLS = (Channel.PHONE, Channel.VIDEO)
# Of these the contact named the time; that of any other task is our own, and gives way to their hours.
AGREED = (Task.Kind.CALL_BACK, Task.Kind.MEETING)
# How many are read in one go. Nobody works more in a day; what lies beyond comes up as these are done.
LIMIT = 200
HOT, OVERDUE, DUE = "hot", "overdue", "due"
FIRST_NUMBER = Subquery(
    ContactPoint.objects.filter(contact=OuterRef("contact"), kind=ContactPoint.Kind.PHONE, is_wrong=False)
    .order_by("position", "pk")
    .values("normalised")[:1]
)
READ = (
    "pk",
    "kind",
    "group",
    "channel",
    "not_before",
    "redials",
    "step__from_hour",
    "number",
    "contact__time_zone",
    "contact__country",
)


@dataclass(frozen=True)
class Entry:
    """One task of the queue, with what decides when it can be done."""

    task_id: int
    group: str
    place: Place
    # None: now.
    opens_at: datetime | None


class Queue:
    """The first tasks due to somebody, in the order in which they are worked.

    It reads on until something can be done now: a whole page of calls that wait for a morning hides no mail behind it.
    """

    def __init__(self, tasks, *, day: FirmDay, at: datetime, calls_only: bool = False, skipped: Collection[int] = ()):
        if calls_only:
            tasks = tasks.filter(channel__in=CALLS)
        rows = tasks.due(day.today).in_queue_order(day.today).annotate(number=FIRST_NUMBER).values_list(*READ)
        again, rest = [], []
        self.is_full = True
        while self.is_full and all(entry.opens_at for entry in again + rest):
            read = len(again) + len(rest)
            page = rows[read : read + LIMIT]
            for pk, kind, group, channel, not_before, redials, from_hour, number, zone, country in page:
                place = Place.of(time_zone=zone, phone=number or "", country=country, home=day.firm.time_zone)
                opens_at = when_it_opens(kind, channel, not_before, place, at=at, firm=day.firm, from_hour=from_hour)
                (again if redials else rest).append(Entry(pk, _group(group), place, opens_at))
            # Whether there may be more than we looked at.
            self.is_full = len(page) == LIMIT
        # The second dial was promised for now.
        self.entries = again + rest
        self.skipped = list(skipped)

    @property
    def ready(self) -> list[Entry]:
        """What can be done now: what was put behind the others comes last."""
        ready = [entry for entry in self.entries if entry.opens_at is None]
        return sorted(ready, key=lambda e: self.skipped.index(e.task_id) + 1 if e.task_id in self.skipped else 0)

    @property
    def waiting(self) -> list[Entry]:
        """What opens later, the soonest first."""
        return sorted((e for e in self.entries if e.opens_at), key=lambda e: e.opens_at)

    def first(self) -> Entry | None:
        return next(iter(self.ready), None)


def when_it_opens(
    kind, channel, not_before, place: Place, *, at: datetime, firm: Firm, from_hour: int | None = None
) -> datetime | None:
    """The moment from which a task can be done; None for now.

    What was agreed for a time is done then, at any hour. Any other call waits for the hours at the contact's place;
    where these never agree on all clocks they may have, the hour is the rep's to choose. A step may wait for an hour
    of the day at their place; a call for one after the hours for calls does not.
    """
    opens_at = max(at, not_before or at)
    if not is_agreed(kind, not_before) and (window := _window(channel, from_hour, firm)):
        opens_at = place.opens_at(opens_at, window) or opens_at
    return opens_at if opens_at > at else None


def _window(channel, from_hour: int | None, firm: Firm) -> tuple[time, time] | None:
    """Between which hours of the day at their place something is done; None: at any."""
    if channel not in CALLS:
        return None if from_hour is None else (time(from_hour), time.max)
    begins, ends = hours(firm)
    if from_hour is not None and time(from_hour) < ends:
        begins = max(begins, time(from_hour))
    return begins, ends


def is_agreed(kind, not_before: datetime | None) -> bool:
    """Whether a task has a time that the contact named."""
    return kind in AGREED and not_before is not None


def hours(firm: Firm) -> tuple[time, time]:
    return firm.call_from, firm.call_until


def call_time(day: FirmDay, at: datetime) -> datetime:
    """When somebody who asked is called: now within the firm's call hours, else when they begin next."""
    firm = day.firm
    closes = firm.moment(day.today, firm.call_until)
    if day.calendar.is_working(day.today) and at < closes:
        return max(at, firm.moment(day.today, firm.call_from))
    return firm.moment(day.next_working_day, firm.call_from)


def _group(number: int) -> str:
    if number < Task.STEP_RANK:
        return HOT
    return OVERDUE if number == Task.STEP_RANK else DUE


def counts(tasks, *, day: FirmDay) -> dict[str, int]:
    """How many are open in each group, and how many come tomorrow and later."""
    hot = Q(rank__lt=Task.STEP_RANK)
    due, tomorrow = Q(due_on__lte=day.today), Q(due_on__gt=day.today, due_on__lte=day.next_working_day)
    return tasks.open().aggregate(
        hot=Count("pk", filter=due & hot),
        overdue=Count("pk", filter=Q(due_on__lt=day.today) & ~hot),
        due=Count("pk", filter=Q(due_on=day.today) & ~hot),
        tomorrow=Count("pk", filter=tomorrow),
        later=Count("pk", filter=Q(due_on__gt=day.next_working_day)),
    )


@dataclass(frozen=True)
class Score:
    """What a rep has done today, against the goal."""

    dials: int
    connects: int
    meetings: int
    goal: int

    @property
    def goal_words(self) -> str:
        return f"of {self.goal} dials"


def score(rep, *, day: FirmDay) -> Score:
    """Counted from the touches of the firm's day, so that it is right the moment one is logged or undone."""
    begins, ends = day.bounds
    made = list(Touch.objects.attempts().filter(rep=rep, at__gte=begins, at__lt=ends).values_list("channel", "outcome"))
    dials = [outcome for channel, outcome in made if channel == Channel.PHONE]
    return Score(
        dials=len(dials),
        connects=sum(outcome in Touch.CONVERSATIONS for outcome in dials),
        meetings=sum(outcome == Touch.Outcome.MEETING for _, outcome in made),
        goal=day.firm.daily_dials,
    )
