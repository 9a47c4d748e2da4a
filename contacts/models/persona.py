from django.db import models


def words():
    return []


class Persona(models.Model):
    """The ideal buyer. An empty criterion asks for nothing; each other is matched, missed or unknown (rule 2).

    A criterion is asked for, unless it stands in `wished`: then it only makes a match a better one.
    """

    # The criteria, as people call them.
    CRITERIA = {
        "kinds": "Kind of firm",
        "industries": "Industry",
        "size": "Size of the firm",
        "titles": "What they work on",
        "levels": "How high they stand",
        "countries": "Country",
    }

    name = models.CharField(max_length=100, unique=True)
    kinds = models.JSONField("company kinds", default=words, blank=True)
    industries = models.JSONField(default=words, blank=True)
    titles = models.JSONField("words in the title", default=words, blank=True)
    levels = models.JSONField("how high they stand", default=words, blank=True)
    countries = models.JSONField(default=words, blank=True)
    min_employees = models.PositiveIntegerField(null=True, blank=True)
    max_employees = models.PositiveIntegerField(null=True, blank=True)
    excluded_kinds = models.JSONField("company kinds ruled out", default=words, blank=True)
    excluded_industries = models.JSONField("industries ruled out", default=words, blank=True)
    excluded_titles = models.JSONField("words that rule a title out", default=words, blank=True)
    excluded_countries = models.JSONField("countries ruled out", default=words, blank=True)
    wished = models.JSONField("only wished for", default=words, blank=True)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name
