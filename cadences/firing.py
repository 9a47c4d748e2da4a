"""The sweep: what is due becomes tasks, at most once (invariant I1).

What is due is rows in the database; whoever calls says what time it is. A missed sweep is caught up by the next, two
at a time share the work, and one killed in the middle leaves its batch as it was.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Case, DateField, DateTimeField, Exists, F, OuterRef, Q, QuerySet, Value, When

from cadences import absences
from cadences.calendar import AT_THEIR_PLACE, days_lost, due_day
from cadences.firm_day import FirmDay
from cadences.models import Enrollment, Step, Sweep, Task
from contacts.models import MUTES, Channel, Contact, ContactPoint, Stage, StageChange
from leadflow.accounts.models import User
from leadflow.accounts.signals import person_left
from leadflow.lib.insert_select import insert_select

BATCH = 5000
# Overdue tasks that hold nothing up lapse after this (rule 9).
LAPSE_AFTER = timedelta(days=14)
# An address that a channel cannot do without, and what is said where it is missing.
NEEDED = {
    Channel.PHONE: (ContactPoint.Kind.PHONE, Task.Skip.NO_PHONE),
    Channel.TEXT: (ContactPoint.Kind.PHONE, Task.Skip.NO_PHONE),
    Channel.EMAIL: (ContactPoint.Kind.EMAIL, Task.Skip.NO_EMAIL),
}


@dataclass
class Swept:
    """What one sweep did. What was due was fired or skipped, each skip with its reason; anything else is a fault."""

    today: date
    due: int = 0
    fired: int = 0
    skipped: Counter = field(default_factory=Counter)
    resumed: int = 0
    revisited: int = 0
    lapsed: int = 0

    def as_json(self) -> dict:
        return {
            "day": self.today.isoformat(),
            "due": self.due,
            "fired": self.fired,
            "skipped": dict(self.skipped),
            "resumed": self.resumed,
            "revisited": self.revisited,
            "lapsed": self.lapsed,
        }


def sweep(now, *, clock) -> Swept:
    """Do everything that is due at a moment, and record that it was done. `clock` tells when it ended."""
    day = FirmDay.at(now)
    swept = Swept(day.today)
    _hand_over(now)
    absences.spread_what_waited(now)
    _resume(now, swept)
    _lapse(now, swept)
    for lane in (BLOCKING, BESIDE):
        while _fire_batch(lane, day, now, swept):
            pass
    _finish(now)
    _revisit(now, swept)
    done = Sweep.objects.create(started_at=now, finished_at=clock(), fired=swept.fired, skipped=swept.skipped)
    # By the clock: a sweep may be asked for as if it were another year.
    Sweep.forget_old(done.finished_at)
    return swept


@dataclass(frozen=True)
class Lane:
    """The columns of an enrollment that hold the next step of one kind, and its day."""

    step: str
    due: str
    blocking: bool


BLOCKING = Lane("next_step", "next_due_on", blocking=True)
BESIDE = Lane("side_step", "side_due_on", blocking=False)


@dataclass(frozen=True)
class Place:
    """Where enrollments stand. Those in the same place move on together."""

    version: int
    next_step: int | None
    side_step: int | None
    due: date
    anchor: date
    responded: bool


def is_due(lane: Lane, day: FirmDay) -> Q:
    """Of enrollments: the step of a lane is to come by that day. On a day off nothing new comes; on a public holiday
    at the contact's place no call and no post."""
    due = Q(state=Enrollment.State.RUNNING, **{f"{lane.due}__lte": day.last_working_day})
    if not day.holidays_elsewhere:
        return due
    closed = Enrollment.objects.filter(
        pk=OuterRef("pk"),
        contact__country__in=day.holidays_elsewhere,
        **{f"{lane.step}__channel__in": AT_THEIR_PLACE},
    )
    return due & ~Q(Exists(closed))


@transaction.atomic
def _fire_batch(lane: Lane, day: FirmDay, now, swept: Swept) -> int:
    """Claim some due enrollments, turn their steps into tasks, and move their lane on. Returns how many."""
    rows = list(
        Enrollment.objects.filter(is_due(lane, day))
        .select_for_update(skip_locked=True, no_key=True)
        .order_by(lane.due, "pk")
        .values_list("pk", "version_id", "next_step_id", "side_step_id", lane.due, "anchor_on", "responded_at")[:BATCH]
    )
    if not rows:
        return 0
    # A day that was a working day when it was planned may be one off by now.
    days = {due: day.calendar.working_day_from(due) for due in {row[4] for row in rows}}
    claimed = {
        pk: Place(version, step, side, days[due], anchor, bool(responded))
        for pk, version, step, side, due, anchor, responded in rows
    }
    swept.due += len(claimed)
    steps = steps_of({place.version for place in claimed.values()})
    there = _days_there(lane, day, claimed, steps)
    claimed |= {pk: replace(claimed[pk], due=due) for pk, due in there.items()}
    skipped = reasons_to_skip(lane, claimed, steps)
    firing = Enrollment.objects.filter(pk__among=claimed.keys() - skipped.keys())
    swept.fired += insert_select(Task, _task_columns(lane, days, there, now), firing)
    swept.skipped.update(skipped.values())
    _skip(lane, claimed, skipped, steps, now)
    _move_on(lane, day, claimed, skipped, steps)
    return len(claimed)


def _days_there(lane: Lane, day: FirmDay, claimed: dict[int, Place], steps) -> dict[int, date]:
    """The days of calls and post that were planned for a public holiday at the contact's place, by enrollment."""
    channels = {step.pk: step.channel for version in steps.values() for step in version}
    ids = [pk for pk, place in claimed.items() if channels[getattr(place, lane.step)] in AT_THEIR_PLACE]
    abroad = Enrollment.objects.filter(pk__among=ids).exclude(contact__country__in=["", day.firm.country]).order_by()
    found = {}
    for pk, country in abroad.values_list("pk", "contact__country"):
        place = claimed[pk]
        due = day.calendar_for(channels[getattr(place, lane.step)], country).working_day_from(place.due)
        if due != place.due:
            found[pk] = due
    return found


def steps_of(versions: set[int]) -> dict[int, list[Step]]:
    """The steps of each version, in their order."""
    steps = defaultdict(list)
    for step in Step.objects.filter(version__in=versions):
        steps[step.version_id].append(step)
    return steps


def reasons_to_skip(lane: Lane, claimed: dict[int, Place], steps) -> dict[int, str]:
    """Why the due step of an enrollment cannot be done, by enrollment; those who are not named can be followed up."""
    channels = {step.pk: step.channel for version in steps.values() for step in version}
    by_channel = defaultdict(list)
    for pk, place in claimed.items():
        by_channel[channels[getattr(place, lane.step)]].append(pk)
    reasons = {}
    for channel, ids in by_channel.items():
        enrollments = Enrollment.objects.filter(pk__among=ids).order_by()
        if channel in NEEDED:
            kind, reason = NEEDED[channel]
            points = ContactPoint.objects.filter(contact=OuterRef("contact"), kind=kind, is_wrong=False)
            reasons |= dict.fromkeys(enrollments.filter(~Exists(points)).values_list("pk", flat=True), reason)
        if channel in MUTES:
            muted = enrollments.filter(**{f"contact__{MUTES[channel]}": True})
            reasons |= dict.fromkeys(muted.values_list("pk", flat=True), Task.Skip.CLOSED_CHANNEL)
    return reasons


def _task_columns(lane: Lane, days: dict[date, date], there: dict[int, date], now) -> dict:
    moved = [When(pk__among=[pk for pk in there if there[pk] == day], then=Value(day)) for day in {*there.values()}]
    moved += [When(**{lane.due: due}, then=Value(day)) for due, day in days.items() if day != due]
    due_on = Case(*moved, default=F(lane.due), output_field=DateField()) if moved else F(lane.due)
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
        "objective": F(f"{lane.step}__objective"),
        "state": Value(Task.State.OPEN),
        "reason": Value(""),
        "redials": Value(0),
        "snoozes": Value(0),
        "version": Value(0),
        "created_at": Value(now, output_field=DateTimeField()),
    }


def _skip(lane: Lane, claimed: dict[int, Place], skipped: dict[int, str], steps, now):
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


def _move_on(lane: Lane, day: FirmDay, claimed: dict[int, Place], skipped, steps):
    """Plan the next step of the lane: at once after a step that was skipped or holds nothing up, else when its task
    is closed."""
    places = defaultdict(list)
    for pk, place in claimed.items():
        places[place, pk in skipped].append(pk)
    for (place, was_skipped), ids in places.items():
        moved = after(lane, day, place, steps[place.version], was_skipped)
        Enrollment.objects.filter(pk__among=ids).update(**moved)


def after(lane: Lane, day: FirmDay, place: Place, steps: list[Step], was_skipped: bool) -> dict:
    """The columns of an enrollment after the step of a lane fired or was skipped. Pure."""
    by_id = {step.pk: step for step in steps}
    if not lane.blocking:
        side = _following(steps, by_id[place.side_step], place.responded)
        return {
            "side_step": side,
            "side_due_on": side and due_day(day.calendar, place.anchor, side.day),
        }
    if not was_skipped:
        return {"next_step": None, "next_due_on": None}
    this = by_id[place.next_step]
    following = _following(steps, this, place.responded)
    anchor = place.anchor + days_lost(place.due, day.today)
    side = by_id.get(place.side_step)
    return {
        "anchor_on": anchor,
        "side_due_on": side and due_day(day.calendar, anchor, side.day),
        "next_step": following,
        "next_due_on": following
        and due_day(day.calendar, anchor, following.day, previous_done=day.today, previous_offset=this.day),
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


def _one_by_one(rows: QuerySet) -> Iterator:
    """Each of them, read a batch at a time: how many there are says nothing about the memory it takes."""
    last = 0
    while batch := list(rows.filter(pk__gt=last).order_by("pk")[:BATCH]):
        yield from batch
        last = batch[-1].pk


def _finish(now):
    """End the plans whose last step was skipped or has lapsed."""
    for enrollment in _one_by_one(Enrollment.objects.exhausted().select_related("contact", "version__cadence")):
        with transaction.atomic():
            Contact.objects.select_for_update(no_key=True).get(pk=enrollment.contact_id)
            # Somebody may have given them something to do meanwhile.
            for one in Enrollment.objects.exhausted().filter(pk=enrollment.pk):
                one.finish(at=now)


def _hand_over(now):
    """What still came to somebody while they left goes to their team's pool (promise 12)."""
    theirs = Exists(Contact.objects.filter(owner=OuterRef("pk"))) | Exists(
        Task.objects.open().filter(rep=OuterRef("pk"))
    )
    for person in User.objects.filter(theirs, is_active=False):
        with transaction.atomic():
            person_left.send(User, person=person, successor=None, at=now, by=None)


def _resume(now, swept: Swept):
    """Holds end on their day; one that waits for a call back ends with that call."""
    for enrollment in _one_by_one(Enrollment.objects.hold_over(FirmDay.at(now).today)):
        enrollment.resume(at=now)
        swept.resumed += 1


def lapsing(today: date) -> QuerySet[Task]:
    """Tasks that hold nothing up and are overdue for too long (rule 9)."""
    return Task.objects.open().filter(kind=Task.Kind.STEP, blocking=False, due_on__lt=today - LAPSE_AFTER)


def _lapse(now, swept: Swept):
    """Overdue tasks that hold nothing up lapse."""
    for task in _one_by_one(lapsing(FirmDay.at(now).today).select_related("enrollment")):
        with transaction.atomic():
            Contact.objects.select_for_update(no_key=True).get(pk=task.contact_id)
            swept.lapsed += (
                Task.objects.open()
                .filter(pk=task.pk)
                .update(state=Task.State.LAPSED, closed_at=now, version=F("version") + 1)
            )
            task.enrollment.step_closed(task, at=now)


def to_revisit(today: date) -> QuerySet[Contact]:
    """Those whose day to come back has come (promise 13)."""
    return Contact.objects.filter(stage=Stage.NURTURE, revisit_on__lte=today)


def _revisit(now, swept: Swept):
    """Not now is not no: on the agreed day they are leads again, on top of the same rep's queue (promise 13)."""
    day = FirmDay.at(now)
    due = to_revisit(day.today).order_by("pk")
    while batch := list(due[:BATCH]):
        with transaction.atomic():
            # Whoever asked us to stop meanwhile, or agreed on another day, stays.
            changes = due.filter(pk__in=[contact.pk for contact in batch]).change_stage(
                Stage.LEAD, at=now, cause=StageChange.Cause.REVISIT
            )
            back = {change.contact_id for change in changes}
            contacts = Contact.objects.filter(pk__in=back)
            Task.objects.bulk_create(
                [
                    Task(
                        contact=contact,
                        kind=Task.Kind.REVISIT,
                        channel=contact.open_channel,
                        rank=Task.RANKS[Task.Kind.REVISIT],
                        rep_id=contact.owner_id,
                        due_on=day.calendar.working_day_from(day.today),
                        objective=contact.revisit_note[:300] or "The day to come back to them.",
                        created_at=now,
                    )
                    for contact in contacts
                ],
                ignore_conflicts=True,
            )
            swept.revisited += len(back)
