"""A list file as rows of cells, before anybody asks what they mean."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from contacts.intake.limits import Limits, ListRefused
from contacts.intake.spool import Spool, texts

# Between the cells of a kept row.
_BETWEEN = "\x1f"
# What stands around the first and last filled cell of a packed row.
EDGES = f"{_BETWEEN} \t\r\n\u00a0"


def pack(cells: Iterable[str]) -> str:
    """One row as one string; no cell may hold the control character between them."""
    return _BETWEEN.join(cells)


def unpack(row: str) -> list[str]:
    """The cells of a packed row; an empty row has one empty cell."""
    return row.split(_BETWEEN)


def is_blank(row: str) -> bool:
    """Whether nothing but blanks stands in a packed row."""
    return not row.strip(EDGES)


@dataclass(slots=True)
class Table:
    """One sheet, or one text file: all its records in order, blank ones too, so that numbers are the file's own."""

    name: str | None = None
    hidden: bool = False
    rows: Spool[str] = field(default_factory=texts)
    # Column headings that the format itself gives; else they are looked for among the rows.
    headings: list[str] | None = None
    # Record index -> what had to be mended to read it, in words.
    mended: dict[int, str] = field(default_factory=dict)

    def __len__(self):
        return len(self.rows)

    def record(self, index: int) -> list[str]:
        return unpack(self.rows[index])

    def records(self, start: int = 0, stop: int | None = None) -> Iterator[list[str]]:
        return map(unpack, self.rows.between(start, len(self) if stop is None else stop))


@dataclass(slots=True)
class Source:
    """A file taken apart: what it is written in, and its tables."""

    name: str
    encoding: str
    delimiter: str | None
    tables: list[Table]
    # The 1904 date system of old workbooks shifts serial dates by four years.
    epoch_1904: bool = False
    notes: list[str] = field(default_factory=list)


class TableWriter:
    """Fills a table within the limits."""

    def __init__(self, table: Table, name: str, limits: Limits):
        self.table, self._name, self._limits = table, name, limits

    def add(self, cells: list[str], mended: str = "") -> None:
        table, limits = self.table, self._limits
        if len(table.rows) >= limits.rows:
            raise ListRefused(self._name, f"it has more than {limits.rows:,} rows. Split it and upload the parts.")
        if len(cells) > limits.columns:
            if any(cells[limits.columns :]):
                why = f"row {len(table.rows) + 1} has more than {limits.columns} columns. Remove what is not needed."
                raise ListRefused(self._name, why)
            cells = cells[: limits.columns]
        row = pack(cells)
        # Only where something in the row is long is it worth a look at each cell.
        if len(row) > limits.cell_chars and any(len(cell) > limits.cell_chars for cell in cells):
            row = pack(cell[: limits.cell_chars] for cell in cells)
            mended = mended or f"A cell was cut to {limits.cell_chars:,} characters"
        if mended:
            table.mended[len(table.rows)] = mended
        table.rows.append(row)
