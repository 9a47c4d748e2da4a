from datetime import timedelta

from django.db import models


class Sweep(models.Model):
    """One completed pass over what is due. The age of the last is Leadflow's health."""

    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(db_index=True)
    fired = models.PositiveIntegerField(default=0)
    # Reason to number.
    skipped = models.JSONField(default=dict)

    KEPT = timedelta(days=7)

    class Meta:
        ordering = ["-finished_at"]
        get_latest_by = "finished_at"

    def __str__(self):
        return f"{self.finished_at:%Y-%m-%d %H:%M}: {self.fired} fired"

    @classmethod
    def last(cls) -> "Sweep | None":
        return cls.objects.order_by("-finished_at").first()

    @classmethod
    def forget_old(cls, now):
        cls.objects.filter(finished_at__lt=now - cls.KEPT).delete()


class NightlyCheck(models.Model):
    """That on a day of the firm somebody looked who falls through (promise 12). Whoever makes the row of a day tells
    the managers; a second one finds it made."""

    day = models.DateField(unique=True)
    checked_at = models.DateTimeField()
    slipping = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-day"]

    def __str__(self):
        return f"{self.day}: {self.slipping} slipping"

    @classmethod
    def claim(cls, day, *, at) -> "NightlyCheck | None":
        """The check of that day, for one caller only; None for every other."""
        check, is_mine = cls.objects.get_or_create(day=day, defaults={"checked_at": at})
        return check if is_mine else None
