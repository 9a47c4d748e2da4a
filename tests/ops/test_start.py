"""The embedded start as a whole: real processes, real kills."""

import os
import signal
import time

import pytest

from leadflow.lib.sockets import broker_socket
from tests.support.installation import Installation

pytestmark = pytest.mark.ops


@pytest.fixture
def install():
    installed = []

    def installation(data):
        installed.append(Installation(data))
        return installed[-1]

    yield installation
    for one in installed:
        one.end()


def eventually(condition, *, within):
    until = time.monotonic() + within
    while not condition():
        assert time.monotonic() < until, f"not within {within} s"
        time.sleep(0.1)


def test_it_answers_looks_after_its_processes_and_stops_on_ctrl_c(install, tmp_path):
    leadflow = install(tmp_path / "a folder with blanks")

    said = leadflow.start()

    assert leadflow.address in said
    assert "make the administrator" in said
    eventually(lambda: leadflow.get("/health/")[0] == 200, within=60)
    assert set(leadflow.groups()) == {"broker", "web", "worker", "beat"}

    second = leadflow.finish()
    assert second.returncode == 1
    assert f"already running here: process {leadflow.process.pid}" in second.stderr

    elsewhere = install(tmp_path / "elsewhere").finish("--port", str(leadflow.port))
    assert elsewhere.returncode == 1
    assert f"Try: ./run --port {leadflow.port + 1}" in elsewhere.stderr

    worker = leadflow.groups()["worker"]
    os.killpg(worker, signal.SIGKILL)
    eventually(lambda: leadflow.groups()["worker"] != worker, within=10)

    assert leadflow.press_ctrl_c() == 0
    assert leadflow.running() == []


def test_after_kill_9_nothing_runs_on_and_the_next_start_has_its_data(install, tmp_path):
    too_long_for_a_socket = tmp_path / ("long " * 20).strip() / ("longer " * 15).strip()
    leadflow = install(too_long_for_a_socket)
    leadflow.start()
    leadflow.manage("createsuperuser", "--no-input", "--email=ana@harborline.example", "--name=Ana Sommer")

    leadflow.kill()
    # Three seconds on a machine that does nothing else.
    eventually(lambda: leadflow.running() == [], within=10)

    assert "Log in with your e-mail address" in leadflow.start()
    assert '"broker": {\n    "ok": true' in leadflow.get("/health/")[1]
    assert leadflow.press_ctrl_c() == 0
    assert not broker_socket(too_long_for_a_socket).parent.exists()


def test_a_command_alone_prepares_the_database_and_prints_only_its_own_output(install, tmp_path):
    leadflow = install(tmp_path / "data")

    done = leadflow.finish("manage", "diffsettings", "--output=unified")

    assert done.returncode == 0
    assert "Preparing the database" in done.stderr
    assert all(line[0] in "+- " for line in done.stdout.splitlines())
    assert oct((tmp_path / "data").stat().st_mode)[-2:] == "00"
