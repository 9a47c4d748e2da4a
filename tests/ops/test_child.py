import signal
import sys
import time

import pytest

from leadflow.ops.embedded import child
from leadflow.ops.embedded.child import Child


@pytest.fixture
def start(tmp_path):
    started = []

    def start(code):
        program = Child("program", [sys.executable, "-c", code], tmp_path / "program.log")
        program.start()
        started.append(program)
        return program

    yield start
    for program in started:
        program.end(within=0)


def test_what_it_writes_goes_to_its_log(start):
    program = start("print('one'); import sys; sys.exit('two')")

    program.end(within=5)

    assert program.exit_code == 1
    assert set(program.last_words().split()) == {"one", "two"}


def test_its_last_words_are_of_its_last_start(start):
    program = start("print('earlier')")
    program.end(within=5)
    program.command = [sys.executable, "-c", "print('now')"]
    program.start()
    program.end(within=5)

    assert program.last_words() == "now"


def test_one_that_keeps_ending_is_started_again_after_ever_longer_pauses(start):
    program = start("")
    pauses = []
    for _ in range(7):
        program.end(within=5)
        assert program.just_ended()
        assert not program.just_ended(), "an end is told once"
        assert not program.may_start_again()
        pauses.append(program.pause)
        program.start()

    assert pauses == [1, 2, 4, 8, 16, 30, 30]


def test_one_that_does_not_listen_is_killed_with_its_own_children(start):
    program = start(
        "import signal, subprocess, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        "subprocess.Popen(['sleep', '60']); print('up', flush=True); time.sleep(60)"
    )
    while not program.last_words():
        time.sleep(0.02)

    program.stop()
    program.end(within=0.2)

    assert program.exit_code == -signal.SIGKILL


def test_a_long_log_is_cut(start, monkeypatch):
    monkeypatch.setattr(child, "LOG_LIMIT", 10)
    program = start("print('a rather long line')")
    program.end(within=5)

    program.trim_log()

    assert program.log.read_text() == ""
    assert program.log.with_suffix(".log.1").read_text() == "a rather long line\n"
