"""Taking back what was done with a contact by hand, within seconds: the pictures of `cadences.undo` before and after,
kept for as long as the button is shown."""

from collections.abc import Callable
from datetime import timedelta
from secrets import token_urlsafe

from django.core.cache import cache
from django.db import transaction
from django.dispatch import receiver
from django.urls import reverse

from cadences import undo
from contacts import signals
from contacts.giving import UNDO_SECONDS
from contacts.models import Contact, Touch


class TooLate(Exception):
    """The seconds are over, or something happened to the contact since; nothing was written."""


@receiver(signals.about_to_act)
def look_at(sender, contact: Contact, **kwargs) -> Callable[..., str]:
    """How the contact stands before the action. Called once that is done, it answers with the address of the undo.

    The contact holds still from here on, so that nothing that somebody else does meanwhile is taken back with it.
    """
    list(Contact.objects.select_for_update(no_key=True).filter(pk=contact.pk).values_list("pk"))
    before = undo.picture(contact)

    def keep(*, by, at, touch: Touch | None = None) -> str:
        token = token_urlsafe(16)
        kept = (contact.pk, by.pk, at, touch and touch.pk, before, undo.picture(contact))
        cache.set(f"by-hand:{token}", kept, UNDO_SECONDS)
        return reverse("undo_by_hand", args=[token])

    return keep


@transaction.atomic
def take_back(token: str, *, by, at) -> Contact:
    """Everything about the contact as it was before; a touch that was entered is voided. Raises TooLate."""
    kept = cache.get(f"by-hand:{token}")
    if kept is None:
        raise TooLate
    contact_id, user_id, done_at, touch_id, before, after = kept
    contact = Contact.objects.visible_to(by).select_for_update(no_key=True).filter(pk=contact_id).first()
    is_over = user_id != by.pk or at > done_at + timedelta(seconds=UNDO_SECONDS)
    if contact is None or is_over or undo.picture(contact) != after:
        raise TooLate
    undo.put_back(contact, before, after, by=by, at=at)
    for touch in Touch.objects.filter(pk=touch_id):
        touch.void(by=by, at=at)
    return contact
