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
