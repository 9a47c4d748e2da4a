"""Secret keys that live beside the data, readable by their owner alone."""

import os
import secrets
from pathlib import Path


def key_in(path: Path) -> str:
    """The key in the file; made at first use. Two processes starting at once agree on one key."""
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
    drawn = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(drawn, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(50))
    try:
        # A link fails where the file exists, so whoever comes second takes the first one's key.
        os.link(drawn, path)
    except FileExistsError:
        pass
    finally:
        drawn.unlink()
    return path.read_text().strip()
