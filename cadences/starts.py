"""When plans begin (rule 7): with their lead, unless a load limit spreads the starts of a list over working days."""

from collections import Counter, defaultdict, deque
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from operator import itemgetter

from django.db import transaction
from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Value, When

from cadences.calendar import Calendar
from cadences.firm_day import FirmDay
from cadences.models import Enrollment, Step, Task
from contacts.models import Stage, Upload
from contacts.models.stage import LEADS
from leadflow.accounts.models import Firm, User
from leadflow.lib import bulk

# A rep; or, of those whom nobody has yet, their team.
Whose = tuple[int | None, int]
# Those begin first who come first in the queue (domain, "Order of the queue").
FIRST_READY = Case(When(contact__stage=Stage.SALES_READY, then=Value(0)), default=Value(1))
FIRST_FITTING = Case(When(contact__fit="match", then=Value(0)), When(contact__fit="unknown", then=Value(1)), default=2)
IN_ORDER = (FIRST_READY, "-contact__interest", FIRST_FITTING, "contact__pk")
COLUMNS = ("pk", "version", "most_a_day", "contact__owner", "contact__team")


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
    _deal(Enrollment.objects.live().filter(contact__among=contact_ids, started_at=at), most, FirmDay.at(at))


@transaction.atomic
def hand_over(contact_ids, *, at: datetime) -> None:
    """Those of these who still wait for their start begin when whoever has them now has room, by the same limit.

    Whoever has begun goes on as planned.
    """
    day = FirmDay.at(at)
    waiting = not_begun(Enrollment.objects.filter(contact__among=contact_ids)).filter(day_0__gte=day.today)
    limits: dict[int, list[int]] = defaultdict(list)
    for pk, most in waiting.order_by().values_list("pk", "most_a_day"):
        limits[most].append(pk)
    left = [pk for ids in limits.values() for pk in ids]
    for most, ids in sorted(limits.items()):
        _deal(Enrollment.objects.filter(pk__among=ids), most, day, beside=left)
        left = [pk for pk in left if pk not in set(ids)]


@transaction.atomic
def put_in_order(plans: QuerySet[Enrollment], *, at: datetime) -> None:
    """Of plans that were spread piece by piece those begin first who come first in the queue.

    Each rep's plans exchange their days among each other, so that no day gets more than before.
    """
    day = FirmDay.at(at)
    rows = list(not_begun(plans).filter(day_0__gte=day.today).order_by(*IN_ORDER).values_list(*COLUMNS, "day_0"))
    days: dict[Whose, deque[date]] = defaultdict(deque)
    for *_, owner, team, start in sorted(rows, key=itemgetter(-1)):
        days[whose(owner, team)].append(start)
    begin = [(pk, version, most, days[whose(*of)].popleft(), now) for pk, version, most, *of, now in rows]
    _begin([row[:4] for row in begin if row[3] != row[4]], day)


def waiting_of(upload: Upload, *, today: date) -> QuerySet[Enrollment]:
    """The plans of a list's leads that begin after that day."""
    leads = upload.rows.filter(became_lead=True).values("contact")
    return Enrollment.objects.live().filter(contact__in=leads, day_0__gt=today)


def not_begun(plans: QuerySet[Enrollment]) -> QuerySet[Enrollment]:
    """Those of which a load limit chose the start, and nothing has come yet."""
    nothing_came = ~Exists(Task.objects.filter(enrollment=OuterRef("pk")))
    return plans.live().filter(nothing_came, most_a_day__isnull=False, responded_at=None)


def _deal(plans: QuerySet[Enrollment], most: int, day: FirmDay, *, beside: Collection[int] = ()) -> None:
    """Give each of these plans the first day with room. Those `beside` take no room: they get their days later."""
    rows = list(plans.order_by(*IN_ORDER).values_list(*COLUMNS))
    if not rows:
        return
    owners = {owner for *_, owner, _ in rows if owner}
    # Two at once take turns, so that the limit holds for both together.
    list(User.objects.filter(pk__in=owners).order_by("pk").select_for_update(no_key=True).values_list("pk"))
    beside = {*beside, *(row[0] for row in rows)}
    before = taken(owners, {team for *_, team in rows}, today=day.today, beside=list(beside))
    diary = Diary(day.calendar, day.today, most, before)
    _begin([(pk, version, most, diary.enter(whose(*of))) for pk, version, _, *of in rows], day)


def _begin(rows: Collection[tuple[int, int, int, date]], day: FirmDay) -> None:
    """Let plans begin on their days: (id, version, limit, day) of each."""
    versions = {version for _, version, _, _ in rows}
    steps: dict[int, list[Step]] = defaultdict(list)
    for step in Step.objects.filter(version__in=versions) if rows else ():
        steps[step.version_id].append(step)
    days = {(version, start): _first_days(steps[version], start, day) for _, version, _, start in rows}
    bulk.update(
        Enrollment,
        ["day_0", "anchor_on", "next_due_on", "side_due_on", "most_a_day"],
        [[pk, start, start, *days[version, start], most] for pk, version, most, start in rows],
    )


def limit_of(firm: Firm) -> int:
    """How many of those whom a new lead definition finds begin with one rep on one day: where the firm has no limit, as
    many as the dials of a full day."""
    return firm.starts_a_day or max(firm.daily_dials, 1)


def _first_days(steps: list[Step], start: date, day: FirmDay) -> list[date | None]:
    """The days of both lanes of a plan that begins on a day."""
    plan = Enrollment(day_0=start, anchor_on=start)
    plan.plan_lanes(day, steps, closed={}, open_blocking=False)
    return [plan.next_due_on, plan.side_due_on]
