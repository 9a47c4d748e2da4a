"""What every bench needs: seconds, medians, and the result in one form."""

import os
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import NamedTuple

from django.core.management import call_command
from django.db import connection


@dataclass(frozen=True)
class Result:
    """Seconds of the bare reference and of ours on the same data; the goal is the largest ratio that will do."""

    id: str
    work: str
    bare_s: float
    ours_s: float
    goal: float

    @property
    def ratio(self) -> float:
        return self.ours_s / self.bare_s

    def as_json(self) -> dict:
        """The contract of `./run bench --json`."""
        rounded = {name: round(value, 4) if isinstance(value, float) else value for name, value in asdict(self).items()}
        return rounded | {"ratio": round(self.ratio, 3), "met": self.ratio <= self.goal}


def seconds(work: Callable[[], object]) -> float:
    """How long it takes once."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


class Spent(NamedTuple):
    """Seconds that went by, and those that processors worked: ours, and that of the server's process for us."""

    seconds: float
    ours: float
    server: float

    @property
    def processor(self) -> float:
        """What it costs, whatever else the machine does meanwhile."""
        return self.ours + self.server


def spent(work: Callable[[], object]) -> Spent:
    """What it takes once."""
    began = (time.perf_counter(), time.process_time(), _of_server())
    work()
    ended = (time.perf_counter(), time.process_time(), _of_server())
    return Spent(*(after - before for before, after in zip(began, ended, strict=True)))


def _of_server() -> float:
    """Seconds that the server's process for our connection has worked; 0 where it does not run here, or there is
    none."""
    connection.ensure_connection()
    if connection.vendor != "postgresql":
        return 0
    status = Path(f"/proc/{connection.connection.info.backend_pid}/stat")
    if not status.exists():
        return 0
    # Behind the name in brackets, which may hold blanks: see proc(5).
    fields = status.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def peak_memory() -> float:
    """The most memory that this process ever had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform == "linux" else 1024 * 1024)


def in_turn(rounds: int, **works: Callable[[], float]) -> dict[str, float]:
    """The median seconds of each work, done in turn, so that a slow minute of the machine is felt by all."""
    taken: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            taken[name].append(work())
    return {name: median(values) for name, values in taken.items()}


def begin_anew() -> None:
    """An empty database with its defaults, and statistics that say so."""
    call_command("flush", interactive=False, verbosity=0)
    tidy()


def tidy() -> None:
    """Leave no rubbish of one work to the next."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
