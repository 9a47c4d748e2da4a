"""Workbooks that are zips, XLSX and ODS, read by calamine after a look at what they would unpack to."""

import re
from functools import partial
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from contacts.intake import extent, opendocument, unpacking, zipped
from contacts.intake.limits import Limits, ListRefused
from contacts.intake.table import Source, Table, TableWriter

# What is the heart of an XLSX, an ODS and an XLSB.
_WORKBOOKS = ("workbook.xml", "content.xml", "workbook.bin")
_DATE_1904 = re.compile(rb"date1904\s*=\s*.(?:1|true)")


def read(path: Path, name: str, limits: Limits) -> Source:
    """All sheets of a workbook that is a zip, hidden ones marked."""
    epoch_1904 = _check(path, name, limits)
    tables = []
    try:
        with CalamineWorkbook.from_path(str(path)) as book:
            for title, hidden, rows in unpacking.sheets(book):
                table = Table(title, hidden)
                writer = TableWriter(table, name, limits)
                for row in rows:
                    writer.add(row)
                tables.append(table)
    except CalamineError as error:
        raise ListRefused(
            name, f"the workbook is damaged or locked ({error}). Open it, save it anew, try again."
        ) from None
    return Source(name, "xlsx", None, tables, epoch_1904)


def _check(path: Path, name: str, limits: Limits) -> bool:
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
            if part.filename == "content.xml":
                rows, columns, epoch_1904 = opendocument.outline(archive.blocks(part), name)
            else:
                # Any part may be a sheet: what it is called is for the workbook to say.
                rows, columns = extent.of_part(partial(archive.blocks, part), name)
            if rows * columns > limits.cells:
                why = f"a sheet spans {rows:,} rows by {columns:,} columns. Delete what lies far out."
                raise ListRefused(name, why)
    return epoch_1904
