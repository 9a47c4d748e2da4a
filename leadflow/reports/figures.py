"""The numbers of the manager's page. Each is the number of rows of a query that can be opened (`rows`), by rep."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from statistics import median

from django.db.models import Count

from leadflow.accounts.models import User
from leadflow.reports import rows
from leadflow.reports.models import NOTHING, Day
from leadflow.reports.scope import Scope

# Behind is who made less than this share of the dials planned until now.
ON_PACE = 0.8


@dataclass
class Figures:
    """What one person, or all of them together, did in a period."""

    person: User | None = None
    dials: int = 0
    connects: int = 0
    cold: int = 0
    meetings: int = 0
    held: int = 0
    no_shows: int = 0
    given: int = 0
    accepted: int = 0
    overdue: int = 0
    never_touched: int = 0
    # Dials planned: for the whole period as far as it has come, and until this moment of today.
    goal: int = 0
    pace: float = 0
    # Seconds from lead to first attempt, and from a contact request to the answer.
    first_touches: list[float] = field(default_factory=list)
    answers: list[float] = field(default_factory=list)

    ADDED = (*NOTHING, "held", "no_shows", "given", "accepted", "overdue", "never_touched", "goal", "pace")

    @property
    def connect_rate(self) -> float | None:
        return self.connects / self.dials if self.dials else None

    @property
    def cold_share(self) -> float | None:
        return self.cold / self.dials if self.dials else None

    @property
    def first_touch(self) -> float | None:
        """The median, in seconds."""
        return median(self.first_touches) if self.first_touches else None

    @property
    def answer(self) -> float | None:
        """The median, in seconds."""
        return median(self.answers) if self.answers else None

    @property
    def is_behind(self) -> bool:
        return self.dials < ON_PACE * self.pace

    @property
    def is_empty(self) -> bool:
        return not any(getattr(self, name) for name in self.ADDED if name not in ("goal", "pace"))


@dataclass(frozen=True)
class Overview:
    """The figures of everybody in view, of those whom nobody has yet, and of all together."""

    people: list[Figures]
    pool: Figures
    total: Figures


def overview(scope: Scope) -> Overview:
    """Count everything for the scope's period."""
    found: dict[int | None, Figures] = defaultdict(Figures)
    for person in scope.people:
        found[person.pk].person = person
    _attempts(scope, found)
    _meetings(scope, found)
    _leads(scope, found)
    _requests(scope, found)
    _open_work(scope, found)
    goal, pace = planned_dials(scope)
    people = []
    for person in scope.people:
        figures = found[person.pk]
        is_rep = person.is_active and person.works_a_queue
        if is_rep:
            figures.goal, figures.pace = goal, pace
        if is_rep or not figures.is_empty:
            people.append(figures)
    pool = found[None]
    return Overview(people, pool, _together([*people, pool]))


def planned_dials(scope: Scope) -> tuple[int, float]:
    """The dials a rep should make in the period until today, and until this moment of today."""
    day, firm = scope.day, scope.day.firm
    working = [d for d in scope.period.days if d <= day.today and day.calendar.is_working(d)]
    whole = len(working)
    elapsed = float(whole)
    if day.today in working:
        begins, ends = (firm.moment(day.today, time) for time in (firm.call_from, firm.call_until))
        elapsed += min(max((scope.at - begins) / (ends - begins), 0.0), 1.0) - 1
    return whole * firm.daily_dials, elapsed * firm.daily_dials


def _attempts(scope, found):
    days = Day.objects.within(scope.period).filter(rep__in=scope.people)
    for rep, sums in days.added_up().items():
        for name, number in sums.items():
            setattr(found[rep], name, number)


def _meetings(scope, found):
    for name in ("held", "no_shows"):
        for person, number in _by(rows.ALL[name].rows(scope), "closed_by").items():
            setattr(found[person], name, number)


def _leads(scope, found):
    given = rows.ALL["given"].rows(scope)
    columns = ("contact__owner", "accepted", "at", "begins_on", "first_touch")
    for owner, accepted, *lead in given.values_list(*columns):
        theirs = found[owner]
        theirs.given += 1
        theirs.accepted += accepted
        seconds = rows.until_first_touch(*lead, firm=scope.day.firm)
        if seconds is not None:
            theirs.first_touches.append(seconds)


def _requests(scope, found):
    for request in rows.ALL["requests"].rows(scope).select_related("contact"):
        seconds = rows.waited(request, scope.day)
        if seconds is not None:
            found[request.contact.owner_id].answers.append(seconds)


def _open_work(scope, found):
    for owner, number in _by(rows.ALL["overdue"].rows(scope), "rep").items():
        found[owner].overdue = number
    for owner, number in _by(rows.ALL["never_touched"].rows(scope), "owner").items():
        found[owner].never_touched = number


def _by(queryset, field) -> Counter:
    counted = queryset.order_by().values(field).annotate(number=Count("pk"))
    return Counter({row[field]: row["number"] for row in counted})


def _together(all_of_them: list[Figures]) -> Figures:
    total = Figures()
    for figures in all_of_them:
        for name in Figures.ADDED:
            setattr(total, name, getattr(total, name) + getattr(figures, name))
        total.first_touches += figures.first_touches
        total.answers += figures.answers
    return total
