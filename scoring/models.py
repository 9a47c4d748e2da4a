from django.db import models
from django.db.models import Q

from contacts.models import Touch


def light_kinds():
    return [Touch.Kind.NEWSLETTER_CLICK, Touch.Kind.WEBSITE_VISIT, Touch.Kind.LINKEDIN_VIEW]


def counting_kinds():
    return [
        Touch.Kind.DOWNLOAD,
        Touch.Kind.WEBINAR_ATTENDED,
        Touch.Kind.EVENT_ATTENDED,
        Touch.Kind.BOOTH_VISIT,
        Touch.Kind.NETWORKING,
        Touch.Kind.WEBSITE_CHAT,
        Touch.Kind.LINKEDIN_CONNECTION,
        Touch.Kind.SOCIAL_CONNECTION,
        Touch.Kind.REFERRAL,
        *Touch.REQUESTS,
    ]


class LeadDefinition(models.Model):
    """The firm's one agreed answer to "what is a sales lead?" Immutable once in force; a change is a new version."""

    version = models.PositiveSmallIntegerField(unique=True)
    in_force_from = models.DateTimeField(null=True, blank=True)
    # Kinds that count one by one, and light ones that count once together (rule 3).
    counting = models.JSONField(default=counting_kinds)
    light = models.JSONField(default=light_kinds)
    min_minutes = models.PositiveSmallIntegerField("minutes at a webinar", default=10)
    window_days = models.PositiveSmallIntegerField(default=365)
    long_window_days = models.PositiveSmallIntegerField("days a request for proposal counts", default=3 * 365)
    lead_interactions = models.PositiveSmallIntegerField("interactions that make a lead", default=2)
    ready_interactions = models.PositiveSmallIntegerField("interactions that make it sales ready", default=4)
    ready_kinds = models.PositiveSmallIntegerField("of so many kinds", default=3)

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.CheckConstraint(condition=Q(lead_interactions__gte=1), name="a_lead_needs_an_interaction")
        ]

    def __str__(self):
        return f"Lead definition {self.version}"

    @classmethod
    def in_force(cls, at) -> "LeadDefinition":
        """The version that decides at a moment. Raises DoesNotExist before the first."""
        return cls.objects.filter(in_force_from__lte=at).latest("in_force_from", "version")
