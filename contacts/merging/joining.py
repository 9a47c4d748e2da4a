"""One contact out of two, and two out of one again."""

from collections.abc import Collection

from django.apps import apps
from django.db import IntegrityError, models, transaction

from contacts import signals
from contacts.assignment import is_rep
from contacts.intake.interactions import union_seconds
from contacts.merging import belongings
from contacts.models import MUTES, Company, Contact, ContactPoint, Merge, Stage, StageChange, Touch, UploadEffect
from leadflow.lib import pictures

# What two contacts may tell differently, and the columns that hold it.
FACTS = {
    "name": ("name", "first_name", "last_name"),
    "title": ("title",),
    "company": ("company_id",),
    "country": ("country",),
    "city": ("city",),
    "address": ("address",),
    "time_zone": ("time_zone",),
    "need": ("need",),
    "timing": ("timing",),
    "budget": ("budget",),
    "decides": ("decides",),
    "wishes": ("wishes", "only_by", "call_days", "every_days"),
}
# Of two stages the later in this order holds: work that is under way goes on, "never" outlives a list, and whoever
# asked us to stop has asked.
_ORDER = (
    Stage.NAME,
    Stage.LOST,
    Stage.NURTURE,
    Stage.LEAD,
    Stage.SALES_READY,
    Stage.DISQUALIFIED,
    Stage.MEETING,
    Stage.OPPORTUNITY,
    Stage.WON,
    Stage.DO_NOT_CONTACT,
)
_STAGE = ("stage", "stage_since", "revisit_on", "revisit_note")
_CONTACT = Contact._meta.label_lower


class Gone(Exception):
    """One of the two is no more, merged or taken back a moment ago; nothing was written."""


class CannotUndo(Exception):
    """They cannot be taken apart any more; the message says why. Nothing was written."""


def stage_of(kept: Contact, gone: Contact) -> Stage:
    """The stage of what becomes of both."""
    return max(Stage(kept.stage), Stage(gone.stage), key=_ORDER.index)


def taken_by_default(kept: Contact, gone: Contact) -> set[str]:
    """The FACTS that the kept contact lacks and the other has. An address in place of a name is none."""
    lacking = {
        fact
        for fact, columns in FACTS.items()
        if not any(getattr(kept, column) for column in columns) and any(getattr(gone, column) for column in columns)
    }
    is_nameless = not (kept.first_name or kept.last_name) and (gone.first_name or gone.last_name)
    return lacking | ({"name"} if is_nameless else set())


@transaction.atomic
def merge(kept: Contact, gone: Contact, *, by, at, take: Collection[str] | None = None) -> Merge:
    """Make one contact of two: all that belongs to `gone` belongs to `kept`, and `gone` is no more.

    `take` names the FACTS in which the other is right; without it those that the kept one lacks. Sends
    `contacts_merging` before anything moves, then `profiles_changed` and `contacts_settled`. Raises Gone.
    """
    if kept.pk == gone.pk:
        raise ValueError("A contact cannot become one with itself.")
    both = Contact.objects.select_for_update(no_key=True).filter(pk__in=(kept.pk, gone.pk)).order_by("pk")
    locked = {contact.pk: contact for contact in both}
    if len(locked) < 2:
        raise Gone
    kept, gone = locked[kept.pk], locked[gone.pk]
    before = {**belongings.picture(kept.pk, gone.pk), "mentions": belongings.mentions(gone.pk)}
    _settle_owner_and_facts(kept, gone, taken_by_default(kept, gone) if take is None else take)
    _settle_stage(kept, gone, by=by, at=at)
    signals.contacts_merging.send(Contact, kept=kept, gone=gone, at=at)
    _join_what_is_the_same(kept, gone)
    belongings.hand_over(gone, kept)
    Contact.objects.filter(pk=gone.pk).delete()
    _stop_what_was_stopped(kept, gone, by=by, at=at)
    _join_histories(kept, by=by, at=at, name=gone.name)
    signals.profiles_changed.send(Contact, contact_ids=[kept.pk], at=at)
    signals.wishes_told.send(Contact, contact_ids=[kept.pk], at=at)
    signals.contacts_settled.send(Contact, contact_ids=[kept.pk], at=at)
    after = belongings.picture(kept.pk)
    return Merge.objects.create(
        kept=kept, gone_id=gone.pk, gone_name=gone.name, by=by, at=at, before=before, after=after
    )


def _settle_owner_and_facts(kept: Contact, gone: Contact, take: Collection[str]) -> None:
    facts = {column: getattr(gone, column) for fact in take for column in FACTS[fact]}
    facts |= {column: True for column in set(MUTES.values()) if getattr(gone, column)}
    if kept.owner_id is None and gone.owner_id is not None:
        facts |= {"owner_id": gone.owner_id, "owner_since": gone.owner_since, "team_id": gone.team_id}
    facts["flags"] = list(dict.fromkeys([*kept.flags, *gone.flags]))
    facts["extra"] = gone.extra | kept.extra
    facts["created_at"] = min(kept.created_at, gone.created_at)
    if gone.referred_by_id not in (None, kept.pk) and kept.referred_by_id in (None, gone.pk):
        facts["referred_by_id"] = gone.referred_by_id
    elif kept.referred_by_id == gone.pk:
        facts["referred_by_id"] = None
    Contact.objects.filter(pk=kept.pk).update(**facts)
    kept.refresh_from_db()


def _settle_stage(kept: Contact, gone: Contact, *, by, at) -> None:
    """Before anything moves, so that what ends with it is what the kept one had. A stop comes afterwards."""
    stage = stage_of(kept, gone)
    if stage in (kept.stage, Stage.DO_NOT_CONTACT):
        return
    last = gone.stage_changes.first()
    reason = f"Merged with {gone.name}" + (f": {last.reason}" if last and last.reason else "")
    why = {"at": at, "by": by, "cause": StageChange.Cause.MERGED, "reason": reason}
    if stage == Stage.NURTURE:
        kept.set_revisit(gone.revisit_on, note=gone.revisit_note, **why)
    else:
        kept.change_stage(stage, **why)


def _join_what_is_the_same(kept: Contact, gone: Contact) -> None:
    """What both have once stays once: touches with all their stays, numbers, and what a list did to either."""
    own = {touch.key: touch for touch in Touch.with_voided.filter(contact=kept).prefetch_related("stays")}
    for touch in Touch.with_voided.filter(contact=gone, key__in=own).prefetch_related("stays"):
        _join_touches(own[touch.key], touch)
    ContactPoint.objects.filter(contact=gone, normalised__in=kept.points.values("normalised")).delete()
    UploadEffect.objects.filter(
        contact=gone, upload__in=UploadEffect.objects.filter(contact=kept).values("upload")
    ).delete()


def _join_touches(kept: Touch, gone: Touch) -> None:
    """The first moment, the union of the stays; it counts if either did."""
    known = {stay.joined_at for stay in kept.stays.all()}
    gone.stays.exclude(joined_at__in=known).update(touch=kept)
    stays = list(kept.stays.order_by("joined_at").values_list("joined_at", "left_at"))
    minutes = [touch.minutes for touch in (kept, gone) if touch.minutes is not None]
    counts = None in (kept.voided_at, gone.voided_at)
    Touch.with_voided.filter(pk=kept.pk).update(
        at=min(kept.at, gone.at),
        minutes=(union_seconds(stays) + 30) // 60 if stays else max(minutes, default=None),
        gist=kept.gist or gone.gist,
        detail=gone.detail | kept.detail,
        voided_at=None if counts else kept.voided_at,
        voided_by=None if counts else kept.voided_by,
    )
    gone.delete()


def _stop_what_was_stopped(kept: Contact, gone: Contact, *, by, at) -> None:
    """Nothing brings back who asked us to stop, and what either closed is closed to all addresses (promise 14)."""
    kept.refresh_from_db()
    if Stage.DO_NOT_CONTACT in (kept.stage, gone.stage):
        kept.suppress(reason=f"Merged with {gone.name}", by=by, at=at)
    kept.heed_suppressions(at=at)


def _join_histories(kept: Contact, *, by, at, name: str) -> None:
    """The last line of the joined history says the stage that holds."""
    last = kept.stage_changes.first()
    stands = last.after if last else Stage.NAME
    if stands != kept.stage:
        why = {"cause": StageChange.Cause.MERGED, "reason": f"Merged with {name}"}
        StageChange.objects.create(contact=kept, before=stands, after=kept.stage, at=at, by=by, **why)


@transaction.atomic
def take_apart(merge: Merge, *, at) -> Contact:
    """Two again: each row goes back to whose it was, with what the merge changed about it. What came since stays with
    the kept one. Returns the contact that was gone. Raises CannotUndo.
    """
    kept = Contact.objects.select_for_update(no_key=True).filter(pk=merge.kept_id).first()
    if kept is None:
        raise CannotUndo("The one that stayed is no more.")
    merge = Merge.objects.select_for_update(no_key=True).get(pk=merge.pk)
    if merge.undone_at:
        raise CannotUndo("They are two already.")
    if merge.before is None or at > merge.at + Merge.UNDO_WITHIN:
        raise CannotUndo(f"That is possible for {Merge.UNDO_WITHIN.days} days after a merge.")
    if str(kept.pk) not in merge.before[_CONTACT]:
        raise CannotUndo(f"{kept} was merged again since. Take that apart first.")
    try:
        with transaction.atomic():
            _put_back(merge, kept)
    except IntegrityError:
        raise CannotUndo("Too much has happened since.") from None
    Merge.objects.filter(pk=merge.pk).update(undone_at=at, before=None, after=None)
    both = list(Contact.objects.filter(pk__in=(kept.pk, merge.gone_id)).select_related("owner").order_by("pk"))
    for contact in both:
        contact.heed_suppressions(at=at)
        if contact.owner and not (is_rep(contact.owner) and contact.owner.team_id == contact.team_id):
            # They left, or changed teams, meanwhile and handed over what was theirs then.
            contact.assign(None, at=at)
    ids = [contact.pk for contact in both]
    signals.profiles_changed.send(Contact, contact_ids=ids, at=at)
    signals.wishes_told.send(Contact, contact_ids=ids, at=at)
    signals.contacts_settled.send(Contact, contact_ids=ids, at=at)
    return Contact.objects.get(pk=merge.gone_id)


def _put_back(merge: Merge, kept: Contact) -> None:
    before, after = dict(merge.before), merge.after
    mentions = before.pop("mentions")
    for row in before[_CONTACT].values():
        if not Company.objects.filter(pk=row["company_id"]).exists():
            # It went when the list that had brought it was taken back.
            row["company_id"] = None
    pictures.remake(Contact, before[_CONTACT][str(merge.gone_id)])
    now = belongings.picture(kept.pk)
    stage_holds = all(now[_CONTACT][str(kept.pk)][c] == after[_CONTACT][str(kept.pk)][c] for c in _STAGE)
    # Rows that refer to others come later, so they go first.
    for label in reversed(before):
        if label != StageChange._meta.label_lower or stage_holds:
            _take_away_made(apps.get_model(label), before[label], after[label], now[label])
    for label in before:
        keep = () if stage_holds or label != _CONTACT else _STAGE
        # What leaves the one that stays goes first: of some things nobody has two.
        leaving_first = dict(sorted(before[label].items(), key=lambda row: row[1].get("contact_id") == kept.pk))
        _restore(apps.get_model(label), leaving_first, after[label], now[label], keep=keep)
    for place, ids in mentions.items():
        label, column = place.rsplit(".", 1)
        pointing = apps.get_model(label)._base_manager.filter(**{"pk__in": ids, column: kept.pk})
        pointing.update(**{column: merge.gone_id})


def _take_away_made(model: type[models.Model], before, after, now) -> None:
    """What the merge made, and nobody has touched since."""
    made = [pk for pk in after.keys() - before.keys() if now.get(pk) == after[pk]]
    model._base_manager.filter(pk__in=made).delete()


def _restore(model: type[models.Model], before, after, now, *, keep: Collection[str]) -> None:
    """What the merge removed is there again; what it changed, and nobody has changed since, is as it was."""
    for pk, row in before.items():
        if pk in now and pk in after:
            changed = {
                column: pictures.value(model, column, plain)
                for column, plain in row.items()
                if plain != after[pk][column] == now[pk][column] and column not in keep
            }
            if changed:
                model._base_manager.filter(pk=pk).update(**changed)
        elif pk not in after and model is not Contact:
            pictures.remake(model, row)
