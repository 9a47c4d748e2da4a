from django.conf import settings
from django.db import models
from django.db.models import Q

from leadflow.accounts.models import User
from leadflow.lib.text import firm_key


class CompanyQuerySet(models.QuerySet["Company"]):
    def visible_to(self, user):
        """Companies are known to the whole firm: who works where is no secret between teams (domain, visibility)."""
        return self if user.is_active else self.none()

    def same_name(self, name):
        return self.filter(name_key=firm_key(name)[:200])

    def known_as(self, name, domain="") -> "Company":
        """The company of that domain; else of that name, if it or what we look for has no domain; else a new one."""
        same_name = self.same_name(name).order_by("domain", "pk")
        found = self.filter(domain=domain).first() if domain else same_name.first()
        found = found or same_name.filter(domain="").first()
        if found is None:
            return self.create(name=name[:200], domain=domain)
        if domain and not found.domain:
            found.domain = domain
            found.save(update_fields=["domain"])
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
        self.name_key = firm_key(self.name)[:200]
        super().save(*args, **kwargs)

    def worked_by_others(self, user):
        """The reps of teams beyond this person's sight who have somebody here. No more is told of it than that."""
        unseen = self.contacts.exclude(team__in=user.visible_teams()).filter(owner__isnull=False)
        return User.objects.filter(pk__in=unseen.order_by().values("owner")).select_related("team")

    @property
    def website(self) -> str:
        return f"https://{self.domain}/" if self.domain else ""
