from django.conf import settings
from django.db import models
from django.db.models import Q


class ContestQuerySet(models.QuerySet):
    def open(self):
        """Those that nobody has decided yet."""
        return self.filter(decided_at__isnull=True)

    def visible_to(self, user):
        """Whoever works with the contact, or sees all of them."""
        return self.filter(completion__task__contact__team__in=user.visible_teams())


class Contest(models.Model):
    """Marketing's word against a rejected lead, and what a manager decided. One is open at a time."""

    class Answer(models.TextChoices):
        GRANTED = "granted", "Back as a sales lead"
        STANDS = "stands", "The rejection stands"

    completion = models.ForeignKey("cadences.Completion", on_delete=models.CASCADE, related_name="contests")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    why = models.CharField(max_length=500)
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    words = models.CharField(max_length=500, blank=True, help_text="What the manager answered.")

    objects = ContestQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["completion"], condition=Q(decided_at__isnull=True), name="one_open_contest"
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, answer="") | (Q(decided_at__isnull=False) & ~Q(answer="")),
                name="decided_contest_has_an_answer",
            ),
        ]

    def __str__(self):
        return self.why
