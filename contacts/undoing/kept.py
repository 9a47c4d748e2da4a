"""Whom the undo of an upload leaves alone, and why: somebody has done something with them since it came to them."""

from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, TextField, Value, When

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

# Leadflow moves people by itself for these.
BY_ITSELF = (
    StageChange.Cause.INTERACTIONS,
    StageChange.Cause.REQUEST,
    StageChange.Cause.PLAN_ENDED,
    StageChange.Cause.REVISIT,
)
Fate = UploadRow.Fate
# The fates of rows whose person stands on the list.
ON_THE_LIST = (Fate.CREATED, Fate.UPDATED, Fate.UNCHANGED, Fate.DUPLICATE)


def people(upload: Upload) -> QuerySet:
    """All who are to be taken back, marked: see `marked`."""
    return marked(Contact.objects.filter(pk__in=upload.rows.to_undo().values("contact")), upload)


def marked(contacts: QuerySet, upload: Upload) -> QuerySet:
    """These contacts with `was_made` (by the upload), `since` (when it came to them), and `kept`: a sentence that says
    why they stay as they are, empty for those who do not."""
    row = UploadRow.objects.filter(upload=upload, contact=OuterRef("pk"), fate=Fate.CREATED)
    piece = UploadPiece.objects.filter(upload=upload, at=OuterRef("created_at"))
    effect = UploadEffect.objects.filter(upload=upload, contact=OuterRef("pk"))
    came = contacts.annotate(was_made=Case(When(Exists(row) & Exists(piece), then=Value(True)), default=Value(False)))
    since = Case(When(was_made=True, then=F("created_at")), default=Subquery(effect.values("at")[:1]))
    whens = [When(condition, then=Value(sentence)) for sentence, condition in _reasons(upload).items()]
    return came.annotate(since=since).annotate(kept=Case(*whens, default=Value(""), output_field=TextField()))


def _reasons(upload: Upload) -> dict[str, Any]:
    """Sentence to condition, the plainest work first."""
    own = {"contact": OuterRef("pk")}
    touches = Touch.with_voided.filter(
        Q(upload__isnull=True, created_at__gt=OuterRef("since"))
        | Q(voided_by__isnull=False, voided_at__gt=OuterRef("since")),
        **own,
    )
    moves = StageChange.objects.filter(at__gt=OuterRef("since"), **own).exclude(cause__in=BY_ITSELF)
    by_list = UploadStop.objects.filter(suppression=OuterRef("pk"), made=True)
    stops = Suppression.objects.filter(~Exists(by_list), at__gt=OuterRef("since"), **own)
    later = UploadPiece.objects.filter(upload=OuterRef("upload"), at__gt=OuterRef(OuterRef("since")))
    on_others = UploadRow.objects.filter(Exists(later), fate__in=ON_THE_LIST, **own)
    on_others = on_others.exclude(upload=upload).exclude(upload__phase=Upload.Phase.UNDONE)
    merges = Merge.objects.filter(kept=OuterRef("pk"), at__gt=OuterRef("since"))
    said = {}
    for _, answer in signals.work_asked.send(Upload, upload=upload):
        said |= answer
    return {
        # Rows of whom they are one now lead here.
        "Merged with somebody else since": Q(since=None) | Q(Exists(merges)),
        **said,
        "Something was logged with them since": Exists(touches),
        "Their stage was changed by hand since": Exists(moves),
        "They asked us to stop since": Exists(stops),
        "Edited by hand since": Q(edited_at__gt=F("since")),
        "They stand on a list that was imported later; take that back first": Exists(on_others),
    }
