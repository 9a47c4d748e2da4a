"""What stands on a plan itself, not on its versions: it counts at once, and the last change can be taken back."""

from django.db import models

from leadflow.lib.once import read_anew


class Settled(models.Model):
    """Counts the changes of its settings, and keeps what they were before the last."""

    edition = models.PositiveIntegerField(default=0, db_default=0)
    before = models.JSONField(null=True)

    class Meta:
        abstract = True

    class Changed(Exception):
        """Somebody changed it meanwhile."""

    def settle(self, **values) -> int:
        """Write these columns. Returns the edition that `take_back` asks for. The caller holds the row's lock."""
        self.before = {name: getattr(self, name) for name in values}
        return self._settle(values)

    def unsettle(self, edition: int) -> None:
        """Undo the last change, which led to this edition. Raises Changed where there was another since. The caller
        holds the row's lock."""
        if edition != self.edition or self.before is None:
            raise self.Changed
        values, self.before = self.before, None
        self._settle(values)

    def settle_beside(self, **values) -> int:
        """Write these columns, which go back by another way than `take_back`. The caller holds the row's lock."""
        self.before = None
        return self._settle(values)

    def _settle(self, values: dict) -> int:
        for name, value in values.items():
            setattr(self, name, value)
        self.edition += 1
        self.save(update_fields=[*values, "edition", "before"])
        read_anew()
        return self.edition
