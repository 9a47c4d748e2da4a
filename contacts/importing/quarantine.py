"""What a person decides about rows that look like junk (domain rule 20). The further rows of the same person follow.

One row is decided about at once. Many belong to a QuarantineDecision: they leave the quarantine now, and become what
was decided piece by piece, by whoever calls `do_next`; docs/decisions/junk.md.
"""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q

from contacts.importing.chunks import import_rows
from contacts.importing.rejudging import with_flags_of_today
from contacts.models import QuarantineDecision, Upload, UploadRow
from leadflow.lib import bulk

logger = logging.getLogger(__name__)

DISCARDED = "Discarded"
# So many are decided about while somebody waits for the page; more are left to a worker.
AT_ONCE = 50
# Rows of a piece.
ROWS = 200
Fate = UploadRow.Fate
Verb = QuarantineDecision.Verb


@transaction.atomic
def release(row: UploadRow, *, at: datetime) -> bool:
    """Import the person after all. False where somebody else has decided already."""
    held = _held(row)
    if held is None:
        return False
    _release(held.upload, [held], at=at)
    return True


@transaction.atomic
def discard(row: UploadRow) -> bool:
    """Leave the person out for good. False where somebody else has decided already."""
    held = _held(row)
    if held is None:
        return False
    _discard(held.upload, [held])
    return True


@transaction.atomic
def take_back(row: UploadRow) -> bool:
    """Undo a discard: back into quarantine. False where it was not discarded."""
    upload = _lock(row.upload_id)
    discarded = [each for each in upload.rows.filter(pk=row.pk) if _is_discarded(each)]
    _put_back(upload, discarded)
    return bool(discarded)


def _held(row: UploadRow) -> UploadRow | None:
    """The row as it is now, with its list locked so that two decisions come one after the other."""
    upload = _lock(row.upload_id)
    held = upload.rows.in_quarantine().filter(pk=row.pk).first()
    if held:
        held.upload = upload
    return held


def _lock(pk: int) -> Upload:
    return Upload.objects.select_for_update(no_key=True).get(pk=pk)


# Many at once


@transaction.atomic
def decide(rows, verb: str, *, by, at: datetime, looked: bool = True) -> QuarantineDecision:
    """Decide about these rows (a queryset) as far as they are in quarantine: they leave it now.

    `looked`: a person looked at them; else somebody known by the same address under another name stays. What is to be
    done stands in the database: call `do_next` until it says that nothing is left.
    """
    decision = QuarantineDecision.objects.create(verb=verb, looked=looked, by=by, at=at)
    # Conditions on the row itself: of two people who decide at once the second finds them taken.
    open_ones = UploadRow.objects.filter(pk__in=rows.in_quarantine().values("pk"), decision=None)
    decision.rows_total = open_ones.filter(fate=Fate.QUARANTINED).update(decision=decision)
    decision.finished_at = None if decision.rows_total else at
    decision.save(update_fields=["rows_total", "finished_at"])
    return decision


@transaction.atomic
def undo(decision: QuarantineDecision) -> bool:
    """Take back what can be: whom it discarded, and whom it has not let in yet. False where nothing is left of it."""
    mine = QuarantineDecision.objects.select_for_update(no_key=True).get(pk=decision.pk)
    mine.rows.filter(fate=Fate.QUARANTINED).update(decision=None)
    discarded = mine.verb != Verb.RELEASE and mine.rows.filter(fate=Fate.REJECTED).exists()
    if discarded:
        QuarantineDecision.objects.filter(pk=mine.pk).update(verb=Verb.TAKE_BACK, finished_at=None, attempts=0)
    return discarded or mine.finished_at is None


def still_to_do() -> Q:
    """Of the rows of decisions those that are not what was decided yet, for a count over `rows`."""
    waits = Q(rows__fate=Fate.QUARANTINED)
    return (waits & ~Q(verb=Verb.TAKE_BACK)) | (Q(verb=Verb.TAKE_BACK) & Q(rows__fate=Fate.REJECTED))


def do_next(pk: int, *, clock: Callable[[], datetime]) -> bool:
    """Do the next piece of a decision. Says whether to come again: not while somebody else is at it.

    What goes on failing goes back into quarantine.
    """
    if not _claim(pk, at=clock()):
        return False
    try:
        return _do_piece(pk, at=clock())
    except Exception:
        logger.exception("A piece of decision %s failed", pk)
        return True


@transaction.atomic
def _claim(pk: int, *, at: datetime) -> bool:
    """Count one more attempt, before it is made: the worker may die of it. False where none makes sense any more."""
    mine = _unless_taken(pk)
    if mine is None:
        return False
    if mine.attempts >= QuarantineDecision.MOST_ATTEMPTS:
        mine.rows.filter(fate=Fate.QUARANTINED).update(decision=None)
        QuarantineDecision.objects.filter(pk=pk).update(finished_at=at)
        return False
    QuarantineDecision.objects.filter(pk=pk).update(attempts=F("attempts") + 1)
    return True


def _unless_taken(pk: int) -> QuarantineDecision | None:
    """The decision, locked; None where it is done, or somebody else has a piece of it in hand."""
    free = QuarantineDecision.objects.select_for_update(no_key=True, skip_locked=True)
    return free.filter(pk=pk, finished_at=None).first()


@transaction.atomic
def _do_piece(pk: int, *, at: datetime) -> bool:
    decision = _unless_taken(pk)
    if decision is None:
        return False
    fate = Fate.REJECTED if decision.verb == Verb.TAKE_BACK else Fate.QUARANTINED
    left = decision.rows.filter(fate=fate).order_by("upload_id", "pk")
    first = left.first()
    if first is None:
        QuarantineDecision.objects.filter(pk=pk).update(finished_at=at)
        return False
    upload = _lock(first.upload_id)
    rows = list(left.filter(upload=upload)[:ROWS])
    if decision.verb == Verb.TAKE_BACK:
        _put_back(upload, rows)
    elif upload.phase not in UploadRow.IMPORTED:
        # The list has been taken back meanwhile, its rows with it.
        _free(rows)
    elif decision.verb == Verb.DISCARD:
        _discard(upload, rows)
    else:
        _release(upload, rows, at=at, looked=decision.looked)
    QuarantineDecision.objects.filter(pk=pk).update(attempts=0)
    return True


def _free(rows: Iterable[UploadRow]) -> None:
    """These rows wait for a decision again."""
    UploadRow.objects.filter(pk__in=[row.pk for row in rows]).update(decision=None)


def _release(upload: Upload, rows: list[UploadRow], *, at: datetime, looked: bool = True) -> None:
    """Import these people of a list that is locked, with the flags that the firm's rules give them now."""
    # Who is no person any more came in by another, good row of theirs.
    known = [row for row in rows if row.person is None]
    UploadRow.objects.filter(pk__in=[row.pk for row in known]).update(fate=Fate.DUPLICATE)
    people = with_flags_of_today([row for row in rows if row.person is not None])
    import_rows(upload, people, at=at, decided=looked)
    _free(row for row in people if row.fate == Fate.QUARANTINED)
    for followers in _followers(upload, [row for row in people if row.fate != Fate.QUARANTINED]):
        followers.filter(fate=Fate.QUARANTINED).update(fate=Fate.DUPLICATE)
    upload.count()


def _discard(upload: Upload, rows: list[UploadRow]) -> None:
    """Leave these people of a list that is locked out for good."""
    following = [each for rest in _followers(upload, rows) for each in rest.filter(fate=Fate.QUARANTINED)]
    out = [[row.pk, Fate.REJECTED, [DISCARDED, *row.reasons]] for row in (*rows, *following)]
    bulk.update(UploadRow, ["fate", "reasons"], out)
    upload.count()


def _put_back(upload: Upload, rows: list[UploadRow]) -> None:
    """Back into quarantine with those of these rows that were discarded, of a list that is locked."""
    following = [each for rest in _followers(upload, rows) for each in rest]
    _free(rows)
    back = [row for row in (*rows, *following) if _is_discarded(row)]
    bulk.update(
        UploadRow,
        ["fate", "reasons"],
        [[row.pk, Fate.QUARANTINED, row.reasons[1:]] for row in back],
    )
    upload.count()


def _is_discarded(row: UploadRow) -> bool:
    return row.fate == Fate.REJECTED and row.reasons[:1] == [DISCARDED]


def _followers(upload: Upload, rows: Iterable[UploadRow]):
    """The further rows of the same people, a queryset for each sheet."""
    numbers: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        numbers[row.sheet].append(row.number)
    for sheet, of_sheet in numbers.items():
        yield upload.rows.filter(sheet=sheet, same_as__among=of_sheet)
