"""What becomes of plans and tasks when two contacts are found to be one person."""

from django.db.models import F
from django.dispatch import receiver

from cadences import promise
from cadences.models import Enrollment, Task
from contacts import signals
from contacts.models import Contact, Touch
from contacts.models.stage import LEADS, WORKED

MERGED = "Merged with somebody who has it already"
# May be there more than once: each was entered for a reason of its own.
_SEVERAL = (Task.Kind.STEP, Task.Kind.BY_HAND)


@receiver(signals.contacts_merging)
def make_room(sender, kept, gone, at, **kwargs):
    """One plan, and one task of a kind. What the kept contact has goes on; the earlier day of two holds."""
    goes_on = kept.stage in LEADS and not kept.enrollments.live().exists()
    for enrollment in () if goes_on else gone.enrollments.live():
        enrollment.stop(Enrollment.StopReason.REPLACED, at=at)
    tasks = gone.tasks.open()
    if kept.is_closed:
        tasks.exclude(kind=Task.Kind.ANSWER_OR_LEAVE).cancel(MERGED, at=at)
    for own in kept.tasks.open().exclude(kind__in=_SEVERAL):
        double = tasks.filter(kind=own.kind).first()
        if double and double.due_on < own.due_on:
            earlier = {name: getattr(double, name) for name in ("due_on", "not_before", "objective", "channel")}
            Task.objects.filter(pk=own.pk).update(version=F("version") + 1, **earlier)
        tasks.filter(kind=own.kind).cancel(MERGED, at=at)


@receiver(signals.contacts_settled)
def see_that_they_are_followed_up(sender, contact_ids, at, **kwargs):
    """What is open is the owner's, and nobody is left without a next step (promise 12)."""
    for contact in Contact.objects.filter(pk__in=contact_ids).order_by("pk"):
        tasks = contact.tasks.open().exclude(kind=Task.Kind.ANSWER_OR_LEAVE)
        tasks.exclude(rep=contact.owner_id).update(rep=contact.owner_id, version=F("version") + 1)
        _hear_what_either_said(contact, at=at)
        if contact.stage in WORKED:
            promise.keep(contact, at=at)


def _hear_what_either_said(contact: Contact, *, at) -> None:
    """Whoever answered as the one waits for no answer in the plan of the other (rule 10)."""
    for plan in contact.enrollments.live().filter(responded_at=None):
        if Touch.objects.responses().filter(contact=contact, at__gte=plan.started_at).exists():
            plan.respond(at=at)
