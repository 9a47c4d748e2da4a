"""At which companies the people of a list are; which one is meant, contacts.companies tells."""

from collections.abc import Iterable, Mapping
from typing import Any

from contacts.companies import Directory, key_of
from contacts.importing.arrivals import Arrival, Firm
from contacts.models import Company, ListSource
from leadflow.lib import bulk
from leadflow.lib.changes import Changes

Trust = ListSource.Trust
_FACTS = tuple(name.removeprefix(ListSource.OF_COMPANY) for name in ListSource.TRUSTED_OF_COMPANY)
_COLUMNS = ("name", "name_key", "domain", *_FACTS)


class Accounts:
    """The companies of some arrivals. New ones, and what is new about known ones, are written by `save`."""

    def __init__(self, arrivals: Iterable[Arrival]):
        self._firms = {arrival: arrival.firm for arrival in arrivals}
        firms = set(self._firms.values())
        domains = {firm.domain for firm in firms} - {""}
        keys = {firm.key for firm in firms} - {""}
        self._directory = Directory(self.known(domains, keys))
        self._new: list[Company] = []
        self._changed: dict[int, Company] = {}
        self._before: dict[int, list[Any]] = {}

    def known(self, domains: set[str], keys: set[str]) -> Iterable[Company]:
        """The companies of these domains and names, in the order in which they were made."""
        # One after the other: for the two together PostgreSQL would read all companies.
        by_domain = Company.objects.filter(domain__among=domains).exclude(domain="").order_by()
        by_name = Company.objects.filter(name_key__among=keys).order_by()
        found = {company.pk: company for company in (*by_domain, *by_name)}
        return [found[pk] for pk in sorted(found)]

    def of(self, arrival: Arrival, trust: Mapping[str, str]) -> Company | None:
        """The company of an arrival, unsaved where it is new; None where the list tells neither name nor domain.

        `trust` says how far the list may write what it tells of one that we know (ListSource.TRUSTED_OF_COMPANY).
        """
        firm = self._firms[arrival]
        company = self.hear(arrival, trust)
        if company is None and (firm.key or firm.domain):
            company = Company(name=firm.name or firm.domain, domain=firm.domain)
            company.name_key = firm.key or key_of(firm.domain)
            self._new.append(company)
            self._directory.add(company)
            self._fill(company, firm, {})
        return company

    def hear(self, arrival: Arrival, trust: Mapping[str, str]) -> Company | None:
        """Take in what is told of a company that we know, whoever works there now; None where it is none of those."""
        firm = self._firms[arrival]
        company = self._directory.find(firm.name, firm.domain) if firm.key or firm.domain else None
        if company is not None:
            self._look_at(company)
            if self._directory.learn(company, firm.name, firm.domain):
                self._note(company)
            self._fill(company, firm, trust)
        return company

    def _fill(self, company: Company, firm: Firm, trust: Mapping[str, str]) -> None:
        for name in _FACTS:
            value, known = getattr(firm, name), getattr(company, name)
            if not value or value == known:
                continue
            said = trust.get(ListSource.OF_COMPANY + name, Trust.IF_EMPTY)
            if said == Trust.ALWAYS or (said == Trust.IF_EMPTY and not known):
                setattr(company, name, value)
                self._note(company)

    def _look_at(self, company: Company) -> None:
        """How one we know stands before anything is added."""
        if company.pk:
            self._before.setdefault(company.pk, _values(company))

    def _note(self, company: Company) -> None:
        if company.pk:
            self._changed[company.pk] = company

    @property
    def made(self) -> list[int]:
        """The ids of those that are new. Known once they are saved."""
        return [company.pk for company in self._new]

    @property
    def learnt(self) -> Changes:
        """What was added to those we knew, or took the place of something."""
        return {
            str(pk): {
                name: [before, after]
                for name, before, after in zip(_COLUMNS, self._before[pk], _values(company), strict=True)
                if before != after
            }
            for pk, company in self._changed.items()
        }

    def save(self, *, at) -> None:
        """Write them. Raises IntegrityError where another import was faster with one of them."""
        for company, pk in zip(self._new, bulk.reserve_ids(Company, len(self._new)), strict=True):
            company.pk = pk
        # In one order, so that two imports at once wait for each other instead of for ever.
        new = sorted(self._new, key=lambda company: (company.domain, company.name_key))
        bulk.insert(
            Company,
            ["id", "created_at", *_COLUMNS],
            [[c.pk, at, *_values(c)] for c in new],
        )
        changed = [self._changed[pk] for pk in sorted(self._changed)]
        bulk.update(Company, _COLUMNS, [[c.pk, *_values(c)] for c in changed])


def _values(company: Company) -> list[Any]:
    return [getattr(company, name) for name in _COLUMNS]
