"""Who is in which version of a plan, and where. Counted in the database."""

from collections import defaultdict

from django.db.models import CharField, Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from cadences.models import Enrollment, Task


def people_in(cadences) -> dict[int, int]:
    """How many go through each of these cadences now, by its id."""
    live = Enrollment.objects.live().filter(version__cadence__in=cadences).order_by()
    return dict(live.values_list("version__cadence").annotate(Count("pk")))


def where_they_are(cadence) -> dict[int, dict[str, int]]:
    """How many go through each version of a cadence, by its id and the key of the step they are at: the one that is to
    be done, else the one that comes next. Whoever is past the last is under the empty key."""
    open_step = Task.objects.open().filter(enrollment=OuterRef("pk"), blocking=True).values("step_key")[:1]
    live = Enrollment.objects.live().filter(version__cadence=cadence).order_by()
    at = Coalesce(Subquery(open_step), "next_step__key", "side_step__key", output_field=CharField())
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for version, key, number in live.annotate(at=at).values_list("version", "at").annotate(Count("pk")):
        found[version][key or ""] = number
    return found
