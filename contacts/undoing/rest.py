"""What an upload did beside people: addresses that its unsubscribe column closed, companies, assets."""

from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from contacts.importing.arrivals import EMAIL
from contacts.models import Asset, Company, Contact, ContactPoint, Suppression, Touch, Upload, UploadPiece, UploadRow
from contacts.models import UploadStop as Stop
from contacts.undoing.people import open_channels
from leadflow.lib import changes

# What a company goes by: back all or none.
NAMES = (("name", "name_key", "domain"),)


def opening(upload: Upload, kept: Iterable[int]) -> QuerySet:
    """The addresses that only this list had closed. Those of people who are kept (ids) stay closed."""
    others = Stop.objects.filter(suppression=OuterRef("pk")).exclude(upload=upload)
    closed = Suppression.objects.in_force().filter(pk__in=upload.stops.filter(made=True).values("suppression"))
    return closed.filter(~Exists(others)).exclude(contact__among=list(kept))


def lift(upload: Upload, stops: Iterable[Stop]) -> None:
    """Open again what only this list had closed; where another list says so too, that one closes it from now on."""
    made = [stop.suppression_id for stop in stops if stop.made]
    others = Stop.objects.filter(suppression__among=made).exclude(upload=upload)
    heirs = dict(others.order_by("-pk").values_list("suppression", "pk"))
    Stop.objects.filter(pk__among=list(heirs.values())).update(made=True)
    theirs = Suppression.objects.filter(pk__among=made).values("contact")
    kept = _kept(upload).filter(pk__in=theirs).values_list("pk", flat=True)
    gone = opening(upload, kept).filter(pk__among=made)
    closed = list(gone.values_list("pk", "value", "contact"))
    found = {pk: value for pk, value, _ in closed}
    whose = {contact for _, _, contact in closed if contact}
    upload.stops.filter(pk__among=[stop.pk for stop in stops]).delete()
    Suppression.objects.filter(pk__among=list(found)).delete()
    boxes = [box for value in found.values() if (box := ContactPoint.mailbox_of(EMAIL, value))]
    either = Q(normalised__among=list(found.values())) | Q(mailbox__among=boxes)
    owners = ContactPoint.objects.filter(either, kind=EMAIL, contact__no_email=True)
    open_channels(whose | set(owners.values_list("contact", flat=True)))


def _kept(upload: Upload) -> QuerySet:
    rows = upload.rows.filter(undone=UploadRow.Undone.KEPT, contact=OuterRef("pk"))
    return Contact.objects.filter(Exists(rows))


def put_away(upload: Upload, piece: UploadPiece) -> None:
    """Companies and assets that a piece made go where nobody needs them; what it told of known companies is as before.

    A company that a person has edited since, or where somebody is kept, stays as it is.
    """
    _restore_companies(upload, piece)
    people = Contact.objects.filter(company=OuterRef("pk"))
    made = Company.objects.filter(pk__among=piece.made.get("company", []), edited_at=None)
    made.filter(~Exists(people)).delete()
    touches, lists = Touch.with_voided.filter(asset=OuterRef("pk")), Upload.objects.filter(asset=OuterRef("pk"))
    unused = Asset.objects.filter(~Exists(touches), ~Exists(lists.exclude(pk=upload.pk)))
    ids = list(unused.filter(pk__among=piece.made.get("asset", [])).values_list("pk", flat=True))
    Upload.objects.filter(pk=upload.pk, asset__in=ids).update(asset=None)
    Asset.objects.filter(pk__among=ids).delete()
    piece.delete()


def _restore_companies(upload: Upload, piece: UploadPiece) -> None:
    stay = _kept(upload).filter(company=OuterRef("pk"))
    known = Company.objects.filter(~Exists(stay), pk__among=[int(pk) for pk in piece.changed])
    untouched = known.exclude(edited_at__gt=piece.at).values_list("pk", flat=True)
    told = {str(pk): piece.changed[str(pk)] for pk in untouched}
    try:
        with transaction.atomic():
            changes.take_back(Company, told, together=NAMES)
    except IntegrityError:
        # Since then another company goes by the former name or domain of one of them.
        for pk, columns in told.items():
            _restore_if_free(pk, columns)


def _restore_if_free(pk: str, columns: dict) -> None:
    names = {name for group in NAMES for name in group}
    try:
        with transaction.atomic():
            changes.take_back(Company, {pk: columns}, together=NAMES)
    except IntegrityError:
        changes.take_back(Company, {pk: {name: both for name, both in columns.items() if name not in names}})
