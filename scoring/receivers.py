from django.dispatch import receiver

from contacts.models import Touch
from contacts.signals import touches_recorded
from scoring import promotion


@receiver(touches_recorded)
def judge_who_did_something(sender, touch_ids, at, **kwargs):
    """Whoever did something may be a lead now."""
    touches = Touch.objects.filter(pk__in=touch_ids, direction=Touch.Direction.INBOUND)
    contacts = set(touches.values_list("contact_id", flat=True))
    if contacts:
        promotion.evaluate(contacts, at=at)
