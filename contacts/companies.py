"""Which company is meant, whoever tells of it: a list, a form, a mail address. By its domain, and by its name only
where one side has no domain (domain, "Company"). Pure: what it is given is judged."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Generic, Protocol, TypeVar

from leadflow.lib import mailaddress
from leadflow.lib.domains import registrable
from leadflow.lib.text import firm_key

_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*://")
_DOMAIN = re.compile(r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_]{2,63}")
LONGEST = 200


@lru_cache(maxsize=20_000)
def key_of(name: str) -> str:
    """A company's name as it is compared."""
    return firm_key(name)[:LONGEST]


def domain_of(website: str) -> str:
    """“https://www.polder.example/about” as “polder.example”; empty where there is no domain in it."""
    host = re.split(r"[/?#:]", _SCHEME.sub("", website.strip().lower()), maxsplit=1)[0].rstrip(".")
    return registrable(host) if len(host) <= LONGEST and _DOMAIN.fullmatch(host) else ""


def domain_of_mail(addresses: Iterable[str]) -> str:
    """The domain of the first address that is a firm's own; free mail makes no company."""
    for address in addresses:
        domain = mailaddress.domain(mailaddress.normalise(address) or "")
        if domain and domain not in mailaddress.free_domains():
            return registrable(domain) if len(domain) <= LONGEST else ""
    return ""


class Known(Protocol):
    """What tells a company from another. `domain` is empty where it is not known."""

    name: str
    name_key: str
    domain: str


C = TypeVar("C", bound=Known)


class Directory(Generic[C]):
    """Some companies, to be found as somebody tells of them."""

    def __init__(self, companies: Iterable[C] = ()):
        self._by_domain: dict[str, C] = {}
        self._with_domain: dict[str, list[C]] = {}
        self._without_domain: dict[str, C] = {}
        for company in companies:
            self.add(company)

    def add(self, company: C) -> None:
        """One more that can be found."""
        if company.domain:
            self._by_domain[company.domain] = company
            self._with_domain.setdefault(company.name_key, []).append(company)
        else:
            self._without_domain[company.name_key] = company

    def find(self, name: str, domain: str) -> C | None:
        """The one that is meant; None where none is known, or the name could mean several."""
        key = key_of(name)
        if domain:
            return self._by_domain.get(domain) or (self._without_domain.get(key) if key else None)
        namesakes = self._with_domain.get(key, [])
        return self._without_domain.get(key) or (namesakes[0] if len(namesakes) == 1 else None)

    def learn(self, company: C, name: str, domain: str) -> bool:
        """Add what is told to one that was found: its domain, or the name of one known by its domain alone.

        Says whether there was anything to learn.
        """
        learnt = False
        if domain and not company.domain:
            self._without_domain.pop(company.name_key, None)
            company.domain, learnt = domain, True
            self.add(company)
        if company.name == company.domain and key_of(name):
            company.name, company.name_key, learnt = name[:LONGEST], key_of(name), True
            self._with_domain.setdefault(company.name_key, []).append(company)
        return learnt
