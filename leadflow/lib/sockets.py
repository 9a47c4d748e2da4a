"""Where the embedded broker listens."""

import hashlib
import os
import tempfile
from pathlib import Path

# The kernel's limit for the path of a unix socket is 107 bytes on Linux and 103 on macOS.
LONGEST = 103


def broker_socket(data: Path) -> Path:
    """`valkey.sock` in the data folder or, where that path is too long for a socket, in a short temporary folder.

    The answer depends on the folder and the user alone, so the supervisor and every command agree on it.
    """
    beside_data = data / "valkey.sock"
    if len(os.fsencode(beside_data)) <= LONGEST:
        return beside_data
    name = hashlib.sha256(os.fsencode(data)).hexdigest()[:12]
    return Path(tempfile.gettempdir(), f"leadflow-{os.getuid()}-{name}", "valkey.sock")
