"""Which column holds what: guessed from its heading, then held against its values."""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

from contacts.intake.attendance import is_attendance, is_role_in_event, says_came
from contacts.intake.headings import HEADINGS
from contacts.intake.values import is_blank, salutations_only, says_unsubscribed
from contacts.intake.vocabulary import AGREEING, ASIDES, BEARERS, INSIDE, KEEPERS, OF_MAIL
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
    "no_calls": "Wants no calls (yes or no)",
    "no_contact": "Wants no contact at all (yes or no)",
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
    "time_of_day": "Time of day",
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
REPEATABLE = frozenset({"email_2", "phone", "notes", "questions", "minutes", "unsubscribed", "no_calls", "no_contact"})
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


# How plainly a heading speaks: in so many words; after a word like "Attendee"; after "User", who may be the one that
# made the list; somewhere inside a question; not at all, only the values do.
IN_WORDS, OF_BEARER, OF_KEEPER, INSIDE_IT, BY_VALUES = 4, 3, 2, 1, 0


class Meaning(NamedTuple):
    """What a heading says: a field, and how plainly."""

    field: str
    strength: int


@lru_cache(maxsize=4096)
def meaning(heading: str) -> Meaning | None:
    """The field a heading names, in any of six languages; None where it names none."""
    text = _CAMEL.sub(" ", heading[:300]).replace("#", " no ")
    for wording in (text, _ZONE_OR_UNIT.sub(" ", text), _IN_BRACKETS.sub("", text)):
        if field := _HEADING_AT.get(folded(wording)):
            return Meaning(field, IN_WORDS)
    if _asks_for_consent(f" {folded(text)} "):
        return Meaning("consent", INSIDE_IT)
    words = [word for word in _NUMBERING.sub(" ", folded(text)).split() if word != "value"]
    return _without_bearer(words) or _inside(words)


def _asks_for_consent(padded: str) -> bool:
    return all(any(f" {phrase} " in padded for phrase in phrases) for phrases in (AGREEING, OF_MAIL))


def _without_bearer(words: list[str]) -> Meaning | None:
    if not ASIDES.isdisjoint(words):
        return None
    strength = OF_BEARER
    while words:
        if field := _HEADING_AT.get(" ".join(words)):
            return Meaning(field, strength)
        if words[0] in KEEPERS:
            strength = OF_KEEPER
        if words[0] in BEARERS or words[0] in KEEPERS:
            words = words[1:]
        elif words[-1] in BEARERS:
            # "Telefon geschäftlich", "Person - Email - Work".
            words = words[:-1]
        else:
            return None
    return None


def _inside(words: list[str]) -> Meaning | None:
    if not ASIDES.isdisjoint(words):
        return None
    padded = f" {' '.join(words)} "
    found = [field for field, phrases in INSIDE.items() if any(f" {phrase} " in padded for phrase in phrases)]
    if {"first_name", "last_name"} <= set(found):
        return Meaning("full_name", INSIDE_IT)
    return Meaning(found[0], INSIDE_IT) if found else None


def guess(headings: Sequence[str], columns: Sequence[Sequence[str]]) -> list[str | None]:
    """A field or None for each column. `columns` are samples of the values, column by column."""
    meanings = _name_halves(headings, [meaning(heading) for heading in headings])
    filled = [[value for value in column if not is_blank(value)] for column in columns]
    meanings = _clocks_beside_days(meanings, filled)
    meanings = _arrivals(headings, meanings, filled)
    meanings = [_held_against(m, values) if values else m for m, values in zip(meanings, filled, strict=True)]
    return _one_column_each(_registrations(headings, meanings, filled), filled)


def _name_halves(headings: Sequence[str], meanings: list[Meaning | None]) -> list[Meaning | None]:
    """Beside "First name", "Name" is the last name; beside "Apellidos", "Nombre" is the first."""
    halves = {m.field for m in meanings if m} & {"first_name", "last_name"}
    if len(halves) != 1:
        return meanings
    other = "last_name" if "first_name" in halves else "first_name"
    return [
        Meaning(other, m.strength) if m and m.field == "full_name" and folded(heading) in _HALF_NAMES else m
        for heading, m in zip(headings, meanings, strict=True)
    ]


# The state of a registration says less about who came than any other column.
_OF_REGISTRATION = re.compile(r"regist|anmeld|inscri|iscri|aanmeld|\A(?:status|statut|estado|stato|etat)\Z")
_HALF_NAMES = frozenset({"name", "nom", "nombre", "naam", "nome"})


def _clocks_beside_days(meanings: list[Meaning | None], filled: Sequence[Sequence[str]]) -> list[Meaning | None]:
    """Of "Scan Date" and "Scan Time", both of which say when, the second is the time of day of the first."""
    for index, m in enumerate(meanings[1:], start=1):
        if m and m.field.endswith("_at") and _hold(_CLOCK, filled[index]) and _hold(_DAY, filled[index - 1]):
            before = meanings[index - 1]
            if before and before.field.endswith("_at"):
                return [*meanings[:index], Meaning("time_of_day", m.strength), *meanings[index + 1 :]]
    return meanings


def _registrations(
    headings: Sequence[str], meanings: list[Meaning | None], filled: Sequence[Sequence[str]]
) -> list[Meaning | None]:
    """Who is "confirmed" may have come: where times of joining tell, a state that never says so is but the approval."""
    told = any(m and m.field == "joined_at" and values for m, values in zip(meanings, filled, strict=True))
    found = []
    for heading, m, values in zip(headings, meanings, filled, strict=True):
        if m and m.field == "attendance" and _OF_REGISTRATION.search(folded(heading)):
            m = Meaning("approval" if told and not any(map(says_came, values)) else m.field, OF_KEEPER)
        found.append(m)
    return found


# A day in a column about registering, or about what was answered, is not the day they came.
_NO_ARRIVAL = re.compile(rf"{_OF_REGISTRATION.pattern}|rsvp|respon|answer|antwort|status")
_MOMENT = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{2,4}\b.*")


def _arrivals(
    headings: Sequence[str], meanings: list[Meaning | None], filled: Sequence[Sequence[str]]
) -> list[Meaning | None]:
    """ "Check-in" with a day and time in it says when they came: who has none did not."""
    return [
        Meaning("joined_at", m.strength)
        if m and m.field == "attendance" and _hold(_MOMENT, values) and not _NO_ARRIVAL.search(folded(heading))
        else m
        for heading, m, values in zip(headings, meanings, filled, strict=True)
    ]


_CLOCK = re.compile(r"\d{1,2}[:.h]\d{2}(?:[:.]\d{2})?\s?(?:[AaPp]\.?[Mm]\.?|Uhr)?\s?(?:[A-Z]{2,4})?")
_DAY = re.compile(r"[^:]{5,30}")


def _hold(shape: re.Pattern[str], values: Sequence[str]) -> bool:
    return bool(values) and all(shape.fullmatch(value.strip()) for value in values)


def _held_against(m: Meaning | None, values: Sequence[str]) -> Meaning | None:
    """What remains of a heading's meaning once the values are seen."""
    if m is None:
        found = _by_values(values)
        return Meaning(found, BY_VALUES) if found else None
    if check := _CHECKS.get(m.field):
        return check(m, values)
    if m.field in TIMES and share(_has_digit, values) < 0.5:
        # "Joined: yes" is no time, but it says who came.
        says_who_came = m.field in ("joined_at", "scanned_at") and is_attendance(values)
        return Meaning("attendance", OF_KEEPER) if says_who_came else None
    return m


def _by_values(values: Sequence[str]) -> str | None:
    if share(is_address, values) > 0.5:
        return "email"
    return "linkedin" if share(is_profile, values) > 0.5 else None


def share(holds: Callable[[str], bool], values: Sequence[str]) -> float:
    """Of how many of some values something holds."""
    return sum(map(holds, values)) / len(values)


def is_address(value: str) -> bool:
    """Whether a mail address is meant, maybe one that is to be mended."""
    return "@" in value or "(at)" in value or "[at]" in value


def is_profile(value: str) -> bool:
    """Whether a person's address at LinkedIn is meant."""
    return "linkedin.com/in/" in value.lower()


def _has_digit(value: str) -> bool:
    return any(map(str.isdigit, value))


def _mail(m: Meaning, values: Sequence[str]) -> Meaning | None:
    return m if share(is_address, values) > 0.2 else None


def _page(m: Meaning, values: Sequence[str]) -> Meaning | None:
    return Meaning("linkedin", m.strength) if share(is_profile, values) > 0.5 else m


def _attendance(m: Meaning, values: Sequence[str]) -> Meaning | None:
    """ "Status" may also tell who still takes a newsletter."""
    if any(map(says_unsubscribed, values)):
        return Meaning("unsubscribed", m.strength)
    return m if is_attendance(values) else None


# What the values may take from a heading, or make of it.
_CHECKS: dict[str, Callable[[Meaning, Sequence[str]], Meaning | None]] = {
    "email": _mail,
    "email_2": _mail,
    "website": _page,
    "title": lambda m, values: Meaning("prefix", m.strength) if salutations_only(values) else m,
    "role": lambda m, values: m if is_role_in_event(values) else Meaning("title", OF_KEEPER),
    "attendance": _attendance,
    "country": lambda m, values: m if share(lambda value: countries.code(value) is not None, values) >= 0.5 else None,
}


def _one_column_each(meanings: list[Meaning | None], filled: list[list[str]]) -> list[str | None]:
    """Of several columns with one meaning one that holds something keeps it, of these the plainest, then the first."""
    best: dict[str, tuple[bool, int, int]] = {}
    for index, m in enumerate(meanings):
        if m:
            rank = (bool(filled[index]), m.strength, -index)
            best[m.field] = max(best.get(m.field, rank), rank)
    fields: list[str | None] = []
    for index, m in enumerate(meanings):
        if m is None or m.field in REPEATABLE or best[m.field][2] == -index:
            fields.append(m.field if m else None)
        elif m.field == "email" and m.strength >= OF_BEARER:
            fields.append("email_2")
        elif m.field == "attendance" and "approval" not in best:
            fields.append("approval")
        else:
            fields.append(None)
    return fields
