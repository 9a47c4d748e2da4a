"""Lists out of a folder that other programs put them into: each is received once, and then lies in its folder `taken`.

A list is taken by moving it, in one step, into a hidden folder below `taken`. The name of that folder is the upload's
`arrival`, which can stand in the database only once; when it stands there, the folder loses its dot. So whoever dies
in between leaves either a file that still waits, or one that the next round finds in hand. docs/decisions/sources.md.
"""

import logging
import os
import stat
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from django.conf import settings
from django.core.files import File
from django.db import IntegrityError
from django.db.models import QuerySet
from django.template.defaultfilters import filesizeformat

from contacts.models import Upload
from leadflow.lib.lines import one_line

logger = logging.getLogger(__name__)

TAKEN = "taken"
# So long nothing may have happened to a file: somebody may still be writing it.
QUIET = timedelta(minutes=1)
# So many at most are taken in one round; the next one comes in a minute.
MOST = 50
# A file that lies there for so long after that is not being taken: something is wrong.
LONG = timedelta(minutes=15)
# For so long a file that was refused is told of.
TOLD_FOR = timedelta(days=7)
# How programs call what they are not done with.
UNFINISHED = (".part", ".partial", ".filepart", ".crdownload", ".download", ".tmp", "~")


class StillWritten(Exception):
    """Somebody goes on writing the file; the next round looks again."""


class Unchanging(File):
    """A file that has to stay as it is while it is read. Raises StillWritten."""

    def __init__(self, file: BinaryIO, name: str):
        super().__init__(file, name=name)
        self._before = self._state()

    def _state(self) -> tuple[int, int]:
        about = os.fstat(self.file.fileno())
        return about.st_size, about.st_mtime_ns

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """All of it, piece by piece."""
        yield from super().chunks(chunk_size)
        if self._state() != self._before:
            raise StillWritten


def pick_up(folder: Path, *, at: datetime) -> list[Upload]:
    """Receive the files that lie complete in the folder, and what an earlier round left in hand.

    Whatever cannot be received is an upload that says why. A folder that cannot be used is told to the log.
    """
    try:
        taken = folder / TAKEN
        taken.mkdir(exist_ok=True)
        stuck = [_take(path, taken, at=at) for path in _complete(folder, at=at)[:MOST]]
        in_hand = sorted(path for path in taken.iterdir() if path.name.startswith("."))
    except OSError as error:
        logger.error("Lists cannot be picked up from %s: %s.", folder, error.strerror)
        return []
    return [upload for upload in (*stuck, *(_receive(path, at=at) for path in in_hand)) if upload]


def trouble(folder: Path, *, at: datetime) -> list[str]:
    """What keeps lists in this folder from being picked up, in sentences with what to do; empty while nothing does."""
    if not folder.is_dir():
        return [f"There is no folder {folder}. Make it, or set LEADFLOW_PICKUP_DIR to another one."]
    closed = [
        each for each in (folder, folder / TAKEN) if each.exists() and not os.access(each, os.R_OK | os.W_OK | os.X_OK)
    ]
    if closed:
        return [f"Leadflow may not read and write in {closed[0]}. Give the account it runs as the right to."]
    try:
        waiting = _complete(folder, at=at - LONG)
    except OSError as error:
        return [f"{folder} cannot be read: {error.strerror}."]
    if not waiting:
        return []
    lie = "One file lies" if len(waiting) == 1 else f"{len(waiting)} files lie"
    oldest = _shown(waiting[0])
    return [
        f"{lie} there and nobody takes them, “{oldest}” for the longest. Is the worker running, and may it move them?"
    ]


def refused(*, at: datetime) -> QuerySet[Upload]:
    """The files that could not be received or read lately, the last one first; each says why."""
    return Upload.objects.filter(origin=Upload.Origin.FOLDER, phase=Upload.Phase.REFUSED, created_at__gt=at - TOLD_FOR)


def _complete(folder: Path, *, at: datetime) -> list[Path]:
    """The plain files to which nothing happened lately, the oldest first. Links are left alone: they lead anywhere."""
    found = []
    for entry in os.scandir(folder):
        if entry.name.startswith(".") or entry.name.lower().endswith(UNFINISHED):
            continue
        try:
            about = entry.stat(follow_symlinks=False)
        except FileNotFoundError:
            continue
        # Unlike the time of the last change, which programs set as they like, this is the system's own.
        if stat.S_ISREG(about.st_mode) and at.timestamp() - about.st_ctime >= QUIET.total_seconds():
            found.append((about.st_ctime, entry.path))
    return [Path(path) for _, path in sorted(found)]


def _take(path: Path, taken: Path, *, at: datetime) -> Upload | None:
    """Move a file into a hidden folder of its own. An upload that says why, where that is not allowed."""
    place = taken / f".{at:%Y%m%d-%H%M%S}-{uuid4().hex[:8]}"
    try:
        place.mkdir()
        path.rename(place / path.name)
    except PermissionError:
        if place.exists():
            place.rmdir()
        about = path.lstat()
        why = "Leadflow may not take it out of its folder. Give it the right to, and put the file there again."
        return _turned_away(path, f"stuck-{about.st_ino}-{about.st_ctime_ns}", why, at=at)
    except OSError as error:
        # Somebody else took it in this very moment, or the disk has trouble: the next round looks again.
        logger.warning("%s was not picked up: %s.", path, error.strerror)
    return None


def _receive(place: Path, *, at: datetime) -> Upload | None:
    """Receive what lies in a hidden folder, unless that was done before, and show the folder."""
    arrival, upload = place.name.removeprefix("."), None
    try:
        path = next(place.iterdir(), None)
        if path is None:
            place.rmdir()
            return None
        if not Upload.objects.filter(arrival=arrival).exists():
            upload = _read(path, arrival, at=at)
        place.rename(place.with_name(arrival))
    except StillWritten:
        return None
    except IntegrityError:
        # Another round was at it as well, and faster.
        return None
    except OSError as error:
        logger.warning("%s was not received: %s.", place, error.strerror)
    return upload


def _read(path: Path, arrival: str, *, at: datetime) -> Upload | None:
    try:
        # A link that took the file's place is not followed, and a pipe not waited for.
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except PermissionError:
        return _turned_away(path, arrival, "Leadflow may not read it. Give it the right to.", at=at)
    with os.fdopen(descriptor, "rb") as file:
        before = os.fstat(descriptor)
        if 0 <= at.timestamp() - before.st_mtime < QUIET.total_seconds():
            raise StillWritten
        if before.st_size > settings.UPLOAD_MAX_BYTES:
            size, most = filesizeformat(before.st_size), filesizeformat(settings.UPLOAD_MAX_BYTES)
            return _turned_away(path, arrival, f"It has {size}; at most {most} can be read. Split it.", at=at)
        if not stat.S_ISREG(before.st_mode):
            return None
        name = _shown(path)
        return Upload.receive(Unchanging(file, name), name=name, origin=Upload.Origin.FOLDER, arrival=arrival, at=at)


def _turned_away(path: Path, arrival: str, why: str, *, at: datetime) -> Upload | None:
    if Upload.objects.filter(arrival=arrival).exists():
        return None
    where = f"The file lies in the folder “{TAKEN}/{arrival}”." if path.parent.parent.name == TAKEN else ""
    return Upload.turn_away(
        _shown(path),
        problem=f"{_shown(path)}: {why} {where}".strip(),
        origin=Upload.Origin.FOLDER,
        arrival=arrival,
        at=at,
    )


def _shown(path: Path) -> str:
    """A file's name for people: names may hold anything but a slash."""
    return one_line(os.fsencode(path.name).decode("utf-8", "replace")) or "without a name"
