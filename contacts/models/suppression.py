import hmac
from collections.abc import Iterable
from functools import lru_cache

from django.conf import settings
from django.db import models
from django.db.models import Count, Q

from contacts.models.point import ContactPoint, normalised_phone
from contacts.models.touch import Channel
from leadflow.lib import mailaddress

# The contact's column that closes each channel.
MUTES = {
    Channel.EMAIL: "no_email",
    Channel.PHONE: "no_phone",
    Channel.VIDEO: "no_phone",
    Channel.TEXT: "no_phone",
    Channel.INSTANT: "no_social",
    Channel.LINKEDIN: "no_social",
    Channel.SOCIAL: "no_social",
    Channel.POST: "no_post",
}


def digest(kind: str, normalised: str) -> str:
    """What remains of an address after its person is erased: an HMAC, since plain hashes of phones can be guessed.

    A mail address stands for its mailbox: whoever asked us to stop means all its spellings, whatever the firm makes of
    them elsewhere.
    """
    return _as_written(kind, ContactPoint.mailbox_of(kind, normalised) or normalised)


def _as_written(kind: str, text: str) -> str:
    return hmac.digest(settings.SUPPRESSION_KEY.encode(), f"{kind}:{text}".encode(), "sha256").hex()


def digests_of(points: Iterable[tuple[str, str]]) -> list[str]:
    """All under which the owner of these (kind, normalised) may stand on the list: a mail's whole domain too."""
    points = list(points)
    mails = [normalised for kind, normalised in points if kind == ContactPoint.Kind.EMAIL]
    return [*own_digests(points), *(_of_domain(mailaddress.domain(mail)) for mail in mails)]


def own_digests(points: Iterable[tuple[str, str]]) -> list[str]:
    """Those of these (kind, normalised) alone."""
    digests = []
    for kind, normalised in points:
        digests.append(digest(kind, normalised))
        if ContactPoint.mailbox_of(kind, normalised) not in ("", normalised):
            # Of those who were erased before mailboxes were known only their spelling is left.
            digests.append(_as_written(kind, normalised))
    return digests


@lru_cache(maxsize=10_000)
def _of_domain(domain: str) -> str:
    return digest(Suppression.DOMAIN, domain)


class SuppressionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Marketing and administrators see all; managers what is no person's own, and the people of their teams."""
        if user.sees_all_teams:
            return self.all()
        return self.filter(Q(contact=None) | Q(contact__team__in=user.visible_teams()))

    def about(self, contact_id):
        """What stands, or stood, on the list about somebody: entered for them, or for something they are known by."""
        points = ContactPoint.objects.filter(contact=contact_id).values_list("kind", "normalised")
        return self.filter(Q(contact=contact_id) | Q(digest__in=own_digests(points)))

    def in_force(self):
        return self.filter(lifted_at__isnull=True)

    def search(self, text):
        """Those that close an address, a number or a domain, also of erased people; or with these words in it."""
        text = text.strip()
        points = []
        if address := mailaddress.normalise(text):
            points.append((ContactPoint.Kind.EMAIL, address))
        if number := normalised_phone(text):
            points.append((ContactPoint.Kind.PHONE, number))
        domain = [_of_domain(text.lower().lstrip("@"))]
        return self.filter(Q(digest__in=[*digests_of(points), *domain]) | Q(value__icontains=text))

    def known(self, digests) -> dict[str, set[str]]:
        """Which of these digests stand on the list, each with the channels that are closed ("" for all)."""
        closed: dict[str, set[str]] = {}
        for found, channel in self.in_force().filter(digest__among=digests).order_by().values_list("digest", "channel"):
            closed.setdefault(found, set()).add(channel)
        return closed

    def closed_to(self, points) -> set[str]:
        """The channels that are closed to whoever has one of these (kind, normalised); "" for all."""
        return set().union(*self.known(digests_of(points)).values())

    def add_for(self, contacts, *, channel, reason, by, at):
        """Put everything that these contacts are known by on the list.

        A phone that colleagues share is left out: their switchboard did not ask us to stop.
        """
        points = list(ContactPoint.objects.filter(contact__among=[contact.pk for contact in contacts]).order_by("pk"))
        numbers = {point.normalised for point in points if point.kind == ContactPoint.Kind.PHONE}
        theirs = ContactPoint.objects.filter(kind=ContactPoint.Kind.PHONE, normalised__among=numbers).order_by()
        owners = theirs.values("normalised").annotate(owners=Count("contact", distinct=True))
        shared = set(owners.filter(owners__gt=1).values_list("normalised", flat=True))
        entries = [
            (point.kind, point.normalised, point.value, point.contact_id)
            for point in points
            if point.kind != ContactPoint.Kind.PHONE or point.normalised not in shared
        ]
        entries += [(Suppression.PERSON, str(contact.pk), contact.name, contact.pk) for contact in contacts]
        Suppression.objects.bulk_create(
            [
                Suppression(
                    kind=kind,
                    digest=digest(kind, normalised),
                    value=value,
                    channel=channel,
                    contact_id=contact,
                    reason=reason[:300],
                    by=by,
                    at=at,
                )
                for kind, normalised, value, contact in entries
            ],
            ignore_conflicts=True,
        )


class Suppression(models.Model):
    """A do-not-contact entry, for all channels or one. Outlives the contact: then only the digest is left."""

    PERSON = "person"
    DOMAIN = "domain"

    kind = models.CharField(
        max_length=12, choices=[*ContactPoint.Kind.choices, (PERSON, "Person"), (DOMAIN, "Mail domain")]
    )
    digest = models.CharField(max_length=64)
    value = models.CharField(max_length=320, blank=True)
    channel = models.CharField(max_length=12, choices=[("", "All channels"), *Channel.choices], blank=True)
    contact = models.ForeignKey(
        "contacts.Contact", null=True, blank=True, on_delete=models.SET_NULL, related_name="suppressions"
    )
    reason = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)
    # Entered by hand, and those whom we know by it are still being closed.
    is_pending = models.BooleanField(default=False, db_default=False, editable=False)

    objects = SuppressionQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["id"], condition=Q(is_pending=True), name="suppression_pending")]
        constraints = [
            models.UniqueConstraint(
                fields=["digest", "channel"], condition=Q(lifted_at__isnull=True), name="suppressed_once"
            )
        ]

    def __str__(self):
        return self.value or "erased person"
