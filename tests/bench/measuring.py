"""What every bench needs: seconds, medians, and the result in one form."""

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from statistics import median

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
