import os
import signal
import subprocess
import sys

import pytest

from leadflow.ops.embedded.errors import CannotStart
from leadflow.ops.embedded.lock import DataLock

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]


@pytest.fixture
def lock(tmp_path):
    held = DataLock(tmp_path / "run.lock")
    held.take()
    return held


@pytest.fixture
def ended_pid():
    done = subprocess.Popen([sys.executable, "-c", ""])
    done.wait()
    return done.pid


def test_a_second_start_is_told_who_runs(lock, tmp_path):
    lock.note(pid=os.getpid(), address="http://127.0.0.1:8000/", groups={})

    with pytest.raises(CannotStart, match=f"process {os.getpid()}, http://127.0.0.1:8000/"):
        DataLock(tmp_path / "run.lock").take()


def test_what_a_killed_supervisor_left_is_ended_first(lock, tmp_path, ended_pid):
    leftover = subprocess.Popen(SLEEP, pass_fds=[lock.descriptor], start_new_session=True)
    lock.note(pid=ended_pid, address="", groups={"worker": leftover.pid})
    os.close(lock.descriptor)

    DataLock(tmp_path / "run.lock").take()

    assert leftover.wait() == -signal.SIGTERM


def test_a_lock_is_free_again_when_its_process_is_gone(lock, tmp_path):
    os.close(lock.descriptor)

    DataLock(tmp_path / "run.lock").take()


def test_a_note_that_was_cut_short_does_no_harm(lock, tmp_path):
    (tmp_path / "run.lock").write_text('{"pid": 12')
    os.close(lock.descriptor)

    again = DataLock(tmp_path / "run.lock")
    again.take()

    assert again.noted() == {"pid": os.getpid()}
