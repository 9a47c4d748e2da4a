"""Delimited text (CSV, TSV and their kin): its encoding, its delimiter, its records."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from contacts.intake.encoding import CALLED, MIXED, encoding_of
from contacts.intake.limits import Limits, ListRefused
from contacts.intake.table import Source, Table, TableWriter

_SAID = {"utf-8-sig": "utf-8"}
_DELIMITERS = ",;\t|"
_SEPARATOR_LINE = re.compile(r'\ufeff?"?sep=(.)"?\s*', re.IGNORECASE)
# A BOM in the middle is where two files were joined.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufeff]")
# The first letter of what UTF-8 looks like in cp1252, and one that may follow it there.
_TWICE = re.compile("[ÃÂÄÅ][\u00a0-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")
_SAMPLE = 64 * 1024


def read(path: Path, name: str, limits: Limits) -> Source:
    """The records of a text file. Refuses what is no text."""
    encoding, errors = encoding_of(path)
    notes = []
    if encoding in CALLED:
        notes.append(f"Read as {CALLED[encoding]} text ({encoding}). If names look wrong, save the list as UTF-8.")
    elif errors == MIXED:
        notes.append("Most of the file is UTF-8; a few characters were read as Western European text (cp1252).")
    with path.open("rb") as file:
        text = io.TextIOWrapper(file, encoding=encoding, errors=errors, newline="")
        sample = text.read(_SAMPLE)
        if len(_CONTROL.sub("", sample)) < len(sample) * 0.97:
            raise ListRefused(name, "this is not a list. Save the list as CSV or XLSX and upload that.")
        delimiter = delimiter_of(sample.replace("\x00", ""))
        text.seek(0)
        table = Table()
        writer = TableWriter(table, name, limits)
        lines = _Lines(text, name, limits)
        for record, stray in _records(lines, delimiter, limits):
            writer.add(record, "A stray quotation mark was taken as text" if stray else "")
    if lines.mended:
        notes.append("Some letters had been saved twice over (“JÃ¶rg”) and were read as they were meant.")
    return Source(name, _SAID.get(encoding, encoding), delimiter, [table], notes=notes)


def delimiter_of(sample: str) -> str:
    """The character that cuts most neighbouring lines into equally many cells; a `sep=` line says so itself."""
    if said := _SEPARATOR_LINE.match(sample):
        return said[1]
    lines = sample.splitlines(keepends=True)[:200]
    return max(_DELIMITERS, key=lambda delimiter: _evenness(lines, delimiter))


def _evenness(lines: list[str], delimiter: str) -> int:
    try:
        widths = [len(record) for record in csv.reader(lines, delimiter=delimiter)]
    except csv.Error:
        widths = [line.count(delimiter) + 1 for line in lines]
    if len(widths) == 1:
        return widths[0] - 1
    pairs = Counter(a for a, b in pairwise(widths) if a == b)
    # A header alone above ragged rows still speaks for its delimiter.
    return sum((width - 1) * count for width, count in pairs.items()) * 2 + max(widths, default=1) - 1


class _RecordTooLong(Exception):
    pass


class _Lines:
    """The lines of a text, remembering those of the record under way so that they can be given back."""

    def __init__(self, stream: io.TextIOBase, name: str, limits: Limits):
        self._stream, self._name, self._limits = stream, name, limits
        self._number = 0
        self._given_back: list[str] = []
        self.taken: list[str] = []
        self.mended = 0

    def __iter__(self):
        return self

    def __next__(self) -> str:
        line = self._given_back.pop() if self._given_back else self._fresh()
        self.taken.append(line)
        if len(self.taken) > self._limits.lines_per_record:
            raise _RecordTooLong
        return line

    def _fresh(self) -> str:
        line = self._stream.readline(self._limits.line_chars)
        if not line:
            raise StopIteration
        self._number += 1
        if len(line) >= self._limits.line_chars:
            raise ListRefused(self._name, f"line {self._number} is too long to be a row of a list.")
        if not line.isascii() and _TWICE.search(line):
            line = self._once(line)
        return line if line.rstrip("\r\n").isprintable() else _CONTROL.sub("", line)

    def _once(self, line: str) -> str:
        """A line that was taken for cp1252 and saved as UTF-8 once more: "JÃ¶rg" is Jörg."""
        try:
            once = line.encode("cp1252").decode()
        except UnicodeError:
            return line
        self.mended += 1
        return once

    def give_back(self, lines: list[str]) -> None:
        self._given_back.extend(reversed(lines))
        self.taken.clear()


def _records(lines: _Lines, delimiter: str, limits: Limits) -> Iterator[tuple[list[str], bool]]:
    """(cells, whether a stray quotation mark had to be taken as text) of each record.

    A quotation mark that is never closed, or closed in a later record, would swallow the rows in between: the line
    it stands on is then read by itself, and reading goes on with the next one.
    """
    csv.field_size_limit(limits.line_chars * 2)
    while True:
        try:
            for record in csv.reader(lines, delimiter=delimiter, strict=True):
                lines.taken.clear()
                yield record, False
            return
        except (csv.Error, _RecordTooLong):
            first, *rest = lines.taken
            lines.give_back(rest)
            yield _by_itself(first, delimiter), True


def _by_itself(line: str, delimiter: str) -> list[str]:
    if line.count('"') % 2:
        return next(csv.reader([line], delimiter=delimiter, quoting=csv.QUOTE_NONE), [])
    return next(csv.reader([line], delimiter=delimiter), [])
