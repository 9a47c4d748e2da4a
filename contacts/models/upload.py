import hashlib
import re
from datetime import date, datetime
from pathlib import PurePath

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q

from contacts import signals
from contacts.models.asset import Asset
from contacts.models.leased import Leased
from contacts.models.touch import Touch
from contacts.models.undoable import Undoable
from leadflow.accounts.models import Firm
from leadflow.lib.zones import validate_zone


class UploadQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Marketing and administrators see all lists, managers those of their teams and their own, reps none."""
        if not user.is_active or user.works_a_queue:
            return self.none()
        if user.sees_all_teams:
            return self.all()
        return self.filter(Q(team__in=user.visible_teams()) | Q(by=user))

    def lists(self):
        """Those that are lists: somebody who was entered alone is none."""
        return self.exclude(origin=Upload.Origin.ENTERED)

    def unattended(self, at):
        """Those with work left that nobody does: not begun yet, or left behind by a worker that died."""
        return self.filter(Q(leased_until=None) | Q(leased_until__lt=at), phase__in=Upload.UNDER_WAY)


def upload_path(upload, filename):
    """Never the name it came with: that may climb out of the folder."""
    return f"uploads/{upload.sha256}"


class Upload(Leased, Undoable, models.Model):
    """A list on its way in. The phase is kept, so that whoever picks it up after a crash goes on where it stopped.

    The phases and who moves them on: docs/decisions/uploads.md.
    """

    class Phase(models.TextChoices):
        READING = "reading", "Being read"
        CHECK = "check", "To be checked"
        IMPORTING = "importing", "Being imported"
        DONE = "done", "Imported"
        REFUSED = "refused", "Could not be read"
        STOPPED = "stopped", "Stopped halfway"
        CANCELLED = "cancelled", "Cancelled"
        UNDOING = "undoing", "Being taken back"
        HALTED = "halted", "Taken back halfway"
        UNDONE = "undone", "Taken back"

    class Origin(models.TextChoices):
        """How it came in."""

        FILE = "file", "File"
        PASTED = "pasted", "Pasted"
        FOLDER = "folder", "From the folder"
        # One person that came in alone: no list to look through.
        ENTERED = "entered", "Entered by hand"

    UNDER_WAY = (Phase.READING, Phase.IMPORTING, Phase.UNDOING)
    # Ended, maybe with something imported.
    IMPORTED = (Phase.DONE, Phase.STOPPED, Phase.CANCELLED)

    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="uploads")
    team = models.ForeignKey("accounts.Team", null=True, blank=True, on_delete=models.PROTECT, related_name="uploads")
    # The rep whom the upload names (rule 6): the list is from their own network, or meant for them.
    rep = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    file = models.FileField(upload_to=upload_path)
    name = models.CharField("file name", max_length=255)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, db_index=True)
    origin = models.CharField(max_length=8, choices=Origin.choices, default=Origin.FILE, db_default=Origin.FILE)
    # What it came in under, where that comes in once only: the folder's name for a file that was picked up.
    arrival = models.CharField(max_length=80, null=True, blank=True, unique=True, editable=False)
    list_source = models.ForeignKey(
        "contacts.ListSource", null=True, blank=True, on_delete=models.SET_NULL, related_name="uploads"
    )
    # Whether it is to be read like the lists of its source before.
    uses_memory = models.BooleanField(default=True, db_default=True)
    # What a person chose; empty where the reader's own finding holds.
    zone = models.CharField("time zone", max_length=64, blank=True, validators=[validate_zone])
    sheet = models.CharField(max_length=200, blank=True)
    kind = models.CharField("what they did", max_length=24, choices=Touch.Kind.choices, blank=True)
    day_first = models.BooleanField("dates begin with the day", null=True, blank=True)
    # Where phone numbers are of which the file does not say it (ISO code).
    phone_country = models.CharField(max_length=2, blank=True, default="", db_default="")
    # Asked where nothing in the file tells: otherwise the first row is somebody.
    has_headings = models.BooleanField("the first row is headings", null=True, blank=True)
    # {"4": "email", "7": null}: column index to field, where a person changed the guess.
    mapping = models.JSONField(default=dict, blank=True)
    asset_name = models.CharField("event or asset", max_length=300, blank=True)
    # So many of its leads begin their plan with one rep on one day (rule 7); without a number all begin at once.
    starts_a_day = models.PositiveSmallIntegerField("new leads per rep a day", null=True, blank=True)
    # What the people of the list interacted with, from the beginning of the import on.
    asset = models.ForeignKey(Asset, null=True, blank=True, on_delete=models.PROTECT, related_name="uploads")
    # What the reader found, for the pages: see contacts.importing.staging.
    reading = models.JSONField(default=dict, blank=True)
    phase = models.CharField(max_length=12, choices=Phase.choices, default=Phase.READING)
    problem = models.CharField(max_length=500, blank=True)
    rows_total = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    # Of those done the ones that had their fate before the import began.
    rows_before = models.PositiveIntegerField(default=0)
    # Rows by fate (I5), and how many people became leads by it.
    counts = models.JSONField(default=dict, blank=True)
    leads = models.PositiveIntegerField(default=0)
    leased_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    # At most so many rows a piece since one failed; empty: as many as usual. And how many failed alone, one after the
    # other.
    piece_rows = models.PositiveSmallIntegerField(null=True, blank=True)
    culprits = models.PositiveSmallIntegerField(default=0, db_default=0)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    undo_began_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undo_total = models.PositiveIntegerField(default=0, db_default=0)
    undo_done = models.PositiveIntegerField(default=0, db_default=0)
    # The last of its rows that was looked at, so that the next piece need not look at them again.
    undo_row = models.PositiveBigIntegerField(default=0, db_default=0)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = UploadQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(
                fields=["leased_until"],
                condition=Q(phase__in=["reading", "importing", "undoing"]),
                name="upload_under_way",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(phase__in=["importing", "done", "stopped"]) | Q(team__isnull=False, asset__isnull=False),
                name="import_knows_team_and_asset",
            )
        ]

    class Taken(Exception):
        """The piece of work is somebody else's now, or was cancelled; nothing may be written."""

    def __str__(self):
        return self.name

    @property
    def is_under_way(self) -> bool:
        return self.phase in self.UNDER_WAY

    # From phase to phase, each by one conditional UPDATE, so that of two clicks only one counts.

    @classmethod
    def receive(cls, content, *, name, at, by=None, **choices) -> "Upload":
        """Keep a file that came in (a Django File); it waits to be read. `choices` are what is known about it."""
        digest = hashlib.sha256()
        for block in content.chunks():
            digest.update(block)
        content.seek(0)
        upload = cls(
            name=PurePath(name).name[-255:],
            size=content.size,
            sha256=digest.hexdigest(),
            by=by,
            created_at=at,
            **{"starts_a_day": Firm.current().starts_a_day} | choices,
        )
        upload.file.save("list", content, save=False)
        upload.save()
        return upload

    @classmethod
    def turn_away(cls, name, *, problem, at, **choices) -> "Upload":
        """Tell of a file that could not be received, for the reason given."""
        fate = {"phase": cls.Phase.REFUSED, "problem": problem[:500], "created_at": at, "finished_at": at}
        return cls.objects.create(name=name[-255:], **fate, **choices)

    def start_anew(self) -> bool:
        """Have it read as if it were the first of its source. False where it is past that."""
        nothing = {"zone": "", "sheet": "", "kind": "", "mapping": {}}
        unsaid = dict.fromkeys(("day_first", "has_headings", "team", "rep", "list_source"))
        return self.read_again(uses_memory=False, **nothing, **unsaid)

    def read_again(self, **choices) -> bool:
        """Have the file read anew with other choices. False where it is past that."""
        return self._move(
            (self.Phase.CHECK, self.Phase.REFUSED),
            self.Phase.READING,
            problem="",
            rows_done=0,
            finished_at=None,
            **choices,
        )

    def answer(self, **choices) -> bool:
        """Keep answers that need no other reading. False where it is past that."""
        return self._move((self.Phase.CHECK,), self.Phase.CHECK, **choices)

    @transaction.atomic
    def begin(self, *, at, **choices) -> bool:
        """Somebody checked it: it waits to be imported. The team must be known. False where it is past that."""
        for name, value in choices.items():
            setattr(self, name, value)
        about = (self.reading["asset_kind"], self.subject, self.held_on)
        is_new = not Asset.objects.filter(key=Asset.key_for(*about)).exists()
        asset = Asset.known_as(*about)
        if is_new:
            self.pieces.create(at=at, made={"asset": [asset.pk]})
        return self._start((self.Phase.CHECK,), at=at, asset=asset, **choices)

    def go_on(self, *, at) -> bool:
        """Try once more where it stopped."""
        fresh = {"problem": "", "culprits": 0, "piece_rows": None}
        return self._start((self.Phase.STOPPED,), at=at, finished_at=None, **fresh) or self._move(
            (self.Phase.HALTED,), self.Phase.UNDOING, **fresh
        )

    def _start(self, before, *, at, **fields) -> bool:
        done = self.rows_total - self.rows.waiting().count()
        return self._move(before, self.Phase.IMPORTING, started_at=at, rows_done=done, rows_before=done, **fields)

    def cancel(self, *, at) -> bool:
        """Do no more. What was imported stays; a piece in hand is finished first."""
        before = (self.Phase.READING, self.Phase.CHECK, self.Phase.IMPORTING, self.Phase.STOPPED)
        moved = self._move(before, self.Phase.CANCELLED, finished_at=at)
        if moved:
            self.count()
        return moved

    def refuse(self, problem, *, at):
        """The file holds no list, for the reason given."""
        self.rows.all().delete()
        fresh = {"rows_total": 0, "rows_done": 0, "counts": {}, "reading": {}}
        self._move((self.Phase.READING,), self.Phase.REFUSED, problem=problem[:500], finished_at=at, **fresh)

    def _move(self, before, after, **fields) -> bool:
        moved = Upload.objects.filter(pk=self.pk, phase__in=before).update(
            phase=after, leased_until=None, attempts=0, **fields
        )
        self.refresh_from_db()
        return bool(moved)

    @property
    def subject(self) -> str:
        """What the list is about: as a person called it, else as the file says, else the file's name."""
        said = self.asset_name or (self.reading.get("event") or {}).get("name")
        # A second download of the same list is called "leads (1).csv".
        return said or re.sub(r"\s*\(\d+\)$", "", self.stem) or self.name

    @property
    def stem(self) -> str:
        """The file's name without its ending."""
        return PurePath(self.name).stem

    @property
    def held_on(self) -> date | None:
        """The day of the event, where the file says it."""
        day = (self.reading.get("event") or {}).get("held_on")
        return date.fromisoformat(day) if day else None

    def earlier(self):
        """Imports of the very same file before this one, the last one first."""
        return Upload.objects.filter(sha256=self.sha256, phase=self.Phase.DONE, pk__lt=self.pk or 0)

    @property
    def junk_share(self) -> float | None:
        """Of the rows about people the share that was held back or rejected."""
        people = sum(number for fate, number in self.counts.items() if fate != "skipped")
        junk = self.counts.get("quarantined", 0) + self.counts.get("rejected", 0)
        return junk / people if people else None

    @property
    def importable(self) -> int:
        """How many people would be imported as it was read."""
        return self.counts.get("created", 0) + self.counts.get("known", 0)

    def counts_in_order(self) -> list[tuple[str, int]]:
        """The numbers of rows by fate, the good news first."""
        order = "created known updated unchanged duplicate quarantined suppressed rejected skipped waiting".split()
        return [(fate, self.counts[fate]) for fate in order if self.counts.get(fate)]

    def left_out(self):
        """The rows that were not imported though they are about people, as a table: headings first, then cells."""
        yield ["Row", "Why it was left out", *(column["header"] for column in self.reading.get("columns", []))]
        rows = self.rows.filter(fate__in=("quarantined", "rejected")).order_by("pk")
        for number, reasons, values in rows.values_list("number", "reasons", "values").iterator(chunk_size=1000):
            yield [number, "; ".join(reasons), *values]

    @property
    def source(self) -> str:
        """Where names without an address are told apart: within the same event or list, whoever uploads it again."""
        key = Asset.key_for(self.reading["asset_kind"], self.subject, self.held_on)
        return hashlib.sha256(key.encode()).hexdigest()[:16]

    @property
    def happened_at(self) -> datetime:
        """When the people did what the list does not date: at the event, else when the list came."""
        starts = (self.reading.get("event") or {}).get("starts_at")
        return min(datetime.fromisoformat(starts), self.created_at) if starts else self.created_at

    # The work on it; who does it, Leased says.

    def was_read(self, reading: dict, *, rows, **choices):
        """The file could be read, with these choices; its rows come next, in place of those of an earlier reading."""
        with transaction.atomic():
            self.hold()
            self.rows.all().delete()
            Upload.objects.filter(pk=self.pk).update(reading=reading, rows_total=rows, rows_done=0, **choices)
        self.refresh_from_db()

    def rows_staged(self, number):
        """So many more rows are kept. Called in their transaction."""
        Upload.objects.filter(pk=self.pk).update(rows_done=F("rows_done") + number)

    def is_staged(self):
        """All rows are kept: somebody may check them."""
        with transaction.atomic():
            self.hold()
            self._move((self.Phase.READING,), self.Phase.CHECK)
            self.count()
            signals.list_read.send(Upload, upload=self)

    def finish(self, *, at):
        """All rows have their fates."""
        self._move((self.Phase.IMPORTING,), self.Phase.DONE, finished_at=at)
        self.count()
        signals.list_imported.send(Upload, upload=self, at=at)

    def stop(self, *, at):
        """The work fails whatever row it is at. What was done by then is done."""
        if self.phase == self.Phase.UNDOING:
            problem = "Taking back failed several times in a row. What came before is taken back."
            self._move((self.Phase.UNDOING,), self.Phase.HALTED, problem=problem)
            return
        problem = "The import failed several times in a row. What came before is imported."
        self._move((self.Phase.IMPORTING,), self.Phase.STOPPED, problem=problem, finished_at=at)
        self.count()

    def count(self):
        """Note how many rows met which fate, and how many people became leads. Of a list that was cancelled nothing is
        foreseen any more."""
        fates = self.rows.by_true_fate() if self.phase == self.Phase.CANCELLED else self.rows.by_fate()
        leads = self.rows.filter(became_lead=True).count()
        Upload.objects.filter(pk=self.pk).update(counts=fates, leads=leads)
        self.refresh_from_db()
