"""One person who comes in alone: entered by hand, and by whatever form or program comes to bring people.

They go the way of a list's row: told apart from junk, held against whom we know and who must be left alone, written
down with what they did. So they are a list of one row; who looks like junk waits in quarantine like any other row.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from contacts import signals
from contacts.importing import staging
from contacts.importing.chunks import import_rows
from contacts.intake import read_one
from contacts.intake.reading import QUARANTINED
from contacts.models import Asset, Contact, JunkRule, Upload, UploadRow
from leadflow.accounts.models import Team, User

BY_HAND = "Entered by hand"
Fate = UploadRow.Fate


@dataclass(frozen=True, slots=True)
class Entered:
    """What became of somebody. `contact` is whom they are; None where they were not let in and are nobody we know."""

    fate: str
    reasons: list[str]
    contact: Contact | None

    @property
    def is_new(self) -> bool:
        return self.fate == Fate.CREATED


def looks_like_junk(fields: Mapping[str, str]) -> tuple[str, ...]:
    """Why somebody would be held back, in words; nothing is written. `fields` as for `enter`."""
    row = read_one(fields, kind=None, sieve=JunkRule.sieve()).rows[0]
    return row.reasons if row.fate == QUARANTINED else ()


@transaction.atomic
def enter(
    fields: Mapping[str, str],
    *,
    team: Team,
    at: datetime,
    kind: str | None = None,
    asset: str = "",
    happened_at: datetime | None = None,
    further: Mapping[str, str] | None = None,
    rep: User | None = None,
    by: User | None = None,
    came_from: str = BY_HAND,
    arrival: str | None = None,
    decided: bool = False,
) -> Entered:
    """Take in one person who did something of `kind` (contacts.intake.kinds) with an asset; without a kind, nothing.

    `fields` go by the names of contacts.intake.columns.FIELDS, `further` by names of their own. Under one `arrival` (an
    id that the sender gives, of at most 80 characters) somebody comes in once; again answers what became of it.
    `decided`: a person looked at them, so that neither junk nor another name holds them back; who asked to be left
    alone still is.

    Raises ValueError for what is no field or kind, IntegrityError where somebody else entered them at the same moment.
    """
    if arrival and (before := UploadRow.objects.filter(upload__arrival=arrival).select_related("contact").first()):
        return Entered(before.fate, before.reasons, before.contact)
    about = asset or came_from
    reading = read_one(
        fields, kind=kind, about=about, happened_at=happened_at or at, further=further, sieve=JunkRule.sieve()
    )
    known_as = staging.facts(reading)
    upload = Upload.objects.create(
        origin=Upload.Origin.ENTERED,
        name=came_from[:255],
        arrival=arrival,
        by=by,
        team=team,
        rep=rep,
        kind=kind or "",
        asset_name=about[:300],
        asset=Asset.known_as(known_as["asset_kind"], about[:300]),
        reading=known_as,
        phase=Upload.Phase.IMPORTING,
        rows_total=1,
        created_at=at,
        started_at=at,
    )
    row = staging.stage_one(upload, reading)
    if row.fate == Fate.WAITING or (decided and row.fate == Fate.QUARANTINED and row.person):
        import_rows(upload, [row], at=at, decided=decided)
        row.refresh_from_db()
    upload.finish(at=at)
    if row.fate == Fate.CREATED and kind is None:
        # Nothing they did tells of them.
        signals.profiles_changed.send(Contact, contact_ids=[row.contact_id], at=at)
    return Entered(row.fate, row.reasons, row.contact)


def not_let_in(entered: Entered) -> str:
    """Why somebody who was entered is nobody that one may open, in words that tell nothing of other teams."""
    if entered.fate == Fate.SUPPRESSED:
        return "They asked us not to contact them."
    return ". ".join(entered.reasons) if entered.contact is None else "Another team knows them already."
