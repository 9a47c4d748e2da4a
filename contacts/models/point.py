import re
from collections.abc import Collection
from urllib.parse import quote

from django.db import models, transaction
from django.db.models import Case, Q, When

from leadflow.accounts.models import Firm
from leadflow.lib import mailaddress
from leadflow.lib import phone as phones
from leadflow.lib.mailboxes import mailbox

_LINKEDIN = re.compile(r"linkedin\.com/(in|pub|company)/([^/?#\s]+)", re.IGNORECASE)


def normalised_phone(text: str, country: str = "") -> str:
    """E.164 where the country is known, else the bare digits; empty where there are too few to be a number."""
    number = phones.normalise(text, country or None).number if text else None
    digits = re.sub(r"\D", "", text)
    return number or (digits if len(digits) >= 6 else "")


def normalised_linkedin(text: str) -> str:
    """“in/ana-brandt” out of any way to write a LinkedIn address; empty where it is none."""
    found = _LINKEDIN.search(text)
    return f"{found[1]}/{found[2]}".lower() if found else ""


class ContactPointQuerySet(models.QuerySet["ContactPoint"]):
    def of_mail(self, address: str):
        """Those with this normalised address, and behind them those whose address leads to the same mailbox, as far as
        the firm takes the spellings of its provider for one (Firm.one_mailbox_at)."""
        mails = self.filter(kind=ContactPoint.Kind.EMAIL)
        box = mailbox(address, Firm.current().one_mailbox_at)
        if not box:
            return mails.filter(normalised=address)
        as_written = Case(When(normalised=address, then=0), default=1)
        return mails.filter(Q(normalised=address) | Q(mailbox=box)).order_by(as_written, "pk")

    def sharing_mailbox(self, contact_ids: Collection[int]) -> set[int]:
        """Whoever has an address that leads to the same mailbox as one of these contacts; their ids."""
        theirs = self.filter(contact__among=contact_ids).exclude(mailbox="").order_by()
        boxes = set(theirs.values_list("mailbox", flat=True))
        return set(self.filter(mailbox__among=boxes).order_by().values_list("contact", flat=True)) if boxes else set()

    def known_by(self, kind: str, normalised: str):
        """Those that this address or number belongs to: see `of_mail`."""
        return (
            self.of_mail(normalised)
            if kind == ContactPoint.Kind.EMAIL
            else self.filter(kind=kind, normalised=normalised)
        )


class ContactPoint(models.Model):
    """A way to know and reach somebody. Mail and LinkedIn addresses belong to one person in the whole firm."""

    class Kind(models.TextChoices):
        EMAIL = "email", "Mail"
        PHONE = "phone", "Phone"
        LINKEDIN = "linkedin", "LinkedIn"
        # Somebody without any address is known within a source by name and firm.
        FINGERPRINT = "fingerprint", "Name and firm in a list"

    # Its constraint begins with the contact.
    contact = models.ForeignKey("contacts.Contact", on_delete=models.CASCADE, related_name="points", db_index=False)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    value = models.CharField(max_length=320, help_text="As people read it.")
    normalised = models.CharField(max_length=320, help_text="As it is compared.")
    # Where a mail address leads, whatever the firm makes of that: see leadflow.lib.mailboxes.
    mailbox = models.CharField(max_length=320, blank=True, default="", db_default="", editable=False)
    # 0 is the one to use first.
    position = models.PositiveSmallIntegerField(default=0)
    is_wrong = models.BooleanField(default=False, help_text="Found not to reach this person.")

    objects = ContactPointQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "position", "pk"]
        indexes = [
            models.Index(fields=["normalised"]),
            models.Index(fields=["mailbox"], condition=~Q(mailbox=""), name="point_mailbox"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "normalised"], condition=~Q(kind="phone"), name="point_belongs_to_one_person"
            ),
            models.UniqueConstraint(fields=["contact", "kind", "normalised"], name="point_once_per_person"),
        ]

    def __str__(self):
        return self.value

    def save(self, **kwargs):
        self.mailbox = self.mailbox_of(self.kind, self.normalised)
        super().save(**kwargs)

    @transaction.atomic
    def correct(self, value: str, *, at):
        """Another wording, or what it should have been; it is taken to be right then. What was closed to it is heeded.

        Raises IntegrityError where somebody else has it.
        """
        self.value, self.is_wrong = value, False
        self.normalised = self.normalise(self.kind, value, self.contact.country)
        self.save(update_fields=["value", "normalised", "mailbox", "is_wrong"])
        self._note_edit(at)
        self.contact.heed_suppressions(at=at)

    @transaction.atomic
    def mark(self, *, is_wrong: bool, at):
        """Whether it was found not to reach this person."""
        ContactPoint.objects.filter(pk=self.pk).update(is_wrong=is_wrong)
        self._note_edit(at)
        self.is_wrong = is_wrong

    def _note_edit(self, at):
        self.contact.edited_at = at
        self.contact.save(update_fields=["edited_at"])

    @staticmethod
    def normalise(kind, text: str, country: str = "") -> str:
        """As it is compared; empty where the text is no address of that kind."""
        match kind:
            case ContactPoint.Kind.EMAIL:
                return mailaddress.normalise(text) or ""
            case ContactPoint.Kind.PHONE:
                return normalised_phone(text, country)
            case ContactPoint.Kind.LINKEDIN:
                return normalised_linkedin(text)
        return ""

    @staticmethod
    def mailbox_of(kind: str, normalised: str) -> str:
        """What the column `mailbox` holds; empty where each spelling is an address of its own, or it is no mail."""
        return mailbox(normalised) if kind == ContactPoint.Kind.EMAIL else ""

    @property
    def url(self) -> str:
        """What a click on it opens. Made from the normalised form: what people typed may be no address at all."""
        match self.kind:
            case self.Kind.EMAIL:
                return f"mailto:{quote(self.normalised, safe='@+')}"
            case self.Kind.PHONE:
                return f"tel:{self.normalised}"
            case self.Kind.LINKEDIN:
                return f"https://www.linkedin.com/{quote(self.normalised, safe='/%')}"
        return ""
