"""Judging everybody anew: by a new version of the definition, by other personas, and each night as interest fades."""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, models, transaction
from django.db.models import F, Q

from scoring.models.definition import LeadDefinition

LEASE = timedelta(seconds=60)


class RescoreQuerySet(models.QuerySet):
    def open(self):
        """Those that are not done."""
        return self.filter(finished_at=None)

    def unattended(self, at: datetime):
        """Those that nobody works on: not begun yet, or left behind by a worker that died."""
        return self.open().filter(Q(leased_until=None) | Q(leased_until__lt=at))


class Rescore(models.Model):
    """One pass over the contacts in the order of their ids, in pieces. `position` is the last id that is done."""

    class Cause(models.TextChoices):
        DEFINITION = "definition", "A new version of the lead definition"
        PERSONAS = "personas", "Other personas"
        FADING = "fading", "Interest that fades"

    cause = models.CharField(max_length=12, choices=Cause.choices)
    definition = models.ForeignKey(LeadDefinition, null=True, on_delete=models.CASCADE, related_name="rescores")
    # Of fading the firm's day, and that of the pass before; without one before, everybody is judged.
    day = models.DateField(null=True)
    faded_until = models.DateField(null=True)
    position = models.BigIntegerField(default=0)
    judged = models.PositiveIntegerField(default=0)
    moved = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)

    objects = RescoreQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["definition"], condition=Q(cause="definition"), name="a_version_is_applied_once"
            ),
            models.UniqueConstraint(fields=["day"], condition=Q(cause="fading"), name="interest_fades_once_a_day"),
            models.UniqueConstraint(
                fields=["cause"], condition=Q(cause="personas", finished_at=None), name="one_pass_for_the_personas"
            ),
        ]

    class Taken(Exception):
        """Somebody else has gone on with it."""

    def __str__(self):
        return self.get_cause_display()

    @property
    def by_new_rules(self) -> bool:
        """Whether leads may be there whom these rules would not have made; interest that fades makes none of them."""
        return self.cause != self.Cause.FADING

    @classmethod
    def for_definition(cls, definition: LeadDefinition, *, at: datetime) -> "Rescore | None":
        """Judge everybody by a version that has come in force. None where that was asked before."""
        return cls._ask(cause=cls.Cause.DEFINITION, definition=definition, created_at=at)

    @classmethod
    def for_fading(cls, day: date, *, at: datetime) -> "Rescore | None":
        """Judge those of whom something has ceased to count since the last time. None where that was asked before."""
        last = cls.objects.filter(cause=cls.Cause.FADING).aggregate(last=models.Max("day"))["last"]
        return cls._ask(cause=cls.Cause.FADING, day=day, faded_until=last, created_at=at)

    @classmethod
    def for_personas(cls, *, at: datetime) -> "Rescore":
        """Judge everybody by the personas as they are now; a pass that is under way begins anew."""
        again = cls.objects.open().filter(cause=cls.Cause.PERSONAS)
        if not again.update(position=0, judged=0, moved=0, leased_until=None, created_at=at):
            cls._ask(cause=cls.Cause.PERSONAS, created_at=at)
        return again.get()

    @classmethod
    def personas_changed_since(cls, moment: datetime) -> bool:
        """Whether anybody changed a persona after a moment."""
        return cls.objects.filter(cause=cls.Cause.PERSONAS, created_at__gt=moment).exists()

    @classmethod
    def _ask(cls, **fields) -> "Rescore | None":
        try:
            with transaction.atomic():
                return cls.objects.create(**fields)
        except IntegrityError:
            return None

    @classmethod
    def claim(cls, pk: int, *, at: datetime) -> "Rescore | None":
        """Take the next piece. None where nothing is left to do, or somebody does it."""
        if not cls.objects.unattended(at).filter(pk=pk).update(leased_until=at + LEASE):
            return None
        return cls.objects.select_related("definition").get(pk=pk)

    def piece_done(self, *, position: int, judged: int, moved: int) -> None:
        """Note how far it is; the next piece is anybody's. Raises Taken."""
        self._write(position=position, judged=F("judged") + judged, moved=F("moved") + moved)

    def finish(self, *, at: datetime) -> None:
        """Everybody is judged. Raises Taken."""
        self._write(finished_at=at)

    def _write(self, **fields) -> None:
        mine = Rescore.objects.filter(pk=self.pk, position=self.position, leased_until=self.leased_until)
        if not mine.update(leased_until=None, **fields):
            raise Rescore.Taken
