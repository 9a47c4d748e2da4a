"""Taking back an upload some rows at a time. Each piece is one transaction, like those of the import."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from contacts.models import Upload, UploadRow
from contacts.undoing import people, rest
from leadflow.lib import planning

FAILED = "Kept: taking it back failed several times"


@transaction.atomic
def undo_next(upload: Upload, *, at: datetime) -> bool:
    """Take back the next piece of an upload that the caller has claimed. Says whether there are more.

    Raises Upload.Taken where somebody took it over.
    """
    planning.look_up_by_index()
    _take_turns()
    upload.hold()
    most = upload.rows_at_once()
    if rows := upload.rows_to_undo(most):
        people.take_back(upload, _contacts(rows), at=at)
        upload.piece_done(undo_done=len(rows), undo_row=rows[-1].pk - upload.undo_row)
    elif rows := UploadRow.objects.left_to(upload, most):
        people.take_back(rows[0].upload, _contacts(rows), at=at, gone=upload)
        upload.piece_done()
    elif stops := rest.stops_of(upload, most):
        rest.lift(stops[0].upload, stops)
        upload.piece_done()
    elif piece := rest.pieces_of(upload).first():
        rest.put_away(piece, tried_with=upload)
        upload.piece_done()
    else:
        upload.is_undone(at=at)
        return False
    return True


@transaction.atomic
def keep_next(upload: Upload, *, at: datetime) -> bool:
    """Leave the next row's person as they are, since taking it back fails even alone. Says whether there are more."""
    _take_turns()
    upload.hold()
    rows = upload.rows_to_undo(1)
    done = {"undo_done": 1, "undo_row": rows[0].pk - upload.undo_row} if rows else {}
    rows = rows or UploadRow.objects.left_to(upload, 1)
    for row in rows:
        row.undone, row.waits_for, row.reasons = UploadRow.Undone.KEPT, None, [*row.reasons, FAILED]
        row.save(update_fields=["undone", "waits_for", "reasons"])
    goes_on = upload.row_failed(**done) and bool(rows)
    if not goes_on:
        upload.stop(at=at)
    return goes_on


def _take_turns() -> None:
    """Lists that are taken back at the same time may overlap: each has to see what the others have done."""
    list(Upload.objects.filter(phase=Upload.Phase.UNDOING).order_by("pk").select_for_update(no_key=True))


def _contacts(rows: Sequence[UploadRow]) -> list[int]:
    return [row.contact_id for row in rows]
