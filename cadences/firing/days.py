"""On which day a step comes that is due: on its own, or on the next that suits everybody."""

from datetime import date

from cadences import limits, wishes
from cadences.calendar import AT_THEIR_PLACE
from cadences.firing.lanes import Claimed, Lane
from cadences.firm_day import FirmDay
from cadences.models import Enrollment


def moved(lane: Lane, day: FirmDay, claimed: Claimed, steps) -> dict[int, date]:
    """The days of those whose step does not come on the day it was planned for, by enrollment.

    That day may be a day off by now, or one at the contact's place, or none that the contact wants. Who waited for
    room comes now that there is a new day, and waits no more.
    """
    found: dict[int, date] = {}
    at = dict(claimed)
    for other_days in (_off, _with_room, _off_there, _wished):
        found |= (others := other_days(lane, day, at, steps))
        at |= {pk: at[pk]._replace(due=due) for pk, due in others.items()}
    return {pk: due for pk, due in found.items() if due != claimed[pk].due}


def _off(lane: Lane, day: FirmDay, claimed: Claimed, steps) -> dict[int, date]:
    """A day that was a working day when it was planned may be one off by now. What comes on a day off stays on it."""
    planned = {place.due for place in claimed.values()}
    working = {due: day.calendar.working_day_from(due) for due in planned if due <= day.last_working_day}
    others = {due: comes_on for due, comes_on in working.items() if due != comes_on}
    return {pk: others[place.due] for pk, place in claimed.items() if place.due in others}


def _with_room(lane: Lane, day: FirmDay, claimed: Claimed, steps) -> dict[int, date]:
    due = {pk: place.due for pk, place in claimed.items()}
    return limits.days_with_room(due, day.calendar, blocking=lane.blocking)


def _off_there(lane: Lane, day: FirmDay, claimed: Claimed, steps) -> dict[int, date]:
    """Calls and post that were planned for a public holiday at the contact's place."""
    channels = {step.pk: step.channel for version in steps.values() for step in version}
    there = {
        pk: channels[step]
        for pk, place in claimed.items()
        if channels[step := getattr(place, lane.step)] in AT_THEIR_PLACE and place.due <= day.last_working_day
    }
    if not there:
        return {}
    abroad = Enrollment.objects.filter(pk__among=there).exclude(contact__country__in=["", day.firm.country]).order_by()
    return {
        pk: day.calendar_for(there[pk], country).working_day_from(claimed[pk].due)
        for pk, country in abroad.values_list("pk", "contact__country")
    }


def _wished(lane: Lane, day: FirmDay, claimed: Claimed, steps) -> dict[int, date]:
    return wishes.days(lane, claimed, steps, day, reached={})
