"""The tables of a rehearsal: the changes by source and by rep, each number with the address of its rows, and these."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.urls import reverse

from leadflow.accounts.models import Team, User
from leadflow.rehearsal.findings import GROUPS
from leadflow.rehearsal.models import Rehearsal, RehearsalRow
from leadflow.reports.sources import NAMES
from scoring import promotion

CHANGES = ("lead", "ready", "no_longer")
# So many things that somebody did stand in a row of a list.
SHOWN = 4
# What came by no list and about nothing in particular.
NO_SOURCE = "other"
SOURCES = {**NAMES, NO_SOURCE: "Other ways"}


@dataclass(frozen=True)
class Number:
    """One number, and where its rows are; no address where the reader may open none of them."""

    value: int
    url: str


@dataclass(frozen=True)
class Line:
    """One source, one rep, one pool, or all other teams: a number for each of CHANGES."""

    name: str
    detail: str
    numbers: list[Number]

    @property
    def total(self) -> int:
        return sum(number.value for number in self.numbers)


def by_source(rehearsal: Rehearsal) -> list[Line]:
    """The changes by what the first thing that people did was about, the most first."""
    rows = _counted(rehearsal, "source")
    return _sorted(
        Line(SOURCES[row["source"] or NO_SOURCE], "", _numbers(rehearsal, row, source=row["source"] or NO_SOURCE))
        for row in rows
    )


def by_rep(rehearsal: Rehearsal, user: User) -> list[Line]:
    """The changes by who has them or would get them; who is nobody's yet by team. The most first; then, in one line,
    those of teams whose work the user does not see."""
    counted = list(_counted(rehearsal, "rep", "team"))
    seen = set(user.visible_teams().values_list("pk", flat=True))
    rows = [row for row in counted if row["team"] in seen]
    reps = User.objects.select_related("team").in_bulk({row["rep"] for row in rows if row["rep"]})
    teams = Team.objects.in_bulk({row["team"] for row in rows})
    lines = []
    for row in rows:
        team = str(teams[row["team"]])
        if rep := reps.get(row["rep"]):
            lines.append(Line(str(rep), team, _numbers(rehearsal, row, rep=rep.pk, team=row["team"])))
        else:
            lines.append(Line("Nobody yet", team, _numbers(rehearsal, row, rep="none", team=row["team"])))
    others = [row for row in counted if row["team"] not in seen]
    return [*_sorted(lines), *([_of_others(others)] if others else [])]


def _of_others(rows: list[dict]) -> Line:
    return Line("Other teams", "", [Number(sum(row[name] for row in rows), "") for name in CHANGES])


def _counted(rehearsal: Rehearsal, *of: str):
    numbers = {name: Count("pk", filter=GROUPS[name]) for name in CHANGES}
    changed = rehearsal.rows.exclude(change="").order_by()
    return changed.values(*of).annotate(**numbers)


def _numbers(rehearsal: Rehearsal, row: dict, **narrowed) -> list[Number]:
    return [Number(row[name], address(rehearsal, name, **narrowed)) for name in CHANGES]


def address(rehearsal: Rehearsal, kind: str, **narrowed) -> str:
    """Where the rows behind a number are."""
    found = reverse("rehearsed_people", args=[rehearsal.definition.version, kind])
    return f"{found}?{urlencode(narrowed)}" if narrowed else found


def _sorted(lines: Iterable[Line]) -> list[Line]:
    return sorted(lines, key=lambda line: (-line.total, line.name, line.detail))


def say_why(rows: list[RehearsalRow], rehearsal: Rehearsal) -> None:
    """Give each row `evidence`: what the person did that counts by the draft, a sentence each, and `more`, how many
    were left out. As many questions for many rows as for one."""
    ids = [row.contact_id for row in rows if row.contact_id]
    found = promotion.evidence(rehearsal.rehearsed, ids, at=rehearsal.at)
    for row in rows:
        lines = [line["text"] for line in found.get(row.contact_id, [])]
        row.evidence, row.more = lines[-SHOWN:], max(len(lines) - SHOWN, 0)


def narrowed(asked) -> Q:
    """The rows that an address asks for by ?source=, ?rep= and ?team=; whatever else it says is left aside."""
    source, rep, team = (asked.get(name, "") for name in ("source", "rep", "team"))
    found = Q(source="" if source == NO_SOURCE else source) if source in SOURCES else Q()
    if rep == "none" or (team and not rep):
        found &= Q(rep__isnull=True)
    elif _is_id(rep):
        found &= Q(rep=rep)
    return found & Q(team=team) if _is_id(team) else found


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10
