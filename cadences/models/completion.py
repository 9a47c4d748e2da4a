from django.conf import settings
from django.db import models


class Completion(models.Model):
    """One logged outcome: what was there before and what came of it, so that it can be undone whole.

    Its key comes from the card, so that a double click, a retry or the back button makes one touch.
    """

    task = models.ForeignKey("cadences.Task", on_delete=models.CASCADE, related_name="completions")
    touch = models.ForeignKey("contacts.Touch", null=True, on_delete=models.SET_NULL, related_name="+")
    rep = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    key = models.UUIDField(unique=True)
    # Rows as they were and as they became: see cadences.undo.
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.task} at {self.at:%H:%M}"
