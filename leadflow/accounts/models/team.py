from collections.abc import Collection

from django.db import models

from leadflow.lib.zones import validate_zone


class TeamQuerySet(models.QuerySet):
    def with_head_counts(self):
        """Each with `reps`, the number of its active reps."""
        reps = models.Q(members__is_active=True, members__role="rep")
        return self.annotate(reps=models.Count("members", filter=reps))


class Team(models.Model):
    """Reps who share contacts. Each contact belongs to one team."""

    name = models.CharField(max_length=100, unique=True)
    time_zone = models.CharField(max_length=64, default="UTC", validators=[validate_zone])
    # Round robin remembers whom it gave the last lead (rule 6).
    last_served = models.ForeignKey(
        "accounts.User", null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )

    objects = TeamQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name

    def reps_in_turn(self, *, away: Collection[int]) -> list:
        """The active reps who are there, beginning after the one who was served last. The caller holds the team's
        lock."""
        return self.in_turn(list(self.members.active_reps().order_by("pk")), away=away)

    def in_turn(self, reps: list, *, away: Collection[int]) -> list:
        """Those of these reps who are not away, the oldest first, as it is their turn. Nobody, where all are away."""
        reps = [rep for rep in reps if rep.pk not in away]
        turn = next((i for i, rep in enumerate(reps) if rep.pk > (self.last_served_id or 0)), 0)
        return reps[turn:] + reps[:turn]

    @classmethod
    def only(cls) -> "Team | None":
        """The team of a firm that has one; None where there are several to choose from."""
        first = list(cls.objects.all()[:2])
        return first[0] if len(first) == 1 else None
