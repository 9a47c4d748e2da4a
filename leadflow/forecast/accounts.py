"""At which companies the people of a list would be: those we know, and those that pieces before would have made."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, fields
from itertools import count

from contacts.importing import accounts
from contacts.importing.arrivals import Arrival
from contacts.models import Company


@dataclass(slots=True)
class Account:
    """What decides of a company. Whole models would take ten times the room, a hundred thousand times."""

    pk: int
    name: str
    name_key: str
    domain: str
    kind: str
    industry: str
    employees: int | None
    country: str
    city: str
    phone: str
    owner_id: int | None


_COLUMNS = tuple(each.name for each in fields(Account))


def age(pk: int) -> tuple[bool, int]:
    """The order in which ids were given; what would be new has ids below zero, counted down."""
    return pk < 0, abs(pk)


class Remembered:
    """Companies as the pieces before would have left them: new, changed, or given to a rep."""

    def __init__(self) -> None:
        self._by_pk: dict[int, Account] = {}
        self._by_domain: dict[str, int] = {}
        self._by_name: dict[str, set[int]] = defaultdict(set)
        self._numbers = count(1)

    def number(self) -> int:
        """An id for one that would be new."""
        return -next(self._numbers)

    def keep(self, company: Company | Account) -> None:
        """How it stands now."""
        account = Account(*(getattr(company, name) for name in _COLUMNS))
        self._by_pk[account.pk] = account
        if account.domain:
            self._by_domain[account.domain] = account.pk
        self._by_name[account.name_key].add(account.pk)

    def instead_of(self, known: Iterable[Company], domains: set[str], keys: set[str]) -> list[Company | Account]:
        """Those of these domains and names, the oldest first. `known` are those of the database."""
        mine = {self._by_domain[domain] for domain in domains & self._by_domain.keys()}
        mine = mine.union(*(self._by_name[key] for key in keys & self._by_name.keys()))
        found = [company for company in known if company.pk not in self._by_pk] + [self._by_pk[pk] for pk in mine]
        return sorted(found, key=lambda company: age(company.pk))

    def of(self, ids: set[int]) -> dict[int, Account]:
        """These companies as they stand, by id."""
        found = {pk: self._by_pk[pk] for pk in ids & self._by_pk.keys()}
        others = Company.objects.filter(pk__among=ids - found.keys()).order_by()
        return found | {row[0]: Account(*row) for row in others.values_list(*_COLUMNS)}


class Accounts(accounts.Accounts):
    """The companies of some arrivals, of which nothing is saved."""

    def __init__(self, arrivals: Iterable[Arrival], remembered: Remembered):
        self._remembered = remembered
        super().__init__(arrivals)

    def known(self, domains: set[str], keys: set[str]) -> Iterable[Company | Account]:
        return self._remembered.instead_of(super().known(domains, keys), domains, keys)

    def save(self, *, at=None) -> None:
        """Remember what would be written."""
        for company in self._new:
            company.pk = self._remembered.number()
        for company in (*self._new, *self._changed.values()):
            self._remembered.keep(company)
