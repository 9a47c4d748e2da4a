from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q

from cadences.models.cadence import CadenceVersion

LEASE = timedelta(seconds=60)


class MovingQuerySet(models.QuerySet):
    def open(self):
        """Those that are not done."""
        return self.filter(finished_at=None)

    def unattended(self, at: datetime):
        """Those that nobody works on: not begun yet, or left behind by a worker that died."""
        return self.open().filter(Q(leased_until=None) | Q(leased_until__lt=at))


class Moving(models.Model):
    """The move of all who go through earlier versions of a plan to a new one, in the order of their enrollments' ids,
    in pieces. `position` is the last id that is done."""

    version = models.OneToOneField(CadenceVersion, on_delete=models.CASCADE, related_name="moving")
    position = models.BigIntegerField(default=0)
    moved = models.PositiveIntegerField(default=0)
    stayed = models.PositiveIntegerField(default=0)
    # Of those moved: whose next step would have come too soon after their last.
    held_apart = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)

    objects = MovingQuerySet.as_manager()

    class Taken(Exception):
        """Somebody else has gone on with it."""

    def __str__(self):
        return f"Everybody to {self.version}"

    @classmethod
    def claim(cls, pk: int, *, at: datetime) -> "Moving | None":
        """Take the next piece. None where nothing is left to do, or somebody does it."""
        if not cls.objects.unattended(at).filter(pk=pk).update(leased_until=at + LEASE):
            return None
        return cls.objects.select_related("version").get(pk=pk)

    def piece_done(self, *, position: int, moved: int, stayed: int, held_apart: int) -> None:
        """Note how far it is; the next piece is anybody's. Raises Taken."""
        counts = {"moved": moved, "stayed": stayed, "held_apart": held_apart}
        self._write(position=position, **{name: F(name) + number for name, number in counts.items()})

    def finish(self, *, at: datetime) -> None:
        """Everybody was looked at. Raises Taken."""
        self._write(finished_at=at)

    def _write(self, **fields) -> None:
        mine = Moving.objects.filter(pk=self.pk, position=self.position, leased_until=self.leased_until)
        if not mine.update(leased_until=None, **fields):
            raise Moving.Taken
