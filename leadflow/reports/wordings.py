"""Two wordings of a step side by side: what each brought, and whether the difference tells anything yet."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from cadences.editing.plan import FIRST, SECOND, VARIANTS
from cadences.models import Cadence, Step, Task
from leadflow.lib.shares import Share, difference
from leadflow.reports.steps import counts

# Of fewer done in either wording no difference is told, however large.
ENOUGH = 20
# A difference that lies within this many of a hundred is none that matters.
ALIKE = 2
SHOWN = ("ended", "done", "brought", "meetings")
WORDS = ("objective", "subject", "body", "objective_b", "subject_b", "body_b")
# What tells one wording from the other at a glance, in this order.
TOLD_APART_BY = ("subject", "objective", "body")


@dataclass(frozen=True)
class Comparison:
    """A step with what came of each of its two wordings, by variant."""

    step: Step
    numbers: dict[str, dict[str, int]]

    @property
    def sentence(self) -> str:
        return sentence(*(self.numbers[variant] for variant in (FIRST, SECOND)))

    def told_apart_by(self, variant: str) -> str:
        """The words by which a variant is known: the first of subject, aim and text that differ."""
        first, second = self.step.wording(FIRST), self.step.wording(SECOND)
        differs = next(name for name in TOLD_APART_BY if getattr(first, name) != getattr(second, name))
        return getattr(self.step.wording(variant), differs)


def sentence(first: dict[str, int], second: dict[str, int]) -> str:
    """What the answers to A and B say: by how much one is better, in nineteen of twenty cases; or that it is too early
    to tell. Pure."""
    so_far = f"So far {first['brought']:,} of {first['done']:,} answered A, {second['brought']:,} of "
    so_far += f"{second['done']:,} answered B."
    if min(first["done"], second["done"]) < ENOUGH:
        return f"Too early to tell. {so_far}"
    low, high = (100 * by for by in difference(_answered(first), _answered(second)))
    if low > 0:
        return f"B brings {_span(low, high)} more answers per 100 than A. {so_far}"
    if high < 0:
        return f"A brings {_span(-high, -low)} more answers per 100 than B. {so_far}"
    if max(-low, high) <= ALIKE:
        return f"Both bring about as many answers: at most {ALIKE} per 100 more or less. {so_far}"
    return f"Too early to tell. {so_far}"


def _answered(numbers: dict[str, int]) -> Share:
    return Share(numbers["brought"], numbers["done"])


def _span(low: float, high: float) -> str:
    """“3 to 9”; below one, with a decimal."""
    words = [f"{each:.0f}" if each >= 1 else f"{max(each, 0.1):.1f}" for each in (low, high)]
    return words[0] if words[0] == words[1] else " to ".join(words)


def alike(cadence: Cadence, steps: Iterable[Step]) -> list[int]:
    """The ids of these steps in all published versions in which both their wordings say what they say now."""
    now = {step.key: _words(step) for step in steps}
    same = Step.objects.filter(version__cadence=cadence, version__published_at__isnull=False, key__in=now)
    return [each.pk for each in same if _words(each) == now[each.key]]


def _words(step: Step) -> tuple[str, ...]:
    return tuple(getattr(step, name) for name in WORDS)


def compared(cadence: Cadence, steps: Iterable[Step], tasks: QuerySet[Task]) -> list[Comparison]:
    """Of these tasks (`steps.ended`) what each wording of these steps brought; steps of one wording are left out.

    Only tasks count whose step said the same two things: a change of a text begins the count anew.
    """
    two = [step for step in steps if step.has_two_wordings]
    if not two:
        return []
    counted_as = {name: count for name, count in counts().items() if name in SHOWN}
    found = {step.key: {v: dict.fromkeys(SHOWN, 0) for v, _ in VARIANTS} for step in two}
    counted = (
        tasks.filter(_with_wording(cadence, two)).order_by().values_list("step_key", "variant").annotate(**counted_as)
    )
    for key, variant, *numbers in counted:
        found[key][variant] = dict(zip(counted_as, numbers, strict=True))
    return [Comparison(step, found[step.key]) for step in two]


def of_wording(cadence: Cadence, step: Step, variant: str, tasks: QuerySet[Task]) -> QuerySet[Task]:
    """Those of these tasks that `compared` counts for one wording of a step."""
    return tasks.filter(_with_wording(cadence, [step]), variant=variant)


def _with_wording(cadence: Cadence, steps: Iterable[Step]) -> Q:
    return Q(step__in=alike(cadence, steps)) & ~Q(variant="")
