from django.db import models, transaction
from django.db.models import Count, Q
from django.db.models.functions import Lower

from leadflow.lib.once import WrittenAnew, once, read_anew


class RejectReasonQuerySet(models.QuerySet):
    def active(self):
        """Those that cards offer."""
        return self.filter(is_active=True)

    def with_uses(self):
        """Each with `uses`, how many leads were rejected for it."""
        return self.annotate(uses=Count("rejections", filter=Q(rejections__undone_at__isnull=True)))


class RejectReason(WrittenAnew):
    """One entry of the firm's list of reasons why a lead is not accepted, and what that does to the contact.

    Once used it means what it meant: other words or another effect are a new reason in its place, and the old one is
    retired with what was counted under it.
    """

    class Effect(models.TextChoices):
        """What becomes of the contact (domain, "reject")."""

        DISQUALIFY = "disqualify", "Off the lists for good"
        RESEARCH = "research", "Somebody finds out what is missing"
        MERGE = "merge", "Becomes one with who it is"
        NURTURE = "nurture", "Comes back later"

    label = models.CharField("reason", max_length=60)
    effect = models.CharField("what happens", max_length=12, choices=Effect.choices, default=Effect.DISQUALIFY)
    key = models.CharField(max_length=1, help_text="Chooses it on the card: one letter or digit.")
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)

    objects = RejectReasonQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(Lower("label"), condition=Q(is_active=True), name="reject_reason_once"),
            models.UniqueConstraint(fields=["key"], condition=Q(is_active=True), name="reject_reason_key_once"),
        ]

    class LastOne(Exception):
        """Without any reason no lead could be rejected; nothing was written."""

    class Taken(Exception):
        """Another one in use has these words or this key; nothing was written."""

    def __str__(self):
        return self.label

    @classmethod
    def in_use(cls) -> "list[RejectReason]":
        """What cards offer, in its order."""
        return once("reject reasons", lambda: list(cls.objects.active()))

    @classmethod
    def add(cls, *, label: str, effect: str, key: str) -> "RejectReason":
        """A new one, at the end."""
        last = cls.objects.aggregate(last=models.Max("position"))["last"]
        return cls.objects.create(label=label, effect=effect, key=key, position=0 if last is None else last + 1)

    @property
    def is_used(self) -> bool:
        return self.rejections.exists()

    @transaction.atomic
    def revise(self, *, label: str, effect: str, key: str) -> "RejectReason":
        """Say it in other words, or let it do something else. Returns the reason in use from now on.

        Another key is the same reason. What was rejected before keeps the reason it was given.
        """
        this = RejectReason.objects.select_for_update().get(pk=self.pk)
        if this.is_active and this.is_used and (label, effect) != (this.label, this.effect):
            this.is_active = False
            this.save(update_fields=["is_active"])
            return RejectReason.objects.create(label=label, effect=effect, key=key, position=this.position)
        this.label, this.effect, this.key = label, effect, key
        this.save()
        return this

    @transaction.atomic
    def retire(self):
        """Offer it no more; what was rejected for it stays as it is. Raises LastOne."""
        active = list(RejectReason.objects.active().select_for_update())
        if [one.pk for one in active] == [self.pk]:
            raise self.LastOne
        self.is_active = False
        self.save(update_fields=["is_active"])

    @transaction.atomic
    def revive(self):
        """Offer it again. Raises Taken."""
        same = Q(label__iexact=self.label) | Q(key=self.key)
        if RejectReason.objects.active().filter(same).exclude(pk=self.pk).exists():
            raise self.Taken
        self.is_active = True
        self.save(update_fields=["is_active"])

    @transaction.atomic
    def move(self, by: int):
        """Up (-1) or down (1) among those in use; at the end it stays."""
        active = list(RejectReason.objects.active().select_for_update())
        here = next((n for n, one in enumerate(active) if one.pk == self.pk), None)
        if here is None or not 0 <= here + by < len(active):
            return
        active.insert(here + by, active.pop(here))
        for place, one in enumerate(active):
            one.position = place
        RejectReason.objects.bulk_update(active, ["position"])
        read_anew()
