"""One start per data folder: a second broker on the same files would destroy what the first one holds."""

import contextlib
import fcntl
import json
import os
import signal
import time
from pathlib import Path
from typing import Any

from leadflow.ops.embedded.errors import CannotStart

LEFTOVERS_END_WITHIN = 8.0


class DataLock:
    """An flock on `run.lock`, which also notes who runs.

    The children inherit its descriptor, so the lock outlives a supervisor that was killed for as long as any
    of them lives.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        os.set_inheritable(self.descriptor, True)

    def take(self) -> None:
        """Take the lock and note that it is ours, or raise CannotStart. Leftovers of a killed start are ended first."""
        if not self._free():
            self._end_leftovers(self.noted())
        self.note(pid=os.getpid())

    def note(self, **facts: Any) -> None:
        """Write down who runs: `pid`, `address`, and `groups`, the process group of each child by name."""
        text = json.dumps(facts).encode()
        os.pwrite(self.descriptor, text, 0)
        os.ftruncate(self.descriptor, len(text))

    def noted(self) -> dict[str, Any]:
        """What the last holder wrote, or nothing."""
        try:
            return json.loads(self.path.read_text())
        except ValueError:
            return {}

    def _end_leftovers(self, holder: dict[str, Any]) -> None:
        if _alive(holder.get("pid", 0)):
            raise CannotStart(
                f"Leadflow is already running here: process {holder['pid']}, {holder.get('address', 'starting')}"
                f"\nStop it with Ctrl-C in its window, or with: kill {holder['pid']}"
            )
        for end in (signal.SIGTERM, signal.SIGKILL):
            for group in holder.get("groups", {}).values():
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(group, end)
            if self._free(within=LEFTOVERS_END_WITHIN / 2):
                return
        raise CannotStart(f"A process of an earlier start still holds {self.path}. End it and start again.")

    def _free(self, within: float = 0.0) -> bool:
        until = time.monotonic() + within
        while True:
            try:
                fcntl.flock(self.descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return True
            except BlockingIOError:
                if time.monotonic() >= until:
                    return False
                time.sleep(0.1)


def _alive(pid: int) -> bool:
    if not pid:
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
