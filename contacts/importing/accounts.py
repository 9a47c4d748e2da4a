"""At which companies the people of a list are; which one is meant, contacts.companies tells."""

from collections.abc import Iterable

from django.db.models import Q

from contacts.companies import Directory, key_of
from contacts.importing.arrivals import Arrival, Firm
from contacts.models import Company
from leadflow.lib import bulk

_COLUMNS = ("name", "name_key", "domain", "industry", "employees", "country", "city")


class Accounts:
    """The companies of some arrivals. New ones, and what is new about known ones, are written by `save`."""

    def __init__(self, arrivals: Iterable[Arrival]):
        firms = [arrival.firm() for arrival in arrivals]
        domains = {firm.domain for firm in firms} - {""}
        keys = {firm.key for firm in firms} - {""}
        self._directory = Directory(self.known(domains, keys))
        self._new: list[Company] = []
        self._changed: dict[int, Company] = {}

    def known(self, domains: set[str], keys: set[str]) -> Iterable[Company]:
        """The companies of these domains and names, in the order in which they were made."""
        return Company.objects.filter(Q(domain__among=domains) | Q(name_key__among=keys)).order_by("pk")

    def of(self, arrival: Arrival) -> Company | None:
        """The company of an arrival, unsaved where it is new; None where the list tells neither name nor domain."""
        firm = arrival.firm()
        if not firm.key and not firm.domain:
            return None
        company = self._directory.find(firm.name, firm.domain)
        if company is None:
            company = Company(name=firm.name or firm.domain, domain=firm.domain)
            company.name_key = firm.key or key_of(firm.domain)
            self._new.append(company)
            self._directory.add(company)
        elif self._directory.learn(company, firm.name, firm.domain):
            self._note(company)
        self._fill(company, firm)
        return company

    def _fill(self, company: Company, firm: Firm) -> None:
        for name in ("industry", "employees", "country", "city"):
            value = getattr(firm, name)
            if value and not getattr(company, name):
                setattr(company, name, value)
                self._note(company)

    def _note(self, company: Company) -> None:
        if company.pk:
            self._changed[company.pk] = company

    def save(self, *, at) -> None:
        """Write them. Raises IntegrityError where another import was faster with one of them."""
        for company, pk in zip(self._new, bulk.reserve_ids(Company, len(self._new)), strict=True):
            company.pk = pk
        # In one order, so that two imports at once wait for each other instead of for ever.
        new = sorted(self._new, key=lambda company: (company.domain, company.name_key))
        bulk.insert(
            Company,
            ["id", "created_at", *_COLUMNS],
            [[c.pk, at, *(getattr(c, name) for name in _COLUMNS)] for c in new],
        )
        changed = [self._changed[pk] for pk in sorted(self._changed)]
        bulk.update(Company, _COLUMNS, [[c.pk, *(getattr(c, name) for name in _COLUMNS)] for c in changed])
