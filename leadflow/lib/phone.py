"""Phone numbers out of what people type and systems export.

A number in E.164 is compared digit by digit. phonenumbers knows every country's plan but takes some 45 microseconds
a number; the plain cases are settled here with the same plans (its metadata) in about two.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import phonenumbers
from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, NumberParseException, PhoneMetadata

_PUNCTUATION = str.maketrans("", "", " -.()/\u00a0\u202f\u2010\u2011\u2012\u2013'\t\r\n")
_DIGITS = re.compile(r"\+?[0-9]{4,17}")
_EXTENSION = re.compile(
    r"[\s,;]*(?:extension|ext|x|durchwahl|dw|poste|toestel|int)[.:=#\s]{0,3}(\d{1,7})\s*\Z", re.IGNORECASE
)
_CORE = re.compile(r"[+(\d].*\d", re.DOTALL)
_TRUNK = re.compile(r"(\+[\d\s]{1,5})\(0\)\s*")
_SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?[eE]\+?\d{1,2}")
_LONGEST = 80


class Phone(NamedTuple):
    """A phone number as it stood (`raw`) and, where its country is known, in E.164 (`number`).

    `problem` says in words why there is no number, or is empty.
    """

    raw: str
    number: str | None = None
    extension: str = ""
    problem: str = ""

    def __str__(self):
        return self.number or self.raw


@dataclass(frozen=True, slots=True)
class _Plan:
    """What a country's national numbers look like, and what may stand before them."""

    code: str
    trunk: str
    before: re.Pattern[str]
    pattern: re.Pattern[str]

    def international(self, national: str) -> str | None:
        """E.164 of a national number without trunk prefix."""
        return f"+{self.code}{national}" if self.pattern.fullmatch(national) else None

    def from_national(self, digits: str) -> str | None:
        """E.164 of a number as it is dialled at home; None where more than a plain trunk prefix stands before it."""
        before = self.before.match(digits)
        if before is None:
            return self.international(digits)
        return self.international(digits[len(self.trunk) :]) if before[0] == self.trunk else None


@cache
def _plan(region: str) -> _Plan | None:
    metadata = PhoneMetadata.metadata_for_region(region, None)
    if metadata is None or metadata.general_desc is None:
        return None
    trunk = metadata.national_prefix_for_parsing or metadata.national_prefix
    abroad = metadata.international_prefix
    return _Plan(
        code=str(metadata.country_code),
        trunk=metadata.national_prefix or "",
        before=re.compile("|".join(f"(?:{prefix})" for prefix in (abroad, trunk) if prefix) or r"(?!)"),
        pattern=re.compile(metadata.general_desc.national_number_pattern or r"(?!)"),
    )


@cache
def _plan_by_code(code: str) -> _Plan | None:
    """The plan behind a calling code; of several countries that share one, the main one's."""
    regions = COUNTRY_CODE_TO_REGION_CODE.get(int(code), ("001",))
    return None if regions[0] == "001" else _plan(regions[0])


def normalise(text: str, country: str | None = None) -> Phone:
    """Read one number. `country` is the ISO code of where it is, for numbers without a leading + or 00.

    Without a country such a number is kept as it stood, with the problem said; nothing is guessed.
    """
    raw = text.strip()[:_LONGEST]
    if raw.endswith(".0") and raw[:-2].isdecimal():
        # A spreadsheet took it for a quantity.
        raw = raw[:-2]
    digits = raw.translate(_PUNCTUATION)
    if _DIGITS.fullmatch(digits) and (number := _at_once(digits, country)):
        return Phone(raw, number)
    if _SCIENTIFIC.fullmatch(raw):
        return Phone(raw, problem="A spreadsheet has rounded the phone number; its last digits are lost")
    return _by_library(raw, country)


def _at_once(digits: str, country: str | None) -> str | None:
    """E.164 of what fits a plan as it stands; None sends the rest to the library."""
    if digits[0] == "+":
        for length in (1, 2, 3):
            if plan := _plan_by_code(digits[1 : 1 + length]):
                return plan.international(digits[1 + length :])
        return None
    plan = _plan(country) if country else None
    return plan.from_national(digits) if plan else None


def _by_library(raw: str, country: str | None) -> Phone:
    core, extension = raw, ""
    if found := _EXTENSION.search(raw):
        core, extension = raw[: found.start()], found[1]
    # "tel. 600-555-014 (mobile)": the words around it are not part of the number.
    inner = _CORE.search(core)
    core = inner[0] if inner else core
    if core.startswith("00"):
        core = f"+{core[2:]}"
    if _TRUNK.match(core) and not _is_possible(core, country):
        # The zero in brackets is for those who call from inside the country.
        core = _TRUNK.sub(r"\1 ", core)
    try:
        parsed = phonenumbers.parse(core, country)
    except NumberParseException as error:
        nowhere = error.error_type == NumberParseException.INVALID_COUNTRY_CODE and sum(map(str.isdigit, core)) > 3
        return Phone(raw, problem="The phone number has no country" if nowhere else "This is not a phone number")
    if phonenumbers.is_possible_number_with_reason(parsed) != phonenumbers.ValidationResult.IS_POSSIBLE:
        return Phone(raw, problem="The phone number has too few or too many digits")
    number = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return Phone(raw, number, extension or parsed.extension or "")


def _is_possible(core: str, country: str | None) -> bool:
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(core, country))
    except NumberParseException:
        return False


def is_dummy(phone: Phone) -> bool:
    """Whether nobody's phone has these digits: 555-5555, 1234567, 0000000000."""
    national = (phone.number or _NOT_DIGITS.sub("", phone.raw))[-7:]
    return len(national) > 4 and (len(set(national)) == 1 or national in _COUNTED)


_NOT_DIGITS = re.compile(r"\D+")
_COUNTED = frozenset({"1234567", "2345678", "3456789", "4567890", "7654321", "9876543", "8765432", "6543210"})
