"""Importing the rows of a checked list, some at a time. Each piece is one transaction: it is there whole or not at all,
and whoever dies in the middle leaves its rows waiting for the next one."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import datetime

import orjson
from django.db import IntegrityError, OperationalError, transaction
from django.db.models import TextField
from django.db.models.functions import Cast

from contacts import signals
from contacts.importing import newcomers, people
from contacts.importing.accounts import Accounts
from contacts.importing.arrivals import Arrival
from contacts.importing.ledger import Ledger
from contacts.importing.matching import Closed, Draft, Register
from contacts.importing.touches import Act, Touches, Written, acts_of
from contacts.merging import likely
from contacts.models import Company, Contact, ContactPoint, Touch, Upload, UploadRow
from contacts.models.stage import LEADS
from leadflow.lib import bulk, collecting, planning

# Somebody else may enter the same people at the same moment; the next look knows them.
TRIES = 4
Fate = UploadRow.Fate
FAILED = "Importing it failed several times. Enter this person by hand"


@dataclass(slots=True)
class Row:
    """What an import reads and writes of a staged row."""

    pk: int
    number: int
    fate: str
    reasons: list[str]
    person: dict | None
    same_as: int | None
    became_lead: bool


# What is kept as JSON travels as text: reading it here takes a third of the time.
_READ = ("pk", "number", "fate", Cast("reasons", TextField()), Cast("person", TextField()), "same_as", "became_lead")


def _read(pk: int, number: int, fate: str, reasons: str, person: str | None, *rest) -> Row:
    return Row(pk, number, fate, orjson.loads(reasons), orjson.loads(person) if person else None, *rest)


def import_next(upload: Upload, *, at: datetime) -> bool:
    """Import the next rows of an upload that the caller has claimed. Says whether there are more.

    Raises Upload.Taken where somebody cancelled it or took it over.
    """
    planning.count_anew(Company, Contact, ContactPoint, Touch)
    for _ in range(TRIES - 1):
        try:
            return _import_next(upload, at=at)
        except (IntegrityError, OperationalError):
            continue
    return _import_next(upload, at=at)


@collecting.held_back()
@transaction.atomic
def _import_next(upload: Upload, *, at: datetime) -> bool:
    planning.look_up_by_index()
    upload.hold()
    most = upload.rows_at_once()
    waiting = upload.rows.waiting().order_by("pk").values_list(*_READ)
    rows = [_read(*row) for row in waiting[: most + 1]]
    import_rows(upload, rows[:most], at=at)
    upload.piece_done(rows_done=len(rows[:most]))
    if len(rows) > most:
        return True
    upload.finish(at=at)
    return False


@transaction.atomic
def reject_next(upload: Upload, *, at: datetime) -> bool:
    """Leave out the next row, which cannot be imported even alone. Says whether there are more.

    Raises Upload.Taken like `import_next`.
    """
    upload.hold()
    for row in upload.rows.waiting().order_by("pk")[:1]:
        row.fate, row.reasons, row.person = Fate.REJECTED, [*row.reasons, FAILED], None
        row.save(update_fields=["fate", "reasons", "person"])
    goes_on = upload.row_failed(rows_done=1)
    if not goes_on:
        upload.stop(at=at)
    return goes_on


def import_rows(upload: Upload, rows: Sequence[Row | UploadRow], *, at: datetime, decided: bool = False) -> None:
    """Write the people of these rows and give each row its fate. Call it inside a transaction.

    `decided`: a person looked at them, so that what looks odd is no reason to hold them back.
    """
    source = upload.source
    arrivals = [Arrival(row.person or {}, source) for row in rows]
    register, closed = Register(arrivals, lock=True), Closed(arrivals)
    register.load_points()
    accounts = Accounts(arrivals)
    piece = Piece(upload, register, closed, accounts, decided=decided)
    for row, one in zip(rows, arrivals, strict=True):
        piece.take(row, one)
    piece.save(at=at)


class Piece:
    """The rows of one piece on their way to their fates. Nothing is written before `save`."""

    def __init__(self, upload: Upload, register: Register, closed: Closed, accounts: Accounts, *, decided: bool):
        self._upload, self._register, self._closed, self._accounts = upload, register, closed, accounts
        self._decided, self._subject = decided, upload.subject
        self._trust = upload.list_source.trust if upload.list_source else {}
        # The people to be written, each with the row that has them, and what they did.
        self.drafts: dict[Draft, Row | UploadRow] = {}
        self.acts: list[Act] = []
        self._unsubscribed: list[tuple[Arrival, Draft | None]] = []
        # In the order in which they came.
        self._uncalled: dict[Draft, None] = {}
        self._rows: list[tuple[Row | UploadRow, Draft | None]] = []

    def take(self, row: Row | UploadRow, one: Arrival) -> None:
        """Decide who somebody is and note what is to be written."""
        verdict = self._register.judge(one, self._closed, decided=self._decided)
        row.fate, row.reasons = verdict.fate, list(dict.fromkeys([*row.reasons, *verdict.reasons]))
        draft = verdict.draft
        if one.unsubscribed:
            self._unsubscribed.append((one, draft))
        if verdict.fate in (Fate.CREATED, Fate.UNCHANGED):
            draft = self._take_in(draft, one)
            first = self.drafts.setdefault(draft, row)
            if first is not row:
                row.fate, row.same_as = Fate.DUPLICATE, first.number
        self._rows.append((row, draft))

    def _take_in(self, draft: Draft | None, one: Arrival) -> Draft:
        closed = self._closed.channels(one)
        if draft is None:
            draft = people.begin(one, company=self._accounts.of(one, self._trust), closed=closed)
        else:
            place = self._accounts.of if people.may_write(draft, "company", self._trust) else self._accounts.hear
            company = place(one, self._trust)
            people.fill(draft, one, company=company, closed=closed, trust=self._trust)
        self._register.enter(one, draft)
        self.acts += acts_of(draft, one.interactions, self._subject)
        if one.wants_no_calls:
            self._uncalled[draft] = None
        return draft

    def save(self, *, at: datetime) -> None:
        """Write everything, let the news out, and give the rows their fates."""
        self._accounts.save(at=at)
        people.settle(self.drafts)
        touches = Touches(self.acts, self._upload)
        judged = newcomers.judged(self.drafts, touches.of_newcomers(), at=at)
        people.save(list(self.drafts), self._upload, judged, at=at)
        written = touches.save(at=at)
        stopped = [draft for _, draft in self._unsubscribed if draft]
        stopped += [draft for draft in self._uncalled if not draft.is_new]
        ledger = Ledger(self._upload, self.drafts, stopped, self._accounts, written)
        people.stop(self._unsubscribed, self._upload, at=at)
        people.stop_calls(list(self._uncalled), self._upload, at=at)
        self._let_out(written, judged.keys(), at=at)
        leads = self._new_leads(judged.keys())
        if leads:
            signals.leads_imported.send(Upload, upload=self._upload, contact_ids=leads, at=at)
        likely.propose(people.of_new(self.drafts), at=at)
        ledger.close(at=at)
        for draft, row in self.drafts.items():
            row.became_lead = draft.contact.pk in leads
            if row.fate == Fate.UNCHANGED:
                news = [*people.in_words(draft), *written.in_words(draft.contact.pk)]
                row.fate, row.reasons = Fate.UPDATED if news else row.fate, [*row.reasons, *news]
        bulk.update(
            UploadRow,
            ["fate", "reasons", "same_as", "person", "contact_id", "became_lead"],
            [
                [
                    row.pk,
                    row.fate,
                    row.reasons,
                    row.same_as,
                    row.person if row.fate == Fate.QUARANTINED else None,
                    draft.contact.pk if draft else None,
                    row.became_lead,
                ]
                for row, draft in self._rows
            ],
        )

    def _let_out(self, written: Written, judged: Set[int], *, at: datetime) -> None:
        """Send the news, once for all of them."""
        if written.touches:
            signals.touches_recorded.send(Touch, touches=written.touches, settled=judged, at=at)
        others = [d.contact.pk for d in self.drafts if people.fits_anew(d) and not written.of_contact[d.contact.pk]]
        if others:
            signals.profiles_changed.send(Contact, contact_ids=others, at=at)

    def _new_leads(self, judged: Set[int]) -> set[int]:
        """Those who became leads by what was just written. Who was judged as they came is none."""
        before = {draft.contact.pk for draft in self.drafts if draft.contact.stage not in LEADS} - judged
        return set(Contact.objects.filter(pk__among=before, stage__in=LEADS).values_list("pk", flat=True))
