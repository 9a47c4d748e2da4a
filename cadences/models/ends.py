"""What a plan leads on to where its last step is done and nobody decided."""

from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import F, Q

LONGEST_NURTURE = 5 * 365


class Ends(models.Model):
    """What comes after the last step without a decision: never nothing (rule 11). cadences.ending does it."""

    class Then(models.TextChoices):
        NURTURE = "nurture", "They rest, and come back on a day"
        PLAN = "plan", "Another plan begins"
        MANAGER = "manager", "The manager decides what comes next"

    then = models.CharField(max_length=10, choices=Then.choices, default=Then.NURTURE, db_default=Then.NURTURE)
    # Empty: as many as the firm says.
    then_days = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(LONGEST_NURTURE)]
    )
    then_plan = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="led_on_from")

    class LeadsBack(Exception):
        """Another plan would lead, over others maybe, back to this one: nobody would ever come to an end."""

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(then="plan", then_plan__isnull=False) | ~Q(then="plan") & Q(then_plan__isnull=True),
                name="a_plan_follows_where_it_says_so",
            ),
            models.CheckConstraint(
                condition=Q(then_plan__isnull=True) | ~Q(then_plan=F("id")), name="a_plan_does_not_follow_itself"
            ),
        ]

    @transaction.atomic
    def lead_on(self, then: str, *, days: int | None = None, plan: Self | None = None) -> int:
        """Say what comes after the last step without a decision. Returns the edition that `take_back` asks for.

        Raises LeadsBack where the other plan leads back to this one.
        """
        self.hold()
        chosen = plan if then == self.Then.PLAN else None
        self.keep_straight(chosen and chosen.pk)
        days = days if then == self.Then.NURTURE else None
        return self.settle(then=then, then_days=days, then_plan_id=chosen and chosen.pk)

    def keep_straight(self, then: int | None) -> None:
        """Raises LeadsBack, with the plans on the way, where that plan leads back to this one. The caller holds all."""
        if then is None:
            return
        plans = type(self).objects.in_bulk()
        leads_to = {pk: each.then_plan_id for pk, each in plans.items() if each.then_plan_id and pk != self.pk}
        if way := round_trip(leads_to, self.pk, then):
            raise self.LeadsBack(" → ".join(str(plan) for plan in [self, *(plans[pk] for pk in way)]))


def round_trip(leads_to: dict[int, int], start: int, then: int) -> list[int]:
    """The plans on the way from `then` back to `start`, both ends included; empty where none leads there. Pure.

    `leads_to` says by which plan each is followed.
    """
    way: list[int] = []
    at: int | None = then
    while at is not None and at not in way:
        way.append(at)
        if at == start:
            return way
        at = leads_to.get(at)
    return []
