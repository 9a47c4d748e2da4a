from django.db import models


def words():
    return []


class Persona(models.Model):
    """The ideal buyer. An empty criterion asks for nothing; each other is matched, missed or unknown (rule 2)."""

    name = models.CharField(max_length=100, unique=True)
    kinds = models.JSONField("company kinds", default=words, blank=True)
    industries = models.JSONField(default=words, blank=True)
    titles = models.JSONField("words in the title", default=words, blank=True)
    countries = models.JSONField(default=words, blank=True)
    min_employees = models.PositiveIntegerField(null=True, blank=True)
    max_employees = models.PositiveIntegerField(null=True, blank=True)
    excluded_titles = models.JSONField("words that rule a title out", default=words, blank=True)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name
