"""Days are marked in the transaction that changes them and counted later, so that logging a call stays quick."""

from django.db.models import Exists, OuterRef
from django.dispatch import receiver

from contacts import signals
from contacts.models import Touch
from leadflow.reports.models import Day


@receiver(signals.touches_recorded)
@receiver(signals.touches_voided)
def mark_days(sender, touch_ids, at, **kwargs):
    """Of attempts the day itself. Something they did, if learnt of late, makes the calls after it warm ones."""
    touches = Touch.with_voided.filter(pk__in=touch_ids)
    known = list(touches.values_list("direction", "contact", "rep", "at"))
    Day.objects.mark((rep, when) for way, _, rep, when in known if way == Touch.Direction.OUTBOUND and rep)
    did_something = {contact for way, contact, *_ in known if way == Touch.Direction.INBOUND}
    if did_something:
        did = touches.inbound().filter(contact=OuterRef("contact"), at__lt=OuterRef("at"))
        calls = Touch.objects.dials().filter(Exists(did), contact__in=did_something, rep__isnull=False)
        Day.objects.mark(calls.values_list("rep", "at"))
