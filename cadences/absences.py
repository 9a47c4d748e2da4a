"""A rep is away: who does what falls due meanwhile, and when the rep does what waited.

Whose a task is stays as it is: whose queue shows it follows from the day and the absences alone. So nothing has to be
moved or taken back when an absence is changed, or a stand-in leaves.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from math import ceil

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from cadences.calendar import Calendar
from cadences.firm_day import FirmDay
from cadences.models import Enrollment, Task
from cadences.starts import Diary, whose
from leadflow.accounts.models import Absence, User

# Somebody waits for an answer, or for us at an hour we agreed on.
NEVER_WAIT = (Task.Kind.REQUEST, Task.Kind.ANSWER_OR_LEAVE, Task.Kind.CALL_BACK, Task.Kind.MEETING)
# What a rep usually does in a day is counted over these days before the absence, where they worked on enough of them.
LOOKING_BACK = timedelta(days=28)
ENOUGH_DAYS = 5
# Nothing is moved while an undo may still come.
SETTLE_AFTER = 2 * Absence.UNDO_WITHIN


@dataclass(frozen=True)
class Away:
    """Who is away on a day, and where their work lies."""

    today: date
    absences: tuple[Absence, ...]

    @classmethod
    def on(cls, today: date) -> "Away":
        return cls(today, tuple(Absence.list_of(today)))

    @cached_property
    def _of(self) -> dict[int, Absence]:
        return {absence.rep_id: absence for absence in self.absences}

    def of(self, rep_id: int | None) -> Absence | None:
        """The absence of somebody who is away."""
        return self._of.get(rep_id) if rep_id else None

    def stand_in_of(self, absence: Absence) -> User | None:
        """Who does their work, if they are here themselves."""
        return absence.stand_in_here(list(self.absences))

    def tasks_of(self, person: User) -> QuerySet[Task]:
        """What a person works: their own tasks, unless they are away, and what falls due while they stand in."""
        own = Q(rep=person)
        if absence := self.of(person.pk):
            own &= Q(due_on__gt=absence.last)
        for absence in self.absences:
            if self.stand_in_of(absence) == person:
                own |= Q(rep=absence.rep_id, due_on__lte=absence.last)
        return Task.objects.filter(own)

    def pool_of(self, teams) -> QuerySet[Task]:
        """What nobody has yet, and of those who are away what nobody does though it shall not wait."""
        nobodys = Q(rep__isnull=True)
        for absence in self.absences:
            nobodys |= self._left_to_the_team(absence)
        return Task.objects.filter(nobodys, contact__team__in=teams)

    def _left_to_the_team(self, absence: Absence) -> Q:
        if self.stand_in_of(absence):
            return Q(pk__in=[])
        left = Q(rep=absence.rep_id, due_on__lte=absence.last)
        return left if absence.stand_in_id else left & Q(kind__in=NEVER_WAIT)

    def waiting_for(self, absence: Absence) -> QuerySet[Task]:
        """What is due by now and waits for the rep to be back."""
        if absence.stand_in_id:
            return Task.objects.none()
        return Task.objects.filter(rep=absence.rep_id).due(self.today).exclude(kind__in=NEVER_WAIT)


@transaction.atomic
def take(task: Task, rep: User, *, at: datetime) -> bool:
    """Out of the team's pool to this rep: with its contact, unless the contact's owner is away only. False where
    somebody was faster."""
    away = Away.on(FirmDay.at(at).today)
    left = away.pool_of([rep.team_id]).open().filter(pk=task.pk, rep__isnull=False)
    if rep.works_a_queue and left.update(rep=rep, version=F("version") + 1):
        task.refresh_from_db()
        return True
    return task.take(rep, at=at)


# Back again


def spread_what_waited(now: datetime) -> int:
    """Give what waited for reps who are back days of its own, once for each absence. Returns how many tasks it moved.

    A day gets no more than the rep usually does, what comes on it anyway included; first comes what is first in the
    queue. The plans move along, so that their gaps stay (rule 8). What was late before the absence stays late.
    """
    day = FirmDay.at(now)
    still_away = Absence.objects.on(day.today).filter(rep=OuterRef("rep"))
    over = Absence.objects.filter(
        ~Exists(still_away), settled_at=None, last__lt=day.today, changed_at__lte=now - SETTLE_AFTER
    )
    moved = 0
    for absence in over.select_related("rep").order_by("last", "pk"):
        with transaction.atomic():
            # Of two sweeps at once one does it.
            if Absence.objects.filter(pk=absence.pk, settled_at=None, last=absence.last).update(settled_at=now):
                moved += _spread(absence, day)
    return moved


def _spread(absence: Absence, day: FirmDay) -> int:
    rep = absence.rep
    theirs = Task.objects.open().of(rep).exclude(kind__in=NEVER_WAIT)
    waited = theirs.filter(due_on__range=(absence.first, min(absence.last, day.today)))
    ids = list(waited.in_queue_order(day.today).values_list("pk", flat=True))
    own = whose(rep.pk, 0)
    taken = defaultdict(Counter, {own: _taken(rep, day, beside=ids)})
    diary = Diary(_calendar_of(rep, day), day.today, usual_load(rep, before=absence.first, day=day), taken)
    days: dict[date, list[int]] = defaultdict(list)
    for pk in ids:
        days[diary.enter(own)].append(pk)
    return sum(
        waited.filter(pk__among=tasks).update(due_on=due_on, version=F("version") + 1)
        for due_on, tasks in sorted(days.items())
    )


def usual_load(rep: User, *, before: date, day: FirmDay) -> int:
    """How many tasks they did on a day on which they worked, in the four weeks before. Of somebody who hardly worked
    then nothing tells it: then it is the firm's dials of a full day."""
    firm = day.firm
    midnight = datetime.min.time()
    begins, ends = firm.moment(before - LOOKING_BACK, midnight), firm.moment(before, midnight)
    closed = Task.objects.filter(closed_by=rep, closed_at__gte=begins, closed_at__lt=ends)
    days = Counter(firm.day_of(at) for at in closed.order_by().values_list("closed_at", flat=True))
    if len(days) < ENOUGH_DAYS:
        return max(firm.daily_dials, 1)
    return ceil(days.total() / len(days))


def _taken(rep: User, day: FirmDay, *, beside: list[int]) -> Counter[date]:
    """How much they have to do on which day already: open tasks, overdue ones today, and the next steps of plans."""
    first = day.calendar.working_day_from(day.today)
    tasks = Task.objects.open().of(rep).exclude(pk__among=beside)
    plans = Enrollment.objects.filter(contact__owner=rep, state=Enrollment.State.RUNNING).order_by()
    found = [
        tasks.order_by().values_list("due_on", flat=True),
        plans.filter(next_due_on__isnull=False).values_list("next_due_on", flat=True),
        plans.filter(side_due_on__isnull=False).values_list("side_due_on", flat=True),
    ]
    return Counter(max(due_on, first) for days in found for due_on in days)


def _calendar_of(rep: User, day: FirmDay) -> Calendar:
    """The firm's calendar without the days on which the rep is away again."""
    coming = list(Absence.objects.not_over(day.today).filter(rep=rep).values_list("first", "last"))
    firm = day.calendar
    return Calendar(
        firm.working_days,
        lambda one: firm.is_day_off(one) or any(first <= one <= last for first, last in coming),
    )
