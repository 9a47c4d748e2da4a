"""Which of the two wordings of a step somebody gets: of every two who entered one after the other, each gets another.

Which of the two gets which is drawn by their number and the step's key. So a sweep that comes again gives the same,
what somebody got in one step says nothing about the next, and a list that goes round among reps is split for each.
"""

from collections.abc import Iterable

from django.db.models import Case, CharField, Expression, F, Q, Value, When
from django.db.models.functions import MD5, Cast, Concat, Left
from django.db.models.lookups import Exact, In

from cadences.editing.plan import FIRST, SECOND
from cadences.models import Step

# Half of what a hash begins with.
HEADS = tuple("01234567")


def wording_columns(step: str, steps: Iterable[Step]) -> dict[str, Expression | F]:
    """The columns of a task about its wording, over enrollments whose due step is the foreign key `step`, one of
    `steps`."""
    two = [each for each in steps if each.has_two_wordings]
    if not two:
        return {"variant": Value(""), "objective": F(f"{step}__objective")}
    second = _is_second(step)
    with_aim = [each.pk for each in two if each.objective_b]
    return {
        "variant": Case(
            When(~Q(**{f"{step}__in": [each.pk for each in two]}), then=Value("")),
            When(second, then=Value(SECOND)),
            default=Value(FIRST),
            output_field=CharField(),
        ),
        "objective": Case(
            When(Q(**{f"{step}__in": with_aim}) & second, then=F(f"{step}__objective_b")),
            default=F(f"{step}__objective"),
        ),
    }


def _is_second(step: str) -> Q:
    """Of an enrollment: whether its half of the pair has the second wording of that step."""
    pair = Cast(F("pk") / 2, CharField())
    of_both = Concat(pair, Value(" "), F(f"{step}__key"), output_field=CharField())
    heads = In(Left(MD5(of_both), 1), HEADS)
    return Q(Exact((F("pk") + Case(When(heads, then=1), default=0)) % 2, 1))
