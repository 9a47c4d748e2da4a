from django.conf import settings
from django.db import models


class Stage(models.TextChoices):
    """Where somebody stands. A continuum, not a funnel: a contact can go back and forth."""

    NAME = "name", "Name"
    LEAD = "lead", "Sales lead"
    SALES_READY = "sales_ready", "Sales ready"
    MEETING = "meeting", "Meeting"
    OPPORTUNITY = "opportunity", "Opportunity"
    WON = "won", "Won"
    LOST = "lost", "Lost"
    NURTURE = "nurture", "Nurture"
    DISQUALIFIED = "disqualified", "Disqualified"
    DO_NOT_CONTACT = "do_not_contact", "Do not contact"


# Those whom a rep follows up until a decision.
LEADS = (Stage.LEAD, Stage.SALES_READY)
# Promise 12: whoever is in one of these has a next step and somebody to do it.
WORKED = (*LEADS, Stage.MEETING, Stage.OPPORTUNITY, Stage.NURTURE)
CLOSED = (Stage.DISQUALIFIED, Stage.DO_NOT_CONTACT)


class StageChange(models.Model):
    """One move, with who or what made it and the evidence. Written by `change_stage` alone, never edited."""

    class Cause(models.TextChoices):
        INTERACTIONS = "interactions", "Enough interactions"
        REQUEST = "request", "Asked to be contacted"
        RESPONSE = "response", "They answered"
        OUTCOME = "outcome", "Outcome of a task"
        BY_HAND = "by_hand", "By hand"
        REVISIT = "revisit", "Revisit date"
        PLAN_ENDED = "plan_ended", "End of the follow-up plan"
        SUPPRESSION = "suppression", "Asked us to stop"
        LIFTED = "lifted", "May be contacted again"
        UNDONE = "undone", "Undone"
        MERGED = "merged", "Two contacts became one"
        CONTESTED = "contested", "The rejection was contested"
        COLLEAGUE = "colleague", "A colleague at their firm answered"

    contact = models.ForeignKey(
        "contacts.Contact", on_delete=models.CASCADE, related_name="stage_changes", db_index=False
    )
    before = models.CharField(max_length=20, choices=Stage.choices)
    after = models.CharField(max_length=20, choices=Stage.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    cause = models.CharField(max_length=20, choices=Cause.choices)
    reason = models.CharField(max_length=300, blank=True)
    # Sentences with the touches they rest on: [{"text": …, "touch": id}].
    evidence = models.JSONField(default=list)
    definition = models.CharField(max_length=100, blank=True, help_text="The lead definition that decided.")

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["contact", "-at"]), models.Index(fields=["after", "at"])]

    def __str__(self):
        return f"{self.get_before_display()} → {self.get_after_display()}"
