from django.conf import settings
from django.db import models
from django.db.models import Q


class QuarantineDecision(models.Model):
    """What somebody decided about some rows in quarantine at once. Its rows point to it until they are back.

    Carried out piece by piece by contacts.importing.quarantine; `finished_at` says that nothing is left to do.
    """

    class Verb(models.TextChoices):
        RELEASE = "release", "Let in"
        DISCARD = "discard", "Discard"
        TAKE_BACK = "take_back", "Take back"

    # After so many failures over the same piece, the next would fail too.
    MOST_ATTEMPTS = 3

    verb = models.CharField(max_length=12, choices=Verb.choices)
    # Whether a person looked at each of them; else only what looked like junk is settled.
    looked = models.BooleanField(default=True)
    rows_total = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["id"], condition=Q(finished_at__isnull=True), name="decision_under_way"),
        ]

    def __str__(self):
        return f"{self.get_verb_display()} {self.rows_total}"
