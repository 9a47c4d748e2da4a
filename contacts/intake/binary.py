"""Old binary workbooks (XLS): read by a program of their own, whose memory and time are bounded.

Such a workbook may say in a few bytes that its cells lie far apart, on any number of sheets. What that comes to shows
only while it is unpacked, and who runs out of memory there is ended: so that is not done in our process.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from contacts.intake import unpacking
from contacts.intake.limits import Limits, ListRefused
from contacts.intake.table import Source, Table, TableWriter

_MEGABYTE = 1024 * 1024
# The record of the date system and the beginning of the one on precision, which stands behind it, near the start.
_DATE_1904 = b"\x22\x00\x02\x00\x01\x00\x0e\x00\x02\x00"
# An ordinary workbook unpacks to some eight times its size.
_LEAST, _TIMES = 200 * _MEGABYTE, 10


def read(path: Path, name: str, limits: Limits) -> Source:
    """All sheets of an XLS workbook, hidden ones marked."""
    memory = min(_LEAST + path.stat().st_size * _TIMES, limits.inflated_bytes)
    command = [sys.executable, "-I", unpacking.__file__, str(path.absolute()), str(memory // _MEGABYTE)]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as reader:
        try:
            # What it says before it ends is a few lines, which fit into the pipe.
            tables = _tables(reader.stdout, name, limits) if reader.stdout else []
            said = reader.stderr.read().decode("utf-8", "replace") if reader.stderr else ""
        except BaseException:
            reader.kill()
            raise
    if reader.returncode == unpacking.DAMAGED:
        raise ListRefused(name, f"the workbook is damaged or locked ({said}). Open it, save it anew, try again.")
    if reader.returncode:
        raise ListRefused(name, "the workbook needs far more memory than a list. Save it as XLSX or CSV, try again.")
    return Source(name, "xls", None, tables, _counts_from_1904(path))


def _counts_from_1904(path: Path) -> bool:
    with path.open("rb") as file:
        return _DATE_1904 in file.read(_MEGABYTE)


def _tables(lines: IO[bytes], name: str, limits: Limits) -> list[Table]:
    tables: list[Table] = []
    for is_sheet, line in _told(lines):
        if is_sheet:
            tables.append(Table(*line))
            writer = TableWriter(tables[-1], name, limits)
        else:
            writer.add(line)
    return tables


def _told(lines: IO[bytes]) -> Iterator[tuple[bool, list[Any]]]:
    """(whether a sheet begins, its name and whether it is hidden, or the cells of a row)."""
    for line in lines:
        try:
            told = json.loads(line)
        except ValueError:
            # The last line of one that was ended.
            return
        yield len(told) == 2 and type(told[1]) is bool, told
