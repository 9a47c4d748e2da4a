"""How large the sheets of an XLSX workbook are: one cell far out makes a few bytes fill the memory.

Ordinary sheets write a place at each row and cell, and a look at the far ones is enough. Whatever is written in
another way is counted element by element, which takes five times as long.
"""

import re
from collections.abc import Callable, Iterable, Iterator

from contacts.intake import elements

_FAR_ROW, _FAR_COLUMN = 100_000, 26
# A place in a column far to the right (AA and on) or a row far down (100000 and on).
_FAR_PLACE = re.compile(rb"\sr\s*=\s*.(?:([A-Za-z]{2,})(\d+)|[A-Za-z]?(\d{6,}))")
_ANY_ROW = re.compile(rb"\sr\s*=\s*.[A-Za-z]*(\d+)")
# A row or cell whose tag does not say its place outright. Quoted values may hold anything, also what looks like one.
_UNPLACED = re.compile(
    rb"<(?:[\w.-]+:)?(?:row|c)(?=[\s/>])"
    rb"(?!(?:[^<>\"']|\"[^\"]*\"|'[^']*')*?\sr\s*=\s*(?:\"[A-Za-z]*\d+\"|'[A-Za-z]*\d+'))"
)
_PLACE = re.compile(r"([A-Za-z]*)(\d{1,10})")
# Longer than any tag with the text behind it: a cell of Excel holds 32,767 characters.
_LONGEST = 256 * 1024
_OVERLAP = 64


def of_part(blocks: Callable[[], Iterable[bytes]], name: str) -> tuple[int, int]:
    """At most so many rows and columns lie in memory for a part of a workbook; (0, 0) for one that is no sheet.

    `blocks` unpacks the part, as often as it is called. Refuses what is no XML but would have to be counted.
    """
    look = _Look()
    for piece, whole in _pieces(blocks()):
        look.take(piece, whole=whole)
    if not look.is_sheet:
        return 0, 0
    if look.columns > _FAR_COLUMN:
        # A few hundred columns are fine with a few rows.
        look.rows = max((int(row) for piece, _ in _pieces(blocks()) for row in _ANY_ROW.findall(piece)), default=1)
    if look.is_unclear:
        return _counted(blocks(), name)
    return look.rows, look.columns


def _pieces(blocks: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """(bytes, whether they hold whole tags): cut before a tag; where there is none for long, anywhere."""
    rest = b""
    for block in blocks:
        rest += block
        cut = rest.rfind(b"<")
        whole = cut >= 0 and len(rest) - cut <= _LONGEST
        yield (rest[:cut] if whole else rest), whole
        rest = rest[cut if whole else -_OVERLAP :]
    yield rest, True


class _Look:
    """A quick look at a part: which places it names, and whether that is all there is to say."""

    def __init__(self) -> None:
        # What no place far out disproves.
        self.rows, self.columns = _FAR_ROW, _FAR_COLUMN
        self.is_sheet = False
        self._unplaced = False
        self._row_tags = 0

    @property
    def is_unclear(self) -> bool:
        """Whether cells may lie elsewhere than their places say. A row has two tags; more of them close none."""
        return self._unplaced or self._row_tags > 2 * self.rows

    def take(self, piece: bytes, *, whole: bool) -> None:
        self.is_sheet = self.is_sheet or b"sheetData" in piece
        self._unplaced = self._unplaced or not whole or bool(_UNPLACED.search(piece))
        self._row_tags += piece.count(b"row")
        for letters, row, row_alone in _FAR_PLACE.findall(piece):
            self.rows = max(self.rows, int(row or row_alone))
            self.columns = max(self.columns, _number_of(letters.decode()))


def _counted(blocks: Iterable[bytes], name: str) -> tuple[int, int]:
    count = _Count()
    elements.tell(blocks, count, name)
    return count.rows, count.columns


class _Count:
    """What names no place lies below or beside the one before it."""

    def __init__(self) -> None:
        self.rows = self.columns = 0
        self._row = self._column = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        kind = elements.local(tag)
        if kind not in ("row", "c"):
            return
        place = _PLACE.fullmatch(attributes.get("r", ""))
        if kind == "row":
            self._row = int(place[2]) - 1 if place else self._row
            return
        row = int(place[2]) if place else self._row + 1
        self._column = _number_of(place[1]) if place else self._column + 1
        self.rows, self.columns = max(self.rows, row), max(self.columns, self._column)

    def end(self, tag: str) -> None:
        if elements.local(tag) == "row":
            self._row += 1
            self._column = 0


def _number_of(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number
