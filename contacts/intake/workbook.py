"""Workbooks: XLSX, XLS and ODS, all read by calamine after a look at what they would unpack to."""

import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from contacts.intake.limits import Limits, ListRefused
from contacts.intake.table import Source, Table, TableWriter

_BLOCK = 1024 * 1024
# Only what is small and would unpack to little is spared the question how often its own size it becomes.
_SMALL = 8 * 1024 * 1024
_TALLEST = 1_048_576
# A reference to a cell far to the right (AA and on) or far down (row 100000 and on).
_FAR_CELL = re.compile(rb"\sr\s*=\s*.([A-Z]{2,3}|[A-Z](?=\d{6}))(\d+)")
_REPEATED = re.compile(rb"number-(columns|rows)-repeated\s*=\s*.(\d{4,})")
_DATE_1904 = re.compile(rb"date1904\s*=\s*.(?:1|true)")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


def read(path: Path, name: str, limits: Limits, *, kind: str) -> Source:
    """All sheets of a workbook, hidden ones marked. `kind` is "xlsx" (also ODS: a zip) or "xls"."""
    epoch_1904 = _check_zip(path, name, limits) if kind == "xlsx" else False
    tables = []
    try:
        with CalamineWorkbook.from_path(str(path)) as book:
            for sheet in book.sheets_metadata:
                if sheet.typ == SheetTypeEnum.WorkSheet:
                    hidden = sheet.visible != SheetVisibleEnum.Visible
                    table = Table(sheet.name, hidden)
                    cells = book.get_sheet_by_name(sheet.name)
                    _fill(table, cells.iter_rows(), cells.start, name, limits)
                    tables.append(table)
    except (CalamineError, zipfile.BadZipFile) as error:
        raise ListRefused(
            name, f"the workbook is damaged or locked ({error}). Open it, save it anew, try again."
        ) from None
    return Source(name, kind, None, tables, epoch_1904)


def _fill(table, rows: Iterator[list], start, name: str, limits: Limits) -> None:
    writer = TableWriter(table, name, limits)
    top, left = start or (0, 0)
    margin = [""] * left
    for _ in range(top):
        writer.add([])
    for row in rows:
        writer.add(margin + [cell if type(cell) is str and cell.isprintable() else _as_text(cell) for cell in row])


def _as_text(cell) -> str:
    """A cell as a person would type it: whole numbers without a point, days and times in ISO 8601."""
    match cell:
        case str():
            return _CONTROL.sub("", cell)
        case bool():
            return "TRUE" if cell else "FALSE"
        case float():
            return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
        case datetime():
            return cell.replace(microsecond=0).isoformat(sep=" ") if cell.time() else cell.date().isoformat()
        case date() | time():
            return cell.isoformat()
        case timedelta():
            return str(cell)
    return str(cell)


def _check_zip(path: Path, name: str, limits: Limits) -> bool:
    """Refuse what would not fit in memory; says whether the workbook counts its days from 1904.

    What a zip declares is believed when it is too much, but not when it is little: the parts are then inflated block
    by block, and dropped, before calamine may inflate them in one piece.
    """
    epoch_1904 = False
    try:
        with zipfile.ZipFile(path) as archive, path.open("rb") as file:
            weigh = _Scales(name, limits)
            for part in archive.infolist():
                if part.flag_bits & 1:
                    raise ListRefused(name, "the workbook has a password. Save it without one and upload that.")
                weigh.part(part, part.file_size)
            weigh = _Scales(name, limits)
            for part in archive.infolist():
                extent = _Extent()
                for block in _inflate(file, part, name):
                    weigh.part(part, len(block))
                    if part.filename.startswith("xl/worksheets/") or part.filename == "content.xml":
                        extent.look(block)
                    elif part.filename == "xl/workbook.xml":
                        epoch_1904 = epoch_1904 or bool(_DATE_1904.search(block))
                if extent.cells > limits.cells:
                    why = f"a sheet spans {extent.rows:,} rows by {extent.columns:,} columns. Delete what lies far out."
                    raise ListRefused(name, why)
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError) as error:
        raise ListRefused(name, f"the workbook is damaged ({error}). Open it, save it anew, try again.") from None
    return epoch_1904


class _Scales:
    """Adds up what parts of a zip unpack to, and refuses what is too much."""

    def __init__(self, name: str, limits: Limits):
        self._name, self._limits = name, limits
        self._total = 0
        self._parts: Counter[str] = Counter()

    def part(self, part: zipfile.ZipInfo, size: int) -> None:
        self._total += size
        self._parts[part.filename] += size
        grown = self._parts[part.filename]
        if self._total > self._limits.inflated_bytes or (
            grown > _SMALL and grown > part.compress_size * self._limits.inflation
        ):
            why = (
                f"it unpacks to over {self._total // 1024 // 1024} MB and was not opened. "
                "If it is a real list, save it as CSV and upload that."
            )
            raise ListRefused(self._name, why)


def _inflate(file, part: zipfile.ZipInfo, name: str) -> Iterator[bytes]:
    """What a part really unpacks to, at most a block at a time."""
    file.seek(part.header_offset)
    header = file.read(30)
    file.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), 1)
    left = part.compress_size
    if part.compress_type == zipfile.ZIP_STORED:
        while left > 0 and (block := file.read(min(_BLOCK, left))):
            left -= len(block)
            yield block
        return
    if part.compress_type != zipfile.ZIP_DEFLATED:
        raise ListRefused(name, "the workbook is packed in an unusual way. Open it, save it anew, try again.")
    packed = zlib.decompressobj(-15)
    while left > 0 and (raw := file.read(min(_BLOCK, left))):
        left -= len(raw)
        while raw:
            yield packed.decompress(raw, _BLOCK)
            raw = packed.unconsumed_tail


class _Extent:
    """How large the rectangle is that a sheet takes in memory, found without unpacking it whole."""

    def __init__(self):
        self.rows, self.columns = 100_000, 26
        self._tail = b""

    @property
    def cells(self) -> int:
        return self.rows * self.columns

    def look(self, block: bytes) -> None:
        for column, row in _FAR_CELL.findall(self._tail + block):
            self.rows = max(self.rows, int(row))
            self.columns = max(self.columns, _number_of(column))
        for what, count in _REPEATED.findall(self._tail + block):
            if what == b"columns" and int(count) < 16_000:
                self.columns = max(self.columns, int(count))
        self._tail = block[-32:]


def _number_of(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
