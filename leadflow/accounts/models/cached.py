from django.db import models


class Cached(models.Model):
    """The table of Django's database cache. A model only so that migrations make it; nobody reads it but the cache."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "cached"

    def __str__(self):
        return self.cache_key
