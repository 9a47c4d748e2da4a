"""How large the sheets of an ODS workbook are: it may say once that a row is repeated a million times."""

from collections.abc import Iterable
from xml.parsers import expat

from contacts.intake.limits import ListRefused

_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"


def largest_sheet(blocks: Iterable[bytes], name: str) -> tuple[int, int]:
    """(rows, columns) down and across to the last filled cell, of the sheet where that is most."""
    sizes = _Sizes(name)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = sizes.start
    parser.EndElementHandler = sizes.end
    parser.EntityDeclHandler = sizes.refuse_entity
    try:
        for block in blocks:
            parser.Parse(block, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise ListRefused(name, f"the workbook is damaged ({error}). Open it, save it anew, try again.") from None
    return max(sizes.found, key=lambda size: size[0] * size[1], default=(0, 0))


class _Sizes:
    def __init__(self, name: str):
        self._name = name
        self.found: list[tuple[int, int]] = []
        self._rows = self._columns = self._row = self._cell = self._filled = self._repeat = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == f"{_TABLE} table":
            self._rows = self._columns = self._row = 0
        elif tag == f"{_TABLE} table-row":
            self._repeat = _number(attributes.get(f"{_TABLE} number-rows-repeated"))
            self._cell = self._filled = 0
        elif tag in (f"{_TABLE} table-cell", f"{_TABLE} covered-table-cell"):
            self._cell += _number(attributes.get(f"{_TABLE} number-columns-repeated"))
            if f"{_OFFICE} value-type" in attributes:
                self._filled = self._cell

    def end(self, tag: str) -> None:
        if tag == f"{_TABLE} table-row":
            self._row += self._repeat
            if self._filled:
                self._rows, self._columns = self._row, max(self._columns, self._filled)
        elif tag == f"{_TABLE} table":
            self.found.append((self._rows, self._columns))

    def refuse_entity(self, *_: object) -> None:
        raise ListRefused(self._name, "the file declares entities, which no list needs. Save it as XLSX.")


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() else 1
