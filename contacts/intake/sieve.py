"""What a firm has decided about junk (domain rule 20), as a plain value that rows are held against.

Made from the database in one place (`JunkRule.sieve`); the reader knows nothing of where it comes from.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import NamedTuple

from contacts.intake.names import words_of
from leadflow.lib import mailaddress
from leadflow.lib.text import firm_key, folded

_SCHEME = re.compile(r"^(?:[a-z][a-z0-9+.-]*://)?(?:www\.)?@?")
_DOMAIN = re.compile(r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_]{2,63}")
_LONGEST = 320


class Verdict(StrEnum):
    """What a rule does with the rows that it finds."""

    QUARANTINE = "quarantine"
    FLAG = "flag"
    ALLOW = "allow"


class Kind(StrEnum):
    """What a line of the firm's own lists is about."""

    COMPETITOR = "competitor"
    DOMAIN = "domain"
    ADDRESS = "address"
    NAME = "name"
    TITLE = "title"
    OWN = "own"


class Entry(NamedTuple):
    """A line of the firm's own lists. Rows that it catches are marked with its `key`."""

    key: str
    kind: str
    verdict: str
    # As people read it.
    value: str


def domain_in(text: str) -> str:
    """“https://www.polder.example/about” as “polder.example”; empty where there is no domain in it."""
    host = re.split(r"[/?#:]", _SCHEME.sub("", text.strip().lower()), maxsplit=1)[0].rstrip(".")
    return host if len(host) <= _LONGEST and _DOMAIN.fullmatch(host) else ""


def normalised(kind: str, text: str) -> str:
    """A line of a list as it is compared; empty where it is none of its kind."""
    match kind:
        case Kind.ADDRESS:
            return mailaddress.normalise(text) or ""
        case Kind.DOMAIN | Kind.OWN:
            return domain_in(text)
        case Kind.COMPETITOR:
            # A firm's key has no dot, so that the two are told apart.
            return domain_in(text) or firm_key(text)[:_LONGEST]
        case Kind.NAME:
            return " ".join(sorted(words_of(text)))[:_LONGEST]
        case Kind.TITLE:
            words = " ".join(folded(word) + "*" * word.endswith("*") for word in text.split() if folded(word))
            return words[:_LONGEST]
    return ""


Lines = Mapping[str, Entry]


@dataclass(frozen=True, slots=True)
class Sieve:
    """The firm's part in what is junk: the verdicts of built-in rules that it changed, and its own lists."""

    verdicts: Mapping[str, str] = field(default_factory=dict)
    # Own domains that the firm has not listed: of its settings, of those who held an event.
    own_domains: frozenset[str] = frozenset()
    addresses: Lines = field(default_factory=dict)
    domains: Lines = field(default_factory=dict)
    # Competitors' firms by firm_key; their domains and the firm's own stand among `rivals` and `own`.
    firms: Lines = field(default_factory=dict)
    rivals: Lines = field(default_factory=dict)
    own: Lines = field(default_factory=dict)
    # By their words in alphabetical order.
    names: Lines = field(default_factory=dict)
    titles: Lines = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        *,
        own_domains: Iterable[str] = (),
        verdicts: Mapping[str, str] | None = None,
        entries: Iterable[tuple[str, str, str, str, str]] = (),
    ) -> "Sieve":
        """Sort the firm's lines, each (kind, normalised, verdict, key, value), by what they are compared with."""
        sorts: dict[str, dict[str, Entry]] = {name: {} for name in _NAMES}
        for kind, compared, verdict, key, value in entries:
            name = "firms" if kind == Kind.COMPETITOR and "." not in compared else _LISTS[kind]
            sorts[name][compared] = Entry(key, kind, verdict, value)
        return cls(verdicts=verdicts or {}, own_domains=frozenset(own_domains), **sorts)

    def with_own(self, domains: Iterable[str]) -> "Sieve":
        """The same with further domains of our own."""
        return replace(self, own_domains=self.own_domains | frozenset(domains))

    def only(self, *keys: str) -> "Sieve":
        """Nothing but the lines with these keys, to see what they cover."""
        return Sieve.of(
            entries=[
                (entry.kind, compared, entry.verdict, entry.key, entry.value)
                for name in _NAMES
                for compared, entry in getattr(self, name).items()
                if entry.key in keys
            ]
        )


_LISTS: dict[str, str] = {
    Kind.COMPETITOR: "rivals",
    Kind.DOMAIN: "domains",
    Kind.ADDRESS: "addresses",
    Kind.NAME: "names",
    Kind.TITLE: "titles",
    Kind.OWN: "own",
}
_NAMES = ("firms", *_LISTS.values())
