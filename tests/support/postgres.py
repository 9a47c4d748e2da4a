"""A PostgreSQL server for tests alone, from the binaries that are installed; it goes when they end."""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg2

from leadflow.ops.embedded.child import die_with_parent
from tests.support import machine

# Nothing here outlives the run, so nothing has to survive a power cut.
FAST = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "shared_buffers": "256MB",
    "max_wal_size": "4GB",
}


@contextlib.contextmanager
def private_cluster() -> Iterator[str]:
    """The address of an empty database on a server of our own, on a free port of this machine."""
    binaries = machine.postgresql_binaries()
    if binaries is None:
        raise SystemExit("PostgreSQL is not installed here: apt-get install postgresql")
    account = unprivileged()
    # Directly under the temporary folder and theirs: the server's account may not enter a private parent.
    folder = Path(tempfile.mkdtemp(prefix="leadflow-pg-"))
    port = free_port()
    server = None
    try:
        if account:
            os.chown(folder, account["user"], account["group"])
        options = ("--pgdata", folder, "--username=leadflow", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8")
        run_as(account, [binaries / "initdb", *options, "--no-sync"], folder).wait()
        settings = {"port": port, "listen_addresses": "127.0.0.1", "unix_socket_directories": "", **FAST}
        switches = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        server = run_as(account, [binaries / "postgres", "-D", folder, *switches], folder)
        address = f"postgres://leadflow@127.0.0.1:{port}"
        wait_and_create(address, server, folder)
        yield f"{address}/leadflow"
    finally:
        if server:
            server.send_signal(signal.SIGINT)
            server.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


def unprivileged() -> dict | None:
    """PostgreSQL refuses to run as root; then it runs as `postgres`, else as `nobody`."""
    if os.getuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise SystemExit("As root the tests need an account `postgres` or `nobody` to run PostgreSQL.")


def run_as(account: dict | None, command: list, folder: Path) -> subprocess.Popen:
    """Started in the folder, to end at once if the tests are killed."""
    with (folder.parent / f"{folder.name}.log").open("ab") as log:
        Path(log.name).unlink()
        return subprocess.Popen(
            [str(part) for part in command],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=die_with_parent(signal.SIGQUIT),
            **(account or {}),
        )


def wait_and_create(address: str, server: subprocess.Popen, folder: Path) -> None:
    until = time.monotonic() + 30
    while True:
        try:
            connection = psycopg2.connect(f"{address}/postgres")
            break
        except psycopg2.OperationalError:
            if server.poll() is not None or time.monotonic() > until:
                raise
            time.sleep(0.05)
    connection.autocommit = True
    with contextlib.closing(connection), connection.cursor() as cursor:
        cursor.execute("CREATE DATABASE leadflow")


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]
