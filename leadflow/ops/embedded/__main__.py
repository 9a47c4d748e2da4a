import argparse
import errno
import os
import socket
import sys
from pathlib import Path

from leadflow.lib import env
from leadflow.ops.embedded.errors import CannotStart
from leadflow.ops.embedded.lock import DataLock
from leadflow.ops.embedded.supervisor import ROOT, Supervisor, say

LOOPBACK = ("127.0.0.1", "::1", "localhost")
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - only compared with


def main(arguments: list[str]) -> int:
    """Start, wait for a signal, stop. 0 if it was asked to stop, 1 if it could not start."""
    options = read_options(arguments)
    data = env.folder("LEADFLOW_DATA_DIR", ROOT / "var")
    os.umask(0o077)
    try:
        lock = take_data_folder(data)
        allow_host(options.host)
        listener = listen(options.host, options.port)
        database = env.database("LEADFLOW_DATABASE_URL")
        wants_demo = not options.empty and options.host in LOOPBACK and database is None
        return Supervisor(data, lock, listener, wants_demo=wants_demo).run()
    except CannotStart as reason:
        say(str(reason))
    except OSError as error:
        say(f"{error.filename or 'Leadflow could not start'}: {error.strerror}.")
    return 1


def read_options(arguments: list[str]) -> argparse.Namespace:
    """--port, --host and --empty; anything else ends with a usage line."""
    parser = argparse.ArgumentParser(prog="./run", allow_abbrev=False)
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--empty", action="store_true", help="no demo firm; the first visit makes the administrator")
    return parser.parse_args(arguments)


def take_data_folder(data: Path) -> DataLock:
    """The folder is for its owner's eyes only, and for one start at a time."""
    try:
        (data / "log").mkdir(parents=True, exist_ok=True)
        lock = DataLock(data / "run.lock")
    except PermissionError:
        raise CannotStart(
            f"No permission to write in {data}, where the data would lie."
            " Start ./run as the owner of that folder, or name another one in LEADFLOW_DATA_DIR."
        ) from None
    data.chmod(0o700)
    lock.take()
    return lock


def allow_host(host: str) -> None:
    """A name given with --host is one that people may type; an address that means "all" needs the names said."""
    if host in LOOPBACK or env.text("LEADFLOW_HOSTS"):
        return
    if host in EVERYWHERE:
        raise CannotStart(
            f"--host {host} answers on every address. Say which names people will type, for example:"
            f" LEADFLOW_HOSTS=crm.firm.example,192.168.1.20 ./run --host {host}"
        )
    os.environ["LEADFLOW_HOSTS"] = ",".join((host, "127.0.0.1", "localhost"))


def listen(host: str, port: int) -> socket.socket:
    """A listening socket for the web processes to inherit: no port is lost between a check and its use."""
    if port not in range(65536):
        raise CannotStart(f"There is no port {port}. Try: ./run --port 8000")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(512)
    except PermissionError:
        raise CannotStart(f"Port {port} needs more rights than yours. Try: ./run --port 8000") from None
    except socket.gaierror:
        raise CannotStart(f"{host} is not an address of this machine.") from None
    except OSError as error:
        taken = error.errno == errno.EADDRINUSE
        advice = f"Try: ./run --port {port + 1}" if taken else "Give --host an address of this machine."
        raise CannotStart(f"{host}, port {port}: {error.strerror}. {advice}") from None
    return listener


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
