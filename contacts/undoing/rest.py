"""What an upload did beside people: addresses that its unsubscribe column closed, companies, assets."""

from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from contacts.importing.arrivals import EMAIL
from contacts.models import Asset, Company, Contact, ContactPoint, Suppression, Touch, Upload, UploadPiece, UploadRow
from contacts.models import UploadStop as Stop
from contacts.undoing.people import open_channels
from leadflow.lib import changes

Undone = UploadRow.Undone
# What a company goes by: back all or none.
NAMES = (("name", "name_key", "domain"),)


def opening(upload: Upload, kept: Iterable[int]) -> QuerySet:
    """The addresses that only this list had closed. Those of people who are kept (ids) stay closed."""
    others = Stop.objects.filter(suppression=OuterRef("pk")).exclude(upload=upload)
    closed = Suppression.objects.in_force().filter(pk__in=upload.stops.filter(made=True).values("suppression"))
    return closed.filter(~Exists(others)).exclude(contact__among=list(kept))


def stops_of(upload: Upload, most: int) -> list[Stop]:
    """The next that an upload said, or one taken back before it, of people who do not wait for a later list; all of
    one upload."""
    theirs = UploadRow.objects.filter(upload=OuterRef("upload"), contact=OuterRef("suppression__contact"))
    said = Stop.objects.filter(Q(upload=upload) | Q(upload__phase=Upload.Phase.UNDONE))
    free = said.filter(~Exists(theirs.filter(waits_for__isnull=False))).select_related("upload")
    stops = list(free.order_by("-upload", "pk")[:most])
    return [stop for stop in stops if stop.upload_id == stops[0].upload_id]


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
    rows = upload.rows.filter(undone__in=(Undone.KEPT, Undone.WAITS), contact=OuterRef("pk"))
    return Contact.objects.filter(Exists(rows))


def pieces_of(upload: Upload) -> QuerySet:
    """What is still to be put away, the last first: pieces of an upload, and what lists taken back before it had to
    leave, since it may be this upload's people who needed it."""
    mine = Q(upload=upload) | Q(upload__phase=Upload.Phase.UNDONE)
    return UploadPiece.objects.filter(mine).exclude(tried_with=upload).select_related("upload").order_by("-pk")


def put_away(piece: UploadPiece, *, tried_with: Upload) -> None:
    """Companies and assets that a piece made go where nobody needs them; what it told of known companies is as before.

    A company that a person has edited since stays as it is. What is needed still is left to the next list that is taken
    back.
    """
    upload = piece.upload
    changed = _restore_companies(upload, piece)
    people = Contact.objects.filter(company=OuterRef("pk"))
    companies = Company.objects.filter(pk__among=piece.made.get("company", []), edited_at=None)
    companies.filter(~Exists(people)).delete()
    assets = Asset.objects.filter(pk__among=piece.made.get("asset", []))
    _drop_unused(assets, but_for=tried_with)
    made = {"company": list(companies.values_list("pk", flat=True)), "asset": list(assets.values_list("pk", flat=True))}
    piece.made, piece.changed = {kind: ids for kind, ids in made.items() if ids}, changed
    if piece.made or piece.changed or upload.rows.filter(waits_for__isnull=False, contact__isnull=False).exists():
        piece.tried_with = tried_with
        piece.save(update_fields=["made", "changed", "tried_with"])
    else:
        piece.delete()


def _drop_unused(assets: QuerySet, *, but_for: Upload) -> None:
    """Lists that were taken back need no asset any more, and neither does the one that is being taken back."""
    back = Q(pk=but_for.pk) | Q(phase=Upload.Phase.UNDONE)
    touches, lists = Touch.with_voided.filter(asset=OuterRef("pk")), Upload.objects.filter(asset=OuterRef("pk"))
    ids = list(assets.filter(~Exists(touches), ~Exists(lists.exclude(back))).values_list("pk", flat=True))
    Upload.objects.filter(back, asset__in=ids).update(asset=None)
    Asset.objects.filter(pk__among=ids).delete()


def _restore_companies(upload: Upload, piece: UploadPiece) -> changes.Changes:
    """Returns what could not be restored yet: somebody is kept there, or a later list has changed it once more."""
    told = Company.objects.filter(pk__among=[int(pk) for pk in piece.changed]).exclude(edited_at__gt=piece.at)
    stay = _kept(upload).filter(company=OuterRef("pk"))
    free, waits = (
        {str(pk): piece.changed[str(pk)] for pk in companies.values_list("pk", flat=True)}
        for companies in (told.filter(~Exists(stay)), told.filter(Exists(stay)))
    )
    try:
        with transaction.atomic():
            left = changes.take_back(Company, free, together=NAMES)
    except IntegrityError:
        # Since then another company goes by the former name or domain of one of them.
        left = {pk: names for one, columns in free.items() for pk, names in _restore_if_free(one, columns).items()}
    return waits | {pk: {name: free[pk][name] for name in names} for pk, names in left.items()}


def _restore_if_free(pk: str, columns: dict) -> dict[str, set[str]]:
    """What was left, like `changes.take_back`."""
    try:
        with transaction.atomic():
            return changes.take_back(Company, {pk: columns}, together=NAMES)
    except IntegrityError:
        names = {name for group in NAMES for name in group} & columns.keys()
        others = {name: both for name, both in columns.items() if name not in names}
        left = changes.take_back(Company, {pk: others})
        return {pk: left.get(pk, set()) | names}
