"""Who gets a lead (rule 6): the account's owner; else the rep whose own network it came from; else the reps of the
contact's team in turn."""

from itertools import cycle

from contacts.models.company import Company
from leadflow.accounts.models import Team, User


def owners_for(contacts, *, prefer) -> dict[int, User]:
    """Choose an owner for each of these contacts: a mapping of contact ids to active reps.

    `prefer` maps contact ids to the rep whose network they came from. Who is missing in the answer stays in the
    pool of a team without an active rep. An account that had no owner gets one with its first lead, so that
    colleagues who arrive together go to one rep. Call it inside a transaction.
    """
    accounts = Company.objects.filter(pk__in={c.company_id for c in contacts if c.company_id})
    owner_of = {account.pk: account.owner for account in accounts.select_related("owner") if is_rep(account.owner)}
    chosen, waiting = {}, {}
    for contact in contacts:
        owner = owner_of.get(contact.company_id) or prefer.get(contact.pk)
        if is_rep(owner):
            chosen[contact.pk] = owner
        else:
            waiting.setdefault(contact.team_id, []).append(contact)
    newly_owned = {}
    for team in Team.objects.select_for_update().filter(pk__in=waiting).order_by("pk"):
        turn = cycle(team.reps_in_turn())
        for contact in waiting[team.pk]:
            rep = newly_owned.get(contact.company_id) or next(turn, None)
            if rep is None:
                break
            if contact.company_id and contact.company_id not in newly_owned:
                newly_owned[contact.company_id] = rep
            team.last_served = chosen[contact.pk] = rep
        team.save(update_fields=["last_served"])
    for company, rep in newly_owned.items():
        accounts.filter(pk=company).update(owner=rep)
    return chosen


def is_rep(user) -> bool:
    return user is not None and user.is_active and user.role == User.Role.REP
