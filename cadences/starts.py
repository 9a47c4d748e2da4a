"""When plans begin (rule 7): with their lead, unless a load limit spreads the starts of a list over working days."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.db.models import Case, Count, Q, Value, When

from cadences.calendar import Calendar
from cadences.firm_day import FirmDay
from cadences.models import Enrollment, Step
from contacts.models import Stage
from contacts.models.stage import LEADS
from leadflow.accounts.models import User
from leadflow.lib import bulk

# A rep; or, of those whom nobody has yet, their team.
Whose = tuple[int | None, int]
# Within a piece of a list those begin first who come first in the queue (domain, "Order of the queue").
FIRST_READY = Case(When(contact__stage=Stage.SALES_READY, then=Value(0)), default=Value(1))
FIRST_FITTING = Case(When(contact__fit="match", then=Value(0)), When(contact__fit="unknown", then=Value(1)), default=2)


def whose(rep_id: int | None, team_id: int) -> Whose:
    """In whose diary a contact stands: the rep's whatever the team, else the team's."""
    return (None, team_id) if rep_id is None else (rep_id, 0)


@dataclass
class Diary:
    """How many plans begin on which day. Pure: what stands in it, the caller says.

    `most` is the limit for one rep on one day; None: there is none.
    """

    calendar: Calendar
    today: date
    most: int | None
    taken: dict[Whose, Counter[date]] = field(default_factory=lambda: defaultdict(Counter))
    _free_from: dict[Whose, date] = field(default_factory=dict)

    def enter(self, of: Whose) -> date:
        """The day on which one more plan begins: the first working day that has room."""
        return next(self.enter_many(of, 1))[0]

    def enter_many(self, of: Whose, number: int) -> Iterator[tuple[date, int]]:
        """The days on which so many more plans begin, one after the other, each with how many."""
        if self.most is None:
            yield self.today, number
            return
        day = self._free_from.get(of) or self.calendar.working_day_from(self.today)
        while number:
            self._free_from[of] = day
            together = min(max(self.most - self.taken[of][day], 0), number)
            if together:
                self.taken[of][day] += together
                number -= together
                yield day, together
            day = self.calendar.next_working_day(day)


def taken(owners, teams, *, today: date, beside: Collection[int] = ()) -> dict[Whose, Counter[date]]:
    """How many running plans of these reps, and of what lies in the pools of these teams, begin on days from today on.

    Those `beside` (ids of enrollments) are left out.
    """
    theirs = Q(contact__owner__in=owners) | Q(contact__owner__isnull=True, contact__team__in=teams)
    begin = Enrollment.objects.live().filter(theirs, day_0__gte=today, contact__stage__in=LEADS)
    begin = begin.exclude(pk__among=beside)
    found: dict[Whose, Counter[date]] = defaultdict(Counter)
    rows = begin.order_by().values_list("contact__owner", "contact__team", "day_0").annotate(number=Count("pk"))
    for owner, team, day, number in rows:
        found[whose(owner, team)][day] += number
    return found


@transaction.atomic
def spread(contact_ids, *, most: int, at: datetime) -> None:
    """Let the plans of these, who became leads at that moment, begin so that no rep begins more than `most` on a day.

    Who asked to be contacted has no plan yet and is called at once. Set-based; call it in the transaction that made
    the leads, so that no sweep comes between.
    """
    new = Enrollment.objects.live().filter(contact__among=contact_ids, started_at=at)
    in_order = new.order_by(FIRST_READY, "-contact__interest", FIRST_FITTING, "contact__pk")
    rows = list(in_order.values_list("pk", "version", "contact__owner", "contact__team"))
    owners = {owner for _, _, owner, _ in rows if owner}
    # Two lists at once take turns, so that the limit holds for both together.
    list(User.objects.filter(pk__in=owners).order_by("pk").select_for_update(no_key=True).values_list("pk"))
    day = FirmDay.at(at)
    before = taken(owners, {row[3] for row in rows}, today=day.today, beside=[row[0] for row in rows])
    diary = Diary(day.calendar, day.today, most, before)
    begin = [(pk, version, diary.enter(whose(owner, team))) for pk, version, owner, team in rows]
    later = [(pk, version, start) for pk, version, start in begin if start != day.today]
    steps = {version: list(Step.objects.filter(version=version)) for version in {version for _, version, _ in later}}
    days = {(version, start): _first_days(steps[version], start, day) for _, version, start in later}
    bulk.update(
        Enrollment,
        ["day_0", "anchor_on", "next_due_on", "side_due_on"],
        [[pk, start, start, *days[version, start]] for pk, version, start in later],
    )


def _first_days(steps: list[Step], start: date, day: FirmDay) -> list[date | None]:
    """The days of both lanes of a plan that begins on a day."""
    plan = Enrollment(day_0=start, anchor_on=start)
    plan.plan_lanes(day, steps, closed={}, open_blocking=False)
    return [plan.next_due_on, plan.side_due_on]
