"""How people were before a list is personal data: it goes once no undo can ask for it any more."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from contacts.models import Upload, UploadEffect, UploadPiece, UploadRow

Undone = UploadRow.Undone


def forget_old(at: datetime) -> None:
    """Drop the records of lists that are too old to be taken back, and of those taken back of which nobody waits for a
    later list. Who waits for one that is too old stays for good."""
    too_old = at - Upload.UNDO_WITHIN
    over = Upload.objects.filter(finished_at__lt=too_old, phase__in=Upload.IMPORTED)
    UploadRow.objects.filter(waits_for__in=over).update(undone=Undone.KEPT, waits_for=None)
    waiting = UploadRow.objects.filter(upload=OuterRef("upload"), undone=Undone.WAITS)
    nobody_waits = Q(upload__phase=Upload.Phase.UNDONE) & ~Exists(waiting.filter(contact=OuterRef("contact")))
    UploadEffect.objects.filter(Q(upload__in=over) | nobody_waits).delete()
    left = UploadPiece.objects.filter(~Exists(waiting), upload__phase=Upload.Phase.UNDONE)
    left.filter(tried_with__undone_at__lt=too_old).delete()
