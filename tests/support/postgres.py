"""PostgreSQL servers for tests alone, from the binaries that are installed; they go when the tests end."""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import psycopg2

from leadflow.ops.embedded.child import die_with_parent
from tests.support import machine
from tests.support.disk import SmallDisk

# Nothing here outlives the run, so nothing has to survive a power cut.
FAST = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "shared_buffers": "256MB",
    "max_wal_size": "4GB",
}
# As installations run it, but for what only a machine that fails could lose; and what need not wait for the disk is
# long on its way there, so that a server that is killed does lose it.
AS_USUAL = {"fsync": "off", "max_wal_size": "64MB", "wal_writer_delay": "10s"}
STARTS_WITHIN = 30.0


@contextlib.contextmanager
def private_cluster(settings: Mapping[str, str] = FAST, *, disk: int | None = None) -> Iterator["Cluster"]:
    """A running server with an empty database; `disk` is the size in bytes of a disk that it has for itself."""
    if machine.postgresql_binaries() is None:
        raise SystemExit("PostgreSQL is not installed here: apt-get install postgresql")
    # Directly under the temporary folder and theirs: the server's account may not enter a private parent.
    folder = Path(tempfile.mkdtemp(prefix="leadflow-pg-"))
    small = SmallDisk(folder, disk) if disk else None
    cluster = Cluster(folder, settings, small)
    try:
        if small:
            small.mount()
        cluster.make()
        cluster.start()
        cluster.run("CREATE DATABASE leadflow", database="postgres")
        yield cluster
    finally:
        cluster.stop()
        if small:
            small.unmount()
        shutil.rmtree(folder, ignore_errors=True)


class Cluster:
    """A server on a free port of this machine, for tests that kill it and bring it back."""

    def __init__(self, folder: Path, settings: Mapping[str, str], disk: SmallDisk | None) -> None:
        self.folder = folder
        self.settings = settings
        self.disk = disk
        self.account = None if disk else unprivileged()
        self.port = free_port()
        self.binaries = machine.postgresql_binaries()
        self.process: subprocess.Popen | None = None

    @property
    def data(self) -> Path:
        """As the server sees it."""
        return self.folder / "data"

    @property
    def address(self) -> str:
        """Of its database."""
        return self.address_of("leadflow")

    def address_of(self, database: str) -> str:
        return f"postgres://leadflow@127.0.0.1:{self.port}/{database}"

    def make(self) -> None:
        """Once, before it starts."""
        if self.account:
            os.chown(self.folder, self.account["user"], self.account["group"])
        options = ["--username=leadflow", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
        if self._program("initdb", f"--pgdata={self.data}", *options).wait():
            raise RuntimeError("initdb failed")

    def start(self) -> None:
        """Start it, or start it again, and wait until it answers. What was left of it when it was killed may still be
        about to end, and it does not start until then."""
        settings = {"port": self.port, "listen_addresses": "127.0.0.1", "unix_socket_directories": "", **self.settings}
        switches = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        until = time.monotonic() + STARTS_WITHIN
        while not self._answers():
            if time.monotonic() > until:
                raise RuntimeError("PostgreSQL did not start")
            if self.process is None or self.process.poll() is not None:
                self.process = self._program("postgres", "-D", self.data, *switches)
            time.sleep(0.05)

    def _answers(self) -> bool:
        try:
            psycopg2.connect(self.address_of("postgres")).close()
        except psycopg2.OperationalError:
            return False
        return True

    def run(self, statement: str, *, database: str = "leadflow") -> None:
        """A statement by itself, outside a transaction."""
        with contextlib.closing(psycopg2.connect(self.address_of(database))) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(statement)

    def copy(self, address: str) -> None:
        """Take in all that another database holds."""
        dump = [self.binaries / "pg_dump", "--format=custom", f"--dbname={address}"]
        restore = [self.binaries / "pg_restore", "--exit-on-error", f"--dbname={self.address}"]
        with subprocess.Popen(dump, stdout=subprocess.PIPE) as dumped:
            subprocess.run(restore, stdin=dumped.stdout, check=True)
        assert dumped.returncode == 0

    def kill(self) -> None:
        """All its processes at once: what it had only in its own memory is gone."""
        # Stopped first, so that it starts no more of them meanwhile.
        self.process.send_signal(signal.SIGSTOP)
        listed = subprocess.run(["ps", "-A", "-o", "ppid=,pid="], capture_output=True, text=True, check=True)
        pairs = [map(int, line.split()) for line in listed.stdout.splitlines()]
        for pid in [pid for parent, pid in pairs if parent == self.process.pid]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        """In order, whoever is still connected."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(30)

    def _program(self, name: str, *arguments) -> subprocess.Popen:
        """Started in the folder, to end at once if the tests are killed."""
        command = [*(self.disk.inside if self.disk else []), self.binaries / name, *arguments]
        with (self.folder.parent / f"{self.folder.name}.log").open("ab") as log:
            Path(log.name).unlink()
            return subprocess.Popen(
                [str(part) for part in command],
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGQUIT),
                **(self.account or {}),
            )


def unprivileged() -> dict | None:
    """PostgreSQL refuses to run as root; then it runs as `postgres`, else as `nobody`."""
    if os.getuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise SystemExit("As root the tests need an account `postgres` or `nobody` to run PostgreSQL.")


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]
