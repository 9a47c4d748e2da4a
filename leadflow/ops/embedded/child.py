"""A program that the supervisor looks after."""

import contextlib
import ctypes
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

PR_SET_PDEATHSIG = 1
LOG_LIMIT = 10_000_000
FIRST_PAUSE = 1.0
LONGEST_PAUSE = 30.0
STEADY_AFTER = 60.0


class Child:
    """Runs in a session of its own, so that Ctrl-C reaches the supervisor alone and the order of stopping is ours.

    `keep` are the descriptors that stay open in it. `orphaned` is the signal that the kernel sends it when the
    supervisor is killed (on Linux; elsewhere the next start ends it, see DataLock). It is KILL, because a worker asked
    politely can wait for ever for a broker that is gone as well; what such a program started itself sees that and ends.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        log: Path,
        *,
        keep: Sequence[int] = (),
        orphaned: signal.Signals = signal.SIGKILL,
    ) -> None:
        self.name = name
        self.command = command
        self.log = log
        self.keep = keep
        self.orphaned = orphaned
        self.process: subprocess.Popen[bytes] | None = None
        self.started_at = 0.0
        self.log_began_at = 0
        self.pause = FIRST_PAUSE / 2
        self.start_again_at: float | None = None

    def start(self, *, stdout: int | None = None) -> subprocess.Popen[bytes]:
        """Start it, or start it again. What it writes goes to its log, unless `stdout` says otherwise."""
        with self.log.open("ab") as log:
            self.log_began_at = log.tell()
            self.process = process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log if stdout is None else stdout,
                stderr=log,
                start_new_session=True,
                pass_fds=self.keep,
                preexec_fn=die_with_parent(self.orphaned),
            )
        self.started_at = time.monotonic()
        self.start_again_at = None
        return process

    @property
    def running(self) -> bool:
        """Whether it has been started and has not ended."""
        return self.process is not None and self.process.poll() is None

    @property
    def exit_code(self) -> int | None:
        """None before its start and while it runs."""
        return self.process.poll() if self.process else None

    def just_ended(self) -> bool:
        """True once for each end; sets when it may start again, later each time if it does not last."""
        if self.running or self.start_again_at is not None:
            return False
        lasted = time.monotonic() - self.started_at > STEADY_AFTER
        self.pause = FIRST_PAUSE if lasted else min(2 * self.pause, LONGEST_PAUSE)
        self.start_again_at = time.monotonic() + self.pause
        return True

    def may_start_again(self) -> bool:
        """Whether it has ended and its pause is over."""
        return self.start_again_at is not None and time.monotonic() >= self.start_again_at

    def stop(self) -> None:
        """Ask it to finish what it has begun."""
        if self.process and self.running:
            self.process.terminate()

    def end(self, *, within: float) -> None:
        """Wait so many seconds, then kill what is left of it and of its own children."""
        if self.process is None:
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(within)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def trim_log(self) -> None:
        """Keep at most twice LOG_LIMIT bytes. It writes in append mode, so it goes on at the new end."""
        with contextlib.suppress(FileNotFoundError):
            if self.log.stat().st_size > LOG_LIMIT:
                shutil.copyfile(self.log, self.log.with_suffix(".log.1"))
                os.truncate(self.log, 0)

    def last_words(self) -> str:
        """The last lines of its log since it was started."""
        written = self.log.read_bytes()[self.log_began_at :].decode(errors="replace")
        return "\n".join(written.splitlines()[-5:])


def die_with_parent(with_signal: signal.Signals) -> Callable[[], None] | None:
    """For Popen's preexec_fn, which is safe here: the supervisor has one thread."""
    if not sys.platform.startswith("linux"):
        return None
    prctl = ctypes.CDLL(None).prctl
    parent = os.getpid()

    def arrange() -> None:
        prctl(PR_SET_PDEATHSIG, int(with_signal))
        # The parent may have died between the fork and the line above.
        if os.getppid() != parent:
            os._exit(1)

    return arrange
