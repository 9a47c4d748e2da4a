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


def ended(scope: Scope, cadence: Cadence, version: int | None = None, channel: str = "") -> QuerySet:
    """The tasks of a plan's steps that ended in the period in view; of one version or of all, by one channel or any.

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
    if channel:
        tasks = tasks.filter(channel=channel)
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
class Line:
    """What some of a plan's steps brought."""

    numbers: dict[str, int] = field(default_factory=lambda: dict.fromkeys(NUMBERS, 0), kw_only=True)

    def share(self, key: str) -> float | None:
        """A number as a share of what was done; None where it is no part of that, or too few were done to tell."""
        done = self.numbers["done"]
        return self.numbers[key] / done if key in PARTS and done >= ENOUGH else None


@dataclass
class StepLine(Line):
    """What one step brought, over all versions that have it. `step` is the latest of them."""

    step: Step

    @property
    def name(self) -> str:
        return self.step.name

    @property
    def about(self) -> str:
        return f"day {self.step.day}, {self.step.get_channel_display()}"


@dataclass
class ChannelLine(Line):
    """What all steps by one channel brought."""

    channel: Channel

    @property
    def name(self) -> str:
        return self.channel.label


def lines(scope: Scope, cadence: Cadence, version: int | None = None, channel: str = "") -> list[StepLine]:
    """What each step brought, in the order of the plan; of one version or of all, by one channel or any."""
    steps = Step.objects.filter(version__cadence=cadence, version__published_at__isnull=False)
    steps = steps.exclude(channel=Channel.SYSTEM)
    if version:
        steps = steps.filter(version__number=version)
    if channel:
        steps = steps.filter(channel=channel)
    tasks = ended(scope, cadence, version, channel)
    found = {step.key: StepLine(step) for step in steps.order_by("version__number", "position")}
    for key, *numbers in tasks.order_by().values_list("step_key").annotate(**counts()):
        if key in found:
            found[key].numbers = dict(zip(NUMBERS, numbers, strict=True))
    return sorted(found.values(), key=lambda line: (line.step.day, line.step.position))


def counts() -> dict[str, Count]:
    """How to count each number of the tasks of `ended`."""
    return {name: Count("pk", filter=each.which) if each.which else Count("pk") for name, each in NUMBERS.items()}


def by_channel(scope: Scope, cadence: Cadence, version: int | None = None, channel: str = "") -> list[ChannelLine]:
    """What the steps by each channel brought, of those by which anything ended."""
    counted = ended(scope, cadence, version, channel).order_by().values_list("channel").annotate(**counts())
    found = {name: dict(zip(NUMBERS, numbers, strict=True)) for name, *numbers in counted}
    return [ChannelLine(each, numbers=found[each]) for each in Channel if each in found]


@dataclass(frozen=True)
class Cell:
    """An hour of a day of the week: how many tries there were, and how many of them found the person."""

    label: str
    tries: int
    hits: int

    @property
    def shade(self) -> int:
        """How well it goes, from 0 (not at all, or not tried) to 4 (at least every fourth)."""
        return min(4, round(16 * self.hits / self.tries)) if self.tries else 0


def hours(
    scope: Scope, cadence: Cadence, version: int | None = None, channel: str = ""
) -> list[tuple[str, list[Cell]]]:
    """By day of the week the hours in which anybody was tried by a channel, all days with the same hours: on the phone,
    which is meant where none is named, in how many the person spoke, else how many brought an answer. Empty without a
    try."""
    zone = scope.day.firm.zone
    channel = channel or Channel.PHONE
    hit = NUMBERS["talked" if channel == Channel.PHONE else "brought"]
    done = ended(scope, cadence, version, channel).filter(_DONE).order_by()
    counted = done.values_list(
        ExtractIsoWeekDay("closed_at", tzinfo=zone), ExtractHour("closed_at", tzinfo=zone)
    ).annotate(tries=Count("pk"), hits=Count("pk", filter=hit.which))
    found = {(day, hour): (tries, hits) for day, hour, tries, hits in counted}
    if not found:
        return []
    first, last = min(hour for _, hour in found), max(hour for _, hour in found)
    days = sorted({*scope.day.firm.working_days, *(day - 1 for day, _ in found)})
    return [
        (DAYS[day], [Cell(f"{hour}:00", *found.get((day + 1, hour), (0, 0))) for hour in range(first, last + 1)])
        for day in days
    ]
