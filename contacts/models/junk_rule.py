from django.conf import settings
from django.db import models, transaction
from django.db.models import Q

from contacts.intake.sieve import Kind, Sieve, Verdict, normalised
from leadflow.accounts.models import Firm


class Outcome(models.TextChoices):
    """What a rule does with whom it finds (domain rule 20)."""

    QUARANTINE = Verdict.QUARANTINE, "Into quarantine"
    FLAG = Verdict.FLAG, "Flag only"
    ALLOW = Verdict.ALLOW, "Let in"


class JunkRule(models.Model):
    """A built-in rule whose verdict the firm has changed. Those it left alone have no row."""

    key = models.CharField(max_length=40, unique=True)
    verdict = models.CharField(max_length=12, choices=Outcome.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self):
        return self.key

    @classmethod
    def judge(cls, key: str, verdict: str, *, by, at) -> None:
        """From now on the rule does this. What it has done stays."""
        cls.objects.update_or_create(key=key, defaults={"verdict": verdict, "by": by, "at": at})

    @classmethod
    def sieve(cls) -> Sieve:
        """The firm's rules and lists as they are now: the plain value by which everybody who comes in is judged."""
        domain = Firm.current().domain
        return Sieve.of(
            own_domains=[domain] if domain else [],
            verdicts=dict(cls.objects.values_list("key", "verdict")),
            entries=[
                (entry.kind, entry.normalised, entry.verdict, entry.key, entry.value)
                for entry in JunkEntry.objects.in_force()
            ],
        )


class JunkEntryQuerySet(models.QuerySet):
    def in_force(self):
        return self.filter(removed_at=None)

    def by_kind(self) -> dict[str, int]:
        """How many lines of each kind."""
        return dict(self.order_by().values_list("kind").annotate(lines=models.Count("pk")))

    def remove(self, *, at) -> int:
        """Take these off the firm's lists. Kept, so that what they caught can still be named."""
        return self.in_force().update(removed_at=at)

    @transaction.atomic
    def restore(self) -> int:
        """Put removed ones back, but for those that somebody has entered anew meanwhile."""
        taken = set(JunkEntry.objects.in_force().values_list("kind", "normalised"))
        back = [entry.pk for entry in self.exclude(removed_at=None) if (entry.kind, entry.normalised) not in taken]
        return self.filter(pk__in=back).update(removed_at=None)

    @transaction.atomic
    def enter(self, kind: str, values, verdict: str, *, by, at):
        """Add what is new to the firm's lists and give what is known another verdict. Returns the new ones.

        `values` as people type them; what is no value of this kind must have been refused before. Raises IntegrityError
        where somebody else entered one of them at the same moment.
        """
        wanted = {normalised(kind, value): value for value in values}
        known = self.in_force().filter(kind=kind, normalised__in=list(wanted))
        names = set(known.values_list("normalised", flat=True))
        known.exclude(verdict=verdict).update(verdict=verdict, by=by, at=at)
        new = [
            JunkEntry(kind=kind, value=value, normalised=key, verdict=verdict, by=by, at=at)
            for key, value in wanted.items()
            if key not in names
        ]
        return self.bulk_create(new)

    def allow(self, kind: str, value: str, *, by, at) -> "JunkEntry":
        """Let in whoever has this address, domain or name, from now on."""
        self.enter(kind, [value], Outcome.ALLOW, by=by, at=at)
        return self.in_force().get(kind=kind, normalised=normalised(kind, value))


class JunkEntry(models.Model):
    """A line of the firm's own lists: a competitor, a mail domain, a name ... and what is done with it."""

    KINDS = [
        (Kind.COMPETITOR.value, "Competitor: firm or domain"),
        (Kind.DOMAIN.value, "Mail domain"),
        (Kind.ADDRESS.value, "Mail address"),
        (Kind.NAME.value, "Name"),
        (Kind.TITLE.value, "Words in a job title"),
        (Kind.OWN.value, "Domain of our own"),
    ]

    kind = models.CharField(max_length=12, choices=KINDS)
    value = models.CharField(max_length=320, help_text="As people read it.")
    normalised = models.CharField(max_length=320, help_text="As it is compared.")
    verdict = models.CharField(max_length=12, choices=Outcome.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = JunkEntryQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "normalised", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "normalised"], condition=Q(removed_at__isnull=True), name="junk_entry_once"
            )
        ]

    def __str__(self):
        return self.value

    @property
    def key(self) -> str:
        """What rows that it caught are marked with."""
        return f"e{self.pk}"
