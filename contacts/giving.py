"""Giving contacts to somebody, and taking that back within seconds."""

from django.core import signing
from django.db import transaction

from contacts.models import Contact
from leadflow.accounts.models import Team, User

# The button shows ten seconds; a slow network gets a little more.
UNDO_SECONDS = 30
_SALT = "contacts.giving"


class TooLate(Exception):
    """The time to take it back is over, or the token was made by nobody here. Trying again does not help."""


def token_of(contacts, owner) -> str:
    """Sealed: who has these contacts now, just before they go to `owner`."""
    before = [[contact.pk, contact.owner_id, contact.team_id] for contact in contacts]
    return signing.dumps([owner.pk, before], salt=_SALT, compress=True)


@transaction.atomic
def take_back(token: str, *, by, at) -> None:
    """Back to who had them, as far as nobody else has got them since. Raises TooLate."""
    try:
        given_to, before = signing.loads(token, salt=_SALT, max_age=UNDO_SECONDS)
    except signing.BadSignature:
        raise TooLate from None
    places: dict[tuple[int | None, int], list[int]] = {}
    for contact, owner, team in before:
        places.setdefault((owner, team), []).append(contact)
    still_there = Contact.objects.visible_to(by).filter(owner=given_to)
    for (owner, team), ids in places.items():
        # Who left the team meanwhile left them to its pool.
        rep = User.objects.active_reps().filter(pk=owner, team=team).first()
        still_there.filter(pk__in=ids).assign(rep, at=at, team=Team.objects.get(pk=team))
