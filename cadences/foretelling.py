"""What a sweep would do at a moment, and why nothing comes to the rest: by the code that fires, writing nothing."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from django.db.models import (
    Case,
    CharField,
    Count,
    DateField,
    Exists,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    TextChoices,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Least

from cadences import wishes
from cadences.calendar import EXACT
from cadences.coming import Coming, comes_on
from cadences.firing import batches, upkeep
from cadences.firing.lanes import BESIDE, BLOCKING, Lane, Place, after, has_no_room, is_due, steps_of
from cadences.firing.skipping import reasons_to_skip
from cadences.firm_day import FirmDay
from cadences.limits import Limits, Room, waited_for_room
from cadences.models import Enrollment, Step, Task
from cadences.starts import IN_ORDER
from leadflow.accounts.models import User

FIRST_DUE = Coalesce(Least("next_due_on", "side_due_on"), "next_due_on", "side_due_on")


class Waits(TextChoices):
    """Why nothing comes to somebody now."""

    CALL_BACK = "call_back", "On hold until the agreed call back is done"
    HELD = "held", "On hold"
    START = "start", "Begins later, so that not too many begin on one day"
    WISH = "wish", "They want it on another day"
    NO_ROOM = "no_room", "Waits for room, since the limit of the day is reached"
    OPEN_STEP = "open_step", "Waits for an open step of the plan"
    DAY_OFF = "day_off", "Its day is a day off"
    LATER = "later", "Its day is still to come"
    BESIDE = "beside", "The plan is through; waits for an open task beside it"
    OVER = "over", "The plan is over"


@dataclass(frozen=True)
class Comes:
    """A step whose day it is: it becomes a task, is skipped for a reason, or waits for room under a daily limit."""

    enrollment: Enrollment
    step: Step
    skipped: str = ""
    no_room: str = ""
    # The day on which it comes, where that is still to come.
    put_off: Coming | None = None

    @property
    def waits(self) -> str:
        """Why a step comes another day."""
        if self.put_off is None:
            return ""
        return Waits.WISH if self.put_off.unwanted else Waits.DAY_OFF


@dataclass
class Foretold:
    """What a sweep would do. The names are those of `firing.Swept`."""

    today: date
    fired: Counter[str] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)
    # Why, with how many and the first day on which something comes.
    waiting: dict[str, tuple[int, date | None]] = field(default_factory=dict)
    # Whose daily limit is reached, in words, with how many wait for room.
    full: Counter[str] = field(default_factory=Counter)
    resumed: int = 0
    lapsed: int = 0
    revisited: int = 0

    @property
    def due(self) -> int:
        return self.fired.total() + self.skipped.total()

    def as_json(self) -> dict:
        return {
            "day": self.today.isoformat(),
            "due": self.due,
            "fired": dict(self.fired),
            "skipped": dict(self.skipped),
            "resumed": self.resumed,
            "revisited": self.revisited,
            "lapsed": self.lapsed,
            "waiting": {
                why: {"number": number, "from": first and first.isoformat()}
                for why, (number, first) in self.waiting.items()
            },
            "full": dict(self.full),
        }


def foretell(now, *, rep: User | None = None) -> Foretold:
    """What a sweep at that moment would do, for all or for the contacts of one rep. Memory does not grow with the
    number of plans."""
    day = FirmDay.at(now)
    theirs = {"contact__owner": rep} if rep else {}
    plans = Enrollment.objects.filter(**theirs)
    told = Foretold(
        day.today,
        resumed=plans.hold_over(day.today).count(),
        lapsed=upkeep.lapsing(day.today).filter(**theirs).count(),
        revisited=upkeep.to_revisit(day.today).filter(**({"owner": rep} if rep else {})).count(),
    )
    put_off: dict[str, list[date]] = defaultdict(list)
    for comes in coming(plans, day):
        if comes.skipped:
            told.skipped[comes.skipped] += 1
        elif comes.no_room:
            told.full[comes.no_room] += 1
        elif comes.put_off:
            put_off[comes.waits].append(comes.put_off.on)
        else:
            told.fired[comes.step.get_channel_display()] += 1
    rows = waiting(plans, day).order_by().values_list("waits").annotate(number=Count("pk"), first=Min("comes_on"))
    told.waiting = {why: (number, first) for why, number, first in rows.order_by("-number", "waits")}
    for why, days in put_off.items():
        number, first = told.waiting.get(why, (0, None))
        told.waiting[why] = (number + len(days), min(filter(None, (first, *days))))
    if told.full:
        waited = told.waiting.get(Waits.NO_ROOM, (0, None))[0]
        told.waiting[Waits.NO_ROOM] = (waited + told.full.total(), day.calendar.next_working_day(day.last_working_day))
    return told


def coming(plans: QuerySet[Enrollment], day: FirmDay) -> Iterator[Comes]:
    """Every step of these plans whose day it is, also those that come because one before them is skipped."""
    room = Room(Limits.current(), day)
    for rows in (plans.filter(_is_due(day)), plans.hold_over(day.today)):
        for batch in _in_turn(rows.select_related("contact"), room):
            yield from _coming_of(batch, day, room)


def _in_turn(plans: QuerySet[Enrollment], room: Room) -> Iterator[list[Enrollment]]:
    """These a batch at a time; where there are limits, in the order in which they get room."""
    order = [FIRST_DUE, *IN_ORDER] if room.limits else ["pk"]
    ids = list(plans.order_by(*order).values_list("pk", flat=True))
    for at in range(0, len(ids), batches.SIZE):
        batch = ids[at : at + batches.SIZE]
        found = {one.pk: one for one in plans.filter(pk__among=batch)}
        yield [found[pk] for pk in batch if pk in found]


def waiting(plans: QuerySet[Enrollment], day: FirmDay) -> QuerySet[Enrollment]:
    """Those of these plans to which nothing comes on that day, with what each `waits` for, and the day on which
    something `comes_on`, if that is known."""
    running, held = Q(state=Enrollment.State.RUNNING), Q(state=Enrollment.State.HELD)
    in_a_lane = Q(next_due_on__isnull=False) | Q(side_due_on__isnull=False)
    open_tasks = Task.objects.open()
    causes = (
        (_is_due(day), ""),
        (held & Q(held_until__gt=day.today), Waits.HELD),
        (held & Exists(open_tasks.filter(kind=Task.Kind.CALL_BACK, contact=OuterRef("contact"))), Waits.CALL_BACK),
        (held, ""),
        (Q(day_0__gt=day.today), Waits.START),
        (Exists(open_tasks.filter(enrollment=OuterRef("pk"), blocking=True)), Waits.OPEN_STEP),
        (has_no_room(BLOCKING, day) | has_no_room(BESIDE, day), Waits.NO_ROOM),
        (Q(next_due_on__lte=day.today) | Q(side_due_on__lte=day.today), Waits.DAY_OFF),
        (in_a_lane, Waits.LATER),
        (Exists(open_tasks.filter(contact=OuterRef("contact"))), Waits.BESIDE),
    )
    return (
        plans.live()
        .annotate(
            waits=Case(
                *[When(condition, then=Value(why)) for condition, why in causes],
                default=Value(Waits.OVER),
                output_field=CharField(),
            ),
            comes_on=Case(
                When(waits=Waits.NO_ROOM, then=Value(day.calendar.next_working_day(day.last_working_day))),
                When(running, then=FIRST_DUE),
                default=F("held_until"),
                output_field=DateField(),
            ),
        )
        .exclude(waits="")
    )


def _is_due(day: FirmDay) -> Q:
    return is_due(BLOCKING, day) | is_due(BESIDE, day)


def _coming_of(batch: list[Enrollment], day: FirmDay, room: Room) -> Iterator[Comes]:
    for enrollment in batch:
        if enrollment.state == Enrollment.State.HELD:
            enrollment.end_hold(day)
    left = {enrollment.pk: enrollment for enrollment in batch}
    steps = steps_of({enrollment.version_id for enrollment in batch})
    by_id = {step.pk: step for version in steps.values() for step in version}
    room.look_up(enrollment.contact.owner_id for enrollment in batch)
    wished = wishes.of_those(Enrollment.objects.filter(pk__among=left), day)
    for lane in (BLOCKING, BESIDE):
        waited = waited_for_room(left, blocking=lane.blocking)
        stays = {pk for pk, full in waited.items() if full >= day.last_working_day}
        while due := _places(lane, [one for one in left.values() if one.pk not in stays], by_id, day):
            comes = {
                pk: comes_on(
                    by_id[getattr(place, lane.step)],
                    place.due,
                    anchor=place.anchor,
                    day=day,
                    country=left[pk].contact.country,
                    full=waited.get(pk),
                    wish=wished.get(pk),
                )
                for pk, place in due.items()
            }
            later = {pk: one for pk, one in comes.items() if one.on > max(due[pk].due, day.last_working_day)}
            stays |= later.keys()
            yield from (Comes(left[pk], by_id[getattr(due[pk], lane.step)], put_off=one) for pk, one in later.items())
            due = {pk: place._replace(due=comes[pk].on) for pk, place in due.items() if pk not in later}
            skipped = reasons_to_skip(lane, due, steps)
            for pk, place in due.items():
                step, owner = by_id[getattr(place, lane.step)], left[pk].contact.owner_id
                if pk not in skipped and not room.take(owner, step.channel):
                    stays.add(pk)
                    yield Comes(left[pk], step, no_room=room.why_not(owner, step.channel))
                    continue
                if pk not in skipped and pk in wished:
                    wished[pk] = wished[pk].reached(max(place.due, day.today), step.channel)
                yield Comes(left[pk], step, skipped.get(pk, ""))
                for name, value in after(lane, day, place, steps[place.version], pk in skipped).items():
                    setattr(left[pk], name, value)


def _places(lane: Lane, enrollments: Iterable[Enrollment], steps: dict[int, Step], day: FirmDay) -> dict[int, Place]:
    """Where those stand whose step of a lane is due, as `is_due` has it."""
    places = {}
    for one in enrollments:
        due = getattr(one, lane.due)
        if due is None or due > day.today:
            continue
        step = steps[getattr(one, f"{lane.step}_id")]
        works_there = day.calendar_for(step.channel, one.contact.country).is_working(day.last_working_day)
        comes_off_or_not = step.day_rule == EXACT and due >= day.last_working_day
        if comes_off_or_not or (due <= day.last_working_day and works_there):
            places[one.pk] = Place(
                one.version_id, one.next_step_id, one.side_step_id, due, one.anchor_on, bool(one.responded_at)
            )
    return places
