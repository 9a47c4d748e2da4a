"""The plans that Leadflow brings along, to begin with: files like those that managers export (cadences.editing.filing).

Texts are Liquid templates; what they may name is listed in docs/templates.md.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cadences.editing import filing
from cadences.editing.filing import Filed

USUAL = "21-day-follow-up"
# In the order in which they are offered.
KEYS = (
    USUAL,
    "booth-or-webinar",
    "after-a-request",
    "reactivation",
    "existing-clients",
    "after-a-meeting",
    "no-show",
    "revisit",
)


@dataclass(frozen=True)
class Starter:
    """A plan of the library."""

    key: str
    filed: Filed

    @property
    def steps(self) -> int:
        """How many there are for people to do."""
        return sum(not step.is_ours for step in self.filed.plan)

    @property
    def last_day(self) -> int:
        return self.filed.plan[-1].day


@cache
def starters() -> tuple[Starter, ...]:
    """All of them."""
    return tuple(Starter(key, filing.read(_path(key).read_bytes(), personas={})) for key in KEYS)


def starter(key: str) -> Starter | None:
    """The one of a key; None where there is none."""
    return next((each for each in starters() if each.key == key), None)


def _path(key: str) -> Path:
    return Path(__file__).with_name(f"{key}.toml")
