"""The work on uploads, piece by piece. Which piece is next, and whether somebody has it, the database says."""

import logging
from collections.abc import Callable
from datetime import datetime

from contacts.importing import chunks, staging
from contacts.models import Upload

logger = logging.getLogger(__name__)


def do_next(pk: int, *, clock: Callable[[], datetime]) -> bool:
    """Do the next piece of an upload: read the file, or import some rows. Says whether to come again at once.

    Whoever calls it twice, or in two places, does no harm. A piece that fails is tried again at once, and ends the
    upload with a problem in words where it goes on failing.
    """
    upload = Upload.claim(pk, at=clock())
    if upload is None:
        return False
    try:
        if upload.phase == Upload.Phase.READING:
            staging.stage(upload, at=clock())
            return upload.is_under_way
        return chunks.import_next(upload, at=clock())
    except Upload.Taken:
        return False
    except Exception:
        logger.exception("A piece of upload %s failed", pk)
        upload.let_go()
        return True


def do_all(pk: int, *, clock: Callable[[], datetime]) -> Upload:
    """Do everything up to the point where a person is needed, or to the end. Returns the upload as it is then."""
    while do_next(pk, clock=clock):
        pass
    return Upload.objects.get(pk=pk)
