"""Building the demo firm beside the live database and putting it in place at once: the web answers meanwhile, the
sweep of the real clock meets no half-told past, and whoever is killed in between leaves nothing behind."""

import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from leadflow.accounts.models import Firm, User
from leadflow.ops.demo.door import why_not_here
from leadflow.ops.demo.story import Story

ASIDE = "demo-being-built"
# A builder that was killed is not waited for any longer than this many seconds.
FORGOTTEN_AFTER = 120


class NoDemo(Exception):
    """There is no demo to be built or ended here; the message says why."""


def build(now: datetime, *, say: Callable[[date, int], None]) -> None:
    """Build the firm as it is at a moment. `say` is told each day of the story and the percentage done.

    Raises NoDemo where it may not be, or where somebody began to use the installation meanwhile.
    """
    if reason := why_not_here():
        raise NoDemo(reason)
    refuse_if_used()
    # Nobody is here, so there is no list whose file would be missed.
    shutil.rmtree(settings.MEDIA_ROOT / "uploads", ignore_errors=True)
    aside = settings.DATA_DIR / f"{ASIDE}.sqlite3"
    live = Path(connection.settings_dict["NAME"])

    def progress(day: date, percent: int) -> None:
        note(percent)
        say(day, percent)

    try:
        note(0)
        copy(live, aside)
        with working_on(aside):
            Story(now).tell(progress)
        refuse_if_used()
        copy(aside, live)
    finally:
        clear_away()


def end() -> None:
    """Empty the demo firm: everybody and everything in it goes. Raises NoDemo where there is none."""
    if not Firm.current().is_demo:
        raise NoDemo("This is no demo firm; its people and data are yours.")
    call_command("flush", interactive=False, verbosity=0)
    shutil.rmtree(settings.MEDIA_ROOT / "uploads", ignore_errors=True)


def forget_killed() -> None:
    """Remove what a builder left that was killed."""
    if percent() is None:
        clear_away()


def clear_away() -> None:
    for leftover in settings.DATA_DIR.glob(f"{ASIDE}*"):
        leftover.unlink(missing_ok=True)


def percent() -> int | None:
    """How far a demo that is being built has come; None where none is."""
    file = settings.DATA_DIR / f"{ASIDE}.percent"
    with suppress(OSError, ValueError):
        if time.time() - file.stat().st_mtime < FORGOTTEN_AFTER:
            return int(file.read_text())
    return None


def note(percent: int) -> None:
    """Tell the web how far it is; through a file, since the cache may not run yet."""
    (settings.DATA_DIR / f"{ASIDE}.percent").write_text(str(percent))


def refuse_if_used() -> None:
    if User.objects.exists():
        raise NoDemo("There are people here already; a demo firm is only built where nobody is.")


@contextmanager
def working_on(path: Path) -> Iterator[None]:
    """Let this process work on another database file."""
    live = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = path
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = live


def copy(source: Path, target: Path) -> None:
    """Make one database file the same as another, in one transaction of the target."""
    with closing(sqlite3.connect(source)) as one, closing(sqlite3.connect(target, timeout=30)) as other:
        other.execute("PRAGMA journal_mode=WAL")
        one.backup(other)
