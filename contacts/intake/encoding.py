"""In which encoding a text file is written: its BOM says so, or it is UTF-8, or the letters tell.

An old encoding is known by what it makes of the text: read as the right one, the letters beyond ASCII are those of
some language, and they stand where letters stand; read as another one, they are not.
"""

import codecs
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_STRAY_BYTE = re.compile("[\udc80-\udcff]")
_BEYOND_ASCII = re.compile("[^\x00-\x7f]")
_SIGN_IN_WORD = re.compile(r"(?<=[A-Za-z])[^\x00-\x7f](?![^\x00-\x7f])|(?<![^\x00-\x7f])[^\x00-\x7f](?=[A-Za-z])")
_BEYOND_ASCII_BUT_STRAY = re.compile("[^\x00-\x7f\udc80-\udcff]")
# Enough letters beyond ASCII to know an encoding by.
_SAMPLE = 16 * 1024
MIXED = "leadflow-cp1252"

_WESTERN = (
    "äöüß", "àâæçéèêëîïôœùûü", "áéíñóúüç", "àèéìíòóùú", "æøåéäö", "åäöé", "ãõáâàçéêíóôúü", "ëïéöüèó", "áéíóúæö",
    "àçèéíïòóúü", "šž",
)  # fmt: skip
_CENTRAL = (
    "ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű", "ćčđšž", "ăâîşţșț", "äöüßáé",
)  # fmt: skip
# Around words, or between them: none of these stands inside one, but for the apostrophe.
_MARKS = frozenset("‘’‚“”„«»‹›–—…•€£¥§©®™°·´`¡¿ªº¹²³½¼¾±\u00a0")


@dataclass(frozen=True, slots=True)
class _Candidate:
    """An encoding, what to call it, and the letters beyond ASCII of each language that is written in it.

    `vowels`: of a script of its own, whose words hold no Latin letters; at least so large a share of them these are.
    """

    name: str
    called: str
    languages: Sequence[str]
    vowels: str = ""
    share: float = 0


# The first of equals is taken. cp1252 stays unless another one explains plainly more.
_CANDIDATES = (
    _Candidate("cp1252", "Western European", _WESTERN),
    _Candidate("iso8859-15", "Western European", _WESTERN),
    _Candidate("mac_roman", "Western European", _WESTERN),
    _Candidate("cp1250", "Central European", _CENTRAL),
    _Candidate("iso8859-2", "Central European", _CENTRAL),
    _Candidate("cp1254", "Turkish", ("çğıöşüâî",)),
    _Candidate("cp1257", "Baltic", ("ąčęėįšųūž", "āčēģīķļņšūž", "äõöüšž")),
    _Candidate("cp1251", "Cyrillic", ("абвгдежзийклмнопрстуфхцчшщъыьэюяёіїєґ",), "аоеи", 0.28),
    _Candidate("koi8_r", "Cyrillic", ("абвгдежзийклмнопрстуфхцчшщъыьэюяё",), "аоеи", 0.28),
    _Candidate("cp1253", "Greek", ("αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ",), "αεηιουωάέήίόύώ", 0.35),
    _Candidate("cp850", "Western European", _WESTERN),
)
_MARGIN, _LEAST = 0.15, 0.8
# The first bytes of the signs in daily use; German read as Japanese has none of them side by side.
_EASTERN = (
    ("cp932", "Japanese", ((0x82, 0x84), (0x88, 0x98))),
    ("cp949", "Korean", ((0xB0, 0xC9),)),
    ("gb18030", "Chinese", ((0xB0, 0xD8),)),
    ("big5", "Chinese", ((0xA4, 0xC7),)),
)
CALLED = {each.name: each.called for each in _CANDIDATES} | {name: called for name, called, _ in _EASTERN}


def _western(error: UnicodeError) -> tuple[str, int]:
    """Single bytes that are no UTF-8 are what a Western Windows program wrote."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error(MIXED, _western)


def encoding_of(path: Path) -> tuple[str, str]:
    """(encoding, error handler) to read the file with.

    A file that is UTF-8 but for a few lines is read as UTF-8, those bytes as cp1252.
    """
    with path.open("rb") as file:
        head = file.read(4096)
        for bom, name in _BOMS:
            if head.startswith(bom):
                return name, "replace"
        if wide := _without_bom(head):
            return wide, "replace"
        try:
            for _ in _decoded(file, "strict"):
                pass
        except UnicodeDecodeError:
            return _single_bytes_or_mixed(file)
    return "utf-8", "strict"


def _without_bom(head: bytes) -> str | None:
    """UTF-16 or UTF-32 by the zeros in it, which stand before or behind each plain letter."""
    if head.count(0) <= len(head) * 0.3:
        return None
    zeros = [head[place::4].count(0) > len(head) * 0.2 for place in range(4)]
    if sum(zeros) == 3:
        return "utf-32-le" if zeros[3] else "utf-32-be"
    return "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"


def _decoded(file: io.BufferedReader, errors: str) -> Iterator[str]:
    file.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")(errors)
    while block := file.read(1024 * 1024):
        yield decoder.decode(block)
    yield decoder.decode(b"", final=True)


def _single_bytes_or_mixed(file: io.BufferedReader) -> tuple[str, str]:
    wrong = right = 0
    for text in _decoded(file, "surrogateescape"):
        wrong += len(_STRAY_BYTE.findall(text))
        right += len(_BEYOND_ASCII_BUT_STRAY.findall(text))
    if wrong <= right:
        return "utf-8", MIXED
    file.seek(0)
    return _most_likely(_lines_beyond_ascii(file)), "replace"


def _lines_beyond_ascii(file: io.BufferedReader) -> bytes:
    kept: list[bytes] = []
    size = 0
    while size < _SAMPLE and (line := file.readline(_SAMPLE)):
        if not line.isascii():
            kept.append(line)
            size += len(line)
    return b"".join(kept)


def _most_likely(sample: bytes) -> str:
    found = [(_explained(sample.decode(each.name, "replace"), each), each.name) for each in _CANDIDATES]
    found += [(_explained_as_signs(sample, name, common), name) for name, _, common in _EASTERN]
    usual = found[0][0]
    share, name = max(found, key=lambda pair: pair[0])
    return name if share >= _LEAST and share > usual + _MARGIN else "cp1252"


def _explained(text: str, candidate: _Candidate) -> float:
    """The share of what is beyond ASCII that makes sense in one language of an encoding."""
    foreign = bool(candidate.vowels)
    letters: list[str] = []
    marks = total = 0
    for found in _BEYOND_ASCII.finditer(text):
        at = found.start()
        char, before, after = found[0], text[at - 1 : at], text[at + 1 : at + 2]
        total += 1
        if char in _MARKS:
            marks += char == "’" or not (before.isalpha() and after.isalpha())
        elif char.isupper() and before.islower():
            continue
        elif not (foreign and (_is_latin(before) or _is_latin(after))):
            letters.append(char.lower())
    if foreign and sum(map(letters.count, candidate.vowels)) < len(letters) * candidate.share:
        return 0
    most = max(sum(letter in language for letter in letters) for language in candidate.languages)
    return (marks + most) / (total or 1)


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalpha()


def _explained_as_signs(sample: bytes, name: str, common: Sequence[tuple[int, int]]) -> float:
    """The share of signs in daily use, less those that stand alone among Latin letters."""
    text = sample.decode(name, "replace")
    signs = _BEYOND_ASCII.findall(text)
    usual = sum(any(low <= sign.encode(name, "replace")[0] < high for low, high in common) for sign in signs)
    return max(usual - len(_SIGN_IN_WORD.findall(text)), 0) / (len(signs) or 1)
