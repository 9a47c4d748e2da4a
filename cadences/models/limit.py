from datetime import date, timedelta

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from cadences.models.enrollment import Enrollment
from contacts.models import Channel
from leadflow.lib.once import WrittenAnew, once


class DailyLimit(WrittenAnew):
    """So many steps of plans by one channel come to a rep on one day: to every rep, or to one who differs."""

    # Nobody: it holds for every rep without one of their own.
    rep = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="daily_limits"
    )
    channel = models.CharField(max_length=12, choices=Channel.choices)
    most = models.PositiveSmallIntegerField(validators=[MinValueValidator(1)])

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["rep", "channel"], name="one_limit_of_a_rep"),
            models.UniqueConstraint(fields=["channel"], condition=Q(rep__isnull=True), name="one_limit_of_the_firm"),
            # With none at all its steps would wait for ever.
            models.CheckConstraint(condition=Q(most__gte=1), name="a_limit_lets_something_come"),
        ]

    def __str__(self):
        return f"{self.most} a day by {self.get_channel_display()}"

    @classmethod
    def all_of_them(cls) -> "dict[tuple[int | None, str], int]":
        """Each by its rep, or None for the firm's, and its channel."""
        return once("daily limits", lambda: cls._read(cls.objects.all()))

    @classmethod
    def held(cls) -> "dict[tuple[int | None, str], int]":
        """The same, held until the transaction ends: who asks at the same time takes turns."""
        return cls._read(cls.objects.select_for_update())

    @classmethod
    def _read(cls, rows) -> "dict[tuple[int | None, str], int]":
        return {(rep, channel): most for rep, channel, most in rows.values_list("rep", "channel", "most")}


class Came(models.Model):
    """How many steps by a channel with a limit came to a rep on a day, whatever became of them since."""

    KEPT = timedelta(days=30)

    rep = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    channel = models.CharField(max_length=12, choices=Channel.choices)
    day = models.DateField()
    number = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "rep", "channel"], name="came_once_a_day")]

    def __str__(self):
        return f"{self.day}: {self.number} by {self.get_channel_display()}"


class NoRoom(models.Model):
    """The last day on which the next step of a lane waited for room. It comes on the next working day that has."""

    enrollment = models.ForeignKey(Enrollment, on_delete=models.CASCADE, related_name="no_room")
    blocking = models.BooleanField()
    day = models.DateField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enrollment", "blocking"], name="no_room_once_a_lane")]

    def __str__(self):
        return f"{self.enrollment}: no room on {self.day}"

    @classmethod
    def forget_old(cls, today: date) -> None:
        """Those of plans that went on otherwise."""
        cls.objects.filter(day__lt=today - Came.KEPT).delete()
        Came.objects.filter(day__lt=today - Came.KEPT).delete()
