"""How long it took, and how many tries, until those in a plan decided."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, time, timedelta
from statistics import median_low

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from cadences.models import Cadence, Enrollment
from contacts.models import Touch
from leadflow.reports.scope import Scope

Reason = Enrollment.StopReason
# How a plan ends by what they decided, in the words of a manager.
DECISIONS = {
    Reason.MEETING: "a meeting",
    Reason.DECISION: "not now, or no",
    Reason.DISQUALIFIED: "never",
    Reason.SUPPRESSED: "asked us to stop",
}


@dataclass(frozen=True)
class Decided:
    """So many came to a decision; half of them within so many days and tries. `reason` is empty for all together."""

    reason: str
    words: str
    number: int
    days: int
    tries: int


def decided(scope: Scope, cadence: Cadence, version: int | None = None, reason: str = "") -> QuerySet[Enrollment]:
    """Those whose plan ended in the period by what they decided, each with its `tries`: attempts from its start on."""
    firm = scope.day.firm
    since, until = scope.period.first, scope.period.last + timedelta(days=1)
    found = Enrollment.objects.visible_to(scope.viewer).filter(
        version__cadence=cadence,
        contact__team__in=scope.teams,
        stop_reason__in=[reason] if reason else DECISIONS,
        ended_at__gte=firm.moment(since, time.min),
        ended_at__lt=firm.moment(until, time.min),
    )
    if version:
        found = found.filter(version__number=version)
    if scope.rep:
        found = found.filter(contact__owner=scope.rep)
    made = Touch.objects.attempts().filter(
        contact=OuterRef("contact"), at__gte=OuterRef("started_at"), at__lte=OuterRef("ended_at")
    )
    number = made.order_by().values("contact").annotate(number=Count("pk")).values("number")
    return found.annotate(tries=Coalesce(Subquery(number, output_field=IntegerField()), 0))


def until_decided(scope: Scope, cadence: Cadence, version: int | None = None) -> list[Decided]:
    """How long it took, all together and by decision. Empty where nobody decided."""
    firm = scope.day.firm
    days, tries = {}, {}
    rows = decided(scope, cadence, version).order_by().values_list("stop_reason", "day_0", "ended_at", "tries")
    for reason, day_0, ended_at, number in rows.iterator():
        took = days_until(day_0, firm.day_of(ended_at))
        for kind in ("", reason):
            days.setdefault(kind, Counter())[took] += 1
            tries.setdefault(kind, Counter())[number] += 1
    words = {"": "all decisions"} | {reason.value: name for reason, name in DECISIONS.items()}
    return [
        Decided(kind, name, days[kind].total(), median_low(days[kind].elements()), median_low(tries[kind].elements()))
        for kind, name in words.items()
        if kind in days
    ]


def days_until(day_0: date, decided_on: date) -> int:
    """From day 0 of the plan to the decision; 0 for whoever decided before it began."""
    return max((decided_on - day_0).days, 0)
