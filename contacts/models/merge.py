from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class MergeQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of contacts that the user may open."""
        return self.filter(kept__team__in=user.visible_teams())

    def in_force(self):
        """Those that were not taken apart again."""
        return self.filter(undone_at__isnull=True)

    def undoable(self, at):
        """Those that can still be taken apart, as far as time is concerned; without their pictures, which are large."""
        lately = self.in_force().filter(at__gte=at - Merge.UNDO_WITHIN, before__isnull=False)
        return lately.defer("before", "after")


class Merge(models.Model):
    """Two contacts that were found to be one person. What either had is kept as it was, to take them apart again."""

    # Nobody remembers after that who was whom; and what is kept here is personal data.
    UNDO_WITHIN = timedelta(days=30)

    kept = models.ForeignKey("contacts.Contact", on_delete=models.CASCADE, related_name="merges")
    # The one that is gone. Its page leads to the kept one's.
    gone_id = models.BigIntegerField(db_index=True)
    gone_name = models.CharField(max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    # Rows as they were and as they became: see contacts.merging.belongings.
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = MergeQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["at"], condition=Q(before__isnull=False), name="merge_with_pictures")]

    def __str__(self):
        return f"{self.gone_name} in {self.kept}"

    @classmethod
    def forget_pictures(cls, at) -> None:
        """Drop what no undo can ask for any more; that they were merged stays known."""
        cls.objects.filter(at__lt=at - cls.UNDO_WITHIN, before__isnull=False).update(before=None, after=None)


class PossibleDuplicateQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of which the user may open both."""
        teams = user.visible_teams()
        return self.filter(one__team__in=teams, other__team__in=teams)

    def undecided(self):
        return self.filter(dismissed_at__isnull=True)

    def about(self, contact):
        """The pairs of which somebody is one."""
        return self.filter(Q(one=contact) | Q(other=contact))


class PossibleDuplicate(models.Model):
    """Two contacts that may be one person, for somebody to decide. A merge takes it away; a dismissal stays, so that
    the same two are not proposed again."""

    one = models.ForeignKey("contacts.Contact", on_delete=models.CASCADE, related_name="+", db_index=False)
    other = models.ForeignKey("contacts.Contact", on_delete=models.CASCADE, related_name="+")
    why = models.CharField(max_length=200)
    found_at = models.DateTimeField()
    dismissed_at = models.DateTimeField(null=True, blank=True)
    dismissed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = PossibleDuplicateQuerySet.as_manager()

    class Meta:
        ordering = ["-found_at", "-pk"]
        indexes = [
            models.Index(
                fields=["-found_at", "-id"], condition=Q(dismissed_at__isnull=True), name="duplicate_undecided"
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="proposed_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="proposed_in_one_order"),
        ]

    def __str__(self):
        return f"{self.one} and {self.other}"

    def dismiss(self, *, by, at) -> None:
        """They are two people."""
        PossibleDuplicate.objects.filter(pk=self.pk).update(dismissed_at=at, dismissed_by=by)

    def propose_again(self) -> None:
        """Whether they are one is open again."""
        PossibleDuplicate.objects.filter(pk=self.pk).update(dismissed_at=None, dismissed_by=None)
