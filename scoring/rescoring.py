"""Judging many contacts anew, in pieces; which pass is open, and how far it is, the database says."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import Q

from contacts import signals
from contacts.models import Contact, Touch
from leadflow.accounts.models import Firm
from leadflow.lib.once import reading_once
from scoring import promotion
from scoring.models import LeadDefinition, Rescore

PIECE = 2000


def ask_for_what_is_due(*, at: datetime) -> None:
    """Open the passes that time has brought: for a version that is in force by now, and for a new day of the firm."""
    definition = LeadDefinition.in_force(at)
    if definition.version > 1 and not definition.rescores.exists():
        Rescore.for_definition(definition, at=at)
    day = Firm.current().day_of(at)
    if not Rescore.objects.filter(cause=Rescore.Cause.FADING, day__gte=day).exists():
        Rescore.for_fading(day, at=at)


def do_next(pk: int, *, clock: Callable[[], datetime]) -> bool:
    """Judge the next piece of a pass. Says whether to come again at once. Twice at once does no harm."""
    rescore = Rescore.claim(pk, at=clock())
    if rescore is None:
        return False
    try:
        return _do_next(rescore, at=clock())
    except Rescore.Taken:
        return False


@reading_once()
@transaction.atomic
def _do_next(rescore: Rescore, *, at: datetime) -> bool:
    ids = list(_waiting(rescore, at=at)[:PIECE])
    if not ids:
        rescore.finish(at=at)
        signals.all_judged_anew.send(Rescore, since=rescore.created_at, at=at)
        return False
    moved = promotion.evaluate(ids, at=at, by_new_rules=rescore.by_new_rules)
    signals.judged_anew.send(Rescore, contact_ids=ids, at=at)
    rescore.piece_done(position=ids[-1], judged=len(ids), moved=moved)
    return True


def do_all(pk: int, *, clock: Callable[[], datetime]) -> Rescore:
    """A whole pass. Returns it as it is then."""
    while do_next(pk, clock=clock):
        pass
    return Rescore.objects.get(pk=pk)


def _waiting(rescore: Rescore, *, at: datetime):
    """The ids of those whom the pass has still to judge, in order."""
    if rescore.faded_until:
        faded = _faded(LeadDefinition.in_force(at), rescore)
        ids = faded.filter(contact__gt=rescore.position).order_by("contact").values_list("contact", flat=True)
        return ids.distinct()
    return Contact.objects.filter(pk__gt=rescore.position).order_by("pk").values_list("pk", flat=True)


def _faded(definition: LeadDefinition, rescore: Rescore):
    """The touches that counted on the day of the last pass and count no more; see promotion.counting."""
    firm, found = Firm.current(), Q(pk__in=[])
    for kind in (*definition.counting, *definition.light):
        window = timedelta(days=definition.days_of(kind))
        since, until = (firm.moment(day - window, time.min) for day in (rescore.faded_until, rescore.day))
        found |= Q(kind=kind, at__gte=since, at__lt=until)
    return Touch.objects.filter(found)
