"""Rows become people: who is who, what a further row adds, and each row's one fate."""

from collections import Counter
from collections.abc import Collection, Sequence

from contacts.intake import interactions
from contacts.intake.attendance import ATTENDED, RANK, REGISTERED_ONLY, is_organiser
from contacts.intake.interactions import attendance_of
from contacts.intake.junk import Judge
from contacts.intake.kinds import BOOTH, PURPOSES, Purpose
from contacts.intake.names import words_of
from contacts.intake.reading import (
    DUPLICATE,
    PERSON,
    QUARANTINED,
    REJECTED,
    SKIPPED,
    SUPPRESSED,
    PersonReading,
)
from contacts.intake.roll import Roll, Rows
from contacts.intake.rows import RowFacts
from contacts.intake.sieve import Sieve
from contacts.intake.table import Table
from leadflow.lib import mailaddress
from leadflow.lib.text import firm_key

NOBODY_THERE = "No name and no address: nobody to contact"
ONLY_A_FIRM = "Only a firm, no person"
UNSUBSCRIBED = "Has unsubscribed"
UNSUBSCRIBED_BUT_WHO = "It says unsubscribed, but no address says who: nobody's mail is stopped by it"
TWO_NAMES = "The same mail address as another row, but a different name"


class People:
    """Collects the people and the rows of one list. Rows are added in the file's order."""

    def __init__(self, purpose: Purpose, sieve: Sieve, table: Table, default: str | None):
        self._purpose, self._default = purpose, default
        self._judge = Judge(sieve)
        self._index: dict[str, int] = {}
        # Those who have unsubscribed.
        self._asked: set[int] = set()
        self.people, self.rows = Roll(), Rows(table)
        # How many people have which flag.
        self.flags: Counter[str] = Counter()

    def skip(self, number: int, reason: str) -> None:
        """A record that is no person by its place."""
        self.rows.add(number, SKIPPED, (reason,))

    def add(self, number: int, row: RowFacts, *, absent: bool = False) -> None:
        """A record of a list of people."""
        if not row.emails and not row.linkedin and not row.name.full and not any(p.number for p in row.phones):
            reasons: tuple[str, ...] = (ONLY_A_FIRM if row.fields.get("company") and not row.called else NOBODY_THERE,)
            if row.unsubscribed:
                reasons += (UNSUBSCRIBED_BUT_WHO,)
            self.rows.add(number, REJECTED, reasons + row.problems)
            return
        verdict = self._judge(
            row.name.full,
            row.emails[0] if row.emails else None,
            phones=row.phones,
            company=row.fields.get("company", ""),
            title=row.fields.get("title", ""),
            said=row.said,
            linkedin=row.linkedin,
        )
        index, is_new = self._person_of(row)
        if is_new:
            self._begin(number, row, verdict.reasons)
        person = self.people.to_change(index)
        if not is_new:
            person.rows += (number,)
        fate, reasons = self._fate(person, row, verdict.reasons, is_new=is_new)
        if fate != QUARANTINED or person.reasons:
            self._take(person, row, verdict.flags, absent=absent)
            if person.unsubscribed:
                self._asked.add(index)
        if row.problems:
            reasons = (*reasons, *row.problems)
        self.rows.add(number, fate, reasons, index, verdict.marks)

    def _person_of(self, row: RowFacts) -> tuple[int, bool]:
        """(index of the row's person, whether nobody was known under any of its keys)."""
        keys = _keys(row)
        index = next((self._index[key] for key in keys if key in self._index), len(self.people))
        for key in keys:
            self._index.setdefault(key, index)
        return index, index == len(self.people)

    def _begin(self, number: int, row: RowFacts, reasons: tuple[str, ...]) -> None:
        email = row.emails[0] if row.emails else None
        self.people.append(
            PersonReading(
                email,
                row.emails,
                row.phones,
                row.linkedin,
                row.name,
                row.called,
                row.fields,
                (number,),
                reasons=reasons,
            )
        )

    def _fate(
        self, person: PersonReading, row: RowFacts, reasons: tuple[str, ...], *, is_new: bool
    ) -> tuple[str, tuple[str, ...]]:
        if reasons:
            return QUARANTINED, reasons
        if not is_new:
            if not person.reasons:
                return DUPLICATE, (TWO_NAMES,) if _names_differ(person, row) else ()
            self._start_anew(person, row)
        return PERSON, ()

    def _start_anew(self, person: PersonReading, row: RowFacts) -> None:
        """The rows before looked like junk; this one is the person, known by the addresses of all."""
        self.flags.subtract(person.flags)
        person.name, person.called, person.fields, person.reasons = row.name, row.called, {}, ()
        person.phones, person.flags, person.interactions, person.attendance = (), (), (), None
        self._fill(person, row)

    def _take(self, person: PersonReading, row: RowFacts, flags: tuple[str, ...], *, absent: bool) -> None:
        """Add what the row says to its person. What is filled stays."""
        if row.unsubscribed:
            person.unsubscribed = True
        flags = flags + row.flags if row.flags else flags
        if "role" in row.fields and is_organiser(row.fields["role"]):
            flags += ("own_staff",)
        if person.fields is not row.fields:
            if _names_differ(person, row):
                flags += ("two_names",)
            else:
                self._fill(person, row)
        if flags:
            before, person.flags = person.flags, tuple(dict.fromkeys(person.flags + flags))
            self.flags.update(person.flags[len(before) :])
        status = self._status(row, absent=absent)
        if RANK[status] < RANK[person.attendance]:
            person.attendance = status
        purpose = PURPOSES[row.kind] if row.kind else self._purpose
        done = interactions.of_row(purpose, status, row.times, row.stays, row.seconds)
        if row.detail:
            done[-1].detail = row.detail
        person.interactions = interactions.merge(person.interactions, done) if person.interactions else tuple(done)

    def _status(self, row: RowFacts, *, absent: bool) -> str | None:
        came = bool(row.times.get("joined_at") or row.stays)
        otherwise = self._default
        if absent:
            otherwise = REGISTERED_ONLY
        elif row.kind:
            # A row that says "Webinar" tells what they did, unless it says that they only registered.
            otherwise = default_status(PURPOSES[row.kind], row.kind, ())
        return attendance_of(row.status, row.approval, row.cancelled, came=came, otherwise=otherwise)

    @staticmethod
    def _fill(person: PersonReading, row: RowFacts) -> None:
        for key, value in row.fields.items():
            person.fields.setdefault(key, value)
        if not person.name.full:
            person.name = row.name
        person.email = person.email or (row.emails[0] if row.emails else None)
        person.linkedin = person.linkedin or row.linkedin
        if row.emails != person.emails:
            person.emails = tuple(dict.fromkeys(person.emails + row.emails))
        known = {phone.number or phone.raw for phone in person.phones}
        person.phones += tuple(phone for phone in row.phones if (phone.number or phone.raw) not in known)

    def finish(self) -> None:
        """Suppress the rows of those who have unsubscribed, whichever row said so."""
        reasons = {who: UNSUBSCRIBED if self.people[who].emails else UNSUBSCRIBED_BUT_WHO for who in self._asked}
        if reasons:
            self.rows.change(reasons, SUPPRESSED, but=QUARANTINED)


def default_status(purpose: Purpose, kind: str | None, fields: Collection[str | None]) -> str | None:
    """The attendance of somebody about whom the list does not say.

    Where a list tells who came, the others only registered; where it cannot tell, all of them did what it is about.
    """
    if purpose.done == BOOTH.done:
        return ATTENDED
    if purpose.signed_up is None:
        return None
    tells = not {"attendance", "joined_at", "stays"}.isdisjoint(fields)
    only_registered = purpose.done == purpose.signed_up or ("registered_at" in fields and kind is None)
    return REGISTERED_ONLY if tells or only_registered else ATTENDED


def _keys(row: RowFacts) -> Sequence[str]:
    """What the row's person is known by within the list. A desk's address tells nobody by itself but the first."""
    emails = row.emails
    if len(emails) > 1:
        emails = (emails[0], *(address for address in emails[1:] if not mailaddress.is_role(address)))
    if row.linkedin:
        return (*emails, row.linkedin)
    if emails:
        return emails
    words = words_of(row.name.full)
    if len(words) < 2:
        return ()
    return (f"{' '.join(sorted(words))}|{firm_key(row.fields.get('company', ''))}",)


def _names_differ(person: PersonReading, row: RowFacts) -> bool:
    """Whether two rows of one mail address name two people: not a word in common."""
    if person.name == row.name or not person.name.full or not row.name.full:
        return False
    return words_of(person.name.full).isdisjoint(words_of(row.name.full))
