"""A whole Leadflow, started with ./run as a person would, on data of its own."""

import contextlib
import http.client
import json
import os
import signal
import subprocess
import time
from pathlib import Path

from tests.support.postgres import free_port

ROOT = Path(__file__).resolve().parents[2]
STARTS_WITHIN = 120.0


class Installation:
    """Web, worker, beat and broker; `data` is its data folder."""

    def __init__(self, data: Path, *, root: Path = ROOT) -> None:
        self.data = data
        self.root = root
        self.port = free_port()
        self.process: subprocess.Popen[str] | None = None
        self.environment = os.environ | {"LEADFLOW_DATA_DIR": str(data)}
        self.environment.pop("LEADFLOW_DATABASE_URL", None)

    @property
    def address(self) -> str:
        """With a slash at the end."""
        return f"http://127.0.0.1:{self.port}/"

    def start(self, *options: str) -> str:
        """Start it and wait until everything runs; what it said until then."""
        self.process = self.run("--port", str(self.port), *(options or ["--empty"]))
        said = ""
        until = time.monotonic() + STARTS_WITHIN
        for line in self.process.stderr:
            said += line
            if "Ctrl-C" in line:
                return said
            assert time.monotonic() < until, said
        raise AssertionError(f"It ended with {self.process.wait()} and said:\n{said}")

    def run(self, *arguments: str) -> subprocess.Popen[str]:
        """./run with these arguments, on this installation's data."""
        return subprocess.Popen(
            [self.root / "run", *arguments],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def finish(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """./run with these arguments, to its end."""
        process = self.run(*arguments)
        out, err = process.communicate(timeout=STARTS_WITHIN)
        return subprocess.CompletedProcess(arguments, process.returncode, out, err)

    def manage(self, *arguments: str) -> str:
        """What the command printed on standard output."""
        done = self.finish("manage", *arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def get(self, path: str) -> tuple[int, str]:
        """Status and body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        with contextlib.closing(connection):
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()

    def groups(self) -> dict[str, int]:
        """The process group of each service."""
        return json.loads((self.data / "run.lock").read_text())["groups"]

    def running(self) -> list[str]:
        """What runs of it, the supervisor aside."""
        groups = {str(number) for number in self.groups().values()}
        listed = subprocess.run(["ps", "-A", "-o", "pgid=,stat=,args="], capture_output=True, text=True, check=True)
        lines = [line.split(None, 2) for line in listed.stdout.splitlines()]
        return [args for group, state, args in lines if group in groups and not state.startswith("Z")]

    def press_ctrl_c(self) -> int:
        """Its exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(30)

    def kill(self) -> None:
        """The supervisor alone, as the kernel does when memory is short."""
        self.process.kill()
        self.process.wait()

    def end(self) -> None:
        """Whatever state it is in."""
        if self.process:
            self.process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(30)
            self.process.kill()
            self.process.stdout.close()
            self.process.stderr.close()
