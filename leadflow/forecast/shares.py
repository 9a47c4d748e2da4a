"""Whose the leads of a list would be: what a forecast keeps of it."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from cadences.starts import Whose, whose

KINDS = ("leads", "ready", "requests")


@dataclass
class Share:
    """What one rep would get, or the pool of one team.

    `leads`, `ready` (sales ready, who may have been leads before) and `requests` hold the ids of the list's rows.
    `plans` are the leads whose plan begins, in that order: how many in a row cannot be reached by the same channels,
    nor get the same steps ("phone,text,=call"; "" is everybody who can be reached by all and gets all). Before that
    stands the plan that they enter, where it is not the usual one ("@7,phone").
    """

    rep: int | None
    team: int | None
    leads: list[int] = field(default_factory=list)
    ready: list[int] = field(default_factory=list)
    requests: list[int] = field(default_factory=list)
    plans: list[tuple[str, int]] = field(default_factory=list)

    def begin(self, out_of_reach: str) -> None:
        """One more plan, behind the others."""
        if self.plans and self.plans[-1][0] == out_of_reach:
            self.plans[-1] = (out_of_reach, self.plans[-1][1] + 1)
        else:
            self.plans.append((out_of_reach, 1))

    @property
    def whose(self) -> Whose:
        return whose(self.rep, self.team or 0)

    @property
    def people(self) -> int:
        return len(self.leads)

    @property
    def calls(self) -> int:
        return len(self.requests)

    @property
    def starts(self) -> int:
        return sum(number for _, number in self.plans)


class Shares:
    """The shares of everybody, made as they get something."""

    def __init__(self) -> None:
        self._found: dict[Whose, Share] = {}

    def of(self, rep: int | None, team: int | None) -> Share:
        share = Share(rep, None if rep else team)
        return self._found.setdefault(share.whose, share)

    def totals(self) -> dict[str, int]:
        """What all get together."""
        found: dict[str, int] = defaultdict(int)
        for share in self._found.values():
            for name in KINDS:
                found[name] += len(getattr(share, name))
        return dict(found)

    def as_json(self) -> list[dict[str, Any]]:
        return [vars(share) for share in self._found.values()]


def from_json(kept: list[dict[str, Any]]) -> list[Share]:
    """The shares of a forecast."""
    return [Share(**{**share, "plans": [(out, number) for out, number in share["plans"]]}) for share in kept]


def of_kind(kept: list[dict[str, Any]], kind: str, *, rep: str = "") -> list[int]:
    """The ids of the rows behind a number of a forecast; `rep` narrows them down to one rep's, by their id."""
    return [pk for share in kept if not rep or str(share["rep"]) == rep for pk in share[kind]]
