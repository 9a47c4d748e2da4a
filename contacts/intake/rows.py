"""The rows of a section, column by column: each column has one reader, chosen before the first row is read."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from contacts.intake import attendance, dates, kinds, names, values
from contacts.intake.columns import TIMES
from contacts.intake.dates import MomentReader, NotADate
from contacts.intake.names import NOBODY, Name
from contacts.intake.table import Table, unpack
from leadflow.lib import countries, mailaddress, phone
from leadflow.lib.phone import Phone

_BLOCK = 2000
_LONGEST_NAME, _LONGEST_TEXT = 200, 500
_BETWEEN_PHONES = " ::: "
_QUESTION_STARTS = ("response", "answer", "antwort", "reponse", "réponse", "respuesta", "antwoord", "risposta")
# Fields kept as they are written, on one line.
_TEXTS = (
    "company", "title", "middle_name", "role", "website", "industry", "employees", "country", "city", "region", "postcode", "address",
    "source", "tags", "owner", "lead_status", "stage", "external_id",
)  # fmt: skip
_ABOUT_IT = ("rating", "ticket", "event_name")


@dataclass(slots=True)
class RowFacts:
    """What one row says, cell by cell; nothing is put together with other rows yet."""

    cells: list[str]
    name: Name = NOBODY
    called: str = ""
    emails: tuple[str, ...] = ()
    phones: tuple[Phone, ...] = ()
    linkedin: str | None = None
    fields: dict[str, str] = field(default_factory=dict)
    detail: dict[str, object] = field(default_factory=dict)
    said: tuple[str, ...] = ()
    times: dict[str, datetime | None] = field(default_factory=dict)
    stays: tuple[tuple[datetime, datetime], ...] = ()
    seconds: int | None = None
    status: str | None = None
    approval: str | None = None
    cancelled: bool | None = None
    unsubscribed: bool = False
    kind: str | None = None
    flags: tuple[str, ...] = ()
    problems: list[str] = field(default_factory=list)


class _Memo(dict):
    """Reads each distinct cell once."""

    def __init__(self, read: Callable):
        super().__init__()
        self._read = read

    def __missing__(self, cell):
        value = self[cell] = self._read(cell)
        return value


def _short(cell: str) -> str:
    return values.one_line(cell)[:_LONGEST_TEXT]


def _kind(cell: str) -> str | None:
    return kinds.said(cell) if cell else None


def _is_unsubscribed(cell: str) -> bool:
    words = cell.strip().lower()
    return values.yes_or_no(words) is True or words.startswith(
        ("unsub", "opted out", "opt-out", "abgemeldet", "désabon", "desabon")
    )


_READERS: dict[str, Callable] = {
    **dict.fromkeys((*_TEXTS, *_ABOUT_IT), _short),
    "employees": values.count,
    "attendance": attendance.read,
    "approval": attendance.read,
    "cancelled": values.yes_or_no,
    "consent": values.yes_or_no,
    "unsubscribed": _is_unsubscribed,
    "kind": _kind,
    "notes": values.clean,
    "questions": values.clean,
}


class SectionRows:
    """Reads the rows of one section. `moments` has a reader for each column of times."""

    def __init__(self, headings: Sequence[str], fields: Sequence[str | None], moments: dict[int, MomentReader]):
        self.width = len(headings)
        self._headings, self._moments = headings, moments
        self._at: dict[str, list[int]] = {}
        for index, name in enumerate(fields):
            if name:
                self._at.setdefault(name, []).append(index)
        self._readers = {name: _Memo(_READERS[name]) for name in self._at if name in _READERS}
        self._original = any("original name" in headings[i].lower() for i in self._at.get("full_name", ()))
        self._questions = [i for i, heading in enumerate(headings) if fields[i] is None and _is_question(heading)]

    def read(self, table: Table, first: int, last: int) -> Iterator[RowFacts]:
        """The facts of each record from `first` to `last` (exclusive), in order."""
        for start in range(first, last, _BLOCK):
            block = [self._padded(unpack(row)) for row in table.rows[start : min(start + _BLOCK, last)]]
            yield from self._read_block(block)

    def _padded(self, cells: list[str]) -> list[str]:
        missing = self.width - len(cells)
        return cells + [""] * missing if missing > 0 else cells

    def _read_block(self, block: list[list[str]]) -> list[RowFacts]:
        facts = [RowFacts(cells) for cells in block]
        self._read_plain(facts)
        self._read_times(facts)
        self._read_who(facts)
        return facts

    def _column(self, name: str, facts: list[RowFacts]) -> Iterator[tuple[RowFacts, object]]:
        """Each row with what its best cell of a field reads as."""
        for index in self._at.get(name, ()):
            reader = self._readers[name]
            for row in facts:
                yield row, reader[row.cells[index]]

    def _read_plain(self, facts: list[RowFacts]) -> None:
        for name in _TEXTS:
            for row, text in self._column(name, facts):
                if text:
                    row.fields[name] = text
        for name in _ABOUT_IT:
            for row, text in self._column(name, facts):
                if text:
                    row.detail[name.removesuffix("_name")] = text
        for name in ("notes", "questions"):
            for row, text in self._column(name, facts):
                if text:
                    row.detail[name] = f"{row.detail[name]}\n{text}" if name in row.detail else text
                    row.said += (text,)
        for name, attribute in _MARKS.items():
            for row, mark in self._column(name, facts):
                if mark is not None:
                    setattr(row, attribute, mark)
        for row, agreed in self._column("consent", facts):
            if agreed is False:
                row.flags += ("no_consent",)
        self._read_answers(facts)

    def _read_answers(self, facts: list[RowFacts]) -> None:
        for index in self._questions:
            for row in facts:
                if answer := values.clean(row.cells[index]):
                    row.detail.setdefault("answers", {})[self._headings[index]] = answer
                    row.said += (answer,)

    def _read_times(self, facts: list[RowFacts]) -> None:
        for index, moment in self._moments.items():
            name = next(name for name, at in self._at.items() if index in at)
            read = partial(dates.stays, moment=moment) if name == "stays" else moment
            for row in facts:
                cell = row.cells[index]
                if not cell:
                    continue
                try:
                    found = read(cell)
                except NotADate:
                    if not values.is_blank(cell):
                        row.problems.append(f"“{self._headings[index]}” holds no day or time that can be read")
                    continue
                if name == "stays":
                    row.stays = tuple(found)
                else:
                    row.times[name] = found
        for index in self._at.get("minutes", ()):
            unit = 1 if "sec" in self._headings[index].lower() else 60
            for row in facts:
                if row.cells[index]:
                    row.seconds = values.seconds(row.cells[index], unit=unit)

    def _read_who(self, facts: list[RowFacts]) -> None:
        mails = [*self._at.get("email", ()), *self._at.get("email_2", ())]
        phones = [*self._at.get("phone", ()), *self._at.get("company_phone", ())]
        linkedin = self._at.get("linkedin", ())
        for row in facts:
            if mails:
                self._read_mails(row, mails)
            if phones:
                self._read_phones(row, phones)
            for index in linkedin:
                row.linkedin = linkedin_of(row.cells[index])
        self._read_names(facts)

    def _read_mails(self, row: RowFacts, columns: list[int]) -> None:
        found: tuple[str, ...] = ()
        for index in columns:
            cell = row.cells[index]
            if not cell:
                continue
            addresses = mailaddress.find_all(cell)
            if not addresses and (mended := mailaddress.repaired(cell)):
                addresses, row.flags = (mended,), (*row.flags, "mail_mended")
            if not addresses and not values.is_blank(cell):
                row.problems.append(f"“{cell.strip()[:80]}” is not a mail address")
            found = found + addresses if found else addresses
        row.emails = tuple(dict.fromkeys(found)) if len(found) > 1 else found

    def _read_phones(self, row: RowFacts, columns: list[int]) -> None:
        found: list[Phone] = []
        country = None
        for index in columns:
            text = values.clean(row.cells[index])
            if not text:
                continue
            if country is None and (name := row.fields.get("country")):
                country = _COUNTRY_CODES[name]
            for piece in text.split(_BETWEEN_PHONES) if _BETWEEN_PHONES in text else (text,):
                number = phone.normalise(piece, country)
                if number.problem:
                    row.flags = (*row.flags, "phone_unclear")
                    row.problems.append(number.problem)
                if number.number is None or all(number.number != each.number for each in found):
                    found.append(number)
        row.phones = tuple(found)

    def _read_names(self, facts: list[RowFacts]) -> None:
        first, last = self._at.get("first_name", ()), self._at.get("last_name", ())
        whole = self._at.get("full_name", ()) or self._at.get("display_name", ())
        prefix = self._at.get("prefix", ())
        for row in facts:
            cells = row.cells
            given = values.clean(cells[first[0]])[:_LONGEST_NAME] if first else ""
            family = values.clean(cells[last[0]])[:_LONGEST_NAME] if last else ""
            if given or family:
                row.name = names.from_halves(given, family)
            elif whole and (text := values.clean(cells[whole[0]])[:_LONGEST_NAME]):
                address = row.emails[0] if row.emails else None
                row.name = names.from_whole(text, address=address, original_in_brackets=self._original)
            if prefix and not row.name.prefix and (title := values.one_line(cells[prefix[0]])):
                row.name = row.name._replace(prefix=title[:40])
            if not row.name.full:
                row.called = " ".join(cells[i].strip() for i in (*first, *last, *whole) if cells[i].strip())[
                    :_LONGEST_NAME
                ]


_MARKS = {
    "attendance": "status",
    "approval": "approval",
    "cancelled": "cancelled",
    "unsubscribed": "unsubscribed",
    "kind": "kind",
}
_COUNTRY_CODES = _Memo(countries.code)


def _is_question(heading: str) -> bool:
    text = heading.strip()
    return "?" in text or text.lower().startswith(_QUESTION_STARTS)


def linkedin_of(cell: str) -> str | None:
    """A person's LinkedIn address as it is compared, or None: linkedin.com/in/name."""
    _, found, rest = cell.strip().lower().partition("linkedin.com/in/")
    name = rest.split("?")[0].split("/")[0].strip()
    return f"linkedin.com/in/{name}" if found and name else None


def is_time(name: str | None) -> bool:
    """Whether a field's column is read by a MomentReader."""
    return name in TIMES and name != "minutes"
