from django.conf import settings
from django.db import models

from contacts.models import Touch


class Hold(models.Model):
    """Somebody's plan was put on hold: why, and until when. The last one of a plan on hold is what holds it; one that
    is followed by another gave way to that."""

    class Reason(models.TextChoices):
        OUT_OF_OFFICE = "out_of_office", "Out of office"
        CALL_BACK = "call_back", "Call back agreed"
        COLLEAGUE = "colleague", "A colleague at their firm answered"
        WISH = "wish", "They asked for it"
        BY_HAND = "by_hand", "Paused by hand"

    enrollment = models.ForeignKey("cadences.Enrollment", on_delete=models.CASCADE, related_name="holds")
    reason = models.CharField(max_length=16, choices=Reason.choices)
    until = models.DateField()
    at = models.DateTimeField()
    # Nobody's where Leadflow did it by itself.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    # The answer of the colleague, where that is why.
    touch = models.ForeignKey(Touch, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    resumed_at = models.DateTimeField(null=True, blank=True)
    resumed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.get_reason_display()}, until {self.until}"
