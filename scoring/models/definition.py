"""The firm's one agreed answer to "what is a sales lead?", in versions."""

from datetime import date, datetime, time

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q

from contacts.models import Touch
from leadflow.accounts.models import Firm


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


def longer_windows():
    """A request for proposal counts three years (rule 3)."""
    return {Touch.Kind.RFP: 3 * 365}


def requests():
    return list(Touch.REQUESTS)


class LeadDefinition(models.Model):
    """One version. It is drafted, signed by marketing and by sales, and then never changes; a change is a new version.

    Fit and engagement stay apart: what somebody did (here) and who they are (the personas) are never added up.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        AGREED = "agreed", "Agreed"
        GIVEN_UP = "given_up", "Given up"

    class Unknown(models.TextChoices):
        PASSES = "passes", "They become leads, marked “fit unknown”; the rep finds out"
        WAITS = "waits", "They wait until it is known, unless they ask for contact"

    version = models.PositiveSmallIntegerField(unique=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.AGREED, db_default=Status.AGREED)
    in_force_from = models.DateTimeField(null=True, blank=True)
    # Kinds that count one by one, and light ones that count once together (rule 3).
    counting = models.JSONField(default=counting_kinds)
    light = models.JSONField(default=light_kinds)
    # Kinds that make a lead at once (rule 4). Those of them that stand among `counting` are also counted.
    at_once = models.JSONField(default=requests)
    # Days within which a kind counts where they differ from `window_days`; for how many a kind counts where not for 1.
    windows = models.JSONField(default=longer_windows)
    weights = models.JSONField(default=dict)
    min_minutes = models.PositiveSmallIntegerField("minutes at a webinar", default=10)
    window_days = models.PositiveSmallIntegerField("days", default=365, validators=[MinValueValidator(1)])
    lead_interactions = models.PositiveSmallIntegerField("interactions that make a lead", default=2)
    ready_interactions = models.PositiveSmallIntegerField("interactions that make it sales ready", default=4)
    ready_kinds = models.PositiveSmallIntegerField("of so many kinds", default=3)
    unknown = models.CharField(max_length=10, choices=Unknown.choices, default=Unknown.PASSES)
    # Flags (contacts.intake.junk.FLAGS) with which nobody becomes a lead by interactions.
    never = models.JSONField(default=list, blank=True)
    note = models.TextField("why", blank=True, help_text="What this version changes, and what you hope for.")
    starts_on = models.DateField("in force from", null=True, blank=True)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField(null=True)
    # Counts the changes of the draft, so that nobody signs another text than they read.
    edition = models.PositiveIntegerField(default=0)

    # What the versions differ in.
    RULES = (
        "counting",
        "light",
        "at_once",
        "windows",
        "weights",
        "min_minutes",
        "window_days",
        "lead_interactions",
        "ready_interactions",
        "ready_kinds",
        "unknown",
        "never",
    )

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.CheckConstraint(condition=Q(lead_interactions__gte=1), name="a_lead_needs_an_interaction"),
            models.UniqueConstraint(fields=["status"], condition=Q(status="draft"), name="one_draft_at_a_time"),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "given_up"], in_force_from__isnull=True)
                | Q(status="agreed", in_force_from__isnull=False),
                name="in_force_once_agreed",
            ),
        ]

    class Agreed(Exception):
        """It is agreed, or given up, and changes no more."""

    class AnotherDraft(Exception):
        """Somebody has begun another draft meanwhile."""

    def __str__(self):
        return f"Lead definition {self.version}"

    @classmethod
    def in_force(cls, at) -> "LeadDefinition":
        """The version that decides at a moment. Raises DoesNotExist before the first."""
        return cls.objects.filter(in_force_from__lte=at).latest("in_force_from", "version")

    @classmethod
    def draft(cls) -> "LeadDefinition | None":
        """The draft of the next version, if there is one."""
        return cls.objects.filter(status=cls.Status.DRAFT).select_related("drafted_by").first()

    @property
    def is_draft(self) -> bool:
        return self.status == self.Status.DRAFT

    @property
    def rules(self) -> dict:
        """What decides, by name."""
        return {name: getattr(self, name) for name in self.RULES}

    def days_of(self, kind: str) -> int:
        """Within how many days before the day of evaluation a kind counts, boundary included."""
        return self.windows.get(kind, self.window_days)

    def weight_of(self, kind: str) -> int:
        """For how many interactions one of a kind counts. All light ones together count for one."""
        return 1 if kind in self.light else self.weights.get(kind, 1)

    @transaction.atomic
    def draft_next(self, *, by, at: datetime) -> "LeadDefinition":
        """Begin the next version with what this one says. Where there is a draft already, that one is returned."""
        LeadDefinition.objects.select_for_update().get(pk=self.pk)
        latest = LeadDefinition.objects.latest("version").version
        return LeadDefinition.draft() or LeadDefinition.objects.create(
            version=latest + 1, status=self.Status.DRAFT, drafted_by=by, drafted_at=at, **self.rules
        )

    def hold(self) -> None:
        """Take hold of the draft, so that nobody signs what somebody else is changing. Raises Agreed."""
        held = LeadDefinition.objects.select_for_update().get(pk=self.pk)
        if not held.is_draft:
            raise LeadDefinition.Agreed

    @transaction.atomic
    def change(self, **values) -> int:
        """Change the draft. Signatures under what it said before are taken off; says how many. Raises Agreed."""
        self.hold()
        for name, value in values.items():
            setattr(self, name, value)
        self.edition = F("edition") + 1
        self.save(update_fields=[*values, "edition"])
        self.refresh_from_db(fields=["edition"])
        return self.signatures.standing().update(is_standing=False)

    def put_in_force(self, *, at: datetime) -> None:
        """From the day that was agreed, at the earliest now. Called by the signature that completes the agreement."""
        begins = at if self.starts_on is None else max(at, self.begins_at(self.starts_on))
        self.status, self.in_force_from = self.Status.AGREED, begins
        self.save(update_fields=["status", "in_force_from"])

    @transaction.atomic
    def give_up(self) -> None:
        """Leave the draft; what was said about it stays. Raises Agreed."""
        self.hold()
        self.status = self.Status.GIVEN_UP
        self.save(update_fields=["status"])

    def take_up(self) -> None:
        """Go on with a draft that was given up. Raises AnotherDraft."""
        given_up = LeadDefinition.objects.filter(pk=self.pk, status=self.Status.GIVEN_UP)
        try:
            with transaction.atomic():
                given_up.update(status=self.Status.DRAFT)
        except IntegrityError:
            raise LeadDefinition.AnotherDraft from None

    @staticmethod
    def begins_at(day: date) -> datetime:
        """The first moment of a day of the firm."""
        return Firm.current().moment(day, time.min)
