"""Delimited text (CSV, TSV and their kin): its encoding, its delimiter, its records."""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from contacts.intake.limits import Limits, ListRefused
from contacts.intake.table import Source, Table, TableWriter

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAID = {"utf-8-sig": "utf-8"}
_DELIMITERS = ",;\t|"
_SEPARATOR_LINE = re.compile(r'\ufeff?"?sep=(.)"?\s*', re.IGNORECASE)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_STRAY_BYTE = re.compile("[\udc80-\udcff]")
_BEYOND_ASCII = re.compile("[^\x00-\x7f\udc80-\udcff]")
_CYRILLIC_WORD = re.compile(rb"[\xa8\xb8\xc0-\xff]{3,}")
# а, о, е and и of cp1251.
_CYRILLIC_VOWELS = tuple(letter.encode("cp1251") for letter in "аоеиАОЕИ")
_SAMPLE = 64 * 1024
_MIXED = "leadflow-cp1252"


def _western(error: UnicodeError) -> tuple[str, int]:
    """Single bytes that are no UTF-8 are what a Western Windows program wrote."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error(_MIXED, _western)


def encoding_of(path: Path) -> tuple[str, str]:
    """(encoding, error handler) to read the file with: the BOM decides, then UTF-8, then cp1252 or cp1251.

    A file that is UTF-8 but for a few lines is read as UTF-8, those bytes as cp1252.
    """
    with path.open("rb") as file:
        head = file.read(4096)
        for bom, name in _BOMS:
            if head.startswith(bom):
                return name, "replace"
        if head and head.count(0) > len(head) * 0.3:
            return ("utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"), "replace"
        try:
            for _ in _decoded(file, "strict"):
                pass
        except UnicodeDecodeError:
            return _western_or_mixed(file)
    return "utf-8", "strict"


def _decoded(file: io.BufferedReader, errors: str) -> Iterator[str]:
    file.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")(errors)
    while block := file.read(1024 * 1024):
        yield decoder.decode(block)
    yield decoder.decode(b"", final=True)


def _western_or_mixed(file: io.BufferedReader) -> tuple[str, str]:
    wrong = right = 0
    for text in _decoded(file, "surrogateescape"):
        wrong += len(_STRAY_BYTE.findall(text))
        right += len(_BEYOND_ASCII.findall(text))
    if wrong <= right:
        return "utf-8", _MIXED
    file.seek(0)
    return ("cp1251" if _is_cyrillic(file.read(_SAMPLE)) else "cp1252"), "replace"


def _is_cyrillic(sample: bytes) -> bool:
    """Western words hold a letter or two beyond ASCII, Cyrillic ones nothing else, a third of it these vowels.

    Greek and Hebrew words hold nothing else either, but far less of the same bytes.
    """
    words = b"".join(_CYRILLIC_WORD.findall(sample))
    vowels = sum(map(words.count, _CYRILLIC_VOWELS))
    return len(words) * 2 > sum(byte >= 0xC0 for byte in sample) and vowels > len(words) * 0.28


def read(path: Path, name: str, limits: Limits) -> Source:
    """The records of a text file. Refuses what is no text."""
    encoding, errors = encoding_of(path)
    notes = []
    if encoding == "cp1252":
        notes.append("Read as Western European text (cp1252). If names look wrong, save the list as UTF-8.")
    elif encoding == "cp1251":
        notes.append("Read as Cyrillic text (cp1251). If names look wrong, save the list as UTF-8.")
    elif errors == _MIXED:
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
        for record, stray in records(text, delimiter, name, limits):
            writer.add(record, "A stray quotation mark was taken as text" if stray else "")
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
        return line if line.rstrip("\r\n").isprintable() else _CONTROL.sub("", line)

    def give_back(self, lines: list[str]) -> None:
        self._given_back.extend(reversed(lines))
        self.taken.clear()


def records(stream: io.TextIOBase, delimiter: str, name: str, limits: Limits) -> Iterator[tuple[list[str], bool]]:
    """(cells, whether a stray quotation mark had to be taken as text) of each record.

    A quotation mark that is never closed, or closed in a later record, would swallow the rows in between: the line
    it stands on is then read by itself, and reading goes on with the next one.
    """
    csv.field_size_limit(limits.line_chars * 2)
    lines = _Lines(stream, name, limits)
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
