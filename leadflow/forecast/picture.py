"""What comes to whom, as people see it: a row for each rep, a cell for each working day, the finding in a sentence."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from cadences.firm_day import FirmDay
from leadflow.accounts.models import Team, User
from leadflow.forecast import load
from leadflow.forecast.load import Share
from leadflow.lib.when import DAYS, in_full

# The darkest shade is for a day with more to do than the dials that the firm plans for one.
SHADES = 4


@dataclass(frozen=True)
class Cell:
    """One rep's day."""

    day: date
    already: int
    added: int
    full: int
    # What adds it: “this list”; empty where nothing is added.
    by: str = ""
    # Where the rows behind the number are.
    url: str = ""

    @property
    def number(self) -> int:
        return self.already + self.added

    @property
    def shade(self) -> int:
        """0: nothing; then by how much of a full day it is; one more than SHADES: more than a full day."""
        if self.number > self.full:
            return SHADES + 1
        return -(-self.number * SHADES // self.full)

    @property
    def words(self) -> str:
        """What the number is made of."""
        if not self.number or not self.by:
            return ""
        return f"{self.added} of them by {self.by}" if self.added else f"none by {self.by}"


@dataclass(frozen=True)
class Line:
    """One rep, or the pool of a team."""

    name: str
    share: Share
    cells: list[Cell]
    last_start: date | None


@dataclass(frozen=True)
class Picture:
    """Everything that a page shows of it."""

    days: list[date]
    lines: list[Line]
    full: int
    by: str = ""

    @classmethod
    def of(cls, shares: Sequence[Share], *, by: str, at: datetime, most: int | None = None) -> "Picture":
        """A handful of queries, however many people. `by` says what brings them; `most` is the limit for starts."""
        day = FirmDay.at(at)
        found = [share for share in shares if share.plans or share.calls]
        days, rows = load.rows(found, most=most, day=day)
        full = max(day.firm.daily_dials, 1)
        names = Names(found)
        lines = [
            Line(
                names.of(row.share),
                row.share,
                [Cell(*cell, full, by) for cell in zip(days, row.already, row.added, strict=True)],
                row.last_start,
            )
            for row in rows
        ]
        return cls(days, lines, full, by)

    @classmethod
    def ahead(cls, days: list[date], rows: Sequence[load.Row], *, day: FirmDay, url_of) -> "Picture":
        """What comes anyway, by name, the pools last. `url_of` says where the rows of a share's day are."""
        full, names = max(day.firm.daily_dials, 1), Names([row.share for row in rows])
        lines = [
            Line(
                names.of(row.share),
                row.share,
                [
                    Cell(at, number, 0, full, url=url_of(row.share, at) if number else "")
                    for at, number in zip(days, row.already, strict=True)
                ],
                None,
            )
            for row in rows
        ]
        return cls(days, sorted(lines, key=lambda line: (line.share.rep is None, line.name)), full)

    @property
    def finding(self) -> str:
        """What the picture says, in a sentence."""
        cells = [
            (cell.number, cell.added, -position, line)
            for line in self.lines
            for position, cell in enumerate(line.cells)
        ]
        if self.by and not any(added for _, added, *_ in cells):
            return "Nothing of it comes in the next three weeks."
        if not any(number for number, *_ in cells):
            return "Nothing comes in these days."
        number, added, position, line = max(cells, key=lambda cell: (cell[1] > 0, *cell[:3]))
        day = self.days[-position]
        who = f"for {line.name}" if line.share.rep else f"in the pool of {line.name}"
        over = f", more than the {self.full} of a full day" if number > self.full else ""
        of_them = f", {added} of them by {self.by}" if self.by else ""
        what = f"{number} to do {who}{over}{of_them}"
        return f"The fullest day is {DAYS[day.weekday()]} {in_full(day)}: {what}."


class Names:
    """What the reps and teams of some shares are called."""

    def __init__(self, found: Sequence[Share]):
        self._reps = User.objects.in_bulk({share.rep for share in found if share.rep})
        self._teams = Team.objects.in_bulk({share.team for share in found if share.team})

    def of(self, share: Share) -> str:
        if share.rep:
            return str(self._reps.get(share.rep, "Somebody who left"))
        return str(self._teams.get(share.team, "Nobody yet"))
