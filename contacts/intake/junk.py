"""Whether a row looks like junk (domain rule 20). Two verdicts: quarantined, or only flagged to be looked at."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from contacts.intake import junkwords
from contacts.intake.names import words_of
from contacts.intake.phrases import PhraseFinder
from leadflow.lib import mailaddress, phone
from leadflow.lib.phone import Phone
from leadflow.lib.text import firm_key

# What a flag says on the page.
FLAGS = {
    "free_mail": "Private mail address",
    "role_address": "An address of a desk, not of a person",
    "competitor": "Works for a competitor",
    "own_staff": "One of us",
    "consultant": "Consultant or freelancer",
    "job_seeker_or_student": "Looking for a job, or a student",
    "vendor_pitch": "Wants to sell to us",
    "recruiter": "Recruiter",
    "dummy_phone": "The phone number is a dummy",
    "phone_unclear": "The phone number has no country or is not whole",
    "mail_mended": "The mail address was spelt out and has been mended",
    "two_names": "One mail address, two names",
    "not_a_named_person": "The name is no person's",
    "no_consent": "Has not agreed to mail",
}

CARTOON = "The name is a cartoon character's"
STAND_IN = "The name is a stand-in for any name"
MADE_UP_NAME = "The name is made up"
UNNAMED_GUEST = "A guest whom the buyer of the ticket has not named"
NOT_A_PERSON = "A phone, a room or a program, not a person"
PRIVATE = "Only a first name and a phone number, like a private contact"
MADE_UP_MAIL = "The mail address is made up"
THROW_AWAY = "The mail address is made to be thrown away"
DUMMY_PHONE = "The phone number is a dummy"


class Verdict(NamedTuple):
    """`reasons`, in words, put the row into quarantine; `flags` only mark the person."""

    reasons: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rules:
    """The firm's own part in it. Entries are mail domains or addresses; competitors may be firms' names too."""

    own_domains: frozenset[str] = frozenset()
    competitors: frozenset[str] = frozenset()
    # Taught by hand: never junk, whatever it looks like.
    allowed: frozenset[str] = frozenset()


CLEAN = Verdict()
_LONGEST = 2000
_IN_NAMES = PhraseFinder(junkwords.IN_NAMES)
# A name without any of these words is nobody's invention.
_TELLTALES = frozenset().union(
    junkwords.PLACEHOLDERS, junkwords.ROOMS, _IN_NAMES.first_words, *junkwords.CARTOONS, *junkwords.STAND_INS
)


class Judge:
    """Judges rows by one firm's rules. Pure, but remembers what it has already weighed."""

    def __init__(self, rules: Rules):
        self._rules = rules
        self._allowed = rules.allowed
        self._competing_firms = frozenset(map(firm_key, rules.competitors)) - {""}
        self._domains: dict[str, Verdict] = {}
        self._firms: dict[str, tuple[str, ...]] = {}

    def __call__(
        self,
        name: str,
        email: str | None,
        *,
        phones: Sequence[Phone] = (),
        company: str = "",
        title: str = "",
        said: Sequence[str] = (),
        linkedin: str | None = None,
    ) -> Verdict:
        """The verdict on one row. `said` is what they or the scanner wrote: notes, questions, answers."""
        if email is not None and self._allowed and not self._allowed.isdisjoint((email, mailaddress.domain(email))):
            return CLEAN
        reasons, flags = _judge_name(name, has_mail=email is not None) if name else CLEAN
        if email is not None:
            mail = self._judge_mail(email)
            if mail is not CLEAN:
                reasons, flags = reasons + mail.reasons, flags + mail.flags
        elif not reasons and name and " " not in name and phones and not (company or title or linkedin):
            reasons = (PRIVATE,)
        if title:
            flags += _flags_said(title)
        if company:
            flags += self._flags_of_firm(company)
        for text in said:
            flags += _flags_said(text[:_LONGEST])
        if phones and any(map(phone.is_dummy, phones)):
            if reasons:
                reasons += (DUMMY_PHONE,)
            else:
                flags += ("dummy_phone",)
        return Verdict(reasons, tuple(dict.fromkeys(flags))) if reasons or flags else CLEAN

    def _judge_mail(self, email: str) -> Verdict:
        local, _, domain = email.rpartition("@")
        verdict = self._domains.get(domain)
        if verdict is None:
            verdict = self._domains[domain] = _judge_domain(domain, self._rules)
        local = local.partition("+")[0]
        if local in junkwords.FAKE_LOCALS or (len(local) < 4 and local == domain.partition(".")[0]):
            return Verdict((MADE_UP_MAIL,), verdict.flags)
        if local in mailaddress.ROLES:
            return Verdict(verdict.reasons, (*verdict.flags, "role_address"))
        return verdict

    def _flags_of_firm(self, company: str) -> tuple[str, ...]:
        flags = self._firms.get(company)
        if flags is None:
            flags = _flags_said(company)
            if self._competing_firms and firm_key(company) in self._competing_firms:
                flags += ("competitor",)
            self._firms[company] = flags
        return flags


@lru_cache(maxsize=4096)
def _judge_name(name: str, *, has_mail: bool) -> Verdict:
    words = frozenset(name.lower().split()) if name.isascii() and name.replace(" ", "").isalpha() else words_of(name)
    if words and words.isdisjoint(_TELLTALES) and not _is_one_key(name):
        return CLEAN
    if words in junkwords.CARTOONS:
        return Verdict((CARTOON,))
    if words in junkwords.STAND_INS:
        return Verdict((STAND_IN,))
    if (words and words <= junkwords.PLACEHOLDERS) or _is_one_key(name):
        return Verdict((MADE_UP_NAME,))
    labels = _IN_NAMES.labels(name)
    if "guest" in labels:
        return Verdict((UNNAMED_GUEST,))
    if "made_up" in labels:
        return Verdict((MADE_UP_NAME,))
    numbered = any(map(str.isdigit, name)) and (not words or not words.isdisjoint(junkwords.ROOMS))
    if "not_a_person" in labels or numbered:
        return Verdict((), ("not_a_named_person",)) if has_mail else Verdict((NOT_A_PERSON,))
    return CLEAN


def _is_one_key(name: str) -> bool:
    """Whether a name is one key held down: "aaa"."""
    letters = name.replace(" ", "").lower()
    return len(letters) > 2 and letters == letters[0] * len(letters)


def _judge_domain(domain: str, rules: Rules) -> Verdict:
    if domain in junkwords.FAKE_DOMAINS:
        return Verdict((MADE_UP_MAIL,))
    if domain in mailaddress.throw_away_domains():
        return Verdict((THROW_AWAY,))
    flags = []
    if domain in mailaddress.free_domains():
        flags.append("free_mail")
    if _within(domain, rules.own_domains):
        flags.append("own_staff")
    if _within(domain, rules.competitors):
        flags.append("competitor")
    return Verdict((), tuple(flags)) if flags else CLEAN


def _within(domain: str, domains: frozenset[str]) -> bool:
    """Whether the domain or one above it is among these."""
    while "." in domain:
        if domain in domains:
            return True
        domain = domain.partition(".")[2]
    return False


_SAID = PhraseFinder(junkwords.SAID | {"": junkwords.NOT_SAID})


@lru_cache(maxsize=16384)
def _flags_said(text: str) -> tuple[str, ...]:
    """The flags that what somebody says of themselves earns them."""
    flags = _SAID.labels(text[:_LONGEST])
    if "" in flags:
        flags = tuple(flag for flag in flags if flag not in ("", "job_seeker_or_student"))
    return flags
