import json

from django.db import models
from django.db.models import Case, Count, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Cast
from django.db.models.lookups import IsNull

from contacts.models.upload import Upload
from contacts.models.upload_effect import UploadEffect


class UploadRowQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(upload__in=Upload.objects.visible_to(user))

    def waiting(self):
        return self.filter(fate=UploadRow.Fate.WAITING)

    def in_quarantine(self):
        """Rows of imported lists that wait for somebody to decide, further rows of the same person left out."""
        return self.filter(
            fate=UploadRow.Fate.QUARANTINED, same_as=None, decision=None, upload__phase__in=UploadRow.IMPORTED
        )

    def put_aside_by_rules(self):
        """Those that a rule on junk put aside, by the built-in rules or the firm's own."""
        return self.filter(junk__contains=" !")

    def caught_by(self, key):
        """Those in which a rule (or a line of the firm's lists, by its key) found something."""
        return self.filter(Q(junk__contains=f" {key} ") | Q(junk__contains=f" !{key} "))

    def caught(self) -> dict[str, tuple[int, int]]:
        """How many rows each rule put aside, and in how many it only flagged somebody."""
        found: dict[str, list[int]] = {}
        groups = self.exclude(junk="").order_by().values_list("junk").annotate(rows=Count("pk"))
        for marks, rows in groups:
            for mark in marks.split():
                found.setdefault(mark.lstrip("!"), [0, 0])[not mark.startswith("!")] += rows
        return {key: (aside, flagged) for key, (aside, flagged) in found.items()}

    def of_several_rows(self):
        """The ids of the contacts whom several rows that wait are thought to be."""
        rows = self.waiting().exclude(contact=None).order_by().values("contact").annotate(rows=Count("pk"))
        return rows.filter(rows__gt=1).values_list("contact", flat=True)

    def by_fate(self) -> dict[str, int]:
        """How many rows have which fate; while they wait, how many are foreseen to have it."""
        waits = When(fate=UploadRow.Fate.WAITING, then=F("forecast"))
        groups = self.annotate(outcome=Case(waits, default=F("fate"))).order_by().values_list("outcome")
        return dict(groups.annotate(rows=Count("pk")))

    def by_true_fate(self) -> dict[str, int]:
        """How many rows have which fate, whatever is foreseen of those that wait."""
        return dict(self.order_by().values_list("fate").annotate(rows=Count("pk")))

    def to_undo(self):
        """Those whose people an undo has still to look at, now or with a later list: they came, or were changed, by the
        list."""
        effects = UploadEffect.objects.filter(upload=OuterRef("upload"), contact=OuterRef("contact"))
        # A bare Exists would have PostgreSQL read all effects there are, for each piece anew.
        changed = Q(fate=UploadRow.Fate.SUPPRESSED) & Q(IsNull(Subquery(effects.values("pk")[:1]), False))
        came = Q(fate__in=(UploadRow.Fate.CREATED, UploadRow.Fate.UPDATED))
        return self.filter(came | changed, undone__in=("", UploadRow.Undone.WAITS), contact__isnull=False)

    def left_to(self, upload, most):
        """The next rows of lists taken back whose people stay while this one does, so many at most; all of one list,
        the last of these lists first."""
        waiting = self.filter(waits_for=upload, contact__isnull=False).select_related("upload")
        rows = list(waiting.order_by("-upload__started_at", "-upload", "pk")[:most])
        return [row for row in rows if row.upload_id == rows[0].upload_id]

    def with_undone(self, undone):
        """Those that tell what an undo did with somebody, each person once."""
        return self.filter(undone=undone).exclude(fate=UploadRow.Fate.DUPLICATE)

    def by_undone(self) -> dict[str, int]:
        """How many people an undo removed, restored and kept."""
        told = self.exclude(undone="").exclude(fate=UploadRow.Fate.DUPLICATE).order_by()
        return dict(told.values_list("undone").annotate(rows=Count("pk")))

    def with_fate(self, fate):
        """The rows that `by_fate` counts under a fate."""
        return self.filter(Q(fate=fate) | Q(fate=UploadRow.Fate.WAITING, forecast=fate))

    def with_cure(self, cure):
        """Those with what a contacts.mending.Cure mends."""
        column, words = ("person", json.dumps(cure.flag)) if cure.flag else ("reasons", cure.words)
        return self.annotate(kept=Cast(column, models.TextField())).filter(kept__contains=words)

    def with_flag(self, flag):
        """Those that keep somebody who has this flag (contacts.intake.junk.FLAGS), each person once."""
        # SQLite cannot ask whether a JSON list holds something; "listed" is a kind of interaction, too.
        flags = rf'"flags": ?\[[^]]*"{flag}"'
        return self.annotate(kept=Cast("person", models.TextField())).filter(kept__regex=flags)

    def with_reason(self, reason):
        """Those of which it is said, whatever was seen in them: see contacts.intake.junk.gist."""
        as_kept = json.dumps(reason, ensure_ascii=False).removesuffix('"')
        return self.annotate(said=Cast("reasons", models.TextField())).filter(said__contains=as_kept)


class UploadRow(models.Model):
    """One row of a list, and what became of it (I5)."""

    class Fate(models.TextChoices):
        WAITING = "waiting", "Not imported yet"
        CREATED = "created", "New"
        UPDATED = "updated", "Known, something new"
        UNCHANGED = "unchanged", "Known, nothing new"
        DUPLICATE = "duplicate", "Twice in the file"
        QUARANTINED = "quarantined", "Looks like junk"
        SUPPRESSED = "suppressed", "Asked us not to contact them"
        REJECTED = "rejected", "Cannot be imported"
        SKIPPED = "skipped", "Not a person"

    class Undone(models.TextChoices):
        """What an undo of the list did with the person."""

        REMOVED = "removed", "Removed"
        RESTORED = "restored", "As before"
        KEPT = "kept", "Kept"
        # They stand on a list that came later: once that is taken back, so are they.
        WAITS = "waits", "Kept with a later list"

    # The phases of lists whose rows are in, or on their way.
    IMPORTED = (Upload.Phase.IMPORTING, Upload.Phase.DONE, Upload.Phase.STOPPED)
    # Before the import nobody can tell whether a known person's row will bring something new.
    KNOWN = "known"

    # The indexes below begin with the upload.
    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="rows", db_index=False)
    sheet = models.CharField(max_length=200, blank=True)
    number = models.PositiveIntegerField(help_text="As a person counts it in the file.")
    fate = models.CharField(max_length=12, choices=Fate.choices, default=Fate.WAITING)
    # What is foreseen for a row that waits: created, known, suppressed or quarantined.
    forecast = models.CharField(max_length=12, blank=True)
    who = models.CharField(max_length=200, blank=True, help_text="The name, or whatever stands in its place.")
    reasons = models.JSONField(default=list, blank=True)
    values = models.JSONField(default=list, blank=True)
    # The person read out of this and the further rows of theirs, until they are imported.
    person = models.JSONField(null=True, blank=True)
    # The number of the row that has the person, for the further rows of theirs.
    same_as = models.PositiveIntegerField(null=True, blank=True)
    contact = models.ForeignKey(
        "contacts.Contact", null=True, blank=True, on_delete=models.SET_NULL, related_name="upload_rows"
    )
    became_lead = models.BooleanField(default=False)
    undone = models.CharField(max_length=10, choices=Undone.choices, blank=True, default="", db_default="")
    # That later list.
    waits_for = models.ForeignKey(
        Upload, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    # The rules that found something odd, see contacts.intake.junk: " !cartoon free_mail ", with ! what put it aside.
    junk = models.TextField(blank=True, default="", db_default="")
    # What somebody decided about it together with others, until it is taken back.
    decision = models.ForeignKey(
        "contacts.QuarantineDecision",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="rows",
        db_index=False,
    )

    objects = UploadRowQuerySet.as_manager()

    class Meta:
        ordering = ["sheet", "number"]
        indexes = [
            models.Index(fields=["upload", "fate", "id"]),
            models.Index(fields=["-id"], condition=Q(fate="quarantined"), name="upload_row_quarantine"),
            models.Index(fields=["upload", "junk"], condition=~Q(junk=""), name="upload_row_junk"),
            models.Index(fields=["decision", "id"], condition=Q(decision__isnull=False), name="upload_row_decision"),
            models.Index(fields=["waits_for", "id"], condition=Q(waits_for__isnull=False), name="upload_row_waits"),
            models.Index(fields=["contact"], condition=Q(undone__in=["kept", "waits"]), name="upload_row_stays"),
        ]
        constraints = [models.UniqueConstraint(fields=["upload", "sheet", "number"], name="upload_row_once")]

    def __str__(self):
        return f"row {self.number}"

    @property
    def filled(self) -> list[str]:
        """The cells that hold something."""
        return [cell for cell in self.values if cell.strip()]
