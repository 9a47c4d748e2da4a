"""Reads one old binary workbook and writes its sheets to standard output: the program that `binary` starts.

A line of JSON for each sheet, [name, whether it is hidden], and one for each of its rows. calamine unpacks all sheets
of such a workbook at once and ends the process where memory gives out, so the process is one that may end. Nothing of
Leadflow is imported here, which keeps its start short.
"""

import json
import re
import resource
import sys
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

DAMAGED = 3
_CPU_SECONDS = 60
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


def sheets(book: CalamineWorkbook) -> Iterator[tuple[str, bool, Iterator[list[str]]]]:
    """(name, whether hidden, rows as texts) of each sheet of cells."""
    for sheet in book.sheets_metadata:
        if sheet.typ == SheetTypeEnum.WorkSheet:
            cells = book.get_sheet_by_name(sheet.name)
            yield sheet.name, sheet.visible != SheetVisibleEnum.Visible, _texts(cells.iter_rows(), cells.start)


def _texts(rows: Iterator[list[Any]], start: tuple[int, int] | None) -> Iterator[list[str]]:
    # calamine gives the empty rows above a list, but not the empty columns beside it.
    margin = [""] * (start[1] if start else 0)
    for row in rows:
        yield margin + [cell if type(cell) is str and cell.isprintable() else _as_text(cell) for cell in row]


def _as_text(cell: Any) -> str:
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


def _limit(megabytes: int) -> None:
    """The limits end this process alone. macOS knows no limit of this kind on memory."""
    _lower(resource.RLIMIT_CORE, 0)
    _lower(resource.RLIMIT_CPU, _CPU_SECONDS)
    if sys.platform == "linux":
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        _lower(resource.RLIMIT_AS, pages * resource.getpagesize() + megabytes * 1024 * 1024)


def _lower(what: int, limit: int) -> None:
    """No limit that we are under already may be raised."""
    already = resource.getrlimit(what)[1]
    limit = limit if already == resource.RLIM_INFINITY else min(limit, already)
    resource.setrlimit(what, (limit, limit))


def main(path: str, megabytes: str) -> int:
    """Write the workbook out; DAMAGED, with the reason on standard error, where it cannot be read."""
    _limit(int(megabytes))
    try:
        with CalamineWorkbook.from_path(path) as book:
            for name, hidden, rows in sheets(book):
                for line in ([name, hidden], *rows):
                    sys.stdout.write(json.dumps(line))
                    sys.stdout.write("\n")
    except CalamineError as error:
        sys.stderr.write(str(error))
        return DAMAGED
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
