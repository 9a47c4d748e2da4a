"""Marketing and sales agree: comments on a draft, and signatures under it."""

from datetime import datetime

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q

from leadflow.accounts.models import User
from scoring.models.definition import LeadDefinition


class Comment(models.Model):
    """What somebody said about a version before it was signed."""

    definition = models.ForeignKey(LeadDefinition, on_delete=models.CASCADE, related_name="comments")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    text = models.TextField(max_length=2000)

    class Meta:
        ordering = ["at", "pk"]


class SignatureQuerySet(models.QuerySet):
    def standing(self):
        """Those under what the version says now."""
        return self.filter(is_standing=True)


class Signature(models.Model):
    """Somebody agreed for one side. It stands until the draft is changed; who signed what stays in the history."""

    class Side(models.TextChoices):
        MARKETING = "marketing", "Marketing"
        SALES = "sales", "Sales"

    # Who speaks for whom. Administrators may for either, since a small firm may have nobody else.
    SIDES = {
        User.Role.MARKETING: (Side.MARKETING,),
        User.Role.MANAGER: (Side.SALES,),
        User.Role.REP: (),
        User.Role.ADMINISTRATOR: (Side.MARKETING, Side.SALES),
    }

    definition = models.ForeignKey(LeadDefinition, on_delete=models.CASCADE, related_name="signatures")
    side = models.CharField(max_length=10, choices=Side.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    is_standing = models.BooleanField(default=True)
    # What was signed, so that the history stays true after the draft went on.
    rules = models.JSONField()

    objects = SignatureQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["definition", "side", "by"], condition=Q(is_standing=True), name="one_standing_signature_each"
            )
        ]

    class NotYours(Exception):
        """Who signs does not speak for that side."""

    class Changed(Exception):
        """The draft is not any more what was read."""

    @classmethod
    @transaction.atomic
    def sign(cls, definition: LeadDefinition, side: str, *, by: User, at: datetime, read: int) -> bool:
        """Sign a draft for a side. Says whether that completes the agreement: then it is in force, from its day on.

        `read` is the edition that the person saw. Raises NotYours, Changed, and LeadDefinition.Agreed.
        """
        if side not in cls.SIDES[by.role]:
            raise cls.NotYours
        definition.hold()
        definition.refresh_from_db()
        if read != definition.edition:
            raise cls.Changed
        cls.objects.get_or_create(
            definition=definition, side=side, by=by, is_standing=True, defaults={"at": at, "rules": definition.rules}
        )
        sides = set(definition.signatures.standing().values_list("side", flat=True))
        is_agreed = sides == set(cls.Side.values)
        if is_agreed:
            definition.put_in_force(at=at)
        return is_agreed

    @classmethod
    @transaction.atomic
    def withdraw(cls, definition: LeadDefinition, *, by: User) -> int:
        """Take back one's signatures under a draft. Raises LeadDefinition.Agreed."""
        definition.hold()
        return definition.signatures.standing().filter(by=by).update(is_standing=False)
