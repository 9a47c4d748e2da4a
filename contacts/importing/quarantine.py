"""What a person decides about rows that look like junk (domain rule 20). The further rows of the same person follow."""

from datetime import datetime

from django.db import transaction

from contacts.importing.chunks import import_rows
from contacts.models import Upload, UploadRow

DISCARDED = "Discarded"
Fate = UploadRow.Fate


@transaction.atomic
def release(row: UploadRow, *, at: datetime) -> bool:
    """Import the person after all. False where somebody else has decided already."""
    held = _held(row)
    if held is None:
        return False
    if held.person is None:
        # Another row of theirs was good, so they are in.
        UploadRow.objects.filter(pk=held.pk).update(fate=Fate.DUPLICATE)
    else:
        import_rows(held.upload, [held], at=at, decided=True)
        _followers(held).filter(fate=Fate.QUARANTINED).update(fate=Fate.DUPLICATE)
    held.upload.count()
    return True


@transaction.atomic
def discard(row: UploadRow) -> bool:
    """Leave the person out for good. False where somebody else has decided already."""
    held = _held(row)
    if held is None:
        return False
    for each in (held, *_followers(held).filter(fate=Fate.QUARANTINED)):
        UploadRow.objects.filter(pk=each.pk).update(fate=Fate.REJECTED, reasons=[DISCARDED, *each.reasons])
    held.upload.count()
    return True


@transaction.atomic
def take_back(row: UploadRow) -> bool:
    """Undo a discard: back into quarantine. False where it was not discarded."""
    Upload.objects.select_for_update(no_key=True).get(pk=row.upload_id)
    discarded = [
        each
        for each in (*UploadRow.objects.filter(pk=row.pk), *_followers(row))
        if each.fate == Fate.REJECTED and each.reasons[:1] == [DISCARDED]
    ]
    for each in discarded:
        UploadRow.objects.filter(pk=each.pk).update(fate=Fate.QUARANTINED, reasons=each.reasons[1:])
    row.upload.count()
    return bool(discarded)


def _held(row: UploadRow) -> UploadRow | None:
    """The row as it is now, with its list locked so that two decisions come one after the other."""
    upload = Upload.objects.select_for_update(no_key=True).get(pk=row.upload_id)
    held = upload.rows.in_quarantine().filter(pk=row.pk).first()
    if held:
        held.upload = upload
    return held


def _followers(row: UploadRow):
    return UploadRow.objects.filter(upload=row.upload_id, sheet=row.sheet, same_as=row.number)
