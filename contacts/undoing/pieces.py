"""Taking back an upload some rows at a time. Each piece is one transaction, like those of the import."""

from datetime import datetime

from django.db import transaction

from contacts.models import Upload, UploadRow
from contacts.undoing import people, rest

FAILED = "Kept: taking it back failed several times"


@transaction.atomic
def undo_next(upload: Upload, *, at: datetime) -> bool:
    """Take back the next piece of an upload that the caller has claimed. Says whether there are more.

    Raises Upload.Taken where somebody took it over.
    """
    upload.hold()
    most = upload.rows_at_once()
    if rows := list(upload.rows.to_undo().order_by("pk").values_list("contact", flat=True)[:most]):
        people.take_back(upload, rows, at=at)
        upload.piece_done(undo_done=len(rows))
    elif stops := list(upload.stops.order_by("pk")[:most]):
        rest.lift(upload, stops)
        upload.piece_done()
    elif piece := upload.pieces.order_by("-pk").first():
        rest.put_away(upload, piece)
        upload.piece_done()
    else:
        upload.is_undone(at=at)
        return False
    return True


@transaction.atomic
def keep_next(upload: Upload, *, at: datetime) -> bool:
    """Leave the next row's person as they are, since taking it back fails even alone. Says whether there are more."""
    upload.hold()
    row = upload.rows.to_undo().order_by("pk").first()
    if row:
        row.undone, row.reasons = UploadRow.Undone.KEPT, [*row.reasons, FAILED]
        row.save(update_fields=["undone", "reasons"])
    goes_on = upload.row_failed(undo_done=1) and row is not None
    if not goes_on:
        upload.stop(at=at)
    return goes_on
