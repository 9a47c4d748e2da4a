from collections.abc import Callable
from dataclasses import fields
from datetime import datetime
from itertools import count

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q, Value

from cadences.calendar import EXACT, NEXT, WEEKDAY
from cadences.editing import plan as plans
from cadences.editing.checks import problems
from cadences.models.ends import Ends
from cadences.models.enters import Enters
from cadences.models.settled import Settled
from contacts.models import Channel
from leadflow.lib.once import WrittenAnew, once, read_anew


class CadenceQuerySet(models.QuerySet):
    def published(self):
        """Those that have a version: somebody may be in them."""
        return self.filter(Exists(CadenceVersion.objects.published().filter(cadence=OuterRef("pk"))))

    def to_enter(self):
        """Those that somebody can enter."""
        return self.published().filter(retired=False)


class Cadence(Enters, Ends, Settled, WrittenAnew):
    """A follow-up plan. What runs is one of its versions."""

    name = models.CharField(max_length=100, unique=True)
    description = models.CharField(max_length=300, blank=True)
    # The one that takes in every new lead whom no other does; it can be another (`succeed`).
    is_default = models.BooleanField(default=False)
    # Nobody enters it any more. Whoever is in it goes through it to its end.
    retired = models.BooleanField(default=False, db_default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = CadenceQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["is_default"], condition=Q(is_default=True), name="one_default_cadence"),
            models.CheckConstraint(condition=~Q(is_default=True, retired=True), name="the_default_is_not_retired"),
            *Enters.Meta.constraints,
            *Ends.Meta.constraints,
        ]

    class Taken(Exception):
        """Another plan has that name."""

    class Needed(Exception):
        """It takes in whoever finds no other plan."""

    class Closed(Exception):
        """Nobody can enter it: it is retired, or was never published."""

    def __str__(self):
        return self.name

    @classmethod
    def default(cls) -> "Cadence":
        """The one that takes in every new lead whom no other does. Made with the other defaults, and always there."""
        return cls.objects.get(is_default=True)

    @classmethod
    def to_choose(cls) -> "list[Cadence]":
        """Those that somebody can enter, the default first."""
        to_enter = cls.objects.to_enter().order_by("-is_default", "name")
        return once("cadences", lambda: list(to_enter))

    @classmethod
    def usual(cls) -> "Cadence":
        """The default, where all that can be entered are read anyway."""
        return cls.to_choose()[0]

    @property
    def current(self) -> "CadenceVersion":
        """The version that whoever enters goes through: the latest published. Raises DoesNotExist before the first."""
        return self.versions.published().latest("number")

    @property
    def is_published(self) -> bool:
        """Whether it has a version that somebody could enter."""
        return self.versions.published().exists()

    @property
    def draft(self) -> "CadenceVersion | None":
        """The next version, as far as it is written."""
        return self.versions.filter(number=CadenceVersion.DRAFT).first()

    @classmethod
    @transaction.atomic
    def begin(cls, name: str, plan: plans.Plan, *, description: str = "", occasion: str = "", **asked) -> "Cadence":
        """A new plan with a draft that says this. Nobody enters it before it is published, on an occasion if one is
        named; what is `asked` of them is as in `take_in`. Where the name is taken, it gets a number."""
        taken = set(cls.objects.select_for_update().values_list("name", flat=True))
        most = cls._meta.get_field("name").max_length
        names = (name[:most] if n == 1 else f"{name[: most - 5]} {n}" for n in count(1))
        cadence = cls.objects.create(name=next(each for each in names if each not in taken), description=description)
        cadence.versions.create(number=CadenceVersion.DRAFT, published_at=None)._write(plan)
        if occasion or asked:
            cadence.take_in(occasion or cls.Occasion.BY_HAND, **asked)
        return cadence

    @transaction.atomic
    def discard(self) -> None:
        """Throw away a plan that was never published. Raises Published."""
        self.hold()
        if self.is_published or self.led_on_from.exists():
            raise CadenceVersion.Published
        self.versions.all().delete()
        self.delete()

    @transaction.atomic
    def retire(self) -> int:
        """Let nobody enter it any more; whoever is in it goes through it to its end. Returns the edition that
        `take_back` asks for. Raises Needed for the default."""
        self.hold()
        if self.is_default:
            raise self.Needed
        return self.settle(retired=True)

    @transaction.atomic
    def revive(self) -> int:
        """Let people enter it again. Returns the edition that `take_back` asks for."""
        self.hold()
        return self.settle(retired=False)

    @transaction.atomic
    def succeed(self, other: "Cadence") -> None:
        """Take in whoever finds no other plan, as `other` does now; whoever is in a plan stays in it. Each keeps its
        own rule: this one's rests from now on, that of `other` counts again. To take it back, `other` succeeds this.

        Raises Changed where that is not, or no longer, so; Closed where nobody can enter this one.
        """
        self.hold()
        other.refresh_from_db()
        if self.is_default or not other.is_default:
            raise self.Changed
        if self.retired or not self.is_published:
            raise self.Closed
        other.settle_beside(is_default=False)
        self.settle_beside(is_default=True)

    @transaction.atomic
    def call(self, name: str, description: str) -> int:
        """Another name and description. Returns the edition that `take_back` asks for. Raises Taken."""
        self.hold()
        self._keep_apart(name)
        return self.settle(name=name, description=description)

    @transaction.atomic
    def take_back(self, edition: int) -> None:
        """Undo the last change of what stands on the plan itself. Raises Changed where there was another since; Taken
        and LeadsBack where others changed theirs."""
        self.hold()
        before = self.before or {}
        self.keep_straight(before.get("then_plan_id"))
        self._keep_apart(before.get("name"))
        self.unsettle(edition)

    def hold(self):
        """Hold all plans, so that no two changes together make a circle, or an order that is none; this one as it is
        now."""
        list(Cadence.objects.select_for_update().order_by("pk").values_list("pk"))
        self.refresh_from_db()

    def _keep_apart(self, name: str | None) -> None:
        if name is not None and Cadence.objects.filter(name__iexact=name).exclude(pk=self.pk).exists():
            raise self.Taken

    @transaction.atomic
    def begin_draft(self) -> "CadenceVersion":
        """Begin the next version with what the current one says. Where there is a draft already, that one is
        returned."""
        Cadence.objects.select_for_update().get(pk=self.pk)
        if self.draft is None:
            draft = self.versions.create(number=CadenceVersion.DRAFT, published_at=None)
            draft._write(self.current.plan)
        return self.versions.get(number=CadenceVersion.DRAFT)


class CadenceVersionQuerySet(models.QuerySet):
    def published(self):
        return self.filter(published_at__isnull=False)


class CadenceVersion(models.Model):
    """A plan as it was published, which never changes again; or the draft of the next."""

    # The number of a draft. So there is one for each cadence, and the highest number is always a published version.
    DRAFT = 0
    # So many changes of a draft can be taken back.
    MOST_PICTURES = 30

    cadence = models.ForeignKey(Cadence, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    # Of a draft: counts its changes; and its steps as they were before the last of them, the latest last.
    edition = models.PositiveIntegerField(default=0, db_default=0)
    pictures = models.JSONField(default=list, db_default=Value([], models.JSONField()))

    objects = CadenceVersionQuerySet.as_manager()

    class Meta:
        ordering = ["cadence", "number"]
        constraints = [
            models.UniqueConstraint(fields=["cadence", "number"], name="version_number_once"),
            models.CheckConstraint(
                condition=Q(number=0, published_at__isnull=True) | Q(number__gt=0, published_at__isnull=False),
                name="a_version_has_its_number_once_published",
            ),
        ]

    class Published(Exception):
        """It is published, and changes no more."""

    class Changed(Exception):
        """Somebody changed the draft meanwhile."""

    class Unfit(Exception):
        """Something must be mended before it is published (cadences.editing.checks)."""

    def __str__(self):
        return f"{self.cadence} draft" if self.is_draft else f"{self.cadence} v{self.number}"

    @property
    def is_draft(self) -> bool:
        return self.number == self.DRAFT

    @property
    def plan(self) -> plans.Plan:
        """What it says."""
        return tuple(step.as_drafted() for step in self.steps.all())

    @property
    def taken_keys(self) -> set[str]:
        """The keys that steps of its cadence have, or ever had."""
        return set(Step.objects.filter(version__cadence=self.cadence_id).order_by().values_list("key", flat=True))

    def _hold(self):
        """Take hold of the draft, so that no change of two people is lost. Raises Published."""
        held = CadenceVersion.objects.select_for_update().get(pk=self.pk)
        if not held.is_draft:
            raise CadenceVersion.Published
        self.edition, self.pictures = held.edition, held.pictures

    @transaction.atomic
    def edit(self, change: "Callable[[plans.Plan], plans.Plan]") -> int:
        """Change the draft. Returns the edition that `take_back` asks for. Raises Published, and what `change` does."""
        self._hold()
        before = self.plan
        self._write(change(before))
        self.pictures = [*self.pictures, plans.as_rows(before)][-self.MOST_PICTURES :]
        return self._count_up()

    @transaction.atomic
    def take_back(self, edition: int) -> None:
        """Undo the last change, which led to this edition. Raises Changed where there was another since, and
        Published."""
        self._hold()
        if edition != self.edition or not self.pictures:
            raise CadenceVersion.Changed
        *self.pictures, before = self.pictures
        self._write(plans.from_rows(before))
        self._count_up()

    @transaction.atomic
    def publish(self, *, by, at: datetime, read: int) -> None:
        """Make the draft the version that whoever enters goes through. `read` is the edition that was looked at.

        Raises Changed where it is another by now, Unfit where something must be mended, and Published.
        """
        Cadence.objects.select_for_update().get(pk=self.cadence_id)
        self._hold()
        if read != self.edition:
            raise CadenceVersion.Changed
        if problems(self.plan):
            raise CadenceVersion.Unfit
        last = self.cadence.versions.order_by("-number").values_list("number", flat=True)[0]
        self.number, self.published_at, self.published_by, self.pictures = last + 1, at, by, []
        self.save()
        read_anew()

    def _count_up(self) -> int:
        self.edition += 1
        self.save(update_fields=["edition", "pictures"])
        return self.edition

    def _write(self, plan: plans.Plan) -> None:
        self.steps.all().delete()
        Step.objects.bulk_create([Step(version=self, position=i, **row) for i, row in enumerate(plans.as_rows(plan))])


class Step(models.Model):
    """One thing to do on one day of the plan (rule 7)."""

    class Condition(models.TextChoices):
        ALWAYS = "always", "Always"
        NO_RESPONSE = "no_response", "If no response"
        NO_ANSWER = "no_answer", "If no answer yet by this channel"

    class Rule(models.TextChoices):
        """Where a step goes whose day is a day off; see cadences.calendar."""

        NEXT = NEXT, "The next working day"
        WEEKDAY = WEEKDAY, "The same day of the week, a week later"
        EXACT = EXACT, "That very day, working day or not"

    version = models.ForeignKey(CadenceVersion, on_delete=models.CASCADE, related_name="steps")
    # Stays the same in later versions, so that nobody gets a step twice by moving.
    key = models.SlugField(max_length=40)
    position = models.PositiveSmallIntegerField()
    day = models.PositiveSmallIntegerField(help_text="Days after day 0.")
    channel = models.CharField(max_length=12, choices=Channel.choices)
    condition = models.CharField(max_length=12, choices=Condition.choices, default=Condition.NO_RESPONSE)
    # A blocking step must be done before the next blocking one comes (rule 9).
    blocking = models.BooleanField(default=True)
    name = models.CharField(max_length=100)
    # For whom it is, where it is not for everybody; see cadences.conditions.
    persona = models.ForeignKey("contacts.Persona", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    industries = models.CharField(max_length=200, blank=True, default="", db_default="", help_text="With commas.")
    min_employees = models.PositiveIntegerField(null=True, blank=True)
    max_employees = models.PositiveIntegerField(null=True, blank=True)
    preferred = models.CharField(max_length=12, choices=Channel.choices, blank=True, default="", db_default="")
    # When it comes, beside its day.
    day_rule = models.CharField(max_length=8, choices=Rule.choices, default=Rule.NEXT, db_default=Rule.NEXT)
    # In days after the blocking step before; none: the firm's usual two (rule 8).
    min_gap = models.PositiveSmallIntegerField(null=True, blank=True)
    # Before the other steps that are due (domain, "Order of the queue").
    goes_first = models.BooleanField(default=False, db_default=False)
    # Not before this hour of the day, at the contact's place.
    from_hour = models.PositiveSmallIntegerField(null=True, blank=True, validators=[MaxValueValidator(23)])
    objective = models.CharField("aim", max_length=300, blank=True)
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField("mail, script or text", blank=True)
    # The second wording, which half of those get who come to the step; what is empty is as in the first.
    objective_b = models.CharField("other aim", max_length=300, blank=True, default="", db_default="")
    subject_b = models.CharField("other subject", max_length=200, blank=True, default="", db_default="")
    body_b = models.TextField("other mail, script or text", blank=True, default="", db_default="")

    class Meta:
        # By its id: the version's own order would join it and its cadence to every query.
        ordering = ["version_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="step_key_once"),
            models.UniqueConstraint(fields=["version", "position"], name="step_position_once"),
        ]

    def __str__(self):
        return f"day {self.day}: {self.name}"

    def as_drafted(self) -> plans.DraftStep:
        """As it is edited."""
        return plans.DraftStep(**{each.name: getattr(self, each.name) for each in fields(plans.DraftStep)})

    @property
    def has_two_wordings(self) -> bool:
        return self.as_drafted().has_two_wordings

    def wording(self, variant: str) -> plans.Wording:
        """The words that somebody gets who comes to it in a variant; without one, the first."""
        return self.as_drafted().wording(variant)


class Voicemail(models.Model):
    """One of the firm's series of voicemails: an introduction, requests for a call back, the last with the web
    address (promise 15)."""

    number = models.PositiveSmallIntegerField(unique=True)
    name = models.CharField(max_length=100)
    body = models.TextField()

    class Meta:
        ordering = ["number"]

    def __str__(self):
        return self.name

    @classmethod
    def after(cls, left: int) -> "Voicemail | None":
        """The one to leave when that many were left already; the last is repeated."""
        series = list(cls.objects.all())
        return series[min(left, len(series) - 1)] if series else None
