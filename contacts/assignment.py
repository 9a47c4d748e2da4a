"""Who gets a lead (rule 6): the account's owner; else the rep whose own network it came from; else the reps of the
contact's team in turn, as far as they are there."""

from collections.abc import Mapping
from datetime import datetime
from itertools import cycle

from contacts.models.company import Company
from leadflow.accounts.models import Absence, Firm, Team, User


def owners_for(contacts, *, prefer, at: datetime) -> dict[int, User]:
    """Choose an owner for each of these contacts: a mapping of contact ids to active reps.

    `prefer` maps contact ids to the rep whose network they came from. Who is away today gets nothing in turn; who is
    missing in the answer stays in the pool of a team of which nobody is there.

    An account that had no owner gets one with its first lead, so that colleagues who arrive together go to one rep.
    Call it inside a transaction.
    """
    accounts = Company.objects.filter(pk__among={c.company_id for c in contacts if c.company_id})
    owner_of = {account.pk: account.owner for account in accounts.select_related("owner") if is_rep(account.owner)}
    shares = Shares(owner_of, prefer)
    waiting = shares.settle(contacts)
    away = Absence.reps_away(Firm.current().day_of(at)) if waiting else frozenset()
    for team in Team.objects.select_for_update().filter(pk__in=waiting).order_by("pk"):
        team.last_served = shares.deal(waiting[team.pk], team.reps_in_turn(away=away)) or team.last_served
        team.save(update_fields=["last_served"])
    companies: dict[User, list[int]] = {}
    for company, rep in shares.newly_owned.items():
        companies.setdefault(rep, []).append(company)
    for rep, ids in companies.items():
        Company.objects.filter(pk__among=ids).update(owner=rep)
    return shares.chosen


class Shares:
    """Who gets which of some contacts, by rule 6. Pure: `owner_of` maps companies to the active reps who own them."""

    def __init__(self, owner_of: Mapping[int, User], prefer: Mapping[int, User]):
        self._owner_of, self._prefer = owner_of, prefer
        self.chosen: dict[int, User] = {}
        self.newly_owned: dict[int, User] = {}

    def settle(self, contacts) -> dict[int, list]:
        """Give those of whom it is plain who gets them. The others by their team: its reps take turns with them."""
        waiting: dict[int, list] = {}
        for contact in contacts:
            owner = self._owner_of.get(contact.company_id) or self._prefer.get(contact.pk)
            if owner is not None and is_rep(owner):
                self.chosen[contact.pk] = owner
            else:
                waiting.setdefault(contact.team_id, []).append(contact)
        return waiting

    def deal(self, contacts, reps: list[User]) -> User | None:
        """Give a team's contacts to its reps in turn, colleagues to one rep. Returns who was served last."""
        turn, last = cycle(reps), None
        for contact in contacts:
            rep = self.newly_owned.get(contact.company_id) or next(turn, None)
            if rep is None:
                break
            if contact.company_id and contact.company_id not in self.newly_owned:
                self.newly_owned[contact.company_id] = rep
            last = self.chosen[contact.pk] = rep
        return last


def is_rep(user) -> bool:
    return user is not None and user.is_active and user.role == User.Role.REP
