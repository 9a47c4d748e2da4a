"""What a sweep would do at a moment, and why nothing comes to the rest: by the code that fires, writing nothing."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Case, CharField, Count, Exists, F, Min, OuterRef, Q, QuerySet, TextChoices, Value, When
from django.db.models.functions import Coalesce, Least

from cadences import firing
from cadences.firing import BESIDE, BLOCKING, Lane, Place
from cadences.firm_day import FirmDay
from cadences.models import Enrollment, Step, Task
from leadflow.accounts.models import User


class Waits(TextChoices):
    """Why nothing comes to somebody now."""

    CALL_BACK = "call_back", "On hold until the agreed call back is done"
    HELD = "held", "On hold"
    START = "start", "Begins later, so that not too many begin on one day"
    OPEN_STEP = "open_step", "Waits for an open step of the plan"
    DAY_OFF = "day_off", "Its day is a day off"
    LATER = "later", "Its day is still to come"
    BESIDE = "beside", "The plan is through; waits for an open task beside it"
    OVER = "over", "The plan is over"


@dataclass(frozen=True)
class Comes:
    """A step that comes to somebody: it becomes a task, or is skipped for a reason."""

    enrollment: Enrollment
    step: Step
    skipped: str = ""


@dataclass
class Foretold:
    """What a sweep would do. The names are those of `firing.Swept`."""

    today: date
    fired: Counter[str] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)
    # Why, with how many and the first day on which something comes.
    waiting: dict[str, tuple[int, date | None]] = field(default_factory=dict)
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
        lapsed=firing.lapsing(day.today).filter(**theirs).count(),
        revisited=firing.to_revisit(day.today).filter(**({"owner": rep} if rep else {})).count(),
    )
    for comes in coming(plans, day):
        if comes.skipped:
            told.skipped[comes.skipped] += 1
        else:
            told.fired[comes.step.get_channel_display()] += 1
    rows = waiting(plans, day).order_by().values_list("waits").annotate(number=Count("pk"), first=Min("comes_on"))
    told.waiting = {why: (number, first) for why, number, first in rows.order_by("-number", "waits")}
    return told


def coming(plans: QuerySet[Enrollment], day: FirmDay) -> Iterator[Comes]:
    """Every step of these plans that comes on that day, also those that come because one before them is skipped."""
    for rows in (plans.filter(_is_due(day)), plans.hold_over(day.today)):
        last = 0
        while batch := list(rows.filter(pk__gt=last).select_related("contact").order_by("pk")[: firing.BATCH]):
            last = batch[-1].pk
            yield from _coming_of(batch, day)


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
        (Q(next_due_on__lte=day.today) | Q(side_due_on__lte=day.today), Waits.DAY_OFF),
        (in_a_lane, Waits.LATER),
        (Exists(open_tasks.filter(contact=OuterRef("contact"))), Waits.BESIDE),
    )
    lanes = Coalesce(Least("next_due_on", "side_due_on"), "next_due_on", "side_due_on")
    return (
        plans.live()
        .annotate(
            waits=Case(
                *[When(condition, then=Value(why)) for condition, why in causes],
                default=Value(Waits.OVER),
                output_field=CharField(),
            ),
            comes_on=Case(When(running, then=lanes), default=F("held_until")),
        )
        .exclude(waits="")
    )


def _is_due(day: FirmDay) -> Q:
    return firing.is_due(BLOCKING, day) | firing.is_due(BESIDE, day)


def _coming_of(batch: list[Enrollment], day: FirmDay) -> Iterator[Comes]:
    for enrollment in batch:
        if enrollment.state == Enrollment.State.HELD:
            enrollment.end_hold(day)
    left = {enrollment.pk: enrollment for enrollment in batch}
    steps = firing.steps_of({enrollment.version_id for enrollment in batch})
    by_id = {step.pk: step for version in steps.values() for step in version}
    for lane in (BLOCKING, BESIDE):
        while due := _places(lane, left.values(), by_id, day):
            skipped = firing.reasons_to_skip(lane, due, steps)
            for pk, place in due.items():
                yield Comes(left[pk], by_id[getattr(place, lane.step)], skipped.get(pk, ""))
                for name, value in firing.after(lane, day, place, steps[place.version], pk in skipped).items():
                    setattr(left[pk], name, value)


def _places(lane: Lane, enrollments: Iterable[Enrollment], steps: dict[int, Step], day: FirmDay) -> dict[int, Place]:
    """Where those stand whose step of a lane is due."""
    places = {}
    for one in enrollments:
        due = getattr(one, lane.due)
        if due is None or due > day.last_working_day:
            continue
        calendar = day.calendar_for(steps[getattr(one, f"{lane.step}_id")].channel, one.contact.country)
        if calendar.is_working(day.last_working_day):
            due = calendar.working_day_from(due)
            places[one.pk] = Place(
                one.version_id, one.next_step_id, one.side_step_id, due, one.anchor_on, bool(one.responded_at)
            )
    return places
