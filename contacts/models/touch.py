from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q

from contacts import signals


class Channel(models.TextChoices):
    """The ways to follow up (rule 7)."""

    SYSTEM = "system", "By Leadflow"
    RESEARCH = "research", "Research"
    EMAIL = "email", "Mail"
    PHONE = "phone", "Phone"
    VIDEO = "video", "Video call"
    LINKEDIN = "linkedin", "LinkedIn"
    SOCIAL = "social", "Other social network"
    TEXT = "text", "Text message"
    INSTANT = "instant", "Instant message"
    POST = "post", "Post"
    OTHER = "other", "Other"


class TouchQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(contact__team__in=user.visible_teams())

    def inbound(self):
        return self.filter(direction=Touch.Direction.INBOUND)

    def attempts(self):
        """What we did to reach them; research is no attempt (domain, "first touch")."""
        return self.filter(direction=Touch.Direction.OUTBOUND).exclude(channel=Channel.RESEARCH)

    def dials(self):
        """One logged attempt by phone each; a double dial counts two."""
        return self.filter(direction=Touch.Direction.OUTBOUND, channel=Channel.PHONE)

    def connects(self):
        return self.dials().filter(outcome__in=Touch.CONVERSATIONS)

    def responses(self):
        """They answered: never an automatic reply, a gatekeeper or an accepted invitation."""
        return self.filter(Q(kind__in=Touch.RESPONSES) | Q(outcome__in=Touch.CONVERSATIONS))


class LiveTouches(models.Manager.from_queryset(TouchQuerySet)):
    """Voided touches stay in the history and count nowhere."""

    def get_queryset(self):
        return super().get_queryset().filter(voided_at__isnull=True)


class Touch(models.Model):
    """One entry of a contact's timeline: something they did, something we did, or a note."""

    class Direction(models.TextChoices):
        INBOUND = "in", "They did"
        OUTBOUND = "out", "We did"
        NOTE = "note", "Note"

    class Kind(models.TextChoices):
        DOWNLOAD = "download", "Downloaded"
        WEBINAR_ATTENDED = "webinar_attended", "Attended webinar"
        WEBINAR_REGISTERED = "webinar_registered", "Registered for webinar"
        EVENT_ATTENDED = "event_attended", "Came to event"
        EVENT_REGISTERED = "event_registered", "Registered for event"
        BOOTH_VISIT = "booth_visit", "Visited our booth"
        NETWORKING = "networking", "Met while networking"
        NEWSLETTER_CLICK = "newsletter_click", "Clicked in newsletter"
        WEBSITE_VISIT = "website_visit", "Visited our website"
        WEBSITE_CHAT = "website_chat", "Chatted on our website"
        CHAT_CONTACT_REQUEST = "chat_contact_request", "Asked in the chat to be contacted"
        RFP = "rfp", "Sent a request for proposal"
        INFORMATION_REQUEST = "information_request", "Asked for information"
        CONTACT_REQUEST = "contact_request", "Asked to be contacted"
        LINKEDIN_CONNECTION = "linkedin_connection", "Connected on LinkedIn"
        LINKEDIN_VIEW = "linkedin_view", "Viewed our LinkedIn profile"
        SOCIAL_CONNECTION = "social_connection", "Connected on a social network"
        REFERRAL = "referral", "Was referred to us"
        LISTED = "listed", "Stood on a list"
        REPLY = "reply", "Replied"
        CALLED_US = "called_us", "Called us"
        ATTEMPT = "attempt", "Attempt"
        NOTE = "note", "Note"

    class Outcome(models.TextChoices):
        """What an outcome does, whatever the firm calls it (domain, "Outcomes and what they do")."""

        NO_ANSWER = "no_answer", "No answer"
        VOICEMAIL = "voicemail", "Voicemail left"
        CONNECTED = "connected", "Connected"
        MEETING = "meeting", "Meeting booked"
        CALL_BACK = "call_back", "Call back"
        NOT_NOW = "not_now", "Not now"
        NOT_INTERESTED = "not_interested", "Not interested"
        WRONG_NUMBER = "wrong_number", "Wrong number"
        WRONG_PERSON = "wrong_person", "Wrong person, or left"
        DO_NOT_CONTACT = "do_not_contact", "Do not contact"
        GATEKEEPER = "gatekeeper", "Gatekeeper"
        DONE = "done", "Done"
        SKIPPED = "skipped", "Skipped"
        COULD_NOT = "could_not", "Could not"
        REJECTED = "rejected", "Lead not accepted"
        HELD = "held", "Meeting held"
        NO_SHOW = "no_show", "No-show"
        MOVED = "moved", "Meeting moved"
        OPPORTUNITY = "opportunity", "Opportunity"
        WON = "won", "Won"
        LOST = "lost", "Lost"

    DIRECTIONS = {Kind.ATTEMPT: Direction.OUTBOUND, Kind.NOTE: Direction.NOTE}
    REQUESTS = (Kind.CONTACT_REQUEST, Kind.INFORMATION_REQUEST, Kind.RFP, Kind.CHAT_CONTACT_REQUEST)
    RESPONSES = (Kind.REPLY, Kind.CALLED_US, *REQUESTS)
    # Outcomes in which the person themselves spoke. A call back may be agreed with an assistant, so the plan goes on
    # after it.
    CONVERSATIONS = (
        Outcome.CONNECTED,
        Outcome.MEETING,
        Outcome.NOT_NOW,
        Outcome.NOT_INTERESTED,
        Outcome.DO_NOT_CONTACT,
        Outcome.HELD,
        Outcome.OPPORTUNITY,
    )

    # Its constraint and the timeline's index begin with the contact.
    contact = models.ForeignKey("contacts.Contact", on_delete=models.CASCADE, related_name="touches", db_index=False)
    direction = models.CharField(max_length=4, choices=Direction.choices)
    kind = models.CharField(max_length=24, choices=Kind.choices)
    channel = models.CharField(max_length=12, choices=Channel.choices, default=Channel.OTHER)
    at = models.DateTimeField()
    asset = models.ForeignKey("contacts.Asset", null=True, blank=True, on_delete=models.PROTECT, related_name="touches")
    minutes = models.PositiveIntegerField(null=True, blank=True, help_text="Of the union of the stays at a webinar.")
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True)
    gist = models.TextField(blank=True, help_text="What was said, asked or found.")
    # Questions, answers, notes of the scanner: what the list carried about it.
    detail = models.JSONField(default=dict, blank=True)
    rep = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="touches"
    )
    upload = models.ForeignKey(
        "contacts.Upload", null=True, blank=True, on_delete=models.SET_NULL, related_name="touches"
    )
    # Kind and asset where once is enough; the task, message or source's own id where it can repeat.
    key = models.CharField(max_length=120)
    created_at = models.DateTimeField(auto_now_add=True)
    voided_at = models.DateTimeField(null=True, blank=True)
    # Shown beside a touch; nobody looks for touches by it.
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    objects = LiveTouches()
    with_voided = models.Manager.from_queryset(TouchQuerySet)()

    class Meta:
        verbose_name_plural = "touches"
        ordering = ["-at", "-pk"]
        base_manager_name = "with_voided"
        indexes = [
            models.Index(fields=["contact", "-at"], name="touch_timeline"),
            models.Index(fields=["rep", "at"], condition=Q(direction="out"), name="touch_of_rep"),
            # Touch.REQUESTS, which cannot be named in here.
            models.Index(
                fields=["at"],
                condition=Q(kind__in=["contact_request", "information_request", "rfp", "chat_contact_request"]),
                name="touch_request",
            ),
        ]
        constraints = [models.UniqueConstraint(fields=["contact", "key"], name="touch_once")]

    def __str__(self):
        return self.get_kind_display()

    def complete_key(self):
        """Fill in what follows from the kind: the direction, and the key where none was given."""
        self.direction = self.DIRECTIONS.get(self.kind, self.Direction.INBOUND)
        self.key = self.key or self.key_for(self.kind, self.asset_id)

    @staticmethod
    def key_for(kind: str, asset_id: int | None = None, source_id: str = "") -> str:
        """The key under which a second report of the same thing is the same touch."""
        return f"{kind}:{asset_id or ''}:{source_id}"[:120]

    @property
    def is_request(self) -> bool:
        return self.kind in self.REQUESTS

    @property
    def is_response(self) -> bool:
        return self.answers(self.kind, self.outcome)

    @classmethod
    def answers(cls, kind: str, outcome: str) -> bool:
        """Whether they answered; `TouchQuerySet.responses` finds the same."""
        return kind in cls.RESPONSES or outcome in cls.CONVERSATIONS

    @property
    def news(self) -> "TouchNews":
        return TouchNews(self.pk, self.contact_id, self.direction, self.kind, self.at, self.outcome, self.rep_id)

    @transaction.atomic
    def void(self, *, by, at):
        """Take it out of every count, and keep it in the history. A second time keeps the first.

        Sends `touches_voided`.
        """
        if Touch.objects.filter(pk=self.pk).update(voided_at=at, voided_by=by):
            signals.touches_voided.send(Touch, touches=[self.news], at=at)
        self.refresh_from_db()


class TouchNews(NamedTuple):
    """What is told of a touch to those who act on it. Whole models would be a tenth of the time of an import."""

    pk: int
    contact_id: int
    direction: str
    kind: str
    at: datetime
    outcome: str = ""
    rep_id: int | None = None

    @property
    def is_response(self) -> bool:
        return Touch.answers(self.kind, self.outcome)


class Attendance(models.Model):
    """One stay at a webinar. The touch's minutes are the union of its stays, so importing again adds nothing."""

    touch = models.ForeignKey(Touch, on_delete=models.CASCADE, related_name="stays")
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField()

    class Meta:
        ordering = ["joined_at"]
        constraints = [
            models.UniqueConstraint(fields=["touch", "joined_at"], name="stay_once"),
            models.CheckConstraint(condition=Q(left_at__gte=models.F("joined_at")), name="stay_ends_after_it_began"),
        ]

    def __str__(self):
        return f"{self.joined_at:%H:%M}–{self.left_at:%H:%M}"
