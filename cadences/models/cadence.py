from django.db import models
from django.db.models import Q

from contacts.models import Channel
from leadflow.lib.once import once, read_anew


class Cadence(models.Model):
    """A follow-up plan. What runs is one of its versions."""

    name = models.CharField(max_length=100, unique=True)
    description = models.CharField(max_length=300, blank=True)
    # The one that a new lead enters.
    is_default = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["is_default"], condition=Q(is_default=True), name="one_default_cadence")
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        read_anew()

    @classmethod
    def default(cls) -> "Cadence":
        """The one that a new lead enters. Made with the other defaults, and always there."""
        return cls.objects.get(is_default=True)

    @classmethod
    def to_choose(cls) -> "list[Cadence]":
        """Those that somebody can enter, the default first."""
        published = cls.objects.filter(versions__isnull=False).distinct().order_by("-is_default", "name")
        return once("cadences", lambda: list(published))

    @property
    def current(self) -> "CadenceVersion":
        return self.versions.latest("number")


class CadenceVersion(models.Model):
    """A plan as it was published. Immutable once somebody goes through it."""

    cadence = models.ForeignKey(Cadence, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    published_at = models.DateTimeField()

    class Meta:
        ordering = ["cadence", "number"]
        constraints = [models.UniqueConstraint(fields=["cadence", "number"], name="version_number_once")]

    def __str__(self):
        return f"{self.cadence} v{self.number}"


class Step(models.Model):
    """One thing to do on one day of the plan (rule 7)."""

    class Condition(models.TextChoices):
        ALWAYS = "always", "Always"
        NO_RESPONSE = "no_response", "If no response"

    version = models.ForeignKey(CadenceVersion, on_delete=models.CASCADE, related_name="steps")
    # Stays the same in later versions, so that nobody gets a step twice by moving.
    key = models.SlugField(max_length=40)
    position = models.PositiveSmallIntegerField()
    day = models.PositiveSmallIntegerField(help_text="Days after day 0.")
    channel = models.CharField(max_length=12, choices=Channel.choices)
    condition = models.CharField(max_length=12, choices=Condition.choices, default=Condition.NO_RESPONSE)
    # A blocking step must be done before the next blocking one comes (rule 9).
    blocking = models.BooleanField(default=True)
    name = models.CharField(max_length=100)
    objective = models.CharField("aim", max_length=300, blank=True)
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField("mail, script or text", blank=True)

    class Meta:
        # By its id: the version's own order would join it and its cadence to every query.
        ordering = ["version_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="step_key_once"),
            models.UniqueConstraint(fields=["version", "position"], name="step_position_once"),
        ]

    def __str__(self):
        return f"day {self.day}: {self.name}"


class Voicemail(models.Model):
    """One of the firm's series of voicemails: an introduction, requests for a call back, the last with the web
    address (promise 15)."""

    number = models.PositiveSmallIntegerField(unique=True)
    name = models.CharField(max_length=100)
    body = models.TextField()

    class Meta:
        ordering = ["number"]

    def __str__(self):
        return self.name

    @classmethod
    def after(cls, left: int) -> "Voicemail | None":
        """The one to leave when that many were left already; the last is repeated."""
        series = list(cls.objects.all())
        return series[min(left, len(series) - 1)] if series else None
