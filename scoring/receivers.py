from django.dispatch import receiver

from contacts.models import Touch
from contacts.signals import profiles_changed, touches_recorded, touches_voided
from scoring import promotion


@receiver(touches_recorded)
@receiver(touches_voided)
def judge_who_did_something(sender, touches, at, **kwargs):
    """Whoever did something may be a lead now; what is voided counts no more."""
    contacts = {touch.contact_id for touch in touches if touch.direction == Touch.Direction.INBOUND}
    if contacts:
        promotion.evaluate(contacts, at=at)


@receiver(profiles_changed)
def judge_the_fit_anew(sender, contact_ids, at, **kwargs):
    """Another job title or firm may fit, or fit no more; who fits now may be a lead."""
    promotion.evaluate(contact_ids, at=at)
