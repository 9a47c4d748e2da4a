"""On which day a step comes that is due: on its own, or on the next that suits everybody."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from cadences import limits, wishes
from cadences.calendar import AT_THEIR_PLACE
from cadences.coming import comes_on
from cadences.firing.lanes import Claimed, Lane
from cadences.firm_day import FirmDay
from cadences.models import Enrollment


def moved(lane: Lane, day: FirmDay, claimed: Claimed, steps, full: Mapping[int, date]) -> dict[int, date]:
    """The days of those whose step does not come on the day it was planned for, by enrollment.

    That day may be a day off by now, or one at the contact's place, or none that the contact wants. Who waited for
    room since a day, as `full` has it, comes now that there is a new one.
    """
    by_id = {step.pk: step for version in steps.values() for step in version}
    wished = wishes.of_those(Enrollment.objects.filter(pk__among=claimed), day)
    at_their_place = {pk for pk, step in by_id.items() if step.channel in AT_THEIR_PLACE}
    there = {pk for pk, place in claimed.items() if getattr(place, lane.step) in at_their_place}
    countries = _elsewhere(there | wished.keys(), day)
    off = {due for due in {place.due for place in claimed.values()} if not day.calendar.is_working(due)}
    if not (off or full or wished or countries):
        return {}
    found = {}
    for pk, place in claimed.items():
        if place.due in off or pk in full or pk in wished or pk in countries:
            on = comes_on(
                by_id[getattr(place, lane.step)],
                place.due,
                anchor=place.anchor,
                day=day,
                country=countries.get(pk, ""),
                full=full.get(pk),
                wish=wished.get(pk),
            ).on
            if on != place.due:
                found[pk] = on
    return found


def put_off(lane: Lane, day: FirmDay, later: Mapping[int, date], full: Mapping[int, date]) -> None:
    """Give the step of a lane another day, by enrollment. It loses no days, as a day off loses none. Who waited for
    room keeps the first day, so that they are before whoever came since, and is asked again day by day."""
    limits.wait_on(full.keys() & later.keys(), day, blocking=lane.blocking)
    limits.wait_no_more(full.keys() - later.keys(), blocking=lane.blocking)
    by_day = defaultdict(list)
    for pk in later.keys() - full.keys():
        by_day[later[pk]].append(pk)
    for when, ids in by_day.items():
        Enrollment.objects.filter(pk__among=ids).update(**{lane.due: when})


def _elsewhere(plans: set[int], day: FirmDay) -> dict[int, str]:
    """In which country those are who are not in the firm's, by enrollment."""
    if not plans:
        return {}
    elsewhere = Enrollment.objects.filter(pk__among=plans).exclude(contact__country__in=["", day.firm.country])
    return dict(elsewhere.order_by().values_list("pk", "contact__country"))
