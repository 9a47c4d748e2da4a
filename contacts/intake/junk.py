"""Whether a row looks like junk (domain rule 20). Two verdicts: quarantined, or only flagged to be looked at."""

from collections.abc import Container, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from contacts.intake import junkwords
from contacts.intake.junkrules import LISTED, RULES
from contacts.intake.names import words_of
from contacts.intake.phrases import PhraseFinder
from contacts.intake.sieve import Entry, Sieve, Verdict
from leadflow.lib import fiction, mailaddress, phone
from leadflow.lib.phone import Phone
from leadflow.lib.text import firm_key, folded

# What a flag says on the page.
FLAGS = {
    "made_up": "Looks made up",
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
    "no_calls": "Wants no calls",
    "listed": "On your own list of whom to look at",
}
# Those that the rules here give; the others tell of how a list was read.
JUNK_FLAGS = frozenset(rule.flag for rule in RULES.values()) | {flag for _, flag in LISTED.values()}
JUNK_REASONS = frozenset(rule.reason for rule in RULES.values()) | {reason for reason, _ in LISTED.values()}

_SEEN = ": “"
_SHOWN = 60


def gist(reason: str) -> str:
    """A reason without what was seen, the same for all rows of a rule: “The name is made up”."""
    return reason.partition(_SEEN)[0]


def reason_of(words: str, seen: str) -> str:
    """A reason that names what was seen: “The name is made up: “asdf””."""
    seen = " ".join(seen.split())
    return f"{words}{_SEEN}{seen[: _SHOWN - 1] + '…' if len(seen) > _SHOWN else seen}”"


class Findings(NamedTuple):
    """`reasons`, in words, put the row into quarantine; `flags` only mark the person.

    `marks` name the rules: " !cartoon free_mail ", with ! those that put it aside; firm's own lines by their key.
    """

    reasons: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    marks: str = ""


# A rule (or a line of the firm's lists), and what it has seen.
Found = tuple[str | Entry, str]
CLEAN = Findings()
_NOTHING: list[Found] = []
_LONGEST = 2000
_IN_NAMES = PhraseFinder(junkwords.IN_NAMES)
# A name without any of these words is nobody's invention.
_TELLTALES = frozenset().union(
    junkwords.PLACEHOLDERS, junkwords.ROOMS, _IN_NAMES.first_words, *junkwords.CARTOONS, *junkwords.STAND_INS
)


class Judge:
    """Judges rows by one firm's rules. Pure, but remembers what it has already weighed.

    A line of the firm's lists that lets somebody in outweighs everything else here. Whether somebody asked us to stop
    is no matter of junk and is decided elsewhere.
    """

    def __init__(self, sieve: Sieve):
        self._sieve = sieve
        self._titles = PhraseFinder({key: [key] for key in sieve.titles}) if sieve.titles else None
        self._domains: dict[str, tuple[str, ...]] = {}
        self._firms: dict[str, tuple[Found, ...]] = {}
        lists = (sieve.addresses, sieve.domains, sieve.firms, sieve.rivals, sieve.own, sieve.names, sieve.titles)
        self._has_lists = any(lists)

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
    ) -> Findings:
        """The verdict on one row. `said` is what they or the scanner wrote: notes, questions, answers."""
        found: list[Found] = []
        if self._has_lists:
            listed = self.lines(name, email, company=company, title=title)
            if any(entry.verdict == Verdict.ALLOW for entry in listed):
                return CLEAN
            found += [(entry, entry.value) for entry in listed]
        named = _judge_name(name, has_mail=email is not None) if name else ""
        if named:
            found.append((named, name))
        if email is not None:
            found += self._of_mail(email, name if not named else "")
        elif not named and name and " " not in name and phones and not (company or title or linkedin):
            found.append(("private", name))
        if title:
            found += _said_in(title)
        if company:
            found += self._of_firm(company)
        for text in said:
            found += _said_in(text[:_LONGEST])
        if phones:
            found += _of_phones(phones, reachable=bool(email or linkedin))
        return self._weigh(found) if found else CLEAN

    def lines(self, name: str, email: str | None, *, company: str = "", title: str = "") -> list[Entry]:
        """The lines of the firm's own lists that are about somebody."""
        sieve, found = self._sieve, []
        if email is not None and (sieve.addresses or sieve.domains or sieve.rivals or sieve.own):
            domain = mailaddress.domain(email)
            found = [sieve.addresses.get(email)]
            found += [lines.get(_above(domain, lines)) for lines in (sieve.domains, sieve.rivals, sieve.own)]
        if sieve.names and name:
            found.append(sieve.names.get(" ".join(sorted(words_of(name)))))
        if sieve.firms and company:
            found.append(sieve.firms.get(firm_key(company)))
        if self._titles and title:
            found += [sieve.titles[key] for key in self._titles.labels(title[:_LONGEST])]
        return [entry for entry in found if entry]

    def _weigh(self, found: list[Found]) -> Findings:
        """What comes of what was found, by the firm's verdicts where it has any."""
        reasons, flags, marks, dummies = [], [], [], []
        for rule, seen in found:
            if isinstance(rule, Entry):
                verdict, key, (words, flag) = rule.verdict, rule.key, LISTED[rule.kind]
            else:
                known = RULES[rule]
                verdict, key, words, flag = (
                    self._sieve.verdicts.get(rule, known.verdict),
                    rule,
                    known.reason,
                    known.flag,
                )
            if verdict == Verdict.QUARANTINE:
                reasons.append(reason_of(words, seen))
                marks.append(f"!{key}")
            elif verdict == Verdict.FLAG:
                flags.append(flag)
                marks.append(key)
                if flag == "dummy_phone":
                    dummies.append(reason_of(words, seen))
        if not marks:
            return CLEAN
        # Of somebody who is held back anyway, a number that nobody has tells something too.
        reasons += dummies if reasons else []
        return Findings(
            tuple(dict.fromkeys(reasons)), tuple(dict.fromkeys(flags)), f" {' '.join(dict.fromkeys(marks))} "
        )

    def _of_mail(self, email: str, name: str) -> list[Found]:
        """What an address tells. `name`, if it is somebody's, excuses an address that is made of it: Ann Null's."""
        local, _, domain = email.rpartition("@")
        found = self._domains.get(domain)
        if found is None:
            found = self._domains[domain] = tuple(self._of_domain(domain))
        rules = list(found)
        local = local.partition("+")[0]
        if local in junkwords.FAKE_LOCALS or (len(local) < 4 and local == domain.partition(".")[0]):
            if local not in words_of(name):
                rules.append("made_up_mail")
        elif local in mailaddress.ROLES:
            rules.append("role_address")
        return [(rule, email) for rule in rules] if rules else _NOTHING

    def _of_domain(self, domain: str) -> Iterator[str]:
        if domain in junkwords.FAKE_DOMAINS:
            yield "made_up_mail"
        elif _above(domain, mailaddress.throw_away_domains()):
            yield "throw_away"
        elif domain in mailaddress.free_domains():
            yield "free_mail"
        if _above(domain, self._sieve.own_domains):
            yield "own_staff"

    def _of_firm(self, company: str) -> tuple[Found, ...]:
        found = self._firms.get(company)
        if found is None:
            found = self._firms[company] = tuple(_said_by_firm(company))
        return found


@lru_cache(maxsize=4096)
def _judge_name(name: str, *, has_mail: bool) -> str:
    """The rule that a name breaks; empty where it is somebody's."""
    words = frozenset(name.lower().split()) if name.isascii() and name.replace(" ", "").isalpha() else words_of(name)
    if words and words.isdisjoint(_TELLTALES) and not _is_one_key(name):
        return ""
    if words in junkwords.CARTOONS:
        return "cartoon"
    if words in junkwords.STAND_INS:
        return "stand_in"
    if (words and words <= junkwords.PLACEHOLDERS) or _is_one_key(name):
        return "made_up_name"
    labels = _IN_NAMES.labels(name)
    if "guest" in labels:
        return "unnamed_guest"
    if "made_up" in labels:
        return "made_up_name"
    numbered = any(map(str.isdigit, name)) and (not words or not words.isdisjoint(junkwords.ROOMS))
    if "not_a_person" in labels or numbered:
        return "not_a_named_person" if has_mail else "not_a_person"
    return ""


def _is_one_key(name: str) -> bool:
    """Whether a name is one key held down: "aaa"."""
    letters = name.replace(" ", "").lower()
    return len(letters) > 2 and letters == letters[0] * len(letters)


def _above(domain: str, domains: Container[str]) -> str:
    """The domain itself, or the nearest one above it, that is among these; empty where none is."""
    while "." in domain:
        if domain in domains:
            return domain
        domain = domain.partition(".")[2]
    return ""


_SAID = PhraseFinder(junkwords.SAID | {"": junkwords.NOT_SAID})


@lru_cache(maxsize=16384)
def _said_in(text: str) -> tuple[Found, ...]:
    """The rules that what somebody says of themselves breaks, each with the place where they say it."""
    places = _SAID.places(text[:_LONGEST])
    if "" in places:
        del places[""]
        places.pop("student", None)
    return tuple((rule, _around(text, at)) for rule, (at, _) in places.items())


def _around(text: str, at: int) -> str:
    """A short text as it stands, of a long one the words from a place on."""
    return text if len(text) <= _SHOWN else " ".join(folded(text[:_LONGEST]).split()[at : at + 8])


# What may stand beside the word in the name of a "firm" that is none: "PhD student", "currently unemployed".
_BESIDE = frozenset("phd university college school master full part time currently freelance self myself".split())
_AT = frozenset("at of in bei an am der chez de en presso di aan bij van".split())


def _said_by_firm(company: str) -> Iterator[Found]:
    """What the name of a firm tells. A firm for students is a firm; "Student at Polder College" is a student."""
    words = folded(company[:_LONGEST]).split()
    head = next((at for at, word in enumerate(words) if word in _AT), len(words))
    for rule, (begin, end) in _SAID.places(company[:_LONGEST]).items():
        rest = {*words[:begin], *words[end : max(head, end)]}
        if rule and (rule not in ("student", "job_seeker") or rest <= _BESIDE):
            yield rule, company


def _of_phones(phones: Sequence[Phone], *, reachable: bool) -> list[Found]:
    found: list[Found] = []
    for each in phones:
        if phone.is_dummy(each):
            found.append(("dummy_phone", each.raw))
        elif fiction.country_of(each):
            found.append(("fiction_phone", each.raw))
    if not reachable and len(found) == len(phones) and all(rule == "dummy_phone" for rule, _ in found):
        return [("only_dummy_phone", phones[0].raw)]
    return found
