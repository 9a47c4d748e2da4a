"""What an ODS workbook says of itself: how large its sheets are, and from which year on it counts days.

It may say once that a row is repeated a million times.
"""

from collections.abc import Iterable
from typing import NamedTuple

from contacts.intake import elements

_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"


class Outline(NamedTuple):
    """`rows` and `columns` down and across to the last filled cell, of the sheet where that is most."""

    rows: int
    columns: int
    epoch_1904: bool


def outline(blocks: Iterable[bytes], name: str) -> Outline:
    """What the content of an ODS workbook comes to. Raises ListRefused for damage."""
    sheets = _Sheets()
    elements.tell(blocks, sheets, name)
    return Outline(*max(sheets.found, key=lambda size: size[0] * size[1], default=(0, 0)), sheets.epoch_1904)


class _Sheets:
    def __init__(self) -> None:
        self.found: list[tuple[int, int]] = []
        self.epoch_1904 = False
        self._rows = self._columns = self._row = self._cell = self._filled = self._repeat = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == f"{_TABLE} table":
            self._rows = self._columns = self._row = 0
        elif tag == f"{_TABLE} table-row":
            self._repeat = elements.whole_number(attributes.get(f"{_TABLE} number-rows-repeated")) or 1
            self._cell = self._filled = 0
        elif tag in (f"{_TABLE} table-cell", f"{_TABLE} covered-table-cell"):
            self._cell += elements.whole_number(attributes.get(f"{_TABLE} number-columns-repeated")) or 1
            if f"{_OFFICE} value-type" in attributes:
                self._filled = self._cell
        elif tag == f"{_TABLE} null-date":
            self.epoch_1904 = attributes.get(f"{_TABLE} date-value", "").startswith("1904-")

    def end(self, tag: str) -> None:
        if tag == f"{_TABLE} table-row":
            self._row += self._repeat
            if self._filled:
                self._rows, self._columns = self._row, max(self._columns, self._filled)
        elif tag == f"{_TABLE} table":
            self.found.append((self._rows, self._columns))
