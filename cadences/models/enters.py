"""Who enters a plan, and in which order plans are asked."""

from django.db import models, transaction
from django.db.models import F, Max, Q, Value

from contacts.models import Stage
from leadflow.lib.once import read_anew


class Enters(models.Model):
    """The occasion on which somebody may enter, and what is asked of them then; empty asks for nothing. The plan that
    comes first in the order and fits wins (cadences.entry)."""

    class Occasion(models.TextChoices):
        NEW_LEAD = "new_lead", "New sales leads"
        DORMANT = "dormant", "New sales leads whom nobody tried to reach for a year"
        CLIENT = "client", "New sales leads at firms that buy from us"
        REQUEST = "request", "Who asked to be contacted, when the call brought no decision"
        MEETING = "meeting", "Who was met, and has not decided"
        NO_SHOW = "no_show", "Who missed a meeting"
        REVISIT = "revisit", "Who is back on the agreed day, when the call brought no decision"
        BY_HAND = "by_hand", "Whomever a rep puts in it"

    occasion = models.CharField(
        max_length=10, choices=Occasion.choices, default=Occasion.BY_HAND, db_default=Occasion.BY_HAND
    )
    # The smaller, the sooner it is asked.
    rank = models.PositiveSmallIntegerField(default=0, db_default=0)
    # Kinds of touches, of which they did one in the last year.
    sources = models.JSONField(default=list, blank=True, db_default=Value([], models.JSONField()))
    persona = models.ForeignKey("contacts.Persona", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    industries = models.CharField(max_length=200, blank=True, default="", db_default="", help_text="With commas.")
    min_employees = models.PositiveIntegerField(null=True, blank=True)
    max_employees = models.PositiveIntegerField(null=True, blank=True)
    stage = models.CharField(max_length=20, choices=Stage.choices, blank=True, default="", db_default="")

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(min_employees__isnull=True)
                | Q(max_employees__isnull=True)
                | Q(min_employees__lte=F("max_employees")),
                name="a_plan_asks_for_a_size_that_can_be",
            )
        ]

    @property
    def is_by_rule(self) -> bool:
        """Whether it takes people in by itself, on an occasion of its own."""
        return self.occasion != self.Occasion.BY_HAND and not self.is_default and not self.retired

    @transaction.atomic
    def take_in(self, occasion: str, **asked) -> int:
        """Say who enters it, and what is `asked` of them: the columns above. A plan that begins to take people in comes
        last in the order. Returns the edition that `take_back` asks for."""
        self.hold()
        last = type(self).objects.aggregate(last=Max("rank", default=0))["last"]
        rank = self.rank if self.is_by_rule else last + 1
        return self.settle(occasion=occasion, rank=rank, **asked)

    @transaction.atomic
    def move(self, by: int) -> None:
        """So many places further on in the order of those that take people in by rule: -1 is asked one sooner."""
        self.hold()
        plans = [plan for plan in type(self).objects.order_by("rank", "pk") if plan.is_by_rule]
        if self in plans:
            place = plans.index(self)
            plans.insert(min(max(place + by, 0), len(plans) - 1), plans.pop(place))
        for rank, plan in enumerate(plans, start=1):
            type(self).objects.filter(pk=plan.pk).update(rank=rank)
        read_anew()
