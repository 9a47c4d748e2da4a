"""What a piece of an upload makes and changes, kept so that the upload can be taken back row for row.

Whom it made is told by its rows, so the ledger looks only at people and companies that were there before. What others
do to them on hearing the news (a stage, an owner, a plan) is told by how they stand before the news and after.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from contacts import signals
from contacts.importing.accounts import Accounts
from contacts.importing.matching import Draft
from contacts.importing.touches import Written
from contacts.models import Attendance, Company, Contact, ContactPoint, StageChange, Touch, Upload, UploadEffect
from leadflow.lib import changes, pictures

POINTS, STAGES = ContactPoint._meta.label_lower, StageChange._meta.label_lower
TOUCHES, STAYS = Touch._meta.label_lower, Attendance._meta.label_lower


class Ledger:
    """Opened when all is written and before the news is told; `close` looks again and keeps what became different."""

    def __init__(self, upload: Upload, drafts: Iterable[Draft], stopped: Iterable[Draft], accounts: Accounts, written):
        self._upload, self._accounts, self._written = upload, accounts, written
        drafts = list(drafts)
        self._known = {draft.contact.pk: draft for draft in drafts if not draft.is_new and _has_news(draft, written)}
        self._known |= {draft.contact.pk: draft for draft in stopped if draft.contact.pk not in self._known}
        at_firms = {draft.contact.company_id for draft in drafts} - {None, *accounts.made}
        self._companies = at_firms | {int(pk) for pk in accounts.learnt}
        self._contacts_before = pictures.rows(self._contacts()) if self._known else {}
        self._companies_before = pictures.rows(self._of_companies()) if self._companies else {}
        self._last_stage = _last_id(StageChange) if self._known else 0
        told = signals.about_to_import.send(Contact, contact_ids=list(self._known)) if self._known else []
        self._look_again = [look for _, look in told]

    def close(self, *, at: datetime) -> None:
        """Keep what the piece did."""
        after = pictures.rows(self._of_companies()) if self._companies else {}
        owners = changes.between(self._companies_before, after)
        made = {"company": self._accounts.made, "asset": self._written.assets}
        self._upload.pieces.create(
            at=at,
            made={kind: ids for kind, ids in made.items() if ids},
            changed=changes.joined(self._accounts.learnt, owners),
        )
        if self._known:
            self._remember(self._effects(at))

    def _effects(self, at: datetime) -> list[UploadEffect]:
        after = pictures.rows(self._contacts())
        moved = changes.between(self._contacts_before, after)
        beside = self._beside({int(pk) for pk, columns in moved.items() if "stage" in columns})
        found = []
        for pk, draft in self._known.items():
            before = {name: values[0] for name, values in moved.get(str(pk), {}).items()} | draft.before
            so_far = {name: after[str(pk)][name] for name in before}
            found.append(
                UploadEffect(
                    upload=self._upload, contact_id=pk, at=at, before=before, after=so_far, beside=beside.get(pk, {})
                )
            )
        return found

    def _beside(self, moved: set[int]) -> dict[int, dict[str, Any]]:
        """What was made and changed of what belongs to somebody, by the contact's id."""
        found: dict[int, dict[str, Any]] = {}
        for pk, draft in self._known.items():
            if draft.added:
                _note(found, pk, "made", POINTS, [list(point.key) for point in draft.added])
        for change in self._written.changed:
            _note(found, change.contact_id, "changed", TOUCHES, {str(change.pk): change.columns})
            _note(found, change.contact_id, "made", STAYS, change.stays)
        for pk, change in self._stage_changes(moved):
            _note(found, pk, "made", STAGES, [change])
        for look in self._look_again:
            for pk, did in look().items():
                found[pk] = joined(found.get(pk, {}), did)
        return found

    def _stage_changes(self, moved: set[int]) -> Iterable[tuple[int, int]]:
        if not moved:
            return []
        made = StageChange.objects.filter(contact__among=moved, pk__gt=self._last_stage)
        return made.order_by("pk").values_list("contact", "pk")

    def _remember(self, effects: list[UploadEffect]) -> None:
        """Of two changes by one upload the first knows what was there before."""
        found = self._upload.effects.filter(contact__among=[effect.contact_id for effect in effects])
        earlier = {effect.contact_id: effect for effect in found}
        for effect in effects:
            if before := earlier.get(effect.contact_id):
                effect.at = before.at
                effect.before = effect.before | before.before
                effect.after = (before.after or {}) | effect.after
                effect.beside = joined(before.beside or {}, effect.beside)
        UploadEffect.objects.bulk_create(
            effects,
            update_conflicts=True,
            unique_fields=["upload", "contact"],
            update_fields=["at", "before", "after", "beside"],
        )

    def _contacts(self):
        return Contact.objects.filter(pk__among=list(self._known))

    def _of_companies(self):
        return Company.objects.filter(pk__among=list(self._companies))


def joined(earlier: dict[str, Any], later: dict[str, Any]) -> dict[str, Any]:
    """Two accounts of what was made and changed beside a contact, as one."""
    made = {label: list(ids) for label, ids in earlier.get("made", {}).items()}
    for label, ids in later.get("made", {}).items():
        made[label] = made.get(label, []) + ids
    changed = dict(earlier.get("changed", {}))
    for label, rows in later.get("changed", {}).items():
        changed[label] = changes.joined(changed.get(label, {}), rows)
    return {name: value for name, value in (("made", made), ("changed", changed)) if value}


def noted(effects: Iterable[UploadEffect], how: str, label: str) -> list[Any]:
    """What was "made" (ids) or "changed" (ids with their columns) of one model, for all of these together."""
    found: list[Any] = []
    for effect in effects:
        of_one = (effect.beside or {}).get(how, {}).get(label, [])
        found += of_one.items() if isinstance(of_one, dict) else of_one
    return found


def _note(found: dict[int, dict[str, Any]], contact: int, how: str, label: str, what: Any) -> None:
    if what:
        found[contact] = joined(found.get(contact, {}), {how: {label: what}})


def _has_news(draft: Draft, written: Written) -> bool:
    return bool(draft.before or draft.added or written.of_contact[draft.contact.pk])


def _last_id(model) -> int:
    return model.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
