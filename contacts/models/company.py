from django.conf import settings
from django.db import models, transaction
from django.db.models import Q

from contacts import signals
from contacts.companies import LONGEST, Directory, key_of
from leadflow.accounts.models import User


class CompanyQuerySet(models.QuerySet["Company"]):
    def visible_to(self, user):
        """Companies are known to the whole firm: who works where is no secret between teams (domain, visibility)."""
        return self if user.is_active else self.none()

    def same_name(self, name):
        return self.filter(name_key=key_of(name))

    def known_as(self, name, domain="") -> "Company | None":
        """The company that is meant, made where it is new; see contacts.companies. None where nothing is told.

        Raises IntegrityError where somebody else made it at the same moment.
        """
        if not name and not domain:
            return None
        told = Q(name_key=key_of(name)) | Q(domain=domain) if domain else Q(name_key=key_of(name))
        directory = Directory(self.filter(told).order_by("pk"))
        found = directory.find(name, domain)
        if found is None:
            return self.create(name=(name or domain)[:LONGEST], domain=domain)
        if directory.learn(found, name, domain):
            found.save(update_fields=["name", "name_key", "domain"])
        return found


class Company(models.Model):
    """An account. Matched by domain; by name only where one side has no domain."""

    name = models.CharField(max_length=200)
    name_key = models.CharField(max_length=200, editable=False)
    domain = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=100, blank=True, help_text="Manufacturer, carrier, retailer …")
    industry = models.CharField(max_length=100, blank=True)
    employees = models.PositiveIntegerField(null=True, blank=True)
    country = models.CharField(max_length=2, blank=True)
    city = models.CharField(max_length=100, blank=True)
    phone = models.CharField(max_length=50, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="accounts"
    )
    # When a person last changed what is known about it.
    edited_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = CompanyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "companies"
        ordering = ["name", "pk"]
        indexes = [models.Index(fields=["name_key"]), models.Index(fields=["name", "id"])]
        constraints = [
            models.UniqueConstraint(fields=["domain"], condition=~Q(domain=""), name="company_domain_once"),
            models.UniqueConstraint(
                fields=["name_key"], condition=Q(domain=""), name="company_name_once_without_domain"
            ),
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.name_key = key_of(self.name)
        super().save(*args, **kwargs)

    @transaction.atomic
    def edit(self, *, at, **facts):
        """Write what was found out, these columns and no others; the fit of its people is judged anew."""
        self.edited_at = at
        for name, value in facts.items():
            setattr(self, name, value)
        self.save(update_fields=[*facts, "name_key", "edited_at"])
        people = list(self.contacts.values_list("pk", flat=True))
        signals.profiles_changed.send(Company, contact_ids=people, at=at)

    def worked_by_others(self, user):
        """The reps of teams beyond this person's sight who have somebody here. No more is told of it than that."""
        unseen = self.contacts.exclude(team__in=user.visible_teams()).filter(owner__isnull=False)
        return User.objects.filter(pk__in=unseen.order_by().values("owner")).select_related("team")

    @property
    def website(self) -> str:
        return f"https://{self.domain}/" if self.domain else ""
