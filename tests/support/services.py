"""Run a command with a PostgreSQL and a Valkey of its own: python -m tests.support.services COMMAND ...

Where LEADFLOW_DATABASE_URL is set, that database is used instead.
"""

import contextlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.support.postgres import private_cluster
from tests.support.valkey import private_valkey


def main(command: list[str]) -> int:
    """The exit code of the command."""
    with contextlib.ExitStack() as servers:
        folder = Path(servers.enter_context(tempfile.TemporaryDirectory(prefix="leadflow-services-")))
        database = os.environ.get("LEADFLOW_DATABASE_URL") or servers.enter_context(private_cluster()).address
        valkey = servers.enter_context(private_valkey(folder / "valkey.sock", data=folder / "valkey"))
        ours = {
            "LEADFLOW_DATABASE_URL": database,
            "LEADFLOW_BROKER_SOCKET": str(valkey.at),
            "LEADFLOW_DATA_DIR": str(folder),
        }
        try:
            return subprocess.run(command, env=os.environ | ours).returncode
        except KeyboardInterrupt:
            return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
