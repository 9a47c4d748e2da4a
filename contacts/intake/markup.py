"""Tables in mark-up: HTML that calls itself a spreadsheet, and Excel's XML of 2003."""

import re
from html.parser import HTMLParser
from pathlib import Path
from xml.parsers import expat

from contacts.intake.encoding import encoding_of
from contacts.intake.limits import Limits, ListRefused
from contacts.intake.table import Source, Table, TableWriter

_BLANKS = re.compile(r"[\s\x00-\x1f\u00a0]+")
_SPREADSHEET = "urn:schemas-microsoft-com:office:spreadsheet"


def read_html(path: Path, name: str, limits: Limits) -> Source:
    """The tables of an HTML page, each a table of its own. Nothing is fetched, no script is looked at."""
    encoding, errors = encoding_of(path)
    _refuse_long(path, name, limits)
    parser = _Tables(name, limits)
    parser.feed(path.read_bytes().decode(encoding, errors))
    parser.close()
    parser.end_table()
    if not parser.tables:
        raise ListRefused(name, "this is a web page without a table. Save the list as CSV or XLSX and upload that.")
    return Source(name, encoding.removesuffix("-sig"), "html", parser.tables)


def _refuse_long(path: Path, name: str, limits: Limits) -> None:
    if path.stat().st_size > limits.markup_bytes:
        raise ListRefused(name, "the table is too large in this form. Save it as CSV or XLSX and upload that.")


class _Tables(HTMLParser):
    """Collects the text of cells. Behind one that spans columns stand empty ones, so that the rest keeps its place."""

    def __init__(self, name: str, limits: Limits):
        super().__init__(convert_charrefs=True)
        self._name, self._limits = name, limits
        self.tables: list[Table] = []
        self._writer: TableWriter | None = None
        self._row: list[str] | None = None
        self._cell: list[str] | None = None
        self._span = 1

    def handle_starttag(self, tag, attrs):
        if tag == "table":
            self.end_table()
            table = Table(f"Table {len(self.tables) + 1}" if self.tables else None)
            self._writer = TableWriter(table, self._name, self._limits)
        elif tag == "tr":
            self._end_row()
            self._row = []
        elif tag in ("td", "th"):
            self._end_cell()
            self._cell = []
            span = dict(attrs).get("colspan") or ""
            self._span = min(int(span), self._limits.columns) if span.isascii() and span.isdigit() else 1
        elif tag in ("br", "p", "div"):
            self.handle_data(" ")

    def handle_endtag(self, tag):
        if tag in ("td", "th"):
            self._end_cell()
        elif tag == "tr":
            self._end_row()
        elif tag == "table":
            self.end_table()

    def handle_data(self, data):
        if self._cell is not None:
            self._cell.append(data)

    def _end_cell(self):
        if self._cell is not None and self._row is not None:
            self._row.append(_BLANKS.sub(" ", "".join(self._cell)).strip())
            self._row.extend([""] * (self._span - 1))
        self._cell = None

    def _end_row(self):
        self._end_cell()
        if self._row and self._writer:
            self._writer.add(self._row)
        self._row = None

    def end_table(self):
        self._end_row()
        if self._writer and self._writer.table.rows:
            self.tables.append(self._writer.table)
        self._writer = None


def read_spreadsheet_xml(path: Path, name: str, limits: Limits) -> Source:
    """The sheets of Excel's XML of 2003. Declared entities are refused, so nothing can grow or be fetched."""
    _refuse_long(path, name, limits)
    sheets = _Sheets(name, limits)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = sheets.start
    parser.EndElementHandler = sheets.end
    parser.CharacterDataHandler = sheets.text
    parser.EntityDeclHandler = sheets.refuse_entity
    try:
        with path.open("rb") as file:
            parser.ParseFile(file)
    except expat.ExpatError as error:
        raise ListRefused(name, f"the XML is damaged ({error}). Save the list as XLSX and upload that.") from None
    return Source(name, "xml", None, sheets.tables)


class _Sheets:
    def __init__(self, name: str, limits: Limits):
        self._name, self._limits = name, limits
        self.tables: list[Table] = []
        self._writer: TableWriter | None = None
        self._row: list[str] = []
        self._at: int | None = None
        self._data: list[str] | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = tag.rpartition(" ")[2]
        index = attributes.get(f"{_SPREADSHEET} Index", "")
        position = int(index) - 1 if index.isascii() and index.isdigit() else None
        if tag == "Worksheet":
            table = Table(attributes.get(f"{_SPREADSHEET} Name"))
            self.tables.append(table)
            self._writer = TableWriter(table, self._name, self._limits)
        elif tag == "Row" and self._writer:
            self._row = []
            for _ in range(len(self._writer.table), min(position or 0, self._limits.rows)):
                self._writer.add([])
        elif tag == "Cell":
            missing = min(position or 0, self._limits.columns) - len(self._row)
            self._row.extend([""] * (missing + 1 if missing > 0 else 1))
        elif tag == "Data":
            self._data = []

    def text(self, data: str) -> None:
        if self._data is not None:
            self._data.append(data)

    def end(self, tag: str) -> None:
        tag = tag.rpartition(" ")[2]
        if tag == "Data" and self._data is not None:
            if self._row:
                self._row[-1] = _BLANKS.sub(" ", "".join(self._data)).strip()
            self._data = None
        elif tag == "Row" and self._writer:
            self._writer.add(self._row)

    def refuse_entity(self, *_) -> None:
        raise ListRefused(self._name, "the file declares entities, which no list needs. Save it as XLSX.")
