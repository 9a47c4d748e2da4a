from django.conf import settings
from django.db import models
from django.db.models import Q

from contacts.models.asset import Asset
from contacts.models.touch import Touch
from leadflow.lib.zones import validate_zone


class UploadQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Marketing and administrators see all lists, managers those of their teams, reps none."""
        if not user.is_active or user.works_a_queue:
            return self.none()
        return self.filter(Q(team__in=user.visible_teams()) | Q(by=user)).distinct()


def upload_path(upload, filename):
    """Never the name it came with: that may climb out of the folder."""
    return f"uploads/{upload.sha256}"


class Upload(models.Model):
    """A list on its way in. The phase is kept, so that whoever picks it up after a crash goes on where it stopped."""

    class Phase(models.TextChoices):
        READING = "reading", "Reading"
        PREVIEW = "preview", "Ready to import"
        IMPORTING = "importing", "Importing"
        DONE = "done", "Imported"
        REFUSED = "refused", "Could not be read"
        CANCELLED = "cancelled", "Cancelled"

    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="uploads")
    team = models.ForeignKey("accounts.Team", null=True, blank=True, on_delete=models.PROTECT, related_name="uploads")
    file = models.FileField(upload_to=upload_path)
    name = models.CharField("file name", max_length=255)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64)
    format = models.CharField(max_length=60, blank=True)
    zone = models.CharField(max_length=64, blank=True, validators=[validate_zone])
    sheet = models.CharField(max_length=200, blank=True)
    kind = models.CharField("what they did", max_length=24, choices=Touch.Kind.choices, blank=True)
    asset = models.ForeignKey(Asset, null=True, blank=True, on_delete=models.PROTECT, related_name="uploads")
    asset_name = models.CharField("event or asset", max_length=300, blank=True)
    # {"4": "email", "7": null}: column index to field, where a person changed the guess.
    mapping = models.JSONField(default=dict, blank=True)
    # What the reader found, for the pages: columns with samples, sections, sheets, event.
    reading = models.JSONField(default=dict, blank=True)
    phase = models.CharField(max_length=12, choices=Phase.choices, default=Phase.READING)
    problem = models.CharField(max_length=500, blank=True)
    rows_total = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    # Rows per fate once it is done (I5), and how many became leads.
    counts = models.JSONField(default=dict, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = UploadQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(
                fields=["leased_until"],
                condition=Q(phase__in=["reading", "importing"]),
                name="upload_under_way",
            )
        ]

    def __str__(self):
        return self.name


class UploadRow(models.Model):
    """One row of a list, and what became of it (I5)."""

    class Fate(models.TextChoices):
        WAITING = "waiting", "Not imported yet"
        CREATED = "created", "New"
        UPDATED = "updated", "Updated"
        UNCHANGED = "unchanged", "Known, nothing new"
        DUPLICATE = "duplicate", "Twice in the file"
        QUARANTINED = "quarantined", "Looks like junk"
        SUPPRESSED = "suppressed", "Asked us not to contact them"
        REJECTED = "rejected", "Cannot be a person"
        SKIPPED = "skipped", "Not a person"

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="rows")
    sheet = models.CharField(max_length=200, blank=True)
    number = models.PositiveIntegerField(help_text="As a person counts it in the file.")
    fate = models.CharField(max_length=12, choices=Fate.choices, default=Fate.WAITING)
    reasons = models.JSONField(default=list, blank=True)
    values = models.JSONField(default=list, blank=True)
    # The person read out of this and the further rows of theirs, until they are imported.
    person = models.JSONField(null=True, blank=True)
    contact = models.ForeignKey(
        "contacts.Contact", null=True, blank=True, on_delete=models.SET_NULL, related_name="upload_rows"
    )

    class Meta:
        ordering = ["sheet", "number"]
        indexes = [models.Index(fields=["upload", "fate", "id"])]
        constraints = [models.UniqueConstraint(fields=["upload", "sheet", "number"], name="upload_row_once")]

    def __str__(self):
        return f"row {self.number}"


class UploadEffect(models.Model):
    """What an upload changed on a contact that was there before: the value it overwrote, for the undo."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="effects")
    contact = models.ForeignKey("contacts.Contact", on_delete=models.CASCADE, related_name="+")
    created = models.BooleanField(default=False)
    # Field to the value before: {"title": ""}.
    before = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["upload", "contact"], name="upload_effect_once")]

    def __str__(self):
        return f"{self.upload} on {self.contact_id}"
