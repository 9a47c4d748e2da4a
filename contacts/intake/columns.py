"""Which column holds what: guessed from its heading, then held against its values."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from contacts.intake.attendance import is_attendance, is_role_in_event
from contacts.intake.vocabulary import ASIDES, BEARERS, HEADINGS, INSIDE, KEEPERS
from contacts.intake.values import is_blank, salutations_only
from leadflow.lib import countries
from leadflow.lib.text import folded

# What a column can be, with the words for it on the mapping page.
FIELDS: dict[str, str] = {
    "email": "Mail address",
    "email_2": "Further mail address",
    "first_name": "First name",
    "middle_name": "Middle name",
    "last_name": "Last name",
    "full_name": "Whole name",
    "display_name": "Name on screen",
    "prefix": "Salutation",
    "company": "Company",
    "title": "Job title",
    "role": "Role at the event",
    "phone": "Phone",
    "company_phone": "Company's phone",
    "linkedin": "LinkedIn address",
    "website": "Website",
    "industry": "Industry",
    "employees": "Number of employees",
    "country": "Country",
    "city": "City",
    "region": "State or province",
    "postcode": "Postal code",
    "address": "Street address",
    "attendance": "Attended, registered or cancelled",
    "approval": "Approval of the registration",
    "cancelled": "Cancelled (yes or no)",
    "unsubscribed": "Unsubscribed (yes or no)",
    "consent": "Consent to mail",
    "registered_at": "Registered at",
    "joined_at": "Joined at",
    "left_at": "Left at",
    "minutes": "Time attended",
    "stays": "Times joined and left",
    "scanned_at": "Scanned at",
    "connected_at": "Connected on",
    "clicked_at": "Clicked at",
    "downloaded_at": "Downloaded at",
    "visited_at": "Visited at",
    "occurred_at": "When it happened",
    "created_at": "Added to the other system at",
    "event_name": "Event or content",
    "kind": "What they did",
    "notes": "Notes",
    "questions": "Questions they asked",
    "rating": "Rating",
    "ticket": "Ticket",
    "source": "Source",
    "tags": "Tags",
    "owner": "Owner in the other system",
    "lead_status": "Lead status in the other system",
    "stage": "Stage in the other system",
    "external_id": "Number in the other system",
}
# Several columns may hold these; of the others the best one does.
REPEATABLE = frozenset({"email_2", "phone", "notes", "questions"})
TIMES = frozenset(field for field in FIELDS if field.endswith("_at") or field in ("minutes", "stays"))
# Headings that make a row the header of a list of people.
WHO = frozenset({"email", "first_name", "last_name", "full_name", "display_name", "company", "linkedin", "phone"})

_HEADING_AT = {phrase: field for field, phrases in HEADINGS.items() for phrase in phrases}
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])")
_IN_BRACKETS = re.compile(r"\s*[(\[][^)\]]*[)\]]\s*\*?\s*$")
_ZONE_OR_UNIT = re.compile(
    r"\s*\((?:utc|gmt|[a-z]{2,4}t|minutes?|mins?|minuten|minutos|minuti|hh:mm(?::ss)?|required)\)\s*", re.IGNORECASE
)
_NUMBERING = re.compile(r"\b\d+\b")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a heading says: a field, and how plainly (4 in so many words, 1 somewhere inside a question)."""

    field: str
    strength: int


@lru_cache(maxsize=4096)
def meaning(heading: str) -> Meaning | None:
    """The field a heading names, in any of six languages; None where it names none."""
    text = _CAMEL.sub(" ", heading[:300]).replace("#", " no ")
    for wording in (text, _ZONE_OR_UNIT.sub(" ", text), _IN_BRACKETS.sub("", text)):
        if field := _HEADING_AT.get(folded(wording)):
            return Meaning(field, 4)
    words = [word for word in _NUMBERING.sub(" ", folded(text)).split() if word != "value"]
    return _without_bearer(words) or _inside(words)


def _without_bearer(words: list[str]) -> Meaning | None:
    if not ASIDES.isdisjoint(words):
        return None
    strength = 3
    while words:
        if field := _HEADING_AT.get(" ".join(words)):
            return Meaning(field, strength)
        if words[0] in KEEPERS:
            strength = 2
        elif words[0] not in BEARERS:
            return None
        words = words[1:]
    return None


def _inside(words: list[str]) -> Meaning | None:
    if not ASIDES.isdisjoint(words):
        return None
    padded = f" {' '.join(words)} "
    for field, phrases in INSIDE.items():
        if any(f" {phrase} " in padded for phrase in phrases):
            return Meaning(field, 1)
    return None


def guess(headings: Sequence[str], columns: Sequence[Sequence[str]]) -> list[str | None]:
    """A field or None for each column. `columns` are samples of the values, column by column."""
    meanings = [meaning(heading) for heading in headings]
    meanings = _name_halves(headings, meanings)
    filled = [[value for value in column if not is_blank(value)] for column in columns]
    meanings = [_held_against(m, values) for m, values in zip(meanings, filled, strict=True)]
    return _one_column_each(meanings, filled)


def _name_halves(headings: Sequence[str], meanings: list[Meaning | None]) -> list[Meaning | None]:
    """ "Name" beside "First name" is the last name, "Nombre" beside "Apellidos" the first."""
    fields = {m.field for m in meanings if m}
    missing = {("first_name",): "last_name", ("last_name",): "first_name"}.get(
        tuple(sorted(fields & {"first_name", "last_name"}))
    )
    if missing is None:
        return meanings
    found = list(meanings)
    for index, heading in enumerate(headings):
        m = meanings[index]
        if m and m.field == "full_name" and folded(heading) in _HALF_NAMES:
            found[index] = Meaning(missing, m.strength)
    return found


_HALF_NAMES = frozenset({"name", "nom", "nombre", "naam", "nome"})


def _held_against(m: Meaning | None, values: Sequence[str]) -> Meaning | None:
    """What remains of a heading's meaning once the values are seen."""
    if not values:
        return m
    addresses = sum("@" in value for value in values) / len(values)
    profiles = sum("linkedin.com/in/" in value.lower() for value in values) / len(values)
    if m is None:
        return Meaning("email", 0) if addresses > 0.5 else Meaning("linkedin", 0) if profiles > 0.5 else None
    match m.field:
        case "email" | "email_2":
            spelt_out = any("(at)" in value or "[at]" in value for value in values)
            return m if addresses > 0.2 or spelt_out else None
        case "website" if profiles > 0.5:
            return Meaning("linkedin", m.strength)
        case "linkedin" if profiles == 0 and m.strength < 4:
            return None
        case "title" if salutations_only(values):
            return Meaning("prefix", m.strength)
        case "role":
            return m if is_role_in_event(values) else Meaning("title", 2)
        case "attendance":
            return m if is_attendance(values) else None
        case "country":
            return m if sum(countries.code(value) is not None for value in values) * 2 >= len(values) else None
    if m.field in TIMES and sum(any(map(str.isdigit, value)) for value in values) * 2 < len(values):
        # "Joined: yes" is no time, but it says who came.
        return Meaning("attendance", 2) if m.field in ("joined_at", "scanned_at") and is_attendance(values) else None
    return m


def _one_column_each(meanings: list[Meaning | None], filled: list[list[str]]) -> list[str | None]:
    """Of several columns with one meaning the plainest keeps it, then the one that holds something, then the first."""
    best: dict[str, tuple[int, bool, int]] = {}
    for index, m in enumerate(meanings):
        if m:
            rank = (m.strength, bool(filled[index]), -index)
            best[m.field] = max(best.get(m.field, rank), rank)
    fields: list[str | None] = []
    for index, m in enumerate(meanings):
        if m is None or m.field in REPEATABLE or best[m.field][2] == -index:
            fields.append(m.field if m else None)
        elif m.field == "email" and m.strength >= 3:
            fields.append("email_2")
        else:
            fields.append(None)
    return fields
