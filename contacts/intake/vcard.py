"""Address cards (vCard 2.1 to 4.0) as rows of a table: one card, one row."""

import quopri
import re
from collections.abc import Iterator
from pathlib import Path

from contacts.intake.encoding import encoding_of
from contacts.intake.limits import Limits, ListRefused
from contacts.intake.table import Source, Table, TableWriter

# How lists join several values of one kind in a cell.
_JOIN = " ::: "
_COLUMNS = {
    "FN": "Full name",
    "LAST": "Last name",
    "FIRST": "First name",
    "ORG": "Company",
    "TITLE": "Job title",
    "EMAIL": "Email",
    "TEL": "Phone",
    "CITY": "City",
    "COUNTRY": "Country",
    "URL": "Website",
    "NOTE": "Notes",
    "CATEGORIES": "Tags",
}
_LINE = re.compile(
    r"(?:[\w-]+\.)?(?P<name>[A-Za-z-]+)(?P<params>(?:;[^:;\"]*+(?:\"[^\"]*+\"[^:;\"]*+)*+)*+):(?P<value>.*)", re.DOTALL
)
_CHARSET = re.compile(r"CHARSET=\"?((?:UTF|ISO|WINDOWS|CP|US|SHIFT|GB|BIG|EUC|KOI)[\w-]{1,12})")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
# The kinds of cards that are no person's.
_NOBODY = frozenset({"org", "group", "location", "company"})
_ESCAPED = re.compile(r"\\([,;:\\nN])")


def read(path: Path, name: str, limits: Limits) -> Source:
    """The cards of a file. A row's number is the card's."""
    encoding, errors = encoding_of(path)
    table = Table(headings=list(_COLUMNS.values()))
    writer = TableWriter(table, name, limits)
    with path.open(encoding=encoding, errors=errors) as file:
        card: dict[str, list[str]] | None = None
        for line in _unfolded(file, limits):
            found = _LINE.match(line)
            if found is None:
                continue
            key, value = found["name"].upper(), found["value"].strip()
            if key == "BEGIN":
                card = {}
            elif key == "END" and card is not None:
                writer.add(_row(card))
                card = None
            elif card is not None:
                _put(card, key, _decoded(value, found["params"].upper()))
    if not table.rows:
        raise ListRefused(name, "there is no whole address card in it. Export the contacts again.")
    return Source(name, encoding.removesuffix("-sig"), "vcard", [table])


def _row(card: dict[str, list[str]]) -> list[str]:
    if not _NOBODY.isdisjoint(card.get("KIND", ())):
        # What stands there as a name is the firm's.
        card = {**card, "ORG": card.get("ORG") or card.get("FN", []), "FN": [], "FIRST": [], "LAST": []}
    return [_JOIN.join(card.get(column, ())) for column in _COLUMNS]


def _unfolded(file, limits: Limits) -> Iterator[str]:
    """Logical lines: one that begins with a blank goes on the previous; quoted-printable goes on after `=`."""
    held: list[str] = []
    room, goes_on = 0, False
    for line in iter(lambda: file.readline(limits.line_chars), ""):
        line = line.rstrip("\r\n")
        if line[:1] in (" ", "\t") and held:
            line = line[1:]
        elif not goes_on:
            yield "".join(held)
            held, room = [], limits.line_chars
            is_quoted = "QUOTED-PRINTABLE" in line.partition(":")[0].upper()
        goes_on = is_quoted and line.endswith("=")
        held.append((line[:-1] if goes_on else line)[:room])
        room -= len(held[-1])
    yield "".join(held)


def _decoded(value: str, params: str) -> str:
    if "QUOTED-PRINTABLE" in params:
        charset = _CHARSET.search(params)
        value = _as_text(quopri.decodestring(value.encode()), charset[1] if charset else "utf-8")
    return _CONTROL.sub(" ", value)


def _as_text(octets: bytes, charset: str) -> str:
    try:
        return octets.decode(charset)
    except (LookupError, UnicodeError):
        return octets.decode("cp1252", "replace")


def _plain(value: str) -> str:
    return _ESCAPED.sub(lambda found: " " if found[1] in "nN" else found[1], value).strip()


def _put(card: dict[str, list[str]], key: str, value: str) -> None:
    if key == "N":
        last, first = (*re.split(r"(?<!\\);", value), "")[:2]
        parts = {"LAST": last, "FIRST": first}
    elif key == "ADR":
        fields = [*re.split(r"(?<!\\);", value), *[""] * 7]
        parts = {"CITY": fields[3], "COUNTRY": fields[6]}
    elif key == "ORG":
        parts = {"ORG": re.split(r"(?<!\\);", value)[0]}
    elif key == "X-SOCIALPROFILE":
        parts = {"URL": value} if "linkedin.com/in/" in value else {}
    elif key in ("KIND", "X-ABSHOWAS"):
        parts = {"KIND": value.lower()}
    elif key in _COLUMNS:
        parts = {key: value.removeprefix("tel:").removeprefix("mailto:")}
    else:
        return
    for column, text in parts.items():
        if plain := _plain(text):
            card.setdefault(column, []).append(plain)
