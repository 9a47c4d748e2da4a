"""What a rehearsed draft would do to the reps: whom each would get, and what comes to them on which day."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count

from cadences.starts import Whose, limit_of, whose
from leadflow.accounts.models import Firm, User
from leadflow.forecast.picture import Picture
from leadflow.rehearsal.models import Rehearsal, RehearsalRow

Begins = RehearsalRow.Begins


@dataclass
class Share:
    """What one rep would get, or the pool of one team; see leadflow.forecast.load."""

    rep: int | None
    team: int | None
    people: int = 0
    calls: int = 0
    plans: list[tuple[str, int]] = field(default_factory=list)

    @property
    def whose(self) -> Whose:
        return whose(self.rep, self.team or 0)


def shares(rehearsal: Rehearsal, user: User) -> list[Share]:
    """Whose the new leads would be, of the teams that the user sees. One query, however many there are."""
    found: dict[Whose, Share] = {}
    new = rehearsal.rows.of_teams_of(user).filter(change=RehearsalRow.Change.LEAD).order_by()
    alike = new.values_list("rep", "team", "begins", "out_of_reach").annotate(number=Count("pk"))
    for rep, team, begins, out_of_reach, number in alike.order_by("rep", "team", "-number"):
        share = Share(rep, None if rep else team)
        share = found.setdefault(share.whose, share)
        share.people += number
        if begins == Begins.CALL:
            share.calls += number
        elif begins == Begins.PLAN:
            share.plans.append((out_of_reach, number))
    return list(found.values())


def picture(rehearsal: Rehearsal, user: User, *, at: datetime) -> Picture:
    """The next three weeks of the teams that the user sees, if the draft came in force now.

    Its leads begin by the limit of cadences.starts.
    """
    return Picture.of(shares(rehearsal, user), by="this version", at=at, most=limit_of(Firm.current()))
