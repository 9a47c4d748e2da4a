"""A rehearsal of a draft of the lead definition, and whom it is about."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.template.defaultfilters import pluralize

from contacts.models import Asset, Contact
from leadflow.accounts.models import Firm, User
from scoring.models import LeadDefinition, Rescore

LEASE = timedelta(seconds=60)
# After so many workers failed at the same piece the next would too.
MOST_ATTEMPTS = 3
# So far back the two versions are compared.
LOOKING_BACK = timedelta(days=365)


class RehearsalQuerySet(models.QuerySet):
    def under_way(self):
        return self.filter(state=Rehearsal.State.UNDER_WAY)

    def unattended(self, at: datetime):
        """Those under way that nobody works on: not begun yet, or left behind by a worker that died."""
        return self.under_way().filter(Q(leased_until=None) | Q(leased_until__lt=at))


class Rehearsal(models.Model):
    """What a draft would change if it were in force now, and what it would have found in the year before.

    One pass over the contacts in the order of their ids, in pieces; `position` is the last id that is done. It judges
    by the rules as they were when it was asked for, so that all its pieces agree. See docs/decisions/rehearsing.md.
    """

    class State(models.TextChoices):
        UNDER_WAY = "under_way", "Under way"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"

    definition = models.ForeignKey(LeadDefinition, on_delete=models.CASCADE, related_name="rehearsals")
    edition = models.PositiveIntegerField()
    rules = models.JSONField()
    # The version that was in force.
    against = models.ForeignKey(LeadDefinition, on_delete=models.CASCADE, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    # The moment at which everybody is judged.
    at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.UNDER_WAY)
    position = models.BigIntegerField(default=0)
    judged = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    # Whom each team would have given its last lead, by the team's id (rule 6).
    turns = models.JSONField(default=dict, blank=True)
    # The numbers of the headline: see leadflow.rehearsal.findings.
    findings = models.JSONField(default=dict, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = RehearsalQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["definition", "edition"], condition=Q(state="under_way"), name="one_rehearsal_of_an_edition"
            ),
        ]

    class Taken(Exception):
        """Somebody else has gone on with it, or it was cancelled."""

    def __str__(self):
        return f"Rehearsal of {self.definition}"

    @classmethod
    def ask(cls, draft: LeadDefinition, *, by: User | None, at: datetime) -> "Rehearsal":
        """Rehearse a draft as it stands. Where that is under way already, that one is returned; one of an older
        edition is dropped."""
        cls.objects.under_way().filter(definition=draft).exclude(edition=draft.edition).delete()
        try:
            with transaction.atomic():
                return cls.objects.create(
                    definition=draft,
                    edition=draft.edition,
                    rules=draft.rules,
                    against=LeadDefinition.in_force(at),
                    asked_by=by,
                    at=at,
                    total=Contact.objects.count(),
                )
        except IntegrityError:
            return cls.objects.under_way().get(definition=draft, edition=draft.edition)

    @classmethod
    def latest(cls, definition: LeadDefinition, *, done: bool = False) -> "Rehearsal | None":
        """The last one of a version: of all, or of those that are done."""
        found = cls.objects.filter(definition=definition).select_related("definition", "against", "asked_by")
        return (found.filter(state=cls.State.DONE) if done else found).first()

    @property
    def rehearsed(self) -> LeadDefinition:
        """The draft as it was when this was asked for."""
        return LeadDefinition(version=self.definition.version, **self.rules)

    @property
    def since(self) -> date:
        """The first day of the year that is looked back on."""
        return Firm.current().day_of(self.at - LOOKING_BACK)

    def outdated_by(self, in_force: LeadDefinition) -> str:
        """What is another by now than when it was rehearsed, in words; empty where it still holds."""
        if self.edition != self.definition.edition:
            return "The draft has changed since"
        if self.against_id != in_force.pk:
            return "Another version is in force since"
        return "The personas have changed since" if Rescore.personas_changed_since(self.at) else ""

    @property
    def is_under_way(self) -> bool:
        return self.state == self.State.UNDER_WAY

    @property
    def is_done(self) -> bool:
        return self.state == self.State.DONE

    @classmethod
    def claim(cls, pk: int, *, at: datetime) -> "Rehearsal | None":
        """Take the next piece. None where nothing is left to do, or somebody does it."""
        mine = cls.objects.unattended(at).filter(pk=pk)
        if not mine.update(leased_until=at + LEASE, attempts=F("attempts") + 1):
            return None
        rehearsal = cls.objects.select_related("definition", "against").get(pk=pk)
        if rehearsal.attempts <= MOST_ATTEMPTS:
            return rehearsal
        cls.objects.filter(pk=pk).update(state=cls.State.FAILED, leased_until=None)
        return None

    def hold(self) -> None:
        """Lock it for the piece in hand. Raises Taken."""
        if not self._mine().select_for_update().exists():
            raise Rehearsal.Taken

    def piece_done(self, *, position: int, judged: int, turns: dict[str, int]) -> None:
        """Note how far it is; the next piece is anybody's. The caller holds it."""
        self._mine().update(position=position, judged=F("judged") + judged, turns=turns, attempts=0, leased_until=None)

    def finish(self, findings: dict, *, at: datetime) -> None:
        """Everybody is judged. What was rehearsed of the version before counts no more. The caller holds it."""
        self._mine().update(state=self.State.DONE, findings=findings, leased_until=None, finished_at=at)
        Rehearsal.objects.filter(definition=self.definition_id).exclude(pk=self.pk).delete()

    def let_go(self) -> None:
        """Leave the piece in hand undone: it is anybody's, and this attempt counts."""
        self._mine().update(leased_until=None)

    def _mine(self):
        return Rehearsal.objects.under_way().filter(pk=self.pk, position=self.position, leased_until=self.leased_until)


class RowQuerySet(models.QuerySet):
    def visible_to(self, user: User):
        """Those of contacts that the user may open."""
        return self if user.sees_all_teams else self.filter(contact__team__in=user.visible_teams())

    def of_teams_of(self, user: User):
        """Those who are, or would be, with teams whose work the user sees."""
        return self if user.sees_all_teams else self.filter(team__in=user.visible_teams())


class RehearsalRow(models.Model):
    """Somebody of whom the two versions differ today, or whom one of them would have found in the year before, or who
    took a meeting then."""

    class Change(models.TextChoices):
        NONE = "", "No change"
        LEAD = "lead", "Would become a sales lead"
        READY = "ready", "Would become sales ready"
        NO_LONGER = "no_longer", "Would not be a sales lead"

    class Begins(models.TextChoices):
        """What a new lead puts on a rep's queue: a plan, the call that they asked for, or nothing new."""

        NOTHING = "", "Nothing"
        PLAN = "plan", "A plan"
        CALL = "call", "A call"

    # Its indexes begin with the rehearsal.
    rehearsal = models.ForeignKey(Rehearsal, on_delete=models.CASCADE, related_name="rows", db_index=False)
    # Empty once they are erased; their place, the id that they had, is nobody else's, even when they are merged.
    contact = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL, related_name="+")
    place = models.BigIntegerField()
    change = models.CharField(max_length=10, choices=Change.choices, blank=True)
    # What the first thing that they did was about: Asset.Kind; empty where there is none.
    source = models.CharField(max_length=20, choices=Asset.Kind.choices, blank=True)
    # Who has them, or would get them; without a rep the pool of the team.
    rep = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    team = models.ForeignKey("accounts.Team", on_delete=models.CASCADE, related_name="+")
    # Whether the rep would own the account by it, so that colleagues follow.
    opens_account = models.BooleanField(default=False)
    begins = models.CharField(max_length=4, choices=Begins.choices, blank=True)
    # The channels by which they cannot be followed up, with commas.
    out_of_reach = models.CharField(max_length=120, blank=True)
    # By the draft: distinct interactions that count now, and the fit.
    interest = models.PositiveSmallIntegerField(default=0)
    fit = models.CharField(max_length=8)
    # Looked back: the days on which the draft, and the version in force, would have made them a lead, each only before
    # they took a meeting; and the day of that.
    found_on = models.DateField(null=True)
    found_before_on = models.DateField(null=True)
    met_on = models.DateField(null=True)

    objects = RowQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["rehearsal", "change", "place"], condition=~Q(change=""), name="rehearsal_change"),
            models.Index(fields=["rehearsal", "place"], condition=Q(met_on__isnull=False), name="rehearsal_met"),
        ]
        constraints = [models.UniqueConstraint(fields=["rehearsal", "place"], name="rehearsed_once")]

    @property
    def why(self) -> str:
        """What the draft makes of them, in words."""
        if self.begins == self.Begins.CALL:
            return "Asked to be contacted."
        things = f"{self.interest} {pluralize(self.interest, 'thing that counts,things that count')}"
        return f"{things}; {dict(Contact.fit.field.choices)[self.fit].lower()}."
