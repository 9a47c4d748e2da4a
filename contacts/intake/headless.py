"""Lists whose headings say nothing to us, or that have none: where they begin, and what their columns hold."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from contacts.intake import dates
from contacts.intake.columns import OF_BEARER, is_address, is_profile, meaning, share
from contacts.intake.names import ascii_folded
from contacts.intake.values import clean, is_blank, salutations_only
from leadflow.lib import countries, mailaddress
from leadflow.lib.text import firm_key, folded

# The note that goes with such a list, by whether its first row was taken for headings.
NOTES = {
    True: "The headings say nothing that is known here: columns were made out by what stands in them. "
    "Look at “Columns” before you import.",
    False: "The list has no row of headings: columns were made out by what stands in them. "
    "Look at “Columns” before you import.",
}
NOBODY_NAMED = "No row names a person yet. Say under “Columns” which one holds the name, or the mail address."

_PHONE = re.compile(r"(?=(?:\D*\d){7,15}\D*\Z)(?:tel:)?[+(0][\d\s()./+-]{6,}(?:\s?(?:x|ext)\.?\s?\d+)?")
_NUMBER = re.compile(r"[+-]?[\d.,'\s]*\d\s?%?")
_PAGE = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_DAY = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[T\s].*)?")


def _is_phone(value: str) -> bool:
    return _PHONE.fullmatch(clean(value)) is not None and not _DAY.match(value) and not dates.is_numeric(value)


def _is_page(value: str) -> bool:
    return _PAGE.match(value.strip()) is not None


def _is_day(value: str) -> bool:
    return _DAY.fullmatch(value.strip()) is not None


def _is_number(value: str) -> bool:
    return _NUMBER.fullmatch(value.strip()) is not None


# What a value plainly is, in the words that a column without a heading is called by; the first that holds counts.
_SHAPES: dict[str, Callable[[str], bool]] = {
    "mail addresses": is_address,
    "LinkedIn addresses": is_profile,
    "web pages": _is_page,
    "days": _is_day,
    "phone numbers": _is_phone,
    "numbers": _is_number,
}
_TELL = frozenset({"mail addresses", "LinkedIn addresses", "phone numbers"})


def _shape(values: Sequence[str]) -> str:
    """What most of these values plainly are; "" for texts."""
    filled = [value for value in values if not is_blank(value)]
    return next((shape for shape, holds in _SHAPES.items() if filled and share(holds, filled) > 0.5), "")


def begins_at(rows: Sequence[tuple[int, list[str]]]) -> int | None:
    """The index of the first row of a table among the (index, cells) of the first rows of a file, blank ones left out.

    None where they are prose: neither several rows with several cells each, nor a column of addresses or numbers.
    """
    wide = [(index, cells) for index, cells in rows if _width(cells) > 1]
    tells = any(_shape(column) in _TELL for column in _columns([cells for _, cells in rows]))
    if not wide:
        return rows[0][0] if tells else None
    widths = Counter(_width(cells) for _, cells in wide)
    is_even = widths.most_common(1)[0][1] * 2 >= len(rows) and len(wide) > 1
    return wide[0][0] if tells or is_even else None


def _width(cells: Sequence[str]) -> int:
    return sum(bool(cell.strip()) for cell in cells)


def _columns(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    width = max(map(len, rows), default=0)
    return [[row[at] for row in rows if at < len(row)] for at in range(width)]


def is_heading(first: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Whether a first row is headings: not one of the things that stand below it, or a word for them.

    Where nothing tells, it is somebody: nobody is lost by that.
    """
    said = False
    for at, column in enumerate(_columns(below)):
        cell, shape = first[at] if at < len(first) else "", _shape(column)
        if shape and not is_blank(cell):
            if _SHAPES[shape](cell):
                return False
            said = True
    if any(is_address(cell) or is_profile(cell) or _is_phone(cell) for cell in first):
        return False
    return said or any((m := meaning(cell)) and m.strength >= OF_BEARER for cell in first if cell.strip())


def headings_for(rows: Sequence[Sequence[str]]) -> list[str]:
    """Names for columns that have none, by what they hold: "Column 2: mail addresses"."""
    shapes = map(_shape, _columns(rows))
    return [f"Column {number}: {shape}" if shape else f"Column {number}" for number, shape in enumerate(shapes, 1)]


# Words of job titles, by which a column of them is known.
_JOBS = re.compile(
    r"\b(?:manager\w*|director|head of|chief|c[eftio]o|officer|engineer|president|vp|buyer|owner|founder|partner|lead"
    r"|leiter\w*|\w*leiter(?:in)?|geschaftsfuhr\w*|einkauf\w*|vorstand|directeur|directrice|responsable|acheteu\w*"
    r"|chef|gerant\w*|jefe|jefa|gerente|directora?|comprador\w*|direttore|direttrice|responsabile|titolare|hoofd"
    r"|inkoper|bestuurder|eigenaar)\b"
)
_CAPITALS = re.compile(r"[^\W\d_][^\W\d_'’.-]*")
_NAMES, _FEW = range(2, 5), 0.4


def fields_of(columns: Sequence[Sequence[str]], known: Sequence[str | None]) -> list[str | None]:
    """The fields of columns that no heading tells, made out by their values alone; what is `known` stays."""
    fields = list(known)
    filled = [[clean(value) for value in column if not is_blank(value)] for column in columns]
    shapes = [_shape(values) for values in filled]
    for at, shape in enumerate(shapes):
        if fields[at] is None:
            fields[at] = _by_shape(shape, fields) if shape else _by_words(filled[at], fields)
    hints = [_hints(columns[at], shapes[at]) for at in range(len(columns))]
    hint = next((found for found in hints if found), None)
    texts = [at for at, shape in enumerate(shapes) if not shape and fields[at] is None and filled[at]]
    if not {"full_name", "first_name", "last_name"} & set(fields):
        _find_names(fields, texts, columns, filled, hint)
    if "company" not in fields and hint:
        _find_company(fields, texts, columns, hint)
    return fields


def _by_shape(shape: str, fields: Sequence[str | None]) -> str | None:
    match shape:
        case "mail addresses":
            return "email_2" if "email" in fields else "email"
        case "phone numbers":
            return "phone"
        case "LinkedIn addresses" if "linkedin" not in fields:
            return "linkedin"
        case "web pages" if "website" not in fields:
            return "website"
    return None


def _by_words(values: Sequence[str], fields: Sequence[str | None]) -> str | None:
    if not values:
        return None
    tests: dict[str, Callable[[str], bool]] = {
        "country": lambda value: countries.code(value) is not None,
        "company": lambda value: firm_key(value) != folded(value),
        "title": lambda value: _JOBS.search(folded(value)) is not None,
    }
    if "prefix" not in fields and salutations_only(values):
        return "prefix"
    return next((name for name, holds in tests.items() if name not in fields and share(holds, values) >= _FEW), None)


# Of each row the letters that an address has of a name, and those of its domain.
Hints = list[tuple[str, str]]


def _hints(column: Sequence[str], shape: str) -> Hints | None:
    if shape == "mail addresses":
        return [_hint_of_mail(cell) for cell in column]
    if shape == "LinkedIn addresses":
        return [(ascii_folded(cell.rstrip("/").rpartition("/")[2]), "") for cell in column]
    return None


def _hint_of_mail(cell: str) -> tuple[str, str]:
    address = next(iter(mailaddress.find_all(cell)), "")
    domain = mailaddress.domain(address)
    own = "" if domain in mailaddress.free_domains() else ascii_folded(domain)
    return ascii_folded(mailaddress.local_part(address)), own


def _agree(column: Sequence[str], hints: Hints, agrees: Callable[[str, tuple[str, str]], bool]) -> float:
    pairs = [(cell, hint) for cell, hint in zip(column, hints, strict=False) if not is_blank(cell) and any(hint)]
    return sum(agrees(*pair) for pair in pairs) / len(pairs) if pairs else 0


def _is_in(cell: str, hint: tuple[str, str]) -> bool:
    return any(len(word) > 1 and word in hint[0] for word in map(ascii_folded, cell.split()))


def _begins(cell: str, hint: tuple[str, str]) -> bool:
    return bool(initial := ascii_folded(cell)[:1]) and hint[0].startswith(initial)


def _begins_with(cell: str, hint: tuple[str, str]) -> bool:
    return hint[0].startswith(ascii_folded(cell) or "-")


def _ends_with(cell: str, hint: tuple[str, str]) -> bool:
    return hint[0].endswith(ascii_folded(cell) or "-")


def _is_firm(cell: str, hint: tuple[str, str]) -> bool:
    words = [ascii_folded(word) for word in firm_key(cell).split()]
    return any(len(word) > 3 and word in hint[1] for word in words)


def _find_names(
    fields: list[str | None],
    texts: Sequence[int],
    columns: Sequence[Sequence[str]],
    filled: Sequence[Sequence[str]],
    hint: Hints | None,
) -> None:
    """By the addresses beside them; without any, whatever looks like whole names."""
    seen = [at for at in texts if hint and _agree(columns[at], hint, _is_in) >= _FEW]
    whole = [at for at in seen if share(lambda value: " " in value.strip(), filled[at]) > 0.5]
    if whole:
        fields[whole[0]] = "full_name"
    elif len(seen) > 1 and hint:
        first, last = seen[:2]
        if _agree(columns[last], hint, _begins) > _agree(columns[first], hint, _begins):
            first, last = last, first
        fields[first], fields[last] = "first_name", "last_name"
    elif seen and hint:
        at = seen[0]
        is_first = _agree(columns[at], hint, _begins_with) >= _agree(columns[at], hint, _ends_with)
        fields[at], other = ("first_name", "last_name") if is_first else ("last_name", "first_name")
        beside = [each for each in (at + 1, at - 1) if each in texts and share(_is_one_name, filled[each]) > 0.8]
        if beside:
            fields[beside[0]] = other
    elif whole := [each for each in texts if _look_like_names(filled[each])]:
        fields[whole[0]] = "full_name"


def _look_like_names(values: Sequence[str]) -> bool:
    return share(_looks_like_a_name, values) >= 0.8 and len(set(values)) > 0.8 * len(values)


def _is_one_name(value: str) -> bool:
    return value[:1].isupper() and _CAPITALS.fullmatch(value.strip()) is not None


def _looks_like_a_name(value: str) -> bool:
    words = re.split(r"[\s,]+", value.strip())
    capitals = sum(word[:1].isupper() for word in words)
    return len(words) in _NAMES and capitals >= 2 and all(map(_CAPITALS.fullmatch, words))


def _find_company(
    fields: list[str | None], texts: Iterable[int], columns: Sequence[Sequence[str]], hint: Hints
) -> None:
    found = [at for at in texts if fields[at] is None and _agree(columns[at], hint, _is_firm) >= _FEW]
    if found:
        fields[found[0]] = "company"
