from django.db import models

from contacts.models import Touch
from leadflow.lib.once import WrittenAnew, once


class Outcome(WrittenAnew):
    """One entry of the firm's list of outcomes: what reps call it, its key, and which effect it has."""

    effect = models.CharField(max_length=20, choices=Touch.Outcome.choices)
    label = models.CharField(max_length=60)
    key = models.CharField(max_length=1, blank=True, help_text="The key that logs it.")
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["effect", "label"], name="outcome_once"),
        ]

    def __str__(self):
        return self.label

    @classmethod
    def in_use(cls) -> "list[Outcome]":
        """The firm's list as it stands, in its order."""
        return once("outcomes", lambda: list(cls.objects.filter(is_active=True)))
