"""The rows of a section, column by column: each column has one reader, chosen before the first row is read."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from types import MappingProxyType
from typing import Any

from contacts.intake import attendance, dates, kinds, names, values
from contacts.intake.columns import TIMES
from contacts.intake.dates import MomentReader, NotADate
from contacts.intake.names import NOBODY, Name
from contacts.intake.table import Table
from contacts.intake.vocabulary import LAST_NAME_FIRST
from leadflow.lib import countries, mailaddress, phone
from leadflow.lib.phone import Phone
from leadflow.lib.text import folded

_BLOCK = 2000
# A column with more distinct values than these repeats few of them.
_REMEMBERED = 20_000
_LONGEST_NAME, _LONGEST_TEXT = 200, 500
# What joins several numbers in a cell, each of them with enough digits to be one.
_BETWEEN_PHONES = re.compile(r"(?::::|[;|\n]|,\s(?=[+(0])|\s/\s)\s*+(?=\D*+(?:\d\W{0,3}){6})")
_MOST_PHONES = 10
# A heading that promises the real name in brackets, behind the one on the screen.
_REAL_NAME = re.compile(
    r"original ?name|nom d origine|nom original|nombre original|(?:originele|oorspronkelijke) naam|nome originale"
)
_SEVERAL_PHONES = re.compile(r"[:;|,/\n]")
_ANSWERS = (
    "response", "answer", "antwort", "reponse", "réponse", "respuesta", "antwoord", "risposta", "custom question",
    "question:", "qualifier", "survey", "poll:", "frage:", "pregunta:", "vraag:", "domanda:",
)  # fmt: skip
# Fields kept as they are written, on one line.
_TEXTS = (
    "company", "title", "middle_name", "role", "website", "industry", "employees", "country", "city", "region",
    "postcode", "address", "source", "tags", "owner", "lead_status", "stage", "external_id", "company_phone",
)  # fmt: skip
_NOTHING: Mapping[str, Any] = MappingProxyType({})


def nothing() -> Mapping[str, Any]:
    """An empty mapping that all rows without details share."""
    return _NOTHING


@dataclass(slots=True)
class RowFacts:
    """What one row says, cell by cell; nothing is put together with other rows yet.

    `said` is what they or the scanner wrote; `detail` what goes with the interaction.
    """

    cells: list[str]
    fields: dict[str, str]
    name: Name = NOBODY
    called: str = ""
    emails: tuple[str, ...] = ()
    phones: tuple[Phone, ...] = ()
    linkedin: str | None = None
    detail: Mapping[str, Any] = field(default_factory=nothing)
    said: tuple[str, ...] = ()
    times: Mapping[str, datetime | None] = field(default_factory=nothing)
    stays: tuple[tuple[datetime, datetime], ...] = ()
    seconds: int | None = None
    status: str | None = None
    approval: str | None = None
    cancelled: bool | None = None
    unsubscribed: bool = False
    consent: bool | None = None
    kind: str | None = None
    flags: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


class _Memo(dict):
    """Reads each distinct cell once, as far as it remembers."""

    def __init__(self, read: Callable):
        super().__init__()
        self._read = read

    def __missing__(self, cell):
        if len(self) >= _REMEMBERED:
            self.clear()
        value = self[cell] = self._read(cell)
        return value


def _short(cell: str) -> str:
    return values.one_line(cell)[:_LONGEST_TEXT]


# Fields that say something about the row as a whole, each kept under the attribute of RowFacts with its name.
_MARKS: dict[str, Callable] = {
    "attendance": attendance.read,
    "approval": attendance.read,
    "cancelled": values.yes_or_no,
    "consent": values.consent,
    "kind": kinds.said,
}
_ATTRIBUTES = {"attendance": "status"}
# Fields that go with the interaction, and the key they are kept under.
_DETAILS: dict[str, tuple[str, Callable]] = {
    "rating": ("rating", _short),
    "ticket": ("ticket", _short),
    "event_name": ("event", _short),
    "notes": ("notes", values.clean),
    "questions": ("questions", values.clean),
}
_country_codes = _Memo(countries.code)


class SectionRows:
    """Reads the rows of one section. `moments` has a reader for each column of times; `phone_country` (ISO code) is
    where phone numbers are of which neither they nor their row say it."""

    def __init__(
        self,
        headings: Sequence[str],
        fields: Sequence[str | None],
        moments: dict[int, MomentReader],
        phone_country: str | None = None,
    ):
        self._phone_country = phone_country
        self._headings, self._width = headings, len(headings)
        self._at: dict[str, list[int]] = {}
        for index, name in enumerate(fields):
            if name:
                self._at.setdefault(name, []).append(index)
        self._texts = [
            (name, self._at[name][0], _Memo(values.count if name == "employees" else _short))
            for name in _TEXTS
            if name in self._at
        ]
        self._marks = [
            (_ATTRIBUTES.get(name, name), self._at[name][0], _Memo(read))
            for name, read in _MARKS.items()
            if name in self._at
        ]
        self._lengths = [
            (index, _Memo(partial(values.seconds, unit=1 if "sec" in headings[index].lower() else 60)))
            for index in self._at.get("minutes", ())
        ]
        self._details = [
            (key, index, read) for name, (key, read) in _DETAILS.items() for index in self._at.get(name, ())
        ]
        self._times = [(fields[index] or "", index, moment) for index, moment in moments.items()]
        self._clock = self._at.get("time_of_day", [None])[0]
        no_mail = (*self._at.get("unsubscribed", ()), *self._at.get("no_contact", ()))
        no_calls = (*self._at.get("no_calls", ()), *self._at.get("no_contact", ()))
        self._leavers = [(index, _Memo(values.is_unsubscribed)) for index in no_mail]
        self._uncalled = [(index, _Memo(values.is_unsubscribed)) for index in no_calls]
        self._leavers += [(index, _Memo(values.says_unsubscribed)) for index in self._at.get("consent", ())]
        self._questions = [i for i, heading in enumerate(headings) if fields[i] is None and _is_question(heading)]
        self._mails = [*self._at.get("email", ()), *self._at.get("email_2", ())]
        self._phones = [*self._at.get("phone", ()), *self._at.get("company_phone", ())]
        self._read_name = self._name_reader()
        # Whether in the column of whole names the last name comes first, as the mail addresses beside it tell.
        self._last_names_first = self._is_order_settled = False

    def read(self, table: Table, first: int, last: int) -> Iterator[RowFacts]:
        """The facts of each record from `first` to `last` (exclusive), in order."""
        for start in range(first, last, _BLOCK):
            yield from self._read_block(list(table.records(start, min(start + _BLOCK, last))))

    def _read_block(self, block: list[list[str]]) -> list[RowFacts]:
        for cells in block:
            if len(cells) < self._width:
                cells.extend([""] * (self._width - len(cells)))
        texts = [(name, [memo[cells[index]] for cells in block]) for name, index, memo in self._texts]
        rows = [
            RowFacts(cells, {name: column[i] for name, column in texts if column[i]}) for i, cells in enumerate(block)
        ]
        self._read_marks(rows)
        for index, memo in self._lengths:
            self._read_lengths(rows, index, memo)
        for key, index, read in self._details:
            self._read_detail(rows, key, index, read)
        for index in self._questions:
            self._read_answers(rows, index)
        for name, index, moment in self._times:
            self._read_times(rows, name, index, moment)
        for row in rows:
            self._read_addresses(row)
        self._settle_order_of_names(rows)
        for row in rows:
            self._read_name(row)
        return rows

    def _read_marks(self, rows: list[RowFacts]) -> None:
        for attribute, index, memo in self._marks:
            for row in rows:
                setattr(row, attribute, memo[row.cells[index]])
        for index, memo in self._leavers:
            for row in rows:
                row.unsubscribed = row.unsubscribed or memo[row.cells[index]]
        for index, memo in self._uncalled:
            for row in rows:
                if memo[row.cells[index]]:
                    row.flags += ("no_calls",)

    def _read_lengths(self, rows: list[RowFacts], index: int, memo: _Memo) -> None:
        for row in rows:
            cell = row.cells[index]
            length = memo[cell]
            if length is not None:
                # Live and on demand stand side by side, and often their sum too.
                row.seconds = max(length, row.seconds or 0)
            elif not values.is_blank(cell):
                row.problems += (f"“{self._headings[index]}” holds no length of time that can be read",)

    @staticmethod
    def _read_detail(rows: list[RowFacts], key: str, index: int, read: Callable) -> None:
        is_said = key in ("notes", "questions")
        for row in rows:
            cell = row.cells[index]
            if cell and (text := read(cell)):
                before = row.detail.get(key)
                row.detail = {**row.detail, key: f"{before}\n{text}" if before else text}
                if is_said:
                    row.said += (text,)

    def _read_answers(self, rows: list[RowFacts], index: int) -> None:
        for row in rows:
            cell = row.cells[index]
            if cell and (answer := values.clean(cell)):
                answers = {**row.detail.get("answers", {}), self._headings[index]: answer}
                row.detail = {**row.detail, "answers": answers}
                row.said += (answer,)

    def _read_times(self, rows: list[RowFacts], name: str, index: int, moment: MomentReader) -> None:
        is_stays = name == "stays"
        read: Callable = partial(dates.stays, moment=moment) if is_stays else moment
        # The clock time belongs to the days before it.
        days = [at for _, at, _ in self._times if self._clock is not None and at < self._clock]
        clock = self._clock if days and max(days) == index else None
        heading = self._headings[index]
        no_zone = f"“{heading}” holds a time without a time zone, which was left out"
        either = f"“{heading}” holds a day that can be read in two ways"
        for row in rows:
            cell = row.cells[index]
            if not cell:
                continue
            if moment.order_open and dates.can_be_either(cell):
                row.problems += (either,)
            if clock is not None and not values.is_blank(row.cells[clock]):
                cell = f"{cell} {row.cells[clock]}"
            zoneless = moment.zoneless
            try:
                found = read(cell)
            except NotADate:
                if not values.is_blank(cell):
                    row.problems += (f"“{heading}” holds no day or time that can be read",)
                continue
            if moment.zoneless > zoneless:
                row.problems += (no_zone,)
            if is_stays:
                row.stays = tuple(found)
            else:
                row.times = {**row.times, name: found}

    def _settle_order_of_names(self, rows: list[RowFacts]) -> None:
        """By the first rows, and for all: a column keeps one order."""
        whole = self._at.get("full_name") or self._at.get("display_name")
        if self._is_order_settled or not whole:
            return
        votes = [names.order_in(row.cells[whole[0]][:_LONGEST_NAME], row.emails[0]) for row in rows if row.emails]
        self._last_names_first = sum(votes) < 0
        self._is_order_settled = any(votes)

    def _read_addresses(self, row: RowFacts) -> None:
        if self._mails:
            self._read_mails(row)
        if self._phones:
            self._read_phones(row)
        for index in self._at.get("linkedin", ()):
            row.linkedin = linkedin_of(row.cells[index])
        if row.consent is False:
            row.flags += ("no_consent",)

    def _read_mails(self, row: RowFacts) -> None:
        found: tuple[str, ...] = ()
        for index in self._mails:
            cell = row.cells[index]
            if not cell:
                continue
            addresses = mailaddress.find_all(cell)
            if not addresses and (mended := mailaddress.repaired(cell)):
                addresses, row.flags = (mended,), (*row.flags, "mail_mended")
            if not addresses and not values.is_blank(cell):
                row.problems += (f"“{cell.strip()[:80]}” is not a mail address",)
            found = tuple(dict.fromkeys(found + addresses)) if found else addresses
        row.emails = found

    def _read_phones(self, row: RowFacts) -> None:
        found: list[Phone] = []
        for index in self._phones:
            cell = row.cells[index]
            if not cell or not (text := values.clean(cell)):
                continue
            country = row.fields.get("country")
            for piece in (
                _BETWEEN_PHONES.split(text[:_LONGEST_TEXT], _MOST_PHONES) if _SEVERAL_PHONES.search(text) else (text,)
            ):
                number = phone.normalise(piece, (_country_codes[country] if country else None) or self._phone_country)
                if number.problem:
                    row.flags = (*row.flags, "phone_unclear")
                    if number.problem not in row.problems:
                        row.problems = (*row.problems, number.problem)
                if number.number is None or all(number.number != each.number for each in found):
                    found.append(number)
        if found:
            row.phones = tuple(found)

    def _name_reader(self) -> Callable[[RowFacts], None]:
        """How a row's name is read: from its halves; where both are empty, from a column with the whole."""
        first, last = self._at.get("first_name"), self._at.get("last_name")
        whole = self._at.get("full_name") or self._at.get("display_name")
        prefix, middle = self._at.get("prefix"), self._at.get("middle_name")
        # Names repeat; one copy of each is kept.
        cleaned = _Memo(lambda cell: values.clean(cell)[:_LONGEST_NAME])
        heading = folded(self._headings[whole[0]]) if whole else ""
        original, last_name_first = bool(_REAL_NAME.search(heading)), heading in LAST_NAME_FIRST

        def cell_of(row: RowFacts, at: list[int] | None) -> str:
            return cleaned[row.cells[at[0]]] if at else ""

        def read(row: RowFacts) -> None:
            given, family = cell_of(row, first), cell_of(row, last)
            if given or family:
                row.name = names.from_halves(given, family, cell_of(row, middle))
            elif (text := cell_of(row, whole)) and not mailaddress.find_all(text):
                row.name = names.from_whole(
                    text,
                    address=row.emails[0] if row.emails else None,
                    original_in_brackets=original,
                    last_name_first=last_name_first or self._last_names_first,
                )
            if prefix and not row.name.prefix and (title := cell_of(row, prefix)):
                row.name = row.name._replace(prefix=title[:40])
            if not row.name.full:
                called = " ".join(row.cells[at[0]].strip() for at in (first, last, whole) if at)
                row.called = called[:_LONGEST_NAME].strip()

        return read


def _is_question(heading: str) -> bool:
    return "?" in heading or heading.strip().lower().startswith(_ANSWERS)


def linkedin_of(cell: str) -> str | None:
    """A person's LinkedIn address as it is compared, or None: linkedin.com/in/name."""
    _, found, rest = cell.strip().lower().partition("linkedin.com/in/")
    name = rest.split("?")[0].split("/")[0].strip()
    return f"linkedin.com/in/{name}" if found and name else None


def is_time(field: str | None) -> bool:
    """Whether a field's column is read by a MomentReader."""
    return field in TIMES and field != "minutes"
