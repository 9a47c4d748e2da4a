"""How large the sheets of an ODS workbook are: it may say once that a row is repeated a million times."""

from collections.abc import Iterable

from contacts.intake import elements

_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"


def largest_sheet(blocks: Iterable[bytes], name: str) -> tuple[int, int]:
    """(rows, columns) down and across to the last filled cell, of the sheet where that is most."""
    sizes = _Sizes()
    elements.tell(blocks, sizes, name)
    return max(sizes.found, key=lambda size: size[0] * size[1], default=(0, 0))


class _Sizes:
    def __init__(self) -> None:
        self.found: list[tuple[int, int]] = []
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

    def end(self, tag: str) -> None:
        if tag == f"{_TABLE} table-row":
            self._row += self._repeat
            if self._filled:
                self._rows, self._columns = self._row, max(self._columns, self._filled)
        elif tag == f"{_TABLE} table":
            self.found.append((self._rows, self._columns))
