"""What has its day beside the steps: holds end, tasks lapse, plans end, people come back."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from cadences.firing import batches
from cadences.firing.batches import one_by_one
from cadences.firing.swept import Swept
from cadences.firm_day import FirmDay
from cadences.models import Enrollment, Task
from contacts.models import Contact, Stage, StageChange
from leadflow.accounts.models import User
from leadflow.accounts.signals import person_left

# Overdue tasks that hold nothing up lapse after this (rule 9).
LAPSE_AFTER = timedelta(days=14)


def finish(now):
    """End the plans whose last step was skipped or has lapsed."""
    for enrollment in one_by_one(Enrollment.objects.exhausted().select_related("contact", "version__cadence")):
        with transaction.atomic():
            Contact.objects.select_for_update(no_key=True).get(pk=enrollment.contact_id)
            # Somebody may have given them something to do meanwhile.
            for one in Enrollment.objects.exhausted().filter(pk=enrollment.pk):
                one.finish(at=now)


def hand_over(now):
    """What still came to somebody while they left goes to their team's pool (promise 12)."""
    theirs = Exists(Contact.objects.filter(owner=OuterRef("pk"))) | Exists(
        Task.objects.open().filter(rep=OuterRef("pk"))
    )
    for person in User.objects.filter(theirs, is_active=False):
        with transaction.atomic():
            person_left.send(User, person=person, successor=None, at=now, by=None)


def resume(now, swept: Swept):
    """Holds end on their day; one that waits for a call back ends with that call."""
    for enrollment in one_by_one(Enrollment.objects.hold_over(FirmDay.at(now).today)):
        enrollment.resume(at=now)
        swept.resumed += 1


def lapsed(today: date) -> Q:
    """Of tasks: they hold nothing up and are overdue for too long (rule 9)."""
    return Q(kind=Task.Kind.STEP, blocking=False, due_on__lt=today - LAPSE_AFTER)


def lapsing(today: date) -> QuerySet[Task]:
    """Open tasks that a sweep closes on that day for being overdue too long."""
    return Task.objects.open().filter(lapsed(today))


def lapse(now, swept: Swept):
    """Overdue tasks that hold nothing up lapse."""
    for task in one_by_one(lapsing(FirmDay.at(now).today).select_related("enrollment")):
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


def revisit(now, swept: Swept):
    """Not now is not no: on the agreed day they are leads again, on top of the same rep's queue (promise 13)."""
    day = FirmDay.at(now)
    due = to_revisit(day.today).order_by("pk")
    while batch := list(due[: batches.SIZE]):
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
