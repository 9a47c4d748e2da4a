"""Entering absences: for whom, and taking the last change back within seconds."""

from datetime import date, datetime

from django.core import signing
from django.db import transaction

from leadflow.accounts.models import Absence, User

_SALT = "accounts.absences"


class TooLate(Exception):
    """The seconds are over, or other days were entered since; nothing was written."""


def reps_of(user: User):
    """For whom somebody enters absences: a rep for themselves, others for the reps they lead."""
    if user.works_a_queue:
        return User.objects.filter(pk=user.pk)
    return User.objects.active_reps().visible_to(user)


def token_of(absence: Absence, *, before: Absence | None) -> str:
    """Sealed: how an absence was before it was changed or ended; None: it was just entered."""
    was = before and [before.first.isoformat(), before.last.isoformat(), before.stand_in_id]
    return signing.dumps([absence.pk or (before and before.pk), absence.rep_id, was], salt=_SALT)


@transaction.atomic
def take_back(token: str, *, by: User, at: datetime) -> User:
    """The rep's absence as it was before. Returns the rep. Raises TooLate."""
    try:
        pk, rep_id, was = signing.loads(token, salt=_SALT, max_age=Absence.UNDO_WITHIN)
    except signing.BadSignature:
        raise TooLate from None
    rep = reps_of(by).filter(pk=rep_id).first()
    absence = Absence.objects.filter(pk=pk, rep=rep_id).first()
    if rep is None or (absence and absence.settled_at):
        raise TooLate
    if was is None:
        if absence:
            absence.delete()
        return rep
    absence = absence or Absence(pk=pk, rep=rep)
    first, last, absence.stand_in_id = was
    absence.first, absence.last = date.fromisoformat(first), date.fromisoformat(last)
    try:
        absence.keep(at=at)
    except Absence.Overlaps:
        raise TooLate from None
    return rep
