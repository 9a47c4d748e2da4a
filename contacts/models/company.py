from django.conf import settings
from django.db import models
from django.db.models import Q

from leadflow.lib.text import firm_key


class CompanyQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Companies are known to the whole firm: who works where is never a secret between teams (domain, visibility)."""
        return self if user.is_active else self.none()

    def named(self, text):
        return self.filter(Q(name__icontains=text) | Q(domain__icontains=text))


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

    @property
    def website(self) -> str:
        return f"https://{self.domain}/" if self.domain else ""
