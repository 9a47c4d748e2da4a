"""What the tests of absences share: who is away, what falls due, and where it lies."""

from collections import Counter
from datetime import date, timedelta

from cadences import firing
from cadences.absences import Away
from cadences.firm_day import FirmDay
from cadences.models import Task
from leadflow.accounts.models import Absence
from tests.factories import NOON, make_contact

DAY = timedelta(days=1)
TUESDAY = NOON.date()
FRIDAY = TUESDAY + 3 * DAY
MONDAY_AFTER = TUESDAY + 6 * DAY


def away(rep, first=TUESDAY, last=FRIDAY, *, stand_in=None, at=NOON - DAY) -> Absence:
    absence = Absence(rep=rep, first=first, last=last, stand_in=stand_in)
    absence.keep(at=at)
    return absence


def to_do(rep, kind=Task.Kind.BY_HAND, *, due_on=TUESDAY, **fields) -> Task:
    contact = make_contact(owner=rep, phone="+47 22 55 01 34")
    return Task.open_for(contact, kind, due_on=due_on, at=NOON - 2 * DAY, channel="phone", **fields)


def queue_of(rep, at=NOON) -> list[Task]:
    day = FirmDay.at(at).today
    return list(Away.on(day).tasks_of(rep).due(day))


def pool_of(team, at=NOON) -> list[Task]:
    day = FirmDay.at(at).today
    return list(Away.on(day).pool_of([team.pk]).due(day))


def sweep(at):
    return firing.sweep(at, clock=lambda: at)


def days_of(rep) -> dict[date, int]:
    return dict(Counter(Task.objects.open().of(rep).order_by("due_on").values_list("due_on", flat=True)))
