from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from contacts.models import Upload

LEASE = timedelta(seconds=30)
# After so many workers died over the same list, the next would too.
MOST_ATTEMPTS = 3


class ForecastQuerySet(models.QuerySet):
    def unattended(self, at):
        """Those to be worked out that nobody works on: not begun yet, or left behind by a worker that died."""
        nobody = Q(leased_until=None) | Q(leased_until__lt=at)
        return self.filter(nobody, state=Forecast.State.PENDING, upload__phase=Upload.Phase.CHECK)


class Forecast(models.Model):
    """What a list that is to be checked will bring, as if it were imported now; see docs/decisions/forecast.md.

    Whom it makes leads, and whose, is kept; on which days that falls follows from the firm's calendar, the plan and
    what the reps have already, whenever somebody looks.
    """

    class State(models.TextChoices):
        PENDING = "pending", "Being worked out"
        READY = "ready", "Worked out"
        FAILED = "failed", "Could not be worked out"

    upload = models.OneToOneField(Upload, on_delete=models.CASCADE, related_name="forecast")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    rows_done = models.PositiveIntegerField(default=0)
    leads = models.PositiveIntegerField(default=0)
    # Of these the ones who are sales ready at once, and those who asked to be contacted.
    ready = models.PositiveIntegerField(default=0)
    requests = models.PositiveIntegerField(default=0)
    # Whose they are: see leadflow.forecast.shares.
    shares = models.JSONField(default=list, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    worked_out_at = models.DateTimeField(null=True, blank=True)

    objects = ForecastQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["leased_until"], condition=Q(state="pending"), name="forecast_pending"),
        ]

    class Overtaken(Exception):
        """Somebody else works it out, or an answer changed meanwhile: what was found does not count."""

    def __str__(self):
        return f"Forecast of {self.upload}"

    @classmethod
    def ask(cls, upload: Upload) -> "Forecast":
        """Have it worked out, anew where it was. What is being worked out by older answers does not count."""
        fresh = {"state": cls.State.PENDING, "rows_done": 0, "leased_until": None, "attempts": 0}
        return cls.objects.update_or_create(upload=upload, defaults=fresh)[0]

    @classmethod
    def claim(cls, pk, *, at: datetime) -> "Forecast | None":
        """Take one to work it out. None where nothing is to do, or somebody does it."""
        mine = cls.objects.unattended(at).filter(pk=pk)
        if not mine.update(leased_until=at + LEASE, attempts=F("attempts") + 1, rows_done=0):
            return None
        forecast = cls.objects.select_related("upload__team", "upload__rep").get(pk=pk)
        if forecast.attempts <= MOST_ATTEMPTS:
            return forecast
        forecast.give_up()
        return None

    def go_on(self, *, rows_done: int, at: datetime) -> None:
        """Say how far it is, and that its worker lives. Raises Overtaken."""
        self._write(rows_done=rows_done, leased_until=at + LEASE)

    def was_worked_out(self, found: dict, *, at: datetime) -> None:
        """Keep what was found. Raises Overtaken."""
        self._write(state=self.State.READY, leased_until=None, worked_out_at=at, **found)

    def let_go(self) -> None:
        """Leave it undone: it is anybody's, and this attempt counts."""
        self._write(leased_until=None)

    def give_up(self) -> None:
        """It cannot be worked out; the list can be imported all the same."""
        self._write(state=self.State.FAILED, leased_until=None)

    def _write(self, **fields) -> None:
        mine = Forecast.objects.filter(pk=self.pk, state=self.State.PENDING, leased_until=self.leased_until)
        # Once the import has begun, rows are missing.
        if not mine.filter(upload__phase=Upload.Phase.CHECK).update(**fields):
            raise Forecast.Overtaken
        for name, value in fields.items():
            setattr(self, name, value)


class Foreseen(models.Model):
    """How much was foreseen one morning for a rep's day; once that day is over, also what came and what they did."""

    KEPT = timedelta(days=365)

    made_on = models.DateField()
    rep = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    number = models.PositiveIntegerField()
    came = models.PositiveIntegerField(null=True)
    done = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["made_on", "rep", "day"], name="foreseen_once_a_morning")]
        indexes = [
            models.Index(fields=["rep", "day"], name="foreseen_of_rep"),
            models.Index(fields=["day"], condition=Q(came__isnull=True), name="foreseen_to_settle"),
        ]

    def __str__(self):
        return f"{self.rep}, {self.day}, as of {self.made_on}: {self.number}"

    @classmethod
    def forget_old(cls, today: date) -> None:
        cls.objects.filter(made_on__lt=today - cls.KEPT).delete()
