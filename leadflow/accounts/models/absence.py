from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q

from leadflow.accounts.models.user import User
from leadflow.lib.once import WrittenAnew, once
from leadflow.lib.when import in_full


class AbsenceQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A rep sees their own; managers those of the reps they lead, administrators all."""
        if user.works_a_queue:
            return self.filter(rep=user)
        return self.none() if user.role == user.Role.MARKETING else self.filter(rep__team__in=user.visible_teams())

    def on(self, day: date):
        return self.overlapping(day, day)

    def overlapping(self, first: date, last: date):
        return self.filter(first__lte=last, last__gte=first)

    def not_over(self, today: date):
        return self.filter(last__gte=today)


class Absence(WrittenAnew):
    """Days of the firm on which a rep is away, both ends included.

    What falls due meanwhile the stand-in does; without one it waits. `cadences.absences` says what that means.
    """

    # The button shows ten seconds; a slow network gets a little more.
    UNDO_WITHIN = timedelta(seconds=30)

    rep = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="absences")
    first = models.DateField("first day away")
    last = models.DateField("last day away")
    stand_in = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="stands_in"
    )
    changed_at = models.DateTimeField()
    # When what waited got days of its own, after the return.
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        ordering = ["first", "pk"]
        indexes = [models.Index(fields=["last"], condition=Q(settled_at__isnull=True), name="absence_to_settle")]
        constraints = [
            models.CheckConstraint(condition=Q(first__lte=F("last")), name="absence_days_in_order"),
            models.CheckConstraint(
                condition=Q(stand_in__isnull=True) | ~Q(stand_in=F("rep")), name="nobody_stands_in_for_themselves"
            ),
            # A first guard for what two at once enter; `keep` refuses every overlap.
            models.UniqueConstraint(fields=["rep", "first"], name="absence_begins_once"),
        ]

    class Overlaps(Exception):
        """The rep is away on one of these days already, as `other` says; nothing was written."""

        def __init__(self, other: "Absence"):
            self.other = other
            super().__init__("The rep is away on one of these days already.")

    def __str__(self):
        return f"{self.rep}, {self.first} to {self.last}"

    @property
    def days(self) -> str:
        """Within a sentence: “on 3 December 2026”, “from 3 December 2026 to 4 January 2027”."""
        if self.first == self.last:
            return f"on {in_full(self.first)}"
        return f"from {in_full(self.first)} to {in_full(self.last)}"

    @classmethod
    def list_of(cls, day: date) -> "list[Absence]":
        """Who is away on a day, with rep and stand-in."""
        away = cls.objects.on(day).filter(rep__is_active=True, rep__role="rep").select_related("rep", "stand_in")
        return once(f"away on {day}", lambda: list(away))

    @classmethod
    def reps_away(cls, day: date) -> frozenset[int]:
        """The ids of the reps who are away on a day."""
        return frozenset(absence.rep_id for absence in cls.list_of(day))

    @transaction.atomic
    def keep(self, *, at: datetime) -> None:
        """Enter it, or change it. Raises Overlaps."""
        # Two at once take turns, so that each sees the other's days.
        User.objects.select_for_update(no_key=True).get(pk=self.rep_id)
        if (
            other := Absence.objects.filter(rep=self.rep_id)
            .overlapping(self.first, self.last)
            .exclude(pk=self.pk)
            .first()
        ):
            raise Absence.Overlaps(other)
        self.changed_at = at
        self.save()

    @transaction.atomic
    def end(self, *, today: date, at: datetime) -> None:
        """The rep is here from `today` on. One that had not begun before is gone as if it had never been entered."""
        if self.first >= today:
            self.delete()
        else:
            self.last = min(self.last, today - timedelta(days=1))
            self.changed_at = at
            self.save()

    def stand_in_here(self, away: "list[Absence]") -> User | None:
        """Who does their work: the stand-in, unless they left the team or are among those `away`."""
        other = self.stand_in
        if other is None or not other.is_active or not other.works_a_queue or other.team_id != self.rep.team_id:
            return None
        return None if other.pk in {absence.rep_id for absence in away} else other
