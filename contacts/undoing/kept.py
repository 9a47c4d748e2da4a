"""Whom the undo of an upload leaves alone, and why: somebody has done something with them since it came to them."""

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, When

from contacts import signals
from contacts.models import (
    Contact,
    Merge,
    StageChange,
    Suppression,
    Touch,
    Upload,
    UploadEffect,
    UploadPiece,
    UploadRow,
    UploadStop,
)
from leadflow.accounts.models import Firm
from leadflow.lib.when import in_full

# Leadflow moves people by itself for these.
BY_ITSELF = (
    StageChange.Cause.INTERACTIONS,
    StageChange.Cause.REQUEST,
    StageChange.Cause.PLAN_ENDED,
    StageChange.Cause.REVISIT,
    # Whether a person or a list asked for it, the entries on the do-not-contact list tell.
    StageChange.Cause.SUPPRESSION,
)
Fate = UploadRow.Fate
# The fates of rows whose person stands on the list.
ON_THE_LIST = (Fate.CREATED, Fate.UPDATED, Fate.UNCHANGED, Fate.DUPLICATE)


class Scope:
    """The people of whom an upload is to be taken back: all, or those with these ids.

    `gone` is a list of which the people have been taken back just now, so that it keeps nobody.
    """

    def __init__(self, upload: Upload, contact_ids: Iterable[int] | None = None, *, gone: Upload | None = None):
        self.upload, self.gone = upload, gone
        self._ids = None if contact_ids is None else list(contact_ids)

    def who(self, rows: QuerySet, *conditions: Q, contact: str = "contact") -> QuerySet:
        """The ids of those of its people who have such rows; `contact` is the column that tells whose a row is.

        Conditions may speak of `since`, the moment when the upload came to them.
        """
        return self.of_theirs(rows, contact).filter(*conditions).values_list(contact, flat=True)

    def of_theirs(self, rows: QuerySet, contact: str = "contact") -> QuerySet:
        """Those of the rows that are of its people, each with `since`."""
        if self._ids is None:
            theirs = {f"{contact}__in": self.upload.rows.to_undo().values("contact")}
        else:
            theirs = {f"{contact}__among": self._ids}
        created_at = "created_at" if contact == "pk" else f"{contact}__created_at"
        piece = UploadPiece.objects.filter(upload=self.upload, at=OuterRef(created_at))
        effect = UploadEffect.objects.filter(upload=self.upload, contact=OuterRef(contact)).values("at")[:1]
        since = Case(When(Exists(piece), then=F(created_at)), default=Subquery(effect))
        return rows.filter(**theirs).order_by().annotate(since=since)

    def rows(self) -> QuerySet:
        """The rows that tell of its people."""
        rows = self.upload.rows.to_undo()
        return rows if self._ids is None else rows.filter(contact__among=self._ids)

    def made(self) -> QuerySet:
        """The rows of those whom the upload made. After a merge a row may tell of somebody else."""
        piece = UploadPiece.objects.filter(upload=self.upload, at=OuterRef("contact__created_at"))
        return self.rows().filter(Exists(piece), fate=Fate.CREATED)


class Later(NamedTuple):
    """A list that came to somebody later and is still in."""

    upload: int
    why: str


def left_to_others(scope: Scope) -> dict[int, Later]:
    """Who stands on a list that came to them later, and on which, the last of them; by the contact's id.

    They stay while that list does: it says of them what this one says, and was read on top of it.
    """
    effects = UploadEffect.objects.filter(upload=OuterRef("upload"), contact=OuterRef("contact"))
    pieces = UploadPiece.objects.filter(upload=OuterRef("upload"))
    since = OuterRef("since")
    came_later = Q(Exists(effects.filter(at__gt=since))) | ~Exists(effects) & Q(Exists(pieces.filter(at__gt=since)))
    told = Q(fate__in=ON_THE_LIST) | Q(fate=Fate.SUPPRESSED) & Q(Exists(effects))
    others = UploadRow.objects.filter(told).exclude(upload__in=filter(None, (scope.upload, scope.gone)))
    theirs = scope.of_theirs(others.exclude(upload__phase=Upload.Phase.UNDONE)).filter(came_later)
    found = theirs.order_by("upload__started_at", "upload")
    day = Firm.current().day_of
    return {
        contact: Later(pk, f"Also on the list {name}, uploaded on {in_full(day(came))}; they go back with it")
        for contact, pk, name, came in found.values_list("contact", "upload", "upload__name", "upload__created_at")
    }


def reasons(scope: Scope) -> dict[int, str]:
    """Why those whom somebody worked stay as they are, in a sentence; by the contact's id. Few queries, whatever their
    number."""
    found: dict[int, str] = {}
    for sentence, contacts in _who(scope).items():
        for contact in contacts:
            found.setdefault(contact, sentence)
    return found


def _who(scope: Scope) -> dict[str, QuerySet]:
    """Sentence to the ids of contacts of whom it is true, the plainest work first."""
    since = F("since")
    logged = Q(upload__isnull=True, created_at__gt=since) | Q(voided_by__isnull=False, voided_at__gt=since)
    by_hand = StageChange.objects.exclude(cause__in=BY_ITSELF)
    by_list = UploadStop.objects.filter(suppression=OuterRef("pk"), made=True)
    said = {}
    for _, answer in signals.work_asked.send(Upload, scope=scope):
        said |= answer
    joined = Q(at__gt=since) | Q(undone_at__gt=since)
    return {
        "Merged with somebody else, or taken apart, since": scope.who(Merge.objects, joined, contact="kept"),
        # Whom the list brought is one with somebody else now, to whom the row leads.
        "Merged with somebody else": scope.who(Contact.objects, Q(since=None), contact="pk"),
        **said,
        "Something was logged with them since": scope.who(Touch.with_voided, logged),
        "Their stage was changed by hand since": scope.who(by_hand, Q(at__gt=since)),
        "They asked us to stop since": scope.who(Suppression.objects.filter(~Exists(by_list)), Q(at__gt=since)),
        "Edited by hand since": scope.who(Contact.objects, Q(edited_at__gt=since), contact="pk"),
    }
