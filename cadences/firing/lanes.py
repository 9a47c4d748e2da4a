"""Where a plan stands: the next step of each of its lanes and its day, and where it stands after that step."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q

from cadences.calendar import AT_THEIR_PLACE, EXACT, days_lost, due_day, timing
from cadences.firm_day import FirmDay
from cadences.models import Enrollment, NoRoom, Step


@dataclass(frozen=True)
class Lane:
    """The columns of an enrollment that hold the next step of one kind, and its day."""

    step: str
    due: str
    blocking: bool


BLOCKING = Lane("next_step", "next_due_on", blocking=True)
BESIDE = Lane("side_step", "side_due_on", blocking=False)


class Place(NamedTuple):
    """Where enrollments stand. Those in the same place move on together."""

    version: int
    next_step: int | None
    side_step: int | None
    due: date
    anchor: date
    responded: bool


# Where each enrollment stands, by its id.
Claimed = dict[int, Place]


def is_due(lane: Lane, day: FirmDay) -> Q:
    """Of enrollments: the step of a lane is to come by that day. On a day off nothing new comes; on a public holiday
    at the contact's place no call and no post; what found no room on a day comes on another. A step whose rule is its
    very day comes on any of these days too."""
    on_their_day = Q(**{f"{lane.due}__lte": day.last_working_day})
    if day.today != day.last_working_day:
        on_their_day |= Q(**{f"{lane.due}__lte": day.today, f"{lane.step}__day_rule": EXACT})
    due = Q(on_their_day, ~has_no_room(lane, day), state=Enrollment.State.RUNNING)
    if not day.holidays_elsewhere:
        return due
    closed = Enrollment.objects.filter(
        pk=OuterRef("pk"),
        contact__country__in=day.holidays_elsewhere,
        **{f"{lane.step}__channel__in": AT_THEIR_PLACE, f"{lane.due}__lte": day.last_working_day},
    ).exclude(**{f"{lane.step}__day_rule": EXACT, lane.due: day.last_working_day})
    return due & ~Q(Exists(closed))


def has_no_room(lane: Lane, day: FirmDay) -> Q:
    """Of enrollments: a daily limit left no room for the step of a lane on that day (cadences.limits)."""
    full = NoRoom.objects.filter(enrollment=OuterRef("pk"), blocking=lane.blocking, day__gte=day.last_working_day)
    return Q(Exists(full))


def steps_of(versions: set[int]) -> dict[int, list[Step]]:
    """The steps of each version, in their order."""
    steps = defaultdict(list)
    for step in Step.objects.filter(version__in=versions):
        steps[step.version_id].append(step)
    return steps


def after(lane: Lane, day: FirmDay, place: Place, steps: list[Step], was_skipped: bool) -> dict:
    """The columns of an enrollment after the step of a lane fired or was skipped. Pure."""
    by_id = {step.pk: step for step in steps}
    if not lane.blocking:
        side = _following(steps, by_id[place.side_step], place.responded)
        return {
            "side_step": side,
            # Steps of a lane come one after the other, whatever moved the first.
            "side_due_on": side and max(place.due, due_day(day.calendar, place.anchor, side.day, **timing(side))),
        }
    if not was_skipped:
        return {"next_step": None, "next_due_on": None}
    this = by_id[place.next_step]
    following = _following(steps, this, place.responded)
    anchor = place.anchor + days_lost(place.due, day.today)
    side = by_id.get(place.side_step)
    return {
        "anchor_on": anchor,
        "side_due_on": side and due_day(day.calendar, anchor, side.day, **timing(side)),
        "next_step": following,
        "next_due_on": following
        and due_day(
            day.calendar,
            anchor,
            following.day,
            previous_done=day.today,
            previous_offset=this.day,
            **timing(following),
        ),
    }


def _following(steps: list[Step], this: Step, responded: bool) -> Step | None:
    """The next step of the same lane; after a response those that wait for none are skipped already."""
    return next(
        (
            step
            for step in steps
            if step.position > this.position
            and step.blocking == this.blocking
            and not (responded and step.condition == Step.Condition.NO_RESPONSE)
        ),
        None,
    )
