"""Workbooks: XLSX, XLS and ODS, all read by calamine after a look at what they would unpack to."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from zipfile import ZipInfo

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from contacts.intake import extent, opendocument, zipped
from contacts.intake.limits import Limits, ListRefused
from contacts.intake.table import Source, Table, TableWriter

# What is the heart of an XLSX, an ODS and an XLSB.
_WORKBOOKS = ("workbook.xml", "content.xml", "workbook.bin")
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
    except CalamineError as error:
        raise ListRefused(
            name, f"the workbook is damaged or locked ({error}). Open it, save it anew, try again."
        ) from None
    return Source(name, kind, None, tables, epoch_1904)


def _fill(table, rows: Iterator[list], start, name: str, limits: Limits) -> None:
    writer = TableWriter(table, name, limits)
    # calamine gives the empty rows above a list, but not the empty columns beside it.
    margin = [""] * (start[1] if start else 0)
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
    """Refuse what would not fit in memory; says whether the workbook counts its days from 1904."""
    epoch_1904 = False
    with zipped.opened(path, name, limits) as archive:
        if not any(part.filename.lower().endswith(_WORKBOOKS) for part in archive.parts):
            raise ListRefused(
                name, "no workbook is inside. If this is a ZIP archive, unpack it and upload the list in it."
            )
        for part in archive.parts:
            if part.filename.lower().endswith("workbook.bin"):
                raise ListRefused(name, "this is an XLSB workbook. Save it as XLSX or CSV and upload that.")
            if part.filename == "xl/workbook.xml":
                epoch_1904 = any(_DATE_1904.search(block) for block in archive.blocks(part))
            rows, columns = _size_of_sheet(archive, part, name)
            if rows * columns > limits.cells:
                why = f"a sheet spans {rows:,} rows by {columns:,} columns. Delete what lies far out."
                raise ListRefused(name, why)
    return epoch_1904


def _size_of_sheet(archive: zipped.Unzipped, part: ZipInfo, name: str) -> tuple[int, int]:
    """At most so many rows and columns lie in memory for this part of a workbook, if it is a sheet."""
    if part.filename == "content.xml":
        return opendocument.largest_sheet(archive.blocks(part), name)
    # Any part may be a sheet: what it is called is for the workbook to say.
    return extent.of_part(partial(archive.blocks, part), name)
