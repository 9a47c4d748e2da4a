from django.dispatch import receiver

from contacts.models import StageChange, Touch
from contacts.signals import people_coming, profiles_changed, stages_changed, touches_recorded, touches_voided
from scoring import newcomers as coming
from scoring import promotion


@receiver(people_coming)
def judge_who_comes(sender, newcomers, at, **kwargs):
    """Most of a list stay names, and are judged for good before they are written."""
    return coming.judge(newcomers, at=at)


@receiver(touches_recorded)
@receiver(touches_voided)
def judge_who_did_something(sender, touches, at, settled=frozenset(), **kwargs):
    """Whoever did something may be a lead now; what is voided counts no more."""
    contacts = {touch.contact_id for touch in touches if touch.direction == Touch.Direction.INBOUND}
    if contacts := contacts - settled:
        promotion.evaluate(contacts, at=at)


@receiver(profiles_changed)
def judge_the_fit_anew(sender, contact_ids, at, **kwargs):
    """Another job title or firm may fit, or fit no more; who fits now may be a lead."""
    promotion.evaluate(contact_ids, at=at)


@receiver(stages_changed)
def judge_who_comes_back(sender, changes, at, **kwargs):
    """Half a year later interest and fit are no more what they were (promise 13); they stay leads all the same."""
    if back := {change.contact_id for change in changes if change.cause == StageChange.Cause.REVISIT}:
        promotion.evaluate(back, at=at)
