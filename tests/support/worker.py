"""A Celery worker in processes of its own, on the database and broker of the tests."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from django.db import connection

from leadflow.celery import app
from leadflow.ops.embedded.child import die_with_parent

READY_WITHIN = 30.0


class Worker:
    """Start, kill and start again; see the fixture `worker`."""

    def __init__(self, log: Path) -> None:
        self.log = log
        self.process: subprocess.Popen | None = None

    def start(self) -> None:
        """Start it and wait until it takes work."""
        options = ["worker", "--without-gossip", "--without-mingle", "--loglevel=INFO"]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "celery", "--app=leadflow", *options],
                env=os.environ | database_address(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGQUIT),
            )
        until = time.monotonic() + READY_WITHIN
        while " ready." not in self.log.read_text(errors="replace"):
            if self.process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"The worker did not start:\n{self.log.read_text(errors='replace')}")
            time.sleep(0.05)

    def kill(self) -> None:
        """With all its processes, in the middle of whatever it does."""
        if self.process:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def stop(self) -> None:
        """In peace; after ten seconds by force."""
        if self.process and self.process.poll() is None:
            self.process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(10)
        self.kill()


def database_address() -> dict[str, str]:
    """On SQLite the data folder says it all; on PostgreSQL each test process has a database of its own."""
    if connection.vendor != "postgresql":
        return {}
    found = connection.settings_dict
    return {"LEADFLOW_DATABASE_URL": "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format_map(found)}


def forget_queued_work() -> None:
    """What earlier tests queued is none of a later one's business."""
    with app.connection_for_write() as broker:
        broker.default_channel.client.flushdb()
