"""Taking back what an upload did with some people: many at once, by as many queries as for one."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from contacts import signals
from contacts.importing.ledger import POINTS, STAGES, STAYS, TOUCHES, noted
from contacts.judgement import Judgement
from contacts.models import (
    MUTES,
    Attendance,
    Contact,
    ContactPoint,
    StageChange,
    Suppression,
    Touch,
    Upload,
    UploadEffect,
    UploadRow,
)
from contacts.models.stage import LEADS
from contacts.models.suppression import digests_of
from contacts.undoing import kept
from leadflow.lib import bulk, changes

Undone = UploadRow.Undone
STAGE = ("stage", "stage_since", "revisit_on")
# What belongs together goes back together.
TOGETHER = (("owner_id", "team_id", "owner_since"), ("name", "first_name", "last_name"))
JUDGED = Judgement._fields


def take_back(upload: Upload, contact_ids: Iterable[int], *, at: datetime, gone: Upload | None = None) -> None:
    """Remove those whom the upload made, restore those whom it changed, keep those who were worked since, and leave
    those who stand on a later list to that one; `gone` is the later list that was taken back from them just now.

    Their rows tell what happened to each. Call it inside a transaction.
    """
    locked = Contact.objects.filter(pk__among=list(contact_ids)).order_by("pk").select_for_update(no_key=True)
    ids = list(locked.values_list("pk", flat=True))
    scope = kept.Scope(upload, ids, gone=gone)
    worked, later = kept.reasons(scope), kept.left_to_others(scope)
    made = set(scope.made().values_list("contact", flat=True))
    fates = {pk: Undone.REMOVED if pk in made else Undone.RESTORED for pk in ids if pk not in worked | later}
    fates |= {pk: Undone.KEPT if pk in worked else Undone.WAITS for pk in worked | later}
    _mark(upload, fates, worked, later)
    _restore(upload, [pk for pk, undone in fates.items() if undone == Undone.RESTORED], at=at)
    upload.effects.filter(contact__among=[pk for pk, undone in fates.items() if undone != Undone.WAITS]).delete()
    Contact.objects.filter(pk__among=[pk for pk, undone in fates.items() if undone == Undone.REMOVED]).delete()


def _mark(upload: Upload, fates: dict[int, str], worked: dict[int, str], later: dict[int, kept.Later]) -> None:
    """Tell on the rows what happens to each, and why; what an earlier attempt said of it is true no more."""
    why = {pk: one.why for pk, one in later.items()} | worked
    rows = upload.rows.filter(contact__among=list(fates)).values_list("pk", "contact", "reasons", "undone")
    bulk.update(
        UploadRow,
        ["undone", "waits_for_id", "reasons"],
        [
            [
                pk,
                fates[contact],
                later[contact].upload if fates[contact] == Undone.WAITS else None,
                [
                    *(reasons[:-1] if before == Undone.WAITS else reasons),
                    *(f"Kept: {said[:1].lower()}{said[1:]}" for said in [why.get(contact)] if said),
                ],
            ]
            for pk, contact, reasons, before in rows
        ],
    )


def _restore(upload: Upload, contact_ids: list[int], *, at: datetime) -> None:
    effects = list(upload.effects.filter(contact__among=contact_ids))
    signals.import_undone.send(Upload, upload=upload, effects=effects)
    _restore_touches(upload, contact_ids, effects, at=at)
    _drop_points(effects)
    _restore_columns(effects, at=at)
    open_channels([effect.contact_id for effect in effects if not effect.before.keys().isdisjoint(MUTES.values())])


def _restore_touches(upload: Upload, contact_ids: list[int], effects: list[UploadEffect], *, at: datetime) -> None:
    made = Touch.with_voided.filter(upload=upload, contact__among=contact_ids)
    changed = dict(noted(effects, "changed", TOUCHES))
    news = Touch.with_voided.filter(Q(pk__in=made.values("pk")) | Q(pk__among=[int(pk) for pk in changed])).order_by()
    signals.touches_removed.send(Touch, touches=[touch.news for touch in news], at=at)
    made.delete()
    Attendance.objects.filter(pk__among=noted(effects, "made", STAYS)).delete()
    changes.take_back(Touch, changed)


def _drop_points(effects: list[UploadEffect]) -> None:
    made = {(effect.contact_id, *key) for effect in effects for key in noted([effect], "made", POINTS)}
    known = ContactPoint.objects.filter(
        contact__among={contact for contact, _, _ in made}, normalised__among={value for _, _, value in made}
    )
    ids = [pk for pk, *key in known.order_by().values_list("pk", "contact", "kind", "normalised") if tuple(key) in made]
    ContactPoint.objects.filter(pk__among=ids).delete()


def _restore_columns(effects: list[UploadEffect], *, at: datetime) -> None:
    first_move = {effect.contact_id: min(ids) for effect in effects if (ids := noted([effect], "made", STAGES))}
    moves = StageChange.objects.filter(contact__among=list(first_move)).order_by().values_list("pk", "contact")
    # What followed by itself, like the end of a plan, goes with the first move.
    gone = [pk for pk, contact in moves if pk >= first_move[contact]]
    StageChange.objects.filter(pk__among=gone).delete()
    moved = {
        str(effect.contact_id): {name: [effect.before.get(name), None] for name in STAGE}
        for effect in effects
        if effect.contact_id in first_move
    }
    changes.take_back(Contact, moved, unless_changed_since=False)
    # The mark is about a lead; who is none any more must not carry it to the next time that they are one.
    marked = Contact.objects.filter(pk__among=list(first_move), passed_over_by__isnull=False)
    marked.exclude(stage__in=LEADS).update(passed_over_by=None)
    others = {
        str(effect.contact_id): {
            name: [value, effect.after[name]]
            for name, value in effect.before.items()
            if name not in STAGE and name not in MUTES.values()
        }
        for effect in effects
    }
    left = changes.take_back(Contact, others, together=TOGETHER)
    anew = [int(pk) for pk, names in left.items() if not names.isdisjoint(JUDGED)]
    if anew:
        signals.profiles_changed.send(Contact, contact_ids=anew, at=at)


def open_channels(contact_ids: Iterable[int]) -> None:
    """Open what no suppression in force closes to these contacts any more."""
    contact_ids = list(contact_ids)
    theirs: dict[int, list[tuple[str, str]]] = {pk: [(Suppression.PERSON, str(pk))] for pk in contact_ids}
    points = ContactPoint.objects.filter(contact__among=contact_ids).order_by()
    for contact, kind, normalised in points.values_list("contact", "kind", "normalised"):
        theirs[contact].append((kind, normalised))
    digests = {pk: digests_of(points) for pk, points in theirs.items()}
    known = Suppression.objects.known({each for of_one in digests.values() for each in of_one})
    closed: dict[str, set[int]] = {}
    for pk, of_one in digests.items():
        for channel in set().union(*(known.get(each, ()) for each in of_one)):
            closed.setdefault(MUTES.get(channel, ""), set()).add(pk)
    for mute in set(MUTES.values()):
        muted = Contact.objects.filter(pk__among=set(contact_ids) - closed.get(mute, set()), **{mute: True})
        muted.update(**{mute: False})
