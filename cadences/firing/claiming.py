"""Due enrollments are claimed in batches; their steps become tasks, and their lane moves on."""

from collections import defaultdict
from datetime import date

from django.db import transaction
from django.db.models import Case, DateField, DateTimeField, F, Q, Value, When

from cadences import limits
from cadences.firing import batches, days
from cadences.firing.lanes import Claimed, Lane, Place, after, is_due, steps_of
from cadences.firing.skipping import reasons_to_skip
from cadences.firing.swept import Swept
from cadences.firing.wordings import wording_columns
from cadences.firm_day import FirmDay
from cadences.models import Enrollment, Task
from cadences.starts import IN_ORDER
from leadflow.lib.insert_select import insert_select


@transaction.atomic
def fire_batch(lane: Lane, day: FirmDay, now, swept: Swept) -> int:
    """Claim some due enrollments, turn their steps into tasks, and move their lane on; whom a daily limit leaves no
    room waits. Returns how many were claimed."""
    held = limits.Limits.held()
    claimed = _claim(lane, day, in_turn=bool(held))
    if not claimed:
        return 0
    steps = steps_of({place.version for place in claimed.values()})
    full = limits.waited_for_room(claimed, blocking=lane.blocking)
    moved = days.moved(lane, day, claimed, steps, full)
    later = {pk: due for pk, due in moved.items() if due > day.last_working_day}
    days.put_off(lane, day, later, full)
    due = {pk: _on(place, moved.get(pk)) for pk, place in claimed.items() if pk not in later} if moved else claimed
    skipped = reasons_to_skip(lane, due, steps)
    due = _with_room(lane, day, due, steps, skipped, held)
    swept.due += len(due)
    firing = Enrollment.objects.filter(pk__among=due.keys() - skipped.keys())
    swept.fired += insert_select(Task, _task_columns(lane, steps, moved, now), firing)
    swept.skipped.update(skipped.values())
    _skip(lane, due, skipped, steps, now)
    _move_on(lane, day, due, skipped, steps)
    return len(claimed)


def _on(place: Place, day: date | None) -> Place:
    return place._replace(due=day) if day else place


def _claim(lane: Lane, day: FirmDay, *, in_turn: bool) -> Claimed:
    """Some of those whose step is due, which nobody else has claimed, who was due first first. `in_turn`: and of one
    day who is first in the queue, since they have room first; else they come as the index has them."""
    rows = (
        Enrollment.objects.filter(is_due(lane, day))
        .select_for_update(skip_locked=True, no_key=True, of=("self",))
        .order_by(lane.due, *(IN_ORDER if in_turn else []))
        .annotate(has_responded=Q(responded_at__isnull=False))
        .values_list("pk", "version_id", "next_step_id", "side_step_id", lane.due, "anchor_on", "has_responded")
    )
    return {pk: Place(*place) for pk, *place in rows[: batches.SIZE]}


def _with_room(lane: Lane, day: FirmDay, due: Claimed, steps, skipped, held: limits.Limits) -> Claimed:
    """Those to whom a step can come today; what is skipped takes no room."""
    if not held:
        return due
    channels = {step.pk: step.channel for version in steps.values() for step in version}
    reachable = {pk: channels[getattr(at, lane.step)] for pk, at in due.items() if pk not in skipped}
    kept_back = limits.keep_back(reachable, held, day, blocking=lane.blocking)
    return {pk: place for pk, place in due.items() if pk not in kept_back}


def _task_columns(lane: Lane, steps, moved: dict[int, date], now) -> dict:
    """The columns of the tasks of enrollments whose step comes, on its day or on the one it was moved to."""
    by_day = defaultdict(list)
    for pk, due in moved.items():
        by_day[due].append(pk)
    others = [When(pk__among=ids, then=Value(due)) for due, ids in by_day.items()]
    due_on = Case(*others, default=F(lane.due), output_field=DateField()) if others else F(lane.due)
    return {
        "contact": F("contact_id"),
        "enrollment": F("pk"),
        "step": F(f"{lane.step}_id"),
        "step_key": F(f"{lane.step}__key"),
        "blocking": Value(lane.blocking),
        "kind": Value(Task.Kind.STEP),
        "channel": F(f"{lane.step}__channel"),
        "rank": Value(Task.STEP_RANK),
        "rep": F("contact__owner_id"),
        "due_on": due_on,
        "planned_on": due_on,
        **wording_columns(lane.step, [step for version in steps.values() for step in version]),
        "state": Value(Task.State.OPEN),
        "reason": Value(""),
        "redials": Value(0),
        "snoozes": Value(0),
        "version": Value(0),
        "created_at": Value(now, output_field=DateTimeField()),
    }


def _skip(lane: Lane, claimed: Claimed, skipped: dict[int, str], steps, now):
    """A skipped step is a closed task, with its reason."""
    by_id = {step.pk: step for version in steps.values() for step in version}
    enrollments = Enrollment.objects.filter(pk__among=skipped).select_related("contact")
    Task.objects.bulk_create(
        [
            Task.from_step(
                one, by_id[getattr(claimed[one.pk], lane.step)], due_on=claimed[one.pk].due, at=now
            ).as_skipped(skipped[one.pk], at=now)
            for one in enrollments
        ],
        ignore_conflicts=True,
    )


def _move_on(lane: Lane, day: FirmDay, claimed: Claimed, skipped, steps):
    """Plan the next step of the lane: at once after a step that was skipped or holds nothing up, else when its task
    is closed."""
    places = defaultdict(set)
    for pk, place in claimed.items():
        places[place, pk in skipped].add(pk)
    for (place, was_skipped), ids in places.items():
        moved = after(lane, day, place, steps[place.version], was_skipped)
        Enrollment.objects.filter(pk__among=ids).update(**moved)
