"""Who enters a plan, in words."""

from collections.abc import Mapping, Sequence

from cadences import conditions, entry
from cadences.models import Cadence
from contacts.models import Stage, Touch


def in_words(cadence: Cadence, personas: Mapping[int, str], order: Sequence[Cadence]) -> str:
    """Who enters a plan. `personas` names those that plans ask for; `order` are the plans entered by rule."""
    if cadence.retired:
        return "Nobody any more: it is retired"
    if cadence.is_default:
        others = any(plan.occasion in entry.BECOMING_A_LEAD for plan in order)
        return "Everybody else who becomes a sales lead" if others else "Every new sales lead"
    asked = ", ".join(_asked(cadence, personas))
    return cadence.get_occasion_display() + (f": {asked}" if asked else "")


def _asked(cadence: Cadence, personas: Mapping[int, str]) -> list[str]:
    found = []
    if cadence.stage:
        found.append(f"only {Stage(cadence.stage).label.lower()}")
    if cadence.sources:
        kinds = [Touch.Kind(kind).label for kind in cadence.sources]
        found.append(f"who {' or '.join(kind[:1].lower() + kind[1:] for kind in kinds)} in the last year")
    return found + list(conditions.for_whom(entry.asked(cadence), personas).values())
