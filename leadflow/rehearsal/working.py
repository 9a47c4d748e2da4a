"""Rehearsing, in pieces; which rehearsal is under way, and how far it is, the database says."""

import logging
from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from contacts.models import Contact
from leadflow.accounts.models import User
from leadflow.lib import bulk
from leadflow.lib.background import hand_over
from leadflow.lib.once import reading_once
from leadflow.rehearsal import findings, giving
from leadflow.rehearsal.judging import Judge
from leadflow.rehearsal.models import Rehearsal, RehearsalRow
from scoring.models import LeadDefinition

logger = logging.getLogger(__name__)

PIECE = 2000
_COLUMNS = [field.attname for field in RehearsalRow._meta.concrete_fields if not field.primary_key]


def ask(draft: LeadDefinition, *, by: User | None, at: datetime) -> Rehearsal:
    """Have a draft rehearsed as it stands."""
    from leadflow.rehearsal import tasks

    rehearsal = Rehearsal.ask(draft, by=by, at=at)
    hand_over(tasks.rehearse, rehearsal.pk)
    return rehearsal


@reading_once()
def do_next(pk: int, *, clock: Callable[[], datetime]) -> bool:
    """Rehearse the next piece. Says whether to come again at once. Twice at once does no harm.

    What fails is tried again by beat, and given up where it goes on failing.
    """
    rehearsal = Rehearsal.claim(pk, at=clock())
    if rehearsal is None:
        return False
    try:
        return _do_next(rehearsal, clock)
    except Rehearsal.Taken:
        return False
    except Exception:
        logger.exception("The rehearsal of %s failed", rehearsal.definition)
        rehearsal.let_go()
        return False


def _do_next(rehearsal: Rehearsal, clock: Callable[[], datetime]) -> bool:
    waiting = Contact.objects.filter(pk__gt=rehearsal.position).order_by("pk").values_list("pk", flat=True)
    ids = list(waiting[:PIECE])
    # What takes long locks nothing: who was faster is found out when it is written.
    found = Judge(rehearsal).look_at(ids)
    giving.give(found, rehearsal)
    with transaction.atomic():
        rehearsal.hold()
        for _, row in found:
            row.rehearsal_id = rehearsal.pk
        bulk.insert(RehearsalRow, _COLUMNS, [[getattr(row, name) for name in _COLUMNS] for _, row in found])
        if ids:
            rehearsal.piece_done(position=ids[-1], judged=len(ids), turns=rehearsal.turns)
        else:
            rehearsal.finish(findings.of(rehearsal), at=clock())
    return bool(ids)


def do_all(pk: int, *, clock: Callable[[], datetime]) -> Rehearsal:
    """A whole rehearsal. Returns it as it is then."""
    while do_next(pk, clock=clock):
        pass
    return Rehearsal.objects.get(pk=pk)
