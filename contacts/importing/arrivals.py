"""Somebody on their way in: what the rows of a list say of one person, ready to be held against those we know."""

import re
from functools import lru_cache
from typing import NamedTuple

from contacts.companies import domain_of, domain_of_mail, key_of
from contacts.intake.columns import FIELDS
from contacts.intake.names import words_of
from contacts.intake.reading import PersonReading
from contacts.models import ContactPoint
from contacts.models.point import normalised_linkedin
from leadflow.lib import countries, mailaddress
from leadflow.lib.text import firm_key

EMAIL, PHONE = ContactPoint.Kind.EMAIL.value, ContactPoint.Kind.PHONE.value
LINKEDIN, FINGERPRINT = ContactPoint.Kind.LINKEDIN.value, ContactPoint.Kind.FINGERPRINT.value
_LARGEST = 2**31 - 1
NO_CALLS = "no_calls"
_FURTHER = frozenset("website role source tags owner lead_status stage external_id".split())


class Point(NamedTuple):
    """A way to know or reach somebody: `value` as people read it."""

    kind: str
    normalised: str
    value: str

    @property
    def key(self) -> tuple[str, str]:
        return self[:2]


class Firm(NamedTuple):
    """A company as a list tells of it."""

    name: str
    domain: str
    industry: str
    employees: int | None
    country: str
    city: str
    phone: str

    @property
    def key(self) -> str:
        """The name as it is compared."""
        return key_of(self.name)


class Arrival:
    """One person of a list. `strong` identifies them; `weak` does so together with their name.

    Who has no address of their own is known by name and firm within the `source`.
    """

    __slots__ = ("_fields", "_person", "first_name", "last_name", "name", "points", "strong", "weak")

    def __init__(self, person: dict, source: str):
        self._person = person
        self._fields: dict[str, str] = person.get("fields", {})
        self.first_name = self._fields.get("first_name", "")[:100]
        self.last_name = self._fields.get("last_name", "")[:100]
        self.points, self.strong, self.weak = [], [], []
        for mail in self.emails:
            self.points.append(Point(EMAIL, mail, mail))
            (self.weak if mailaddress.is_role(mail) else self.strong).append((EMAIL, mail))
        if linkedin := normalised_linkedin(person.get("linkedin", "")):
            self.points.append(Point(LINKEDIN, linkedin, person["linkedin"][:320]))
            self.strong.append((LINKEDIN, linkedin))
        self.points += _phones(person.get("phones", ()))
        company = self._fields.get("company", "")
        self.name = (person.get("name") or (self.points[0].value if self.points else company))[:200]
        if not self.strong:
            self.points.append(_fingerprint(source, self.name, company, self.points))
            self.weak.append(self.points[-1].key)

    @property
    def is_named(self) -> bool:
        """Whether the name is one, and not what stands in its place."""
        return bool(self.first_name or self.last_name)

    @property
    def words(self) -> frozenset[str]:
        return words_of(self.name)

    @property
    def emails(self) -> list[str]:
        return self._person.get("emails", [])

    @property
    def interactions(self) -> list[dict]:
        return self._person.get("interactions", [])

    @property
    def unsubscribed(self) -> bool:
        return bool(self._person.get("unsubscribed"))

    @property
    def wants_no_calls(self) -> bool:
        return NO_CALLS in self.flags

    @property
    def flags(self) -> list[str]:
        """What is odd about them; contacts.intake.junk has the words."""
        return self._person.get("flags", [])

    @property
    def extra(self) -> dict[str, str]:
        """What the list says and a contact has no column for."""
        further = {FIELDS[name]: value for name, value in self._fields.items() if name in _FURTHER}
        return further | self._person.get("extra", {})

    def facts(self) -> dict[str, str]:
        """The contact's own columns."""
        fields = self._fields
        return {
            "title": fields.get("title", "")[:200],
            "country": _country(fields.get("country", "")),
            "city": fields.get("city", "")[:100],
            "address": _address(fields) if "address" in fields else "",
        }

    @property
    def firm(self) -> Firm:
        """What is said of the company. The mail address tells its domain, unless anybody can have one like it."""
        fields = self._fields
        return Firm(
            name=fields.get("company", "")[:200],
            domain=domain_of_mail(self.emails) or domain_of(fields.get("website", "")),
            industry=fields.get("industry", "")[:100],
            employees=_employees(fields["employees"]) if "employees" in fields else None,
            country=_country(fields.get("country", "")),
            city=fields.get("city", "")[:100],
            phone=fields.get("company_phone", "")[:50],
        )


def as_json(person: PersonReading, extra: dict[str, str]) -> dict:
    """What a staged row keeps of its person."""
    kept = person.as_json()
    return {key: value for key, value in kept.items() if value and key not in _NOT_KEPT} | (
        {"extra": extra} if extra else {}
    )


_NOT_KEPT = ("email", "attendance", "reasons", "rows")


def _phones(phones) -> list[Point]:
    found: dict[str, Point] = {}
    for phone in phones:
        normalised = phone["number"] or re.sub(r"\D", "", phone["raw"])
        if len(normalised) >= 6:
            found.setdefault(normalised, Point(PHONE, normalised[:320], phone["raw"][:320]))
    return list(found.values())


def _fingerprint(source: str, name: str, company: str, points: list[Point]) -> Point:
    words = words_of(name)
    # One word is no name to tell somebody by; a phone number beside it helps.
    beside = points[0].normalised if len(words) < 2 and points else ""
    who = f"{' '.join(sorted(words))[:120]}|{firm_key(company)[:120]}|{beside[:40]}"
    return Point(FINGERPRINT, f"{source}|{who}"[:320], f"{name}, {company}".strip(", ")[:320])


def _address(fields: dict[str, str]) -> str:
    place = f"{fields.get('postcode', '')} {fields.get('city', '')}".strip()
    lines = [fields["address"], place, fields.get("region", ""), fields.get("country", "")]
    return "\n".join(filter(None, lines))


def _employees(said: str) -> int | None:
    """Of a range the lower end."""
    found = re.match(r"\d+", said)
    return min(int(found[0]), _LARGEST) if found else None


@lru_cache(maxsize=2000)
def _country(said: str) -> str:
    return countries.code(said) or ""
