"""Whose the new leads would be, and what each would put on a queue: as promotion would do it, without writing."""

from collections import defaultdict

from cadences import entry
from cadences.models import Enrollment
from contacts import assignment
from contacts.models import Company, Contact, StageChange
from leadflow.accounts.models import Absence, Firm, Team, User
from leadflow.forecast.entering import as_entered
from leadflow.forecast.load import MUTED, out_of_reach, reachable
from leadflow.rehearsal.judging import Someone
from leadflow.rehearsal.models import Rehearsal, RehearsalRow
from scoring import promotion

Found = list[tuple[Someone, RehearsalRow]]
Begins = RehearsalRow.Begins


def give(found: Found, rehearsal: Rehearsal) -> None:
    """Fill in whose those would be who would move, and what begins for new leads. Notes in `rehearsal.turns` whom each
    team gave last; what pieces before gave is heeded."""
    moves: dict[tuple[str, str], Found] = defaultdict(list)
    for someone, row in found:
        if someone.owner_id is None and someone.move and row.change:
            moves[someone.move].append((someone, row))
    if moves:
        _Givers([someone for group in moves.values() for someone, _ in group], rehearsal).give(moves)
    _begin([(someone, row) for someone, row in found if row.change == RehearsalRow.Change.LEAD], rehearsal)


class _Givers:
    """The twin of `contacts.assignment.owners_for`."""

    def __init__(self, people: list[Someone], rehearsal: Rehearsal):
        self._turns = rehearsal.turns
        self._away = Absence.reps_away(Firm.current().day_of(rehearsal.at))
        self._reps = User.objects.active_reps().in_bulk()
        self._teams = Team.objects.in_bulk({someone.team_id for someone in people})
        self._prefer = promotion.preferred([someone.pk for someone in people])
        companies = {someone.company_id for someone in people if someone.company_id}
        owners = dict(Company.objects.filter(pk__among=companies).values_list("pk", "owner"))
        opened = rehearsal.rows.filter(opens_account=True, contact__company__among=companies).order_by("place")
        owners |= dict(opened.values_list("contact__company", "rep"))
        self._owner_of = {pk: self._reps[owner] for pk, owner in owners.items() if owner in self._reps}

    def give(self, moves: dict[tuple[str, str], Found]) -> None:
        """In the order in which promotion would: those of one stage and cause together."""
        for group in moves.values():
            shares = assignment.Shares(self._owner_of, self._prefer)
            waiting = shares.settle([someone for someone, _ in group])
            for pk in sorted(waiting):
                self._deal(shares, waiting[pk], self._teams[pk])
            self._owner_of |= shares.newly_owned
            for someone, row in group:
                if rep := shares.chosen.get(someone.pk):
                    row.rep_id, row.team_id = rep.pk, rep.team_id or row.team_id
                    row.opens_account = someone.company_id in shares.newly_owned

    def _deal(self, shares: assignment.Shares, people: list[Someone], team: Team) -> None:
        if served := self._turns.get(str(team.pk)):
            team.last_served_id = served
        reps = [rep for _, rep in sorted(self._reps.items()) if rep.team_id == team.pk]
        if last := shares.deal(people, team.in_turn(reps, away=self._away)):
            self._turns[str(team.pk)] = last.pk


def _begin(new: Found, rehearsal: Rehearsal) -> None:
    """Who asked to be contacted is called first (rule 4); who is in a plan already begins none."""
    ids = [someone.pk for someone, _ in new]
    busy = set(Enrollment.objects.live().filter(contact__among=ids).values_list("contact", flat=True))
    kinds = reachable(ids)
    stages = {someone.pk: someone.move[0] for someone, _ in new if someone.move}
    plans = entry.plans_for_new(ids, at=rehearsal.at, stages=stages)
    muted = {pk: closed for pk, *closed in Contact.objects.filter(pk__among=ids).values_list("pk", *MUTED)}
    for someone, row in new:
        if someone.move and someone.move[1] == StageChange.Cause.REQUEST:
            row.begins = Begins.CALL
        elif someone.pk not in busy:
            row.begins = Begins.PLAN
            closed = {column for column, is_closed in zip(MUTED, muted[someone.pk], strict=True) if is_closed}
            out = sorted(out_of_reach(kinds[someone.pk], closed))
            row.out_of_reach = ",".join([*as_entered(plans[someone.pk]), *out])
