"""Lists as no program should write them, made of the ones in tests/lists. The same number makes the same file."""

import csv
import io
import random
import re
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

LISTS = Path(__file__).parent.parent / "lists"
ZONES = (None, "Europe/Oslo", "Pacific/Auckland", "America/New_York", "Asia/Kolkata")
_BIGGEST_SEED = 300_000
_MOST_BYTES = 400_000

STRANGE = (
    "", " ", "\u00a0", "\x00", "\x1f", "\x1e", "\ufeff", "\u202e", "\u200b", "\ud7ff", "\U0001f600" * 9, "ß" * 300,
    '"', '""', '"""', '="', '=""', '="1"2"', "'", "'=", "\\", "\t", "\r", "\n", "\r\n\r\n", "\x85", "\u2028",
    "=cmd|' /C calc'!A0", " =1+1", "\t@SUM(A1)", "{{ settings.SECRET_KEY }}", "<img onerror=x>", "javascript:1",
    "0", "-0", "-1", "1e400", "1E+308", "1,5E+11", "9" * 25, "9" * 5000, "0.000000001", "nan", "inf", "-inf",
    "²", "٣٤٥", "½", "Ⅻ", "०१-०२-२०२६", "1_000", "0x10", "TRUE", "yes", "Ja", "no", "---", "n/a", "[not provided]",
    "0000-00-00", "0001-01-01", "9999-12-31 23:59:59", "1899-12-30", "31.12.1899 23:59", "29.02.2025", "2026-13-45",
    "24:00", "12:60", "0:00 PM", "13 PM", "1/1/26", "99/99/9999", "2026-03-29 02:30", "2026-10-25T02:30:00Z",
    "2100-12-31 23:59:59 -2359", "1900-01-01 00:00 +2359", "10000000000", "9999999999999", "99999.99999", "60",
    "Jan 32, 2026", "1 Foo 2026", "12:00 - 11:00 (5 minutes)", "1h 99m", "-5 min", "999999999999 days", "1:2:3:4",
    "@", "@@@", "a@b", "a@b@c", "x@x.example;" * 400, "<a@b.example", "a (at) b (dot) example", "at at at dot",
    "mailto:a@b.example?cc=c@d.example", "ä@ö.example", "a@xn--.example", "." * 300 + "@a.example", "a@" + "b." * 200,
    "+", "++47", "+47" * 30, "p:+47 23 12 34 56", "00", "(((((((((", "1 ::: 2 ::: 3", " ::: " * 300, "tel:+1;ext=2",
    "Dr. " * 80, "O'" * 60, "a, b, c, d", ",", ", ,", "A/B", "/", "(" * 200, ")" * 200, "(x) " * 100, "de la " * 60,
    "https://www.linkedin.com/in/", "linkedin.com/in/x" * 50, "Total", "Grand total: 9", "Panelist Details", "sep=;",
    ";" + " " * 400, " / 1" * 90, "=\n" * 300, "JÃ¶rg Ã¼", "Ã", "<td colspan=999999>" * 9, "<tr><td rowspan=999999>",
    "Email", "Name", "Topic", "BEGIN:VCARD", "END:VCARD", "<table>", "<tr><td>", "<?xml", "</sheetData>",
    "<![<![", "<!-- ", "<a b='" * 99, "<td " * 2000, "<script>", "&#" + "9" * 5000 + ";", "--><!--" * 500, "a" * 40_000,
)  # fmt: skip
ENCODINGS = (
    "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be", "cp1252", "cp1250", "cp1251", "iso8859-15",
    "mac_roman", "shift_jis", "gb18030", "utf-7", "cp037",
)  # fmt: skip


@dataclass(frozen=True)
class Case:
    """A file to read, and what the person who uploads it says."""

    name: str
    content: bytes
    wishes: dict


def seeds() -> list[tuple[str, bytes]]:
    """(name, bytes) of each list of tests/lists that is small enough to be read often."""
    paths = sorted(path for path in LISTS.iterdir() if path.with_name(f"{path.name}.expect.json").exists())
    return [(path.name, path.read_bytes()) for path in paths if path.stat().st_size <= _BIGGEST_SEED]


def case(number: int, run: str, originals: list[tuple[str, bytes]]) -> Case:
    """The case of that number in a run: one to four things done to one list."""
    rng = random.Random(f"{run}:{number}")
    name, content = rng.choice(originals)
    for _ in range(rng.choice((1, 1, 2, 2, 3, 4))):
        content = rng.choice(_MUTATIONS)(rng, content, originals)[:_MOST_BYTES]
    return Case(name, content, _wishes(rng))


def _wishes(rng: random.Random) -> dict:
    from contacts.intake.columns import FIELDS
    from contacts.intake.kinds import PURPOSES
    from contacts.intake.sieve import Sieve

    wishes: dict = {"zone": rng.choice(ZONES)}
    if rng.random() < 0.2:
        fields = [None, *FIELDS]
        wishes["mapping"] = {rng.randrange(12): rng.choice(fields) for _ in range(rng.randrange(1, 6))}
    if rng.random() < 0.1:
        wishes["kind"] = rng.choice(list(PURPOSES))
    if rng.random() < 0.1:
        wishes["day_first"] = rng.random() < 0.5
    if rng.random() < 0.2:
        rivals = [("competitor", each, "flag", each, each) for each in ("polder", "x.example")]
        wishes["sieve"] = Sieve.of(own_domains=["firm.example"], entries=rivals)
    return wishes


def _flip(rng: random.Random, content: bytes, _) -> bytes:
    changed = bytearray(content)
    for _ in range(rng.choice((1, 3, 30)) if changed else 0):
        changed[rng.randrange(len(changed))] = rng.choice((0, 10, 13, 34, 44, 59, 255, rng.randrange(256)))
    return bytes(changed)


def _cut(rng: random.Random, content: bytes, _) -> bytes:
    begin, end = sorted((rng.randint(0, len(content)), rng.randint(0, len(content))))
    return rng.choice((content[:begin], content[begin:], content[:begin] + content[end:]))


def _repeat(rng: random.Random, content: bytes, _) -> bytes:
    begin, end = sorted((rng.randint(0, len(content)), rng.randint(0, len(content))))
    return content[:end] + content[begin:end] * rng.choice((1, 2, 50)) + content[end:]


def _join(rng: random.Random, content: bytes, originals: list[tuple[str, bytes]]) -> bytes:
    other = rng.choice(originals)[1]
    at, other_at = rng.randint(0, len(content)), rng.randint(0, len(other))
    return rng.choice((content + other, content + b"\r\n\r\n" + other, content[:at] + other[other_at:]))


def _insert(rng: random.Random, content: bytes, _) -> bytes:
    for _ in range(rng.choice((1, 4))):
        at = rng.randint(0, len(content))
        strange = rng.choice(STRANGE).encode("utf-8", "surrogatepass")
        content = content[:at] + strange + content[at + rng.choice((0, 0, len(strange))) :]
    return content


def _shuffle_lines(rng: random.Random, content: bytes, _) -> bytes:
    lines = content.splitlines(keepends=True)
    for _ in range(rng.randrange(1, 8) if lines else 0):
        line = lines.pop(rng.randrange(len(lines)))
        for _ in range(rng.choice((0, 1, 2))):
            lines.insert(rng.randint(0, len(lines)), line)
        if not lines:
            break
    return b"".join(lines)


def _swap_delimiter(rng: random.Random, content: bytes, _) -> bytes:
    return content.replace(
        rng.choice((b",", b";", b"\t", b'"', b"\n")), rng.choice((b",", b";", b"\t", b"|", b"", b"\r"))
    )


def _recode(rng: random.Random, content: bytes, _) -> bytes:
    text = content.decode(rng.choice(("utf-8-sig", "utf-16", "cp1252")), "replace")
    return text.encode(rng.choice(ENCODINGS), "replace")


def _swap_cells(rng: random.Random, content: bytes, _) -> bytes:
    """Strange values for some cells of a delimited text; anything else stays."""
    try:
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    except (UnicodeDecodeError, csv.Error):
        return content
    filled = [row for row in rows if row]
    for _ in range(rng.choice((1, 5, 40)) if filled else 0):
        row = rng.choice(filled)
        row[rng.randrange(len(row))] = rng.choice((rng.choice(STRANGE), rng.choice(rng.choice(filled))))
    if filled and rng.random() < 0.3:
        # One column is strange all the way down.
        at = rng.randrange(max(map(len, filled)))
        for row in filled[1:]:
            row[at:] = [rng.choice(STRANGE), *row[at + 1 :]]
    text = io.StringIO()
    csv.writer(text, delimiter=rng.choice(",,,;\t|")).writerows(rows)
    return text.getvalue().encode("utf-8", "surrogatepass")


_NUMBER = re.compile(rb"\d+")
_ATTRIBUTE = re.compile(rb'\s[\w:.-]+="[^"]*"')
_TAG = re.compile(rb"<[^<>]{1,200}>")


def _mangle_xml(rng: random.Random, content: bytes) -> bytes:
    pattern = rng.choice((_NUMBER, _NUMBER, _ATTRIBUTE, _TAG))
    found = list(pattern.finditer(content))
    for match in sorted(rng.sample(found, min(len(found), rng.choice((1, 3, 20)))), key=lambda m: -m.start()):
        numbers = (b"0", b"-1", b"1048577", b"99999999", b"4294967296", b"1e9", b"")
        instead = rng.choice(numbers) if pattern is _NUMBER else rng.choice((b"", match[0] * 2))
        content = content[: match.start()] + instead + content[match.end() :]
    return content


def _mangle_zip(rng: random.Random, content: bytes, originals: list[tuple[str, bytes]]) -> bytes:
    """A workbook with some of its parts changed, taken out, doubled or renamed; other mark-up is changed as it is."""
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return _mangle_xml(rng, content) if content.lstrip()[:1] == b"<" else content
    held = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made:
            names = source.namelist()
            chosen = set(rng.sample(names, min(len(names), rng.choice((1, 1, 2)))))
            for name in names:
                part = source.read(name)
                for changed_name, changed in _changed(rng, name, part, originals) if name in chosen else [(name, part)]:
                    made.writestr(changed_name, changed)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, RuntimeError, EOFError, zlib.error):
        return content
    return held.getvalue()


def _changed(rng: random.Random, name: str, part: bytes, originals) -> list[tuple[str, bytes]]:
    return rng.choice(
        (
            lambda: [(name, _mangle_xml(rng, part))],
            lambda: [(name, _mangle_xml(rng, part))],
            lambda: [(name, _mangle_xml(rng, part))],
            lambda: [(name, _flip(rng, part, originals))],
            lambda: [(name, _cut(rng, part, originals))],
            lambda: [(name, _insert(rng, part, originals))],
            lambda: [(name, _repeat(rng, part, originals)[:_MOST_BYTES])],
            list,
            lambda: [(name, part), (name.upper(), part)],
            lambda: [(f"{name}.x", part)],
        )
    )()


_MUTATIONS: tuple[Callable[..., bytes], ...] = (
    _flip, _cut, _repeat, _join, _insert, _shuffle_lines, _swap_delimiter, _recode, _swap_cells, _swap_cells,
    _mangle_zip, _mangle_zip,
)  # fmt: skip
