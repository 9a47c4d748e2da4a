"""Writing down who the people of a list are: new contacts, and what is new about known ones."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from operator import attrgetter
from typing import Any

from contacts import signals
from contacts.assignment import is_rep
from contacts.importing.arrivals import EMAIL, PHONE, Arrival
from contacts.importing.matching import COLUMNS, Draft, Entry
from contacts.judgement import NOT_JUDGED, Judgement
from contacts.merging import likely
from contacts.models import (
    MUTES,
    Channel,
    Company,
    Contact,
    ContactPoint,
    ListSource,
    Stage,
    Suppression,
    Upload,
    UploadStop,
)
from contacts.models.suppression import digest
from leadflow.accounts.models import User
from leadflow.lib import bulk

Trust = ListSource.Trust
_LABELS = {
    "name": "name",
    "title": "job title",
    "country": "country",
    "city": "city",
    "address": "postal address",
    "company_id": "company",
    "flags": "remarks",
    "extra": "further columns",
} | dict.fromkeys(MUTES.values(), "closed channel")


def may_write(draft: Draft, field: str, trust: Mapping[str, str]) -> bool:
    """Whether a list may write a field of somebody (ListSource.TRUSTED); `trust` is how far its source is trusted.

    Somebody new gets all that the list says. Of whom we know, what is filled stays, unless the source is trusted more.
    """
    said = _trust_in(field, draft, trust)
    return said == Trust.ALWAYS or (said == Trust.IF_EMPTY and not _is_filled(draft, field))


def _trust_in(field: str, draft: Draft, trust: Mapping[str, str]) -> str:
    """What a list may do to a field of somebody; there is nothing of somebody new that it could spoil."""
    return Trust.IF_EMPTY if draft.is_new else trust.get(field, Trust.IF_EMPTY)


def _is_filled(draft: Draft, field: str) -> bool:
    return (
        bool(draft.contact.company_id or draft.company) if field == "company" else bool(getattr(draft.contact, field))
    )


def begin(arrival: Arrival, *, company: Company | None, closed: Iterable[str]) -> Draft:
    """Somebody new, as the list tells of them: what `fill` would make of nobody, in a fraction of its time."""
    contact = Entry(
        name=arrival.name,
        first_name=arrival.first_name,
        last_name=arrival.last_name,
        flags=list(arrival.flags),
        extra=arrival.extra,
        **arrival.facts(),
    )
    for channel in closed:
        setattr(contact, MUTES[Channel(channel)], True)
    return Draft(contact, is_new=True, company=company)


def fill(
    draft: Draft, arrival: Arrival, *, company: Company | None, closed: Iterable[str], trust: Mapping[str, str]
) -> None:
    """Put what the list says into the fields of a contact that it may write; closed channels are closed."""
    contact = draft.contact
    _fill_name(draft, arrival, trust)
    for name, value in arrival.facts().items():
        if value and value != getattr(contact, name) and may_write(draft, name, trust):
            draft.replace(name, value)
    if company and may_write(draft, "company", trust) and (not contact.company_id or company.pk != contact.company_id):
        draft.company = company
        # Only noted: a new company gets its id when it is saved.
        draft.replace("company_id", contact.company_id)
    if not set(arrival.flags) <= set(contact.flags):
        draft.change("flags", [*contact.flags, *(flag for flag in arrival.flags if flag not in contact.flags)])
    extra = _further(draft, arrival, trust)
    if extra != contact.extra:
        draft.change("extra", extra)
    for mute in {MUTES[Channel(channel)] for channel in closed}:
        if not getattr(contact, mute):
            draft.change(mute, True)


def _further(draft: Draft, arrival: Arrival, trust: Mapping[str, str]) -> dict[str, str]:
    """The further columns, each a field of its own."""
    known, said = draft.contact.extra, _trust_in("extra", draft, trust)
    if said == Trust.NEVER:
        return known
    return known | arrival.extra if said == Trust.ALWAYS else arrival.extra | known


def _fill_name(draft: Draft, arrival: Arrival, trust: Mapping[str, str]) -> None:
    """Whoever was known by an address alone gets a name, and a first name its last name."""
    contact, said = draft.contact, _trust_in("name", draft, trust)
    nameless = not contact.first_name and not contact.last_name
    half = contact.name == contact.first_name == arrival.first_name and arrival.last_name
    is_better = not contact.name or (arrival.is_named and (nameless or half))
    corrects = said == Trust.ALWAYS and arrival.is_named and arrival.name != contact.name
    if said != Trust.NEVER and (is_better or corrects):
        if not is_better:
            draft.replaced.add("name")
        for name in ("name", "first_name", "last_name"):
            draft.change(name, getattr(arrival, name))


def settle(drafts: Iterable[Draft]) -> None:
    """Ids for those who are new, and for the companies of all; the companies are saved."""
    new = []
    for draft in drafts:
        if draft.company:
            draft.contact.company_id = draft.company.pk
        if draft.is_new:
            new.append(draft.contact)
    for contact, pk in zip(new, bulk.reserve_ids(Contact, len(new)), strict=True):
        contact.pk = pk


def save(drafts: list[Draft], upload: Upload, judged: Mapping[int, Judgement], *, at: datetime) -> None:
    """Write the contacts and what they are known by. IntegrityError tells that somebody was faster with an address.

    `judged` says what is known of some who are new already, by id.
    """
    # Months may lie between the upload and the release of a row.
    rep = upload.rep if is_rep(upload.rep) else None
    bulk.insert(
        Contact,
        ["id", "team_id", "owner_id", "owner_since", "created_at", *COLUMNS, *Judgement._fields],
        (
            (pk, *_belonging(draft, upload, rep, at), at, *_values(draft.contact), *judged.get(pk, NOT_JUDGED))
            for draft in drafts
            if draft.is_new and (pk := draft.contact.pk)
        ),
    )
    changed = [draft.contact for draft in drafts if draft.before and not draft.is_new]
    bulk.update(Contact, COLUMNS, [[contact.pk, *_values(contact)] for contact in changed])
    # In one order, so that two imports at once wait for each other instead of for ever.
    bulk.insert(
        ContactPoint,
        ["contact_id", "kind", "normalised", "value", "position", "mailbox"],
        sorted(row for draft in drafts if draft.added for row in _points(draft)),
    )


_values = attrgetter(*COLUMNS)


def _belonging(draft: Draft, upload: Upload, rep: User | None, at: datetime) -> list[Any]:
    """Team, owner, since when. The account's owner comes before the rep whom the upload names (rule 6)."""
    if rep is None or (draft.company and draft.company.owner_id):
        return [upload.team_id, None, None]
    return [rep.team_id, rep.pk, at]


def _points(draft: Draft) -> Iterable[list[Any]]:
    """The new ones, each kind behind those that are there."""
    kinds: dict[str, int] = defaultdict(int)
    for kind, _ in draft.known_by - {point.key for point in draft.added}:
        kinds[kind] += 1
    for point in draft.added:
        box = ContactPoint.mailbox_of(point.kind, point.normalised)
        yield [draft.contact.pk, point.kind, point.normalised, point.value, kinds[point.kind], box]
        kinds[point.kind] += 1


def of_new(drafts: Iterable[Draft]) -> likely.People:
    """Those who are new, to look for doubles of them."""
    return {
        likely.Person(draft.contact.pk, draft.contact.name, draft.contact.company_id): [
            point.normalised for point in draft.added if point.kind == PHONE
        ]
        for draft in drafts
        if draft.is_new
    }


def fits_anew(draft: Draft) -> bool:
    """Whether somebody we knew changed in what personas ask for."""
    return not draft.is_new and not draft.before.keys().isdisjoint({"title", "country", "company_id"})


def in_words(draft: Draft) -> list[str]:
    """What was added to somebody, and what was put in the place of something else."""
    added = [_LABELS[name] for name in draft.before if name in _LABELS and name not in draft.replaced]
    changed = [_LABELS[name] for name in draft.before if name in _LABELS and name in draft.replaced]
    added += [ContactPoint.Kind(kind).label.lower() for kind in dict.fromkeys(point.kind for point in draft.added)]
    words = (("Added", added), ("Changed", changed))
    return [f"{verb}: {', '.join(what)}" for verb, what in words if what]


def stop(stopped: list[tuple[Arrival, Draft | None]], upload: Upload, *, at: datetime) -> None:
    """Whoever unsubscribed gets no more mail, and whoever wants no calls either is left alone for good, whether we know
    them or they come in by another list later (promise 14)."""
    if not stopped:
        return
    _close_addresses(stopped, upload, at=at)
    known = [(arrival, draft.contact.pk) for arrival, draft in stopped if draft]
    _suppress([pk for arrival, pk in known if arrival.wants_no_calls], "", upload, at=at)
    no_mail = Contact.objects.filter(pk__in=[pk for _, pk in known], no_email=False)
    ids = list(no_mail.exclude(stage=Stage.DO_NOT_CONTACT).values_list("pk", flat=True))
    if ids:
        Contact.objects.filter(pk__in=ids).update(no_email=True)
        signals.contacts_suppressed.send(Contact, contact_ids=ids, channel=Channel.EMAIL, at=at)


def stop_calls(drafts: list[Draft], upload: Upload, *, at: datetime) -> None:
    """Whoever wants no calls is called no more. Their contacts are written already."""
    _suppress([draft.contact.pk for draft in drafts], Channel.PHONE, upload, at=at)


def _suppress(ids: list[int], channel: str, upload: Upload, *, at: datetime) -> None:
    if not ids:
        return
    reason = f"Asked for it, by the list {upload.name}"
    with _noted(upload, contact__among=ids, channel=channel):
        Contact.objects.filter(pk__among=ids).suppress(channel=channel, reason=reason, by=upload.by, at=at)


def _close_addresses(stopped: list[tuple[Arrival, Draft | None]], upload: Upload, *, at: datetime) -> None:
    """Put their mail addresses on the do-not-contact list, and note that this list says so."""
    said = {
        digest(EMAIL, mail): (
            mail,
            "" if arrival.wants_no_calls else Channel.EMAIL,
            draft.contact.pk if draft else None,
        )
        for arrival, draft in stopped
        for mail in arrival.emails
    }
    entries = [
        Suppression(
            kind=EMAIL,
            digest=key,
            value=mail,
            channel=channel,
            contact_id=contact,
            reason=f"Unsubscribed, by the list {upload.name}"[:300],
            by=upload.by,
            at=at,
        )
        for key, (mail, channel, contact) in said.items()
    ]
    with _noted(upload, digest__among=list(said), channel__in=("", Channel.EMAIL)):
        Suppression.objects.bulk_create(entries, ignore_conflicts=True)


@contextmanager
def _noted(upload: Upload, **which) -> Iterator[None]:
    """Keep for the undo what this list closes meanwhile, and what was closed already and it says too."""
    closed = Suppression.objects.in_force().filter(**which).order_by()
    before = set(closed.values_list("pk", flat=True))
    yield
    UploadStop.objects.bulk_create(
        [
            UploadStop(upload=upload, suppression_id=pk, made=pk not in before)
            for pk in closed.values_list("pk", flat=True)
        ],
        ignore_conflicts=True,
    )
