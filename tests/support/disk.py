"""A small disk, which tests can fill: memory that is mounted where only what is started on it sees it. Nobody has to be
root for it, where Linux lets everybody have a user namespace of their own."""

import shutil
import signal
import subprocess
from pathlib import Path

from leadflow.ops.embedded.child import die_with_parent

# PostgreSQL refuses to run as root, which whoever may mount something is, so what runs on the disk is somebody else.
SOMEBODY = "daemon"
NAMESPACE = ["unshare", "--user", "--map-root-user", "--mount"]


def can_be_made() -> bool:
    """Whether this machine lets us."""
    if not all(map(shutil.which, ("unshare", "nsenter", "setpriv", "mount"))):
        return False
    tried = subprocess.run([*NAMESPACE, "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True)
    return tried.returncode == 0


class SmallDisk:
    """So many bytes at a folder."""

    def __init__(self, at: Path, size: int) -> None:
        self.at = at
        self.size = size
        self.keeper: subprocess.Popen | None = None

    def mount(self) -> None:
        """It is there until `unmount`, also while nothing runs on it."""
        script = f'mount -t tmpfs -o size={self.size},mode=700 none "$1" && echo mounted && exec sleep infinity'
        self.keeper = subprocess.Popen(
            [*NAMESPACE, "sh", "-c", script, "sh", str(self.at)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            preexec_fn=die_with_parent(signal.SIGKILL),
        )
        if self.keeper.stdout.readline() != b"mounted\n":
            raise RuntimeError(f"No disk could be made at {self.at}")

    @property
    def inside(self) -> list[str]:
        """The words before a command that is to see the disk."""
        enter = ["nsenter", f"--target={self.keeper.pid}", "--user", "--mount", "--preserve-credentials"]
        somebody = ["unshare", "--user", f"--map-user={SOMEBODY}", f"--map-group={SOMEBODY}"]
        return [*enter, *somebody, "setpriv", "--pdeathsig", "QUIT"]

    def unmount(self) -> None:
        """With all that is on it."""
        if self.keeper:
            self.keeper.kill()
            self.keeper.wait()
            self.keeper.stdout.close()
