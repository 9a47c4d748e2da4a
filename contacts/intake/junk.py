"""Whether a row looks like junk (domain rule 20). Two verdicts: quarantined, or only flagged to be looked at."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from contacts.intake import junkwords
from contacts.intake.names import words_of
from leadflow.lib import mailaddress, phone
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
    competing_firms: frozenset[str] = field(init=False)

    def __post_init__(self):
        object.__setattr__(self, "competing_firms", frozenset(map(firm_key, self.competitors)) - {""})


def judge(
    name: str,
    email: str | None,
    *,
    phones: Sequence[phone.Phone] = (),
    company: str = "",
    title: str = "",
    said: Sequence[str] = (),
    linkedin: str | None = None,
    rules: Rules = Rules(),
) -> Verdict:
    """The verdict on one row. `said` is what they or the scanner wrote: notes, questions, answers."""
    if email is not None and rules.allowed and not rules.allowed.isdisjoint((email, mailaddress.domain(email))):
        return Verdict()
    reasons, flags = _judge_name(name, has_mail=email is not None)
    if email is not None:
        mail_reasons, mail_flags = _judge_mail(email, rules)
        reasons, flags = reasons + mail_reasons, flags + mail_flags
    elif not reasons and not (company or title or linkedin) and " " not in name and name and phones:
        reasons += (PRIVATE,)
    if title or company:
        flags += _judge_job(title, company, rules)
    for text in said:
        flags += flags_said(text[:2000].lower())
    dummy = any(phone.is_dummy("".join(filter(str.isdigit, each.raw))) for each in phones)
    if dummy:
        reasons, flags = (reasons + (DUMMY_PHONE,), flags) if reasons else (reasons, flags + ("dummy_phone",))
    return Verdict(reasons, tuple(dict.fromkeys(flags)) if len(flags) > 1 else flags)


@lru_cache(maxsize=4096)
def _judge_name(name: str, *, has_mail: bool) -> Verdict:
    if not name:
        return Verdict()
    lower = name.lower()
    words = words_of(name)
    if words in junkwords.CARTOONS:
        return Verdict((CARTOON,))
    if words in junkwords.STAND_INS:
        return Verdict((STAND_IN,))
    if junkwords.UNNAMED_GUEST.match(lower):
        return Verdict((UNNAMED_GUEST,))
    if (words and words <= junkwords.PLACEHOLDERS) or junkwords.PLACEHOLDER_INSIDE.search(lower):
        return Verdict((MADE_UP_NAME,))
    if junkwords.ONE_KEY.fullmatch(lower.replace(" ", "")):
        return Verdict((MADE_UP_NAME,))
    if junkwords.NOT_A_PERSON.fullmatch(lower):
        return Verdict((), ("not_a_named_person",)) if has_mail else Verdict((NOT_A_PERSON,))
    return Verdict()


def _judge_mail(email: str, rules: Rules) -> Verdict:
    local, _, domain = email.rpartition("@")
    verdict = _judge_domain(domain, rules)
    local = local.partition("+")[0]
    if local in junkwords.FAKE_LOCALS or (local == domain.partition(".")[0] and len(local) < 4):
        return Verdict((MADE_UP_MAIL,), verdict.flags)
    if local in mailaddress.ROLES:
        return Verdict(verdict.reasons, (*verdict.flags, "role_address"))
    return verdict


@lru_cache(maxsize=8192)
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
    return Verdict((), tuple(flags))


def _within(domain: str, domains: frozenset[str]) -> bool:
    """Whether the domain or one above it is among these."""
    while "." in domain:
        if domain in domains:
            return True
        domain = domain.partition(".")[2]
    return False


@lru_cache(maxsize=4096)
def _judge_job(title: str, company: str, rules: Rules) -> tuple[str, ...]:
    flags = flags_said(f"{title} | {company}"[:2000].lower())
    if rules.competing_firms and company and firm_key(company) in rules.competing_firms:
        flags += ("competitor",)
    return flags


@lru_cache(maxsize=4096)
def flags_said(text: str) -> tuple[str, ...]:
    """The flags that a text in small letters earns its author."""
    return tuple(flag for flag, pattern in junkwords.SAID.items() if pattern.search(text))
