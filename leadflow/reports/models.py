"""Attempts added up by rep and day: a page over months reads some hundred rows instead of millions of touches."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncDate

from contacts.models import Touch
from leadflow.accounts.models import Firm
from leadflow.lib.periods import Period
from leadflow.reports import attempts

NOTHING = dict.fromkeys(attempts.COUNTED, 0)


class DayQuerySet(models.QuerySet):
    def within(self, period: Period):
        return self.filter(day__range=(period.first, period.last))

    def mark(self, attempts_made: Iterable[tuple[int, datetime]]):
        """Note the days of these attempts (a rep's id, a moment) as changed, to be counted again."""
        made = list(attempts_made)
        if made:
            firm = Firm.current()
            self._mark({(rep, firm.day_of(at)) for rep, at in made})

    def mark_all(self):
        """Note all days as changed, since the zone did: an attempt may fall up to two days beside its old one."""
        known = self.values_list("rep", "day")
        self._mark({(rep, day + timedelta(days=n)) for rep, day in known for n in range(-2, 3)})

    def _mark(self, days: set[tuple[int, date]]):
        rows = [Day(rep_id=rep, day=day, is_dirty=True) for rep, day in sorted(days)]
        self.bulk_create(
            rows, update_conflicts=True, update_fields=["is_dirty"], unique_fields=["rep", "day"], batch_size=1000
        )

    def added_up(self) -> dict[int, dict[str, int]]:
        """The sums of these days per rep. Days marked as changed are counted from the touches, always exact."""
        sums = self.filter(is_dirty=False).order_by().values("rep").annotate(**{n: Sum(n) for n in NOTHING})
        found = {row.pop("rep"): row for row in sums}
        for (rep, _), counts in counted_anew(self.filter(is_dirty=True)).items():
            so_far = found.setdefault(rep, dict(NOTHING))
            for name, number in counts.items():
                so_far[name] += number
        return found

    @transaction.atomic
    def recount(self, limit=500) -> int:
        """Bring up to date what is marked, at most so many days. Returns how many that were."""
        days = list(self.filter(is_dirty=True).order_by("pk").select_for_update(skip_locked=True)[:limit])
        found = counted_anew(days)
        for day in days:
            for name, number in found.get((day.rep_id, day.day), NOTHING).items():
                setattr(day, name, number)
            day.is_dirty = False
        self.bulk_update(days, [*NOTHING, "is_dirty"], batch_size=100)
        return len(days)

    @transaction.atomic
    def rebuild(self) -> int:
        """Count everything anew. Returns the number of days with an attempt."""
        self.filter(is_dirty=False).delete()
        found = _counted(Touch.objects.filter(rep__isnull=False))
        # Who logs a call meanwhile has marked the day; the mark stays.
        self.bulk_create(
            [Day(rep_id=rep, day=day, **counts) for (rep, day), counts in found.items()],
            update_conflicts=True,
            update_fields=list(NOTHING),
            unique_fields=["rep", "day"],
            batch_size=1000,
        )
        return len(found)


class Day(models.Model):
    """What one rep did on one day of the firm. Derived from the touches, and rebuildable at any time."""

    rep = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    dials = models.PositiveIntegerField(default=0)
    connects = models.PositiveIntegerField(default=0)
    cold = models.PositiveIntegerField("cold calls", default=0)
    meetings = models.PositiveIntegerField("meetings set", default=0)
    # Something changed since it was counted.
    is_dirty = models.BooleanField(default=False)

    objects = DayQuerySet.as_manager()

    class Meta:
        ordering = ["day", "rep"]
        indexes = [models.Index(fields=["id"], condition=Q(is_dirty=True), name="day_to_recount")]
        constraints = [models.UniqueConstraint(fields=["rep", "day"], name="one_day_of_a_rep")]

    def __str__(self):
        return f"{self.rep} on {self.day}"


def counted_anew(days: Iterable[Day]) -> dict[tuple[int, date], dict[str, int]]:
    """The counts of these days from their touches, by rep and day; a day without any is left out."""
    reps: dict[date, list[int]] = {}
    for one in days:
        reps.setdefault(one.day, []).append(one.rep_id)
    firm = Firm.current()
    found = {}
    for day, ids in reps.items():
        found |= _counted(attempts.on_days(Touch.objects.filter(rep__in=ids), firm, day, day))
    return found


def _counted(touches) -> dict[tuple[int, date], dict[str, int]]:
    """The numbers of these touches by rep and day, one query per figure."""
    local = TruncDate("at", tzinfo=Firm.current().zone)
    found: dict[tuple[int, date], dict[str, int]] = {}
    for name, figure in attempts.COUNTED.items():
        for row in figure(touches).order_by().values("rep", local=local).annotate(number=Count("pk")):
            found.setdefault((row["rep"], row["local"]), dict(NOTHING))[name] = row["number"]
    return found
