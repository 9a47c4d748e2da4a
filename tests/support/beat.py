"""Celery beat in a process of its own, on the broker of the tests."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from leadflow.ops.embedded.child import die_with_parent
from tests.support.worker import database_address


class Beat:
    """Says "sweep" at its start and every minute from then on. Started anew, it says so at once."""

    def __init__(self, log: Path) -> None:
        self.log = log
        self.process: subprocess.Popen | None = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "celery", "--app=leadflow", "beat", "--pidfile=", "--loglevel=INFO"],
                env=os.environ | database_address(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                preexec_fn=die_with_parent(signal.SIGTERM),
            )

    def stop(self) -> None:
        if self.process:
            self.process.terminate()
            self.process.wait(20)
