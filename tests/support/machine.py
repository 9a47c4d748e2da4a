"""What this machine has, of what some tests need."""

import glob
import shutil
from pathlib import Path

from leadflow.ops.embedded import broker
from leadflow.ops.embedded.errors import CannotStart


def postgresql_binaries() -> Path | None:
    """The folder with initdb and postgres; of several versions the newest."""
    packaged = [
        *glob.glob("/usr/lib/postgresql/*/bin"),
        *glob.glob("/usr/pgsql-*/bin"),
        *glob.glob("/opt/homebrew/opt/postgresql@*/bin"),
    ]
    newest = max(packaged, key=lambda folder: int("".join(filter(str.isdigit, folder))), default=None)
    on_path = shutil.which("initdb")
    found = newest or (on_path and Path(on_path).resolve().parent)
    return Path(found) if found else None


def chromium() -> str | None:
    """The browser's program."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next(filter(None, map(shutil.which, names)), None)


def has_valkey() -> bool:
    """Whether the embedded broker can run here."""
    try:
        broker.program()
    except CannotStart:
        return False
    return True


def lacking() -> dict[str, str]:
    """Marker -> what its tests are about and what they would need, for what cannot be tested here."""
    found = {
        "postgresql": (postgresql_binaries(), "PostgreSQL (not installed: apt-get install postgresql)"),
        "broker": (has_valkey(), "Celery with Valkey (there is no Valkey for this machine)"),
        "browser": (chromium(), "browser journeys (no Chromium: apt-get install chromium)"),
    }
    return {marker: what for marker, (there, what) in found.items() if not there}
