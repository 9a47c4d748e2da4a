"""What each step of a plan brings: how many came to their end, how many in time, and what came of them. Each number is
that of a query of tasks that can be opened."""

from dataclasses import dataclass, field
from datetime import time, timedelta

from django.db.models import Count, Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce, ExtractHour, ExtractIsoWeekDay, NullIf, TruncDate

from cadences.models import Cadence, Step, Task
from contacts.models import Channel, Touch
from leadflow.reports.scope import Scope

# Of fewer a share says more than is known.
ENOUGH = 30
PARTS = ("in_time", "talked", "brought", "meetings", "stops", "junk")
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True)
class Number:
    """One number of a step: its name, what it counts in words, and which of the step's tasks those are."""

    key: str
    label: str
    formula: str
    which: Q


_DONE = Q(state=Task.State.DONE)
NUMBERS = {
    number.key: number
    for number in (
        Number("ended", "ended", "Steps that were done, skipped or lapsed in these days.", Q()),
        Number("done", "done", "Steps that somebody did.", _DONE),
        Number(
            "in_time", "in time", "Steps done on the day of the plan, or before.", _DONE & Q(ended_on__lte=F("day"))
        ),
        Number(
            "skipped",
            "not done",
            "Steps that were skipped, since they had answered or nothing could reach them, or that lapsed.",
            ~_DONE,
        ),
        Number("talked", "talked", "Steps in which the person themselves spoke.", Q(how__in=Touch.CONVERSATIONS)),
        Number("brought", "brought an answer", "The last try before their first answer.", Q(brought=True)),
        Number("meetings", "meetings", "Steps in which a meeting was booked.", Q(how=Touch.Outcome.MEETING)),
        Number("stops", "stops", "Steps in which they asked us to stop.", Q(how=Touch.Outcome.DO_NOT_CONTACT)),
        Number(
            "junk",
            "junk",
            "Steps that ended with a lead not accepted, or with a wrong number or person.",
            Q(how__in=(Touch.Outcome.REJECTED, Touch.Outcome.WRONG_NUMBER, Touch.Outcome.WRONG_PERSON)),
        ),
    )
}


def ended(scope: Scope, cadence: Cadence, version: int | None = None) -> QuerySet:
    """The tasks of a plan's steps that ended in the period in view; of one version or of all.

    Each with `ended_on` and the `day` of the plan, `how` it ended (the effect of the outcome; what was agreed in a
    conversation outweighs the conversation), and whether it `brought` their first answer.
    """
    firm = scope.day.firm
    later = Task.objects.filter(_tries(), enrollment=OuterRef("enrollment"), closed_at__gt=OuterRef("closed_at"))
    answered = Q(closed_at__lte=F("enrollment__responded_at"))
    last = ~Exists(later.filter(closed_at__lte=OuterRef("enrollment__responded_at")))
    tasks = Task.objects.visible_to(scope.viewer).filter(
        kind=Task.Kind.STEP,
        enrollment__version__cadence=cadence,
        contact__team__in=scope.teams,
        closed_at__gte=firm.moment(scope.period.first, time.min),
        closed_at__lt=firm.moment(scope.period.last + timedelta(days=1), time.min),
    )
    if version:
        tasks = tasks.filter(enrollment__version__number=version)
    if scope.rep:
        tasks = tasks.filter(rep=scope.rep)
    return tasks.annotate(
        said=FilteredRelation("completions", condition=Q(completions__undone_at__isnull=True)),
        how=Coalesce(NullIf("said__touch__outcome", Value("")), "outcome__effect", Value("")),
        ended_on=TruncDate("closed_at", tzinfo=firm.zone),
        day=Coalesce("planned_on", "due_on"),
        brought=_tries() & answered & last,
    )


def _tries() -> Q:
    """Steps that reached out: research brings no answer."""
    return Q(kind=Task.Kind.STEP, state=Task.State.DONE) & ~Q(channel=Channel.RESEARCH)


@dataclass
class StepLine:
    """What one step brought, over all versions that have it. `step` is the latest of them."""

    step: Step
    numbers: dict[str, int] = field(default_factory=lambda: dict.fromkeys(NUMBERS, 0))

    def share(self, key: str) -> float | None:
        """A number as a share of what was done; None where it is no part of that, or too few were done to tell."""
        done = self.numbers["done"]
        return self.numbers[key] / done if key in PARTS and done >= ENOUGH else None


def lines(scope: Scope, cadence: Cadence, version: int | None = None) -> list[StepLine]:
    """What each step brought, in the order of the plan; of one version or of all."""
    steps = Step.objects.filter(version__cadence=cadence, version__published_at__isnull=False)
    steps = steps.exclude(channel=Channel.SYSTEM)
    if version:
        steps = steps.filter(version__number=version)
    tasks = ended(scope, cadence, version)
    found = {step.key: StepLine(step) for step in steps.order_by("version__number", "position")}
    counts = {
        name: Count("pk", filter=number.which) if number.which else Count("pk") for name, number in NUMBERS.items()
    }
    for key, *numbers in tasks.order_by().values_list("step_key").annotate(**counts):
        if key in found:
            found[key].numbers = dict(zip(counts, numbers, strict=True))
    return sorted(found.values(), key=lambda line: (line.step.day, line.step.position))


@dataclass(frozen=True)
class Cell:
    """An hour of a day of the week: how many calls there were, and in how many the person spoke."""

    label: str
    tries: int
    talked: int

    @property
    def shade(self) -> int:
        """How well it goes, from 0 (not at all, or not tried) to 4 (at least every fourth talks)."""
        return min(4, round(16 * self.talked / self.tries)) if self.tries else 0


def hours(scope: Scope, cadence: Cadence, version: int | None = None) -> list[tuple[str, list[Cell]]]:
    """By day of the week the hours in which anybody was called, all days with the same hours. Empty without calls."""
    zone = scope.day.firm.zone
    calls = ended(scope, cadence, version).filter(_DONE, channel=Channel.PHONE).order_by()
    counted = calls.values_list(
        ExtractIsoWeekDay("closed_at", tzinfo=zone), ExtractHour("closed_at", tzinfo=zone)
    ).annotate(tries=Count("pk"), talked=Count("pk", filter=NUMBERS["talked"].which))
    found = {(day, hour): (tries, talked) for day, hour, tries, talked in counted}
    if not found:
        return []
    first, last = min(hour for _, hour in found), max(hour for _, hour in found)
    days = sorted({*scope.day.firm.working_days, *(day - 1 for day, _ in found)})
    return [
        (DAYS[day], [Cell(f"{hour}:00", *found.get((day + 1, hour), (0, 0))) for hour in range(first, last + 1)])
        for day in days
    ]
