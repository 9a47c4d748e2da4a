"""What uploads did to what was there before them, kept for the undo: see docs/decisions/uploads.md."""

from django.db import models

from contacts.models.suppression import Suppression
from contacts.models.upload import Upload


class UploadPiece(models.Model):
    """One piece of an upload: when it ran, and what it made and changed beside people.

    Whoever was made by it has its moment as `created_at`.
    """

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="pieces", db_index=False)
    at = models.DateTimeField()
    # The ids of companies and assets: {"company": [..], "asset": [..]}.
    made = models.JSONField(default=dict, blank=True)
    # Companies that were there before: {id: {column: [before, after]}}.
    changed = models.JSONField(default=dict, blank=True)
    # The list with which it was last tried to take this back, while something of it is needed still.
    tried_with = models.ForeignKey(Upload, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["upload", "at"], name="upload_piece_at")]

    def __str__(self):
        return f"a piece of {self.upload}"


class UploadEffect(models.Model):
    """What an upload changed on a contact that was there before. Whom it made, its rows say."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="effects", db_index=False)
    contact = models.ForeignKey("contacts.Contact", on_delete=models.CASCADE, related_name="+")
    # When it did so first.
    at = models.DateTimeField(null=True, blank=True)
    # Column to the value before, and to the one after: {"title": ""}, {"title": "Buyer"}.
    before = models.JSONField(default=dict, blank=True)
    after = models.JSONField(null=True, blank=True)
    # What it did to what belongs to them: see contacts.importing.ledger.
    beside = models.JSONField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["upload", "contact"], name="upload_effect_once")]

    def __str__(self):
        return f"{self.upload} on {self.contact_id}"


class UploadStop(models.Model):
    """An upload said of somebody that they unsubscribed. What one list closed stays closed while another
    says so too."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="stops", db_index=False)
    suppression = models.ForeignKey(Suppression, on_delete=models.CASCADE, related_name="+")
    # Whether it closed it; else it was closed already.
    made = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["upload", "suppression"], name="upload_stop_once")]

    def __str__(self):
        return f"{self.upload} on {self.suppression}"
