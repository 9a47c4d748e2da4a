"""CSV that people open in a spreadsheet."""

import csv
from collections.abc import Iterable, Iterator, Sequence

_BEGIN_FORMULAS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")


class _Echo:
    def write(self, line: str) -> str:
        return line


def lines(rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """The lines of a CSV file, beginning with the mark by which spreadsheets know UTF-8. No cell is a formula."""
    writer = csv.writer(_Echo())
    yield "\ufeff"
    for row in rows:
        yield writer.writerow([harmless(str(cell)) for cell in row])


def harmless(cell: str) -> str:
    """A cell that a spreadsheet would take for a formula, even behind blanks, gets an apostrophe before it."""
    return f"'{cell}" if cell.lstrip().startswith(_BEGIN_FORMULAS) or cell[:1] in ("\t", "\r", "\n") else cell
