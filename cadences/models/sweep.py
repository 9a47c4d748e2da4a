from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q


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
    """That on a day of the firm somebody looked who falls through (promise 12). Whoever makes the row of a day says
    who is to be told; a second one finds it made."""

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


class NightlyMailQuerySet(models.QuerySet):
    def to_send(self, day, *, at):
        """Those of a day that were not sent yet; one that failed waits a while before it is tried again."""
        rested = Q(tried_at__isnull=True) | Q(tried_at__lte=at - NightlyMail.PAUSE)
        return self.filter(
            rested, check_of__day=day, state=NightlyMail.State.WAITING, tries__lt=NightlyMail.MOST_TRIES
        ).order_by("pk")


class NightlyMail(models.Model):
    """That somebody is to be told what a nightly check found.

    Whoever claims it sends it. A mail of which nobody knows whether it went out stays claimed, and is not repeated.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"

    # So two hours of a mail server that is away are waited out, and the mail still comes in the morning.
    PAUSE = timedelta(minutes=10)
    MOST_TRIES = 12

    check_of = models.ForeignKey(NightlyCheck, on_delete=models.CASCADE, related_name="mails")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField(null=True)

    objects = NightlyMailQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["check_of", "person"], name="told_once_a_night")]

    def __str__(self):
        return f"{self.check_of} for {self.person}"

    def claim(self, *, at) -> bool:
        """Be the one who sends it. False where another is."""
        waiting = NightlyMail.objects.filter(pk=self.pk, state=self.State.WAITING)
        return bool(waiting.update(state=self.State.SENDING, tries=F("tries") + 1, tried_at=at))

    def sent(self) -> None:
        NightlyMail.objects.filter(pk=self.pk).update(state=self.State.SENT)

    def failed(self) -> None:
        """It did not go out for certain, and may be tried again."""
        NightlyMail.objects.filter(pk=self.pk).update(state=self.State.WAITING)
