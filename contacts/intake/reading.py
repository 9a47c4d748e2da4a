"""What was read out of a list: the answer of `contacts.intake.read`, and its form as JSON."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from contacts.intake.names import Name
from contacts.intake.rows import nothing
from contacts.intake.table import unpack
from leadflow.lib.phone import Phone

if TYPE_CHECKING:
    from contacts.intake.roll import Rows

# The fates of a row (rule I5 counts them): see docs/decisions/reading-lists.md.
PERSON, DUPLICATE, QUARANTINED = "person", "duplicate", "quarantined"
SUPPRESSED, REJECTED, SKIPPED = "suppressed", "rejected", "skipped"


@dataclass(slots=True)
class ColumnReading:
    """A column: its heading, the field it was taken for (None: kept with the row only), and a few of its values."""

    index: int
    header: str
    field: str | None
    samples: list[str]

    def as_json(self) -> dict:
        return {"index": self.index, "header": self.header, "field": self.field, "samples": self.samples}


@dataclass(slots=True)
class SheetReading:
    """A sheet of a workbook; `people` is how many rows under headings of people it has, 0 if it holds no list."""

    name: str
    hidden: bool
    rows: int
    people: int

    def as_json(self) -> dict:
        return {"name": self.name, "hidden": self.hidden, "rows": self.rows, "people": self.people}


@dataclass(slots=True)
class SectionReading:
    """A part of the file with headings of its own. `role`: people, staff, detail (repeats the people), other."""

    title: str
    header_row: int | None
    rows: int
    role: str

    def as_json(self) -> dict:
        return {"title": self.title, "header_row": self.header_row, "rows": self.rows, "role": self.role}


@dataclass(slots=True)
class EventReading:
    """What the list is about, as far as the file says."""

    name: str
    kind: str
    starts_at: datetime | None

    def as_json(self) -> dict:
        return {"name": self.name, "kind": self.kind, "starts_at": _stamp(self.starts_at)}


@dataclass(slots=True)
class Interaction:
    """Something a person did. `at` is in UTC; None where the file does not date it, or no zone places it.

    `stays` are the times somebody joined and left, `minutes` their union; `detail` holds questions, answers, notes,
    rating, ticket, event.
    """

    kind: str
    at: datetime | None
    minutes: int | None = None
    stays: tuple[tuple[datetime, datetime], ...] = ()
    detail: Mapping[str, Any] = field(default_factory=nothing)

    def as_json(self) -> dict:
        found: dict = {"kind": self.kind, "at": _stamp(self.at)}
        if self.minutes is not None:
            found["minutes"] = self.minutes
        if self.stays:
            found["stays"] = [[_stamp(joined), _stamp(left)] for joined, left in self.stays]
        if self.detail:
            found["detail"] = dict(self.detail)
        return found


@dataclass(slots=True)
class PersonReading:
    """One person, put together from their rows; the first row that fills a field keeps it.

    `reasons` is not empty where every row of theirs looks like junk. `fields` holds every other field by its name
    in `columns.FIELDS`.
    """

    email: str | None
    emails: tuple[str, ...]
    phones: tuple[Phone, ...]
    linkedin: str | None
    name: Name
    # What stood in the name's cells when nothing in it is a name.
    called: str
    fields: dict[str, str]
    rows: tuple[int, ...]
    attendance: str | None = None
    flags: tuple[str, ...] = ()
    interactions: tuple[Interaction, ...] = ()
    unsubscribed: bool = False
    reasons: tuple[str, ...] = ()

    @property
    def first_name(self) -> str:
        return self.name.first

    @property
    def last_name(self) -> str:
        return self.name.last

    @property
    def full_name(self) -> str:
        return self.name.full

    @property
    def company(self) -> str:
        return self.fields.get("company", "")

    @property
    def title(self) -> str:
        return self.fields.get("title", "")

    def as_json(self) -> dict:
        """Everything, so that it can be kept and imported later."""
        names = {"prefix": self.name.prefix, "first_name": self.first_name, "last_name": self.last_name}
        return {
            "email": self.email,
            "emails": list(self.emails),
            "phones": [
                {"raw": phone.raw, "number": phone.number, "extension": phone.extension} for phone in self.phones
            ],
            "linkedin": self.linkedin,
            "name": self.full_name or self.called,
            "rows": list(self.rows),
            "attendance": self.attendance,
            "flags": list(self.flags),
            "unsubscribed": self.unsubscribed,
            "reasons": list(self.reasons),
            "interactions": [interaction.as_json() for interaction in self.interactions],
            "fields": {key: value for key, value in (names | self.fields).items() if value},
        }


@dataclass(slots=True)
class RowReading:
    """One record and its one fate, with the reasons in words. `row` counts records from 1, as the file does."""

    row: int
    sheet: str | None
    fate: str
    person_index: int | None
    reasons: tuple[str, ...]
    _packed: str
    # The rules on junk that found something: see contacts.intake.junk.Findings.marks.
    junk: str = ""

    @property
    def values(self) -> tuple[str, ...]:
        """The cells as they stood in the file."""
        return tuple(unpack(self._packed))


@dataclass(slots=True)
class ListReading:
    """A list, read. `zone_source`: "file" where the file names its zone, "given" where the caller did, else None."""

    name: str
    format: str
    kind: str
    encoding: str
    delimiter: str | None
    sheet: str | None
    sheets: list[SheetReading]
    sections: list[SectionReading]
    zone: str | None
    zone_source: str | None
    # Times without a zone, and nobody said which: they are left out until somebody does.
    needs_zone: bool
    # Whether the day comes first in dates like 05/06, and whether the file leaves that open.
    day_first: bool
    day_order_open: bool
    header_row: int | None
    columns: list[ColumnReading]
    rows: "Rows"
    people: Sequence[PersonReading]
    # How many people have which flag.
    flags: Mapping[str, int]
    event: EventReading | None
    notes: list[str]
    # Where nothing tells whether the first row is headings or somebody: the headings if it were the other thing.
    other_headings: list[str] | None = None

    def counts(self) -> dict[str, int]:
        """Rows by fate."""
        found: Counter[str] = Counter()
        for (fate, _), rows in self.rows.tally().items():
            found[fate] += rows
        return dict(found)

    def unmapped(self, person: PersonReading) -> dict[str, str]:
        """What the columns that map to nothing hold about a person: heading to value, first row first."""
        unmapped = [(column.index, column.header) for column in self.columns if column.field is None and column.header]
        found: dict[str, str] = {}
        for number in person.rows if unmapped else ():
            cells = self.rows.cells_of(number)
            for index, header in unmapped:
                if index < len(cells) and (value := cells[index].strip()):
                    found.setdefault(header, value)
        return found

    def as_json(self) -> dict:
        """The contract of `read_list --json`. Of a person's interactions it lists those that have a time."""
        several = len(self.sheets) > 1
        return {
            "name": self.name,
            "format": self.format,
            "kind": self.kind,
            "encoding": self.encoding,
            "delimiter": self.delimiter,
            "sheet": self.sheet,
            "sheets": [sheet.as_json() for sheet in self.sheets],
            "sections": [section.as_json() for section in self.sections],
            "zone": self.zone,
            "zone_source": self.zone_source,
            "needs_zone": self.needs_zone,
            "day_first": self.day_first,
            "day_order_open": self.day_order_open,
            "header_row": self.header_row,
            "headings_open": self.other_headings is not None,
            "columns": [column.as_json() for column in self.columns],
            "event": self.event.as_json() if self.event else None,
            "rows": [self._row_as_json(row, several) for row in self.rows],
            "people": [self._person_as_json(person) for person in self.people],
            "counts": self.counts(),
            "notes": self.notes,
        }

    def _row_as_json(self, row: RowReading, several_sheets: bool) -> dict:
        email = None if row.person_index is None else self.people[row.person_index].email
        found: dict = {"row": row.row, "fate": row.fate, "email": email, "reasons": list(row.reasons)}
        return found | {"sheet": row.sheet} if several_sheets else found

    def _person_as_json(self, person: PersonReading) -> dict:
        dated = [interaction.as_json() for interaction in person.interactions if interaction.at]
        return person.as_json() | {"interactions": dated, "extra": self.unmapped(person)}


def _stamp(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None
