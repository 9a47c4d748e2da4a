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
    Day.objects.mark(touches)
    did = touches.inbound().filter(contact=OuterRef("contact"), at__lt=OuterRef("at"))
    Day.objects.mark(Touch.objects.dials().filter(Exists(did), contact__in=touches.values("contact")))
