"""A Valkey server for tests alone; it goes when they end."""

import contextlib
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from leadflow.ops.embedded import broker
from leadflow.ops.embedded.child import die_with_parent


@contextlib.contextmanager
def private_valkey(at: Path, *, data: Path) -> Iterator["Valkey"]:
    """A server that listens at the socket `at`."""
    server = Valkey(at, data)
    server.start()
    try:
        yield server
    finally:
        server.stop()


class Valkey:
    """For tests that take the broker away and bring it back."""

    def __init__(self, at: Path, data: Path) -> None:
        self.at = at
        self.data = data
        self.process: subprocess.Popen | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        self.process = subprocess.Popen(
            broker.command(self.at, data=self.data),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=die_with_parent(signal.SIGKILL),
        )
        until = time.monotonic() + 10
        while not broker.answers(self.at):
            if self.process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"Valkey did not start at {self.at}")
            time.sleep(0.01)

    def stop(self) -> None:
        """End it at once; with its data on disk, as after a power cut."""
        if self.process:
            self.process.kill()
            self.process.wait()
