"""Those who are new are judged before they are written: to write each of them twice would cost a tenth of an import."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from contacts import signals
from contacts.importing.matching import Draft
from contacts.importing.touches import Foreseen
from contacts.judgement import Judgement
from contacts.models import Company, Contact


class Newcomer(NamedTuple):
    """Somebody who is about to be written, with what decides of them."""

    pk: int
    title: str
    country: str
    company: Company | None
    flags: list[str]
    touches: list[Foreseen]


def judged(drafts: Iterable[Draft], touches: dict[int, list[Foreseen]], *, at: datetime) -> dict[int, Judgement]:
    """By id those of the new ones of whom all is said; the others are to be judged once they are there."""
    newcomers = [_newcomer(draft, touches.get(draft.contact.pk, [])) for draft in drafts if draft.is_new]
    found: dict[int, Judgement] = {}
    if newcomers:
        for _, settled in signals.people_coming.send(Contact, newcomers=newcomers, at=at):
            found |= settled
    return found


def _newcomer(draft: Draft, touches: list[Foreseen]) -> Newcomer:
    contact = draft.contact
    return Newcomer(contact.pk, contact.title, contact.country, draft.company, contact.flags, touches)
