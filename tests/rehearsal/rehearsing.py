"""Drafts to rehearse."""

from datetime import datetime, timedelta

from contacts.models import Touch
from leadflow.rehearsal import working
from leadflow.rehearsal.models import Rehearsal
from scoring.models import LeadDefinition
from tests.factories import NOON, make_asset, make_contact


def make_draft(**rules) -> LeadDefinition:
    """A draft that differs from the version in force in these rules."""
    draft = LeadDefinition.in_force(NOON).draft_next(by=None, at=NOON)
    draft.change(**rules)
    return draft


def rehearse(draft: LeadDefinition, *, at=NOON) -> Rehearsal:
    """What the button and the workers do."""
    return working.do_all(working.ask(draft, by=None, at=at).pk, clock=lambda: at)


def somebody(*did, **fields):
    """Somebody who did these things: (kind, moment) each about something of its own. They are judged as they come."""
    contact = make_contact(**fields)
    for kind, at in did:
        asset = None if kind in Touch.REQUESTS else make_asset()
        contact.record_touch(kind, at=at, recorded_at=at, asset=asset, key=f"{kind}:{at}")
    contact.refresh_from_db()
    return contact


def ago(days: int) -> datetime:
    """So many days before the rehearsal."""
    return NOON - timedelta(days=days)


def once(days=5, **fields):
    """Somebody who did one thing: a name by two things, a lead by one."""
    return somebody((Touch.Kind.DOWNLOAD, ago(days)), **fields)


def changes(rehearsal) -> dict:
    """What the draft would change, by whom it would change."""
    return {row.contact: row.change for row in rehearsal.rows.select_related("contact") if row.change}
