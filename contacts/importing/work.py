"""The work on uploads, piece by piece. Which piece is next, and whether somebody has it, the database says."""

import logging
from collections.abc import Callable
from datetime import datetime

from django.db import OperationalError

from contacts.importing import chunks, staging
from contacts.models import Upload
from contacts.undoing import pieces

logger = logging.getLogger(__name__)


def do_next(pk: int, *, clock: Callable[[], datetime]) -> bool:
    """Do the next piece of an upload: read the file, import some rows or take some back. Says whether to come again
    at once.

    Whoever calls it twice, or in two places, does no harm. A piece that fails is tried again in smaller ones, until the
    row that fails is alone and is left out; where each row fails the upload stops with a problem in words. Nothing is
    left out because the database cannot save, as on a full disk: then the upload waits until it can.
    """
    upload = Upload.claim(pk, at=clock())
    if upload is None:
        return False
    phase = upload.phase
    steps = GIVING_UP if upload.is_in_vain else STEPS
    try:
        return steps[phase](upload, at=clock())
    except Upload.Taken:
        return False
    except OperationalError:
        logger.exception("The database could not save a piece of upload %s", pk)
        return upload.let_wait()
    except Exception:
        logger.exception("A piece of upload %s failed", pk)
        upload.let_go()
        return True


def _stage(upload: Upload, *, at: datetime) -> bool:
    staging.stage(upload, at=at)
    return upload.is_under_way


def _refuse(upload: Upload, *, at: datetime) -> bool:
    upload.refuse(f"{upload.name}: reading it failed several times. Save it as CSV and upload that.", at=at)
    return False


# What is done in each phase, and what where even the least of it fails.
STEPS = {
    Upload.Phase.READING: _stage,
    Upload.Phase.IMPORTING: chunks.import_next,
    Upload.Phase.UNDOING: pieces.undo_next,
}
GIVING_UP = {
    Upload.Phase.READING: _refuse,
    Upload.Phase.IMPORTING: chunks.reject_next,
    Upload.Phase.UNDOING: pieces.keep_next,
}


def do_all(pk: int, *, clock: Callable[[], datetime]) -> Upload:
    """Do everything up to the point where a person is needed, or to the end. Returns the upload as it is then."""
    while do_next(pk, clock=clock):
        pass
    return Upload.objects.get(pk=pk)
