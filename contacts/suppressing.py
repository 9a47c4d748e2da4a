"""The do-not-contact list by hand: an address, a number or a whole domain, and everybody whom we know by it
(promise 14)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import StrIndex, Substr

from contacts.giving import UNDO_SECONDS
from contacts.intake.sieve import domain_in
from contacts.models import Contact, ContactPoint, Stage, Suppression
from contacts.models.suppression import digest
from leadflow.lib import mailaddress, phone

# So many people are closed while somebody waits for the page; more are left to a worker, so many (ROWS) at a time.
AT_ONCE = 50
ROWS = 200
NEITHER = "Write an address like ana@polder.example, a domain like polder.example, or +47 22 55 01 34."
EMAIL, PHONE, DOMAIN = ContactPoint.Kind.EMAIL.value, ContactPoint.Kind.PHONE.value, Suppression.DOMAIN


def meant_by(text: str) -> tuple[str, str, str]:
    """What somebody typed: (kind, as it is compared, "") or, where it is none of them, ("", "", why not)."""
    text = text.strip()
    if "@" in text and not text.startswith("@"):
        address = mailaddress.normalise(text)
        return (EMAIL, address, "") if address else ("", "", "That is no address. Write it like ana@polder.example.")
    if domain := domain_in(text):
        if domain in mailaddress.free_domains():
            return "", "", "Anybody can have an address there. Enter the addresses themselves."
        return DOMAIN, domain, ""
    if number := phone.normalise(text).number:
        return PHONE, number, ""
    return "", "", NEITHER


def known_by(meant: Iterable[tuple[str, str]]) -> QuerySet[Contact]:
    """The contacts, not closed yet, whom we know by one of these: an address (however it is spelt), a number, or an
    address at a domain. One query, however many they are."""
    mails, numbers, domains = (
        [compared for kind, compared in meant if kind == asked] for asked in (EMAIL, PHONE, DOMAIN)
    )
    boxes = [box for mail in mails if (box := ContactPoint.mailbox_of(EMAIL, mail))]
    points = ContactPoint.objects.filter(
        Q(kind=PHONE, normalised__among=numbers)
        | Q(kind=EMAIL) & (Q(normalised__among=mails) | Q(mailbox__among=boxes) & ~Q(mailbox=""))
    )
    whose = Q(pk__in=points.order_by().values("contact"))
    if domains:
        at = Substr("normalised", StrIndex("normalised", Value("@")) + 1)
        there = ContactPoint.objects.filter(kind=EMAIL).annotate(domain=at).filter(domain__among=domains)
        whose |= Q(pk__in=there.order_by().values("contact"))
    return Contact.objects.filter(whose).exclude(stage=Stage.DO_NOT_CONTACT)


@transaction.atomic
def enter(meant, *, reason: str, by, at: datetime) -> list[Suppression]:
    """Put (kind, normalised) pairs on the list, for all channels; from now on nobody comes in by them.

    Returns the entries, all pending: whom we know by them, `close_next` closes.
    """
    digests = {digest(kind, normalised): (kind, normalised) for kind, normalised in meant}
    there = Suppression.objects.in_force().filter(channel="", digest__in=list(digests))
    standing = {entry.digest: entry for entry in there}
    for key, entry in standing.items():
        # One person's number may stand there already; others may be known by it too.
        entry.value, entry.is_pending = digests[key][1], True
        entry.save(update_fields=["value", "is_pending"])
    Suppression.objects.bulk_create(
        [
            Suppression(kind=kind, digest=key, value=value, reason=reason[:300], by=by, at=at, is_pending=True)
            for key, (kind, value) in digests.items()
            if key not in standing
        ],
        ignore_conflicts=True,
    )
    return list(there.all())


@transaction.atomic
def close_next(pk: int, *, at: datetime) -> bool:
    """Close the next of those whom we know by an entry, by the verb that closes anybody. Says whether to come again:
    not while somebody else is at it."""
    free = Suppression.objects.select_for_update(no_key=True, skip_locked=True)
    entry = free.filter(pk=pk, is_pending=True).first()
    if entry is None:
        return False
    found = known_by([(entry.kind, entry.value)]) if entry.lifted_at is None else Contact.objects.none()
    ids = list(found.values_list("pk", flat=True)[:ROWS])
    if ids:
        reason = entry.reason or f"{entry} stands on the do-not-contact list"
        Contact.objects.filter(pk__in=ids).suppress(reason=reason, by=entry.by, at=at)
    if len(ids) == ROWS:
        return True
    Suppression.objects.filter(pk=pk).update(is_pending=False)
    return False


def lift(entry: Suppression, *, at: datetime) -> bool:
    """Take an entry that is no person's own off the list: whoever comes by it from now on may be contacted.

    Who was closed with it stays closed, until somebody opens them. False where it was off the list already.
    """
    return bool(Suppression.objects.in_force().filter(pk=entry.pk).update(lifted_at=at))


@transaction.atomic
def close_again(entry: Suppression, *, at: datetime) -> bool:
    """Put an entry back that was lifted seconds ago, pending: who came by it since, `close_next` closes.

    False where it is too late, or somebody entered it anew.
    """
    just_lifted = Suppression.objects.filter(pk=entry.pk, lifted_at__gte=at - timedelta(seconds=UNDO_SECONDS))
    try:
        with transaction.atomic():
            return bool(just_lifted.update(lifted_at=None, is_pending=True))
    except IntegrityError:
        return False
