"""Tables in mark-up: HTML that calls itself a spreadsheet, and Excel's XML of 2003."""

import re
from pathlib import Path

from contacts.intake import elements, tags
from contacts.intake.encoding import encoding_of
from contacts.intake.limits import Limits, ListRefused
from contacts.intake.table import Source, Table, TableWriter

_BLANKS = re.compile(r"[\s\x00-\x1f\u00a0]+")
_BLOCK = 1024 * 1024
_SPREADSHEET = "urn:schemas-microsoft-com:office:spreadsheet"


def read_html(path: Path, name: str, limits: Limits) -> Source:
    """The tables of an HTML page, each a table of its own. Nothing is fetched, no script is looked at."""
    encoding, errors = encoding_of(path)
    _refuse_long(path, name, limits)
    page = _Tables(name, limits)
    tags.tell(path.read_bytes().decode(encoding, errors), page)
    page.end_table()
    if not page.tables:
        raise ListRefused(name, "this is a web page without a table. Save the list as CSV or XLSX and upload that.")
    return Source(name, encoding.removesuffix("-sig"), "html", page.tables)


def _refuse_long(path: Path, name: str, limits: Limits) -> None:
    if path.stat().st_size > limits.markup_bytes:
        raise ListRefused(name, "the table is too large in this form. Save it as CSV or XLSX and upload that.")


def _fitting(covered: int, row: list[str], limits: Limits) -> int:
    """As many of the cells under one that spans columns as a row may have: a few bytes may speak of any number."""
    return max(min(covered, limits.columns - len(row)), 0)


class _Tables:
    """Collects the text of cells. Beside one that spans columns stand empty ones, so that the rest keeps its place;
    one that spans rows is said in each of them."""

    def __init__(self, name: str, limits: Limits):
        self._name, self._limits = name, limits
        self.tables: list[Table] = []
        self._writer: TableWriter | None = None
        self._row: list[str] | None = None
        self._cell: list[str] | None = None
        self._span = self._down = 1
        # Column -> (how many more rows, text) of cells that reach down from above.
        self._hanging: dict[int, tuple[int, str]] = {}

    def tag(self, name: str, attributes: str, *, closes: bool) -> None:
        if name in ("td", "th"):
            self._end_cell()
            if not closes:
                self._cell = []
                self._span, self._down = tags.spans(attributes) if attributes else (1, 1)
        elif name == "tr":
            self._end_row()
            if not closes:
                self._row = []
        elif name == "table":
            self.end_table()
            if not closes:
                table = Table(f"Table {len(self.tables) + 1}" if self.tables else None)
                self._writer = TableWriter(table, self._name, self._limits)
        elif name in ("br", "p", "div") and not closes:
            self.text(" ")

    def text(self, text: str) -> None:
        if self._cell is not None:
            self._cell.append(text)

    def _end_cell(self):
        if self._cell is not None and self._row is not None:
            self._take_hanging(self._row)
            text = _BLANKS.sub(" ", tags.plain("".join(self._cell))).strip()
            if self._down > 1:
                self._hanging[len(self._row)] = (self._down - 1, text)
            self._row.append(text)
            if self._span > 1:
                self._row.extend([""] * _fitting(self._span - 1, self._row, self._limits))
        self._cell = None

    def _take_hanging(self, row: list[str]) -> None:
        while hanging := self._hanging.pop(len(row), None):
            rows, text = hanging
            if rows > 1:
                self._hanging[len(row)] = (rows - 1, text)
            row.append(text)

    def _end_row(self):
        self._end_cell()
        if self._row is not None:
            self._take_hanging(self._row)
        if self._row and self._writer:
            self._writer.add(self._row)
        self._row = None

    def end_table(self):
        self._end_row()
        if self._writer and self._writer.table.rows:
            self.tables.append(self._writer.table)
        self._writer = None
        self._hanging = {}


def read_spreadsheet_xml(path: Path, name: str, limits: Limits) -> Source:
    """The sheets of Excel's XML of 2003. Declared entities are refused, so nothing can grow or be fetched."""
    _refuse_long(path, name, limits)
    sheets = _Sheets(name, limits)
    with path.open("rb") as file:
        elements.tell(iter(lambda: file.read(_BLOCK), b""), sheets, name)
    return Source(name, "xml", None, sheets.tables, sheets.epoch_1904)


class _Sheets:
    def __init__(self, name: str, limits: Limits):
        self._name, self._limits = name, limits
        self.tables: list[Table] = []
        self._writer: TableWriter | None = None
        self._row: list[str] = []
        self.epoch_1904 = False
        # Cells to come that lie under one that spans columns.
        self._covered = 0
        self._data: list[str] | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = elements.local(tag)
        index = elements.whole_number(attributes.get(f"{_SPREADSHEET} Index"))
        position = index - 1 if index else 0
        if tag == "Worksheet":
            table = Table(attributes.get(f"{_SPREADSHEET} Name"))
            self.tables.append(table)
            self._writer = TableWriter(table, self._name, self._limits)
        elif tag == "Row" and self._writer:
            self._row, self._covered = [], 0
            for _ in range(len(self._writer.table), min(position, self._limits.rows)):
                self._writer.add([])
        elif tag == "Cell":
            self._row.extend([""] * _fitting(self._covered, self._row, self._limits))
            missing = min(position, self._limits.columns) - len(self._row)
            self._row.extend([""] * (missing + 1 if missing > 0 else 1))
            self._covered = elements.whole_number(attributes.get(f"{_SPREADSHEET} MergeAcross")) or 0
        elif tag in ("Data", "Visible"):
            self._data = []
        elif tag == "Date1904":
            self.epoch_1904 = True

    def text(self, data: str) -> None:
        if self._data is not None:
            self._data.append(data)

    def end(self, tag: str) -> None:
        tag = elements.local(tag)
        if tag in ("Data", "Visible") and self._data is not None:
            text = _BLANKS.sub(" ", "".join(self._data)).strip()
            self._data = None
            if tag == "Visible" and self.tables:
                self.tables[-1].hidden = text in ("SheetHidden", "SheetVeryHidden")
            elif tag == "Data" and self._row:
                self._row[-1] = text
        elif tag == "Row" and self._writer:
            self._writer.add(self._row)
