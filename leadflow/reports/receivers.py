"""Days are marked in the transaction that changes them and counted later, so that logging a call stays quick."""

from django.db.models import Exists, OuterRef
from django.dispatch import receiver

from contacts import signals
from contacts.models import Touch
from leadflow.accounts.signals import zone_changed
from leadflow.reports.models import Day


@receiver(signals.touches_recorded)
@receiver(signals.touches_voided)
@receiver(signals.touches_removed)
def mark_days(sender, touches, at, settled=frozenset(), **kwargs):
    """Of attempts the day itself. Something they did, if learnt of late, makes the calls after it warm ones; who is
    new had none."""
    Day.objects.mark((t.rep_id, t.at) for t in touches if t.direction == Touch.Direction.OUTBOUND and t.rep_id)
    theirs = [t for t in touches if t.direction == Touch.Direction.INBOUND and t.contact_id not in settled]
    if theirs:
        did = Touch.with_voided.filter(pk__among=[touch.pk for touch in theirs])
        before = did.filter(contact=OuterRef("contact"), at__lt=OuterRef("at"))
        contacts = {touch.contact_id for touch in theirs}
        calls = Touch.objects.dials().filter(Exists(before), contact__among=contacts, rep__isnull=False)
        Day.objects.mark(calls.values_list("rep", "at"))


@receiver(zone_changed)
def mark_all_days(sender, **kwargs):
    Day.objects.mark_all()
