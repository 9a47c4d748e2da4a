"""Each morning's forecast is kept, and held against what then came and what was done."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Avg, Count, F, Q, Sum
from django.db.models.functions import Abs, TruncDate

from cadences.absences import Away
from cadences.firm_day import FirmDay
from cadences.limits import worker_of
from cadences.models import Task
from leadflow.accounts.models import User
from leadflow.forecast import load
from leadflow.forecast.models import Foreseen
from leadflow.forecast.shares import Share
from leadflow.lib import bulk

# By the firm's clock: what comes that day is on the queues by then.
NOT_BEFORE = time(5)
DAYS = 20
# A forecast is judged by how far ahead it was made, in working days.
WEEK_BEFORE, DAY_BEFORE = 5, 1

Key = tuple[int, date]


@transaction.atomic
def keep(*, at: datetime) -> int:
    """Keep, once on each working day of the firm, what is foreseen for the next twenty, and fill in the days that are
    over. Returns how many days of reps were kept; a second call on a day, or one before five, keeps nothing."""
    day = FirmDay.at(at)
    if at < day.firm.moment(day.today, NOT_BEFORE) or not day.calendar.is_working(day.today):
        return 0
    if Foreseen.objects.filter(made_on=day.today).exists():
        return 0
    _settle(day)
    shares = [Share(rep, None) for rep in User.objects.active_reps().values_list("pk", flat=True)]
    days, rows = load.rows(shares, most=None, day=day, days=DAYS)
    kept = [
        Foreseen(made_on=day.today, rep_id=row.share.rep, day=on, number=number)
        for row in rows
        for on, number in zip(days, row.already, strict=True)
    ]
    # Of two workers at once both may come here; what they found is the same.
    Foreseen.objects.bulk_create(kept, ignore_conflicts=True)
    Foreseen.forget_old(day.today)
    return len(kept)


def _settle(day: FirmDay) -> None:
    """Fill in what came, and what was done, on days that are over."""
    open_ones = Foreseen.objects.filter(came__isnull=True, day__lt=day.today)
    days = list(open_ones.order_by().values_list("day", flat=True).distinct())
    if not days:
        return
    came, done = _came(days, day), _done(days, day)
    rows = open_ones.order_by().values_list("pk", "rep", "day")
    bulk.update(Foreseen, ["came", "done"], [[pk, came[rep, on], done[rep, on]] for pk, rep, on in rows])


def _came(days: Collection[date], day: FirmDay) -> Counter[Key]:
    """How many tasks were to be done on these days by whoever did a rep's work, whatever became of them. A step that
    was put off counts on the day that its plan gave it; one that was skipped at once never came."""
    found: Counter[Key] = Counter()
    # What is due on a day off is on the queue of the next working day.
    first, last = day.calendar.last_working_day(min(days) - timedelta(days=1)), max(days)
    planned = Q(planned_on__gt=first, planned_on__lte=last)
    tasks = Task.objects.filter(planned | Q(planned_on__isnull=True, due_on__gt=first, due_on__lte=last))
    tasks = tasks.filter(rep__isnull=False).exclude(state=Task.State.SKIPPED, closed_at=F("created_at"))
    counted = tasks.order_by().values_list("rep", "planned_on", "due_on").annotate(number=Count("pk"))
    away = {on: Away.on(on) for on in days}
    for rep, planned_on, due_on, number in counted:
        on = day.calendar.working_day_from(planned_on or due_on)
        if on in away and (worker := worker_of(rep, away[on])):
            found[worker, on] += number
    return found


def _done(days: Collection[date], day: FirmDay) -> Counter[Key]:
    """How many tasks each did on these days."""
    firm = day.firm
    begins, ends = firm.moment(min(days), time.min), firm.moment(max(days) + timedelta(days=1), time.min)
    closed = Task.objects.filter(state=Task.State.DONE, closed_at__gte=begins, closed_at__lt=ends).order_by()
    closed = closed.filter(closed_by__isnull=False).annotate(on=TruncDate("closed_at", tzinfo=firm.zone))
    counted = closed.values_list("closed_by", "on").annotate(number=Count("pk"))
    return Counter({(rep, on): number for rep, on, number in counted})


@dataclass(frozen=True)
class Held:
    """A day that is over: what was foreseen a week and a day before, None where no forecast was kept, and what was."""

    day: date
    week_before: int | None
    day_before: int | None
    came: int
    done: int


@dataclass(frozen=True)
class Record:
    """How the forecasts of some reps held over the past four weeks, the latest day first."""

    days: list[Held]
    # By how many tasks a rep's day was off, on average; None where no forecast was made so far ahead.
    error_week: float | None
    error_day: float | None

    @property
    def finding(self) -> str:
        """How far off the forecasts were, in a sentence."""
        said = [
            f"{words} by {error:.1f} task{'' if f'{error:.1f}' == '1.0' else 's'}"
            for words, error in (("of a week before", self.error_week), ("of the morning before", self.error_day))
            if error is not None
        ]
        if not said:
            return "No forecast is old enough yet to be held against what came."
        number = len(self.days)
        days = "On the last working day" if number == 1 else f"Over the last {number} working days"
        return f"{days} the forecast of a rep's day was off, on average: {', '.join(said)}."


def record(reps: Sequence[int], *, day: FirmDay) -> Record:
    """How the forecasts for these reps held, two queries whatever their number."""
    days = [day.calendar.last_working_day(day.today - timedelta(days=1))]
    while len(days) < DAYS + WEEK_BEFORE:
        days.append(day.calendar.last_working_day(days[-1] - timedelta(days=1)))
    before = dict(zip(days, days[DAY_BEFORE:], strict=False)), dict(zip(days, days[WEEK_BEFORE:], strict=False))
    over = Foreseen.objects.filter(rep__in=reps, day__in=days[:DAYS], came__isnull=False)
    sums = {f"all_{name}": Sum(name) for name in ("number", "came", "done")}
    counted = over.order_by().values_list("day", "made_on").annotate(**sums, off=Avg(Abs(F("number") - F("came"))))
    found = {(on, made_on): of_them for on, made_on, *of_them in counted}
    held, errors_day, errors_week = [], [], []
    for on in days[:DAYS]:
        of_day, of_week = (found.get((on, dates.get(on))) for dates in before)
        known = of_day or of_week or next((of_them for (when, _), of_them in found.items() if when == on), None)
        if known:
            held.append(Held(on, of_week and of_week[0], of_day and of_day[0], known[1], known[2]))
        errors_day += [of_day[3]] if of_day else []
        errors_week += [of_week[3]] if of_week else []
    return Record(held, _mean(errors_week), _mean(errors_day))


def _mean(values: list[float]) -> float | None:
    return sum(values) / len(values) if values else None
