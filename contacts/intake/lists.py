"""Reading a list from end to end."""

from collections.abc import Iterator
from pathlib import Path

from contacts.intake import clocks, dates, headless, preamble, reader, sections, sheets, subject
from contacts.intake.clocks import Clock
from contacts.intake.columns import FIELDS
from contacts.intake.kinds import PURPOSES
from contacts.intake.limits import USUAL, Limits, ListRefused
from contacts.intake.people import People, default_status
from contacts.intake.preamble import Facts
from contacts.intake.reading import SKIPPED, ColumnReading, EventReading, ListReading, SectionReading
from contacts.intake.rows import SectionRows
from contacts.intake.sections import DETAIL, OTHER, STAFF, Section
from contacts.intake.sheets import Part, Sheet
from contacts.intake.sieve import Sieve
from contacts.intake.table import Table, is_blank
from leadflow.lib import collecting, mailaddress

_SHOWN = 3
NO_RULES = Sieve()

BLANK_ROW = "Blank row"
FOOTER = "A total or a closing line, not a person"
REPEATED_HEADINGS = "The headings once more"
NOT_PEOPLE = {
    STAFF: "Host, panelist or staff",
    DETAIL: "Repeats the people of the list, entry by entry",
    OTHER: "A part of the file that names nobody with an address",
}


@collecting.held_back()
def read(
    path: str | Path,
    *,
    zone: str | None,
    sieve: Sieve = NO_RULES,
    mapping: dict[int, str | None] | None = None,
    sheet: str | None = None,
    kind: str | None = None,
    day_first: bool | None = None,
    has_headings: bool | None = None,
    phone_country: str | None = None,
    name: str | None = None,
    limits: Limits = USUAL,
) -> ListReading:
    """Read a list file of any format into rows and people. Nothing is guessed from the server's own time zone.

    `zone` (IANA) places times that the file leaves open; a zone the file names wins over it. `sieve` is what the firm
    decided about junk. `mapping` overrides what columns were taken for, `kind` what the people did, `day_first` the
    order in dates like 05/06; `has_headings` says what the first row is where nothing in the file tells;
    `phone_country` (ISO code) is where phone numbers are of which the file does not say it; `name` is the file's in
    messages. Raises ListRefused for a file that holds no table, or nothing but headings, or must not be
    opened; ValueError for arguments that name no zone, kind or field.
    """
    _check(zone, mapping, kind)
    source = reader.read(Path(path), name or Path(path).name, limits)
    chosen = sheets.choose(source, sheet, has_headings)
    facts = preamble.facts(chosen.table, chosen.layout)
    parts = [chosen.part(section, mapping or {}) for section in sheets.people_sections(chosen.layout)]
    main = next(part for part in parts if part.section is chosen.main)
    about = subject.of(main, facts, source.name, kind)
    clock = clocks.decide(
        parts,
        about.format,
        in_file=facts.zone,
        given=zone,
        other_dates=[facts.starts],
        day_first=day_first,
        epoch_1904=source.epoch_1904,
    )
    firms = sieve.with_own(_hosts(chosen, facts))
    people = People(about.purpose, firms, chosen.table, default_status(about.purpose, kind, main.fields))
    _read_rows(people, chosen, parts, clock, about.event_column, phone_country)
    if all(fate == SKIPPED for fate, _ in people.rows.tally()):
        raise ListRefused(source.name, "it has column headings, but no row below them names a person.")
    starts_at = clock.moment(facts.starts)
    clock.learn()
    return ListReading(
        name=source.name,
        format=about.format.key,
        kind=about.purpose.done,
        encoding=source.encoding,
        delimiter=source.delimiter,
        sheet=chosen.table.name,
        sheets=chosen.readings,
        sections=[_section(each) for each in chosen.layout.sections],
        zone=clock.zone,
        zone_source=clock.source,
        needs_zone=clock.needs_zone,
        day_first=clock.day_first,
        day_order_open=clock.order_open,
        header_row=None if chosen.main.header is None else chosen.main.header + 1,
        columns=_columns(main),
        rows=people.rows,
        people=people.people,
        flags=people.flags,
        event=EventReading(about.event_name, about.purpose.asset, starts_at) if about.event_name else None,
        notes=[*source.notes, *_notes(chosen.main, people)],
        other_headings=chosen.main.other_headings,
    )


def _check(zone: str | None, mapping: dict[int, str | None] | None, kind: str | None) -> None:
    if zone is not None and dates.zone_named(zone) is None:
        raise ValueError(f"“{zone}” is not a time zone. Write it like Europe/Oslo.")
    if kind is not None and kind not in PURPOSES:
        raise ValueError(f"“{kind}” is no kind of interaction. Known are: {', '.join(PURPOSES)}.")
    for field in (mapping or {}).values():
        if field is not None and field not in FIELDS:
            raise ValueError(f"“{field}” is no field of a list. Known are: {', '.join(FIELDS)}.")


def _hosts(chosen: Sheet, facts: Facts) -> frozenset[str]:
    """The mail domains of those who held the event: whoever else is there from them is one of us."""
    addresses = set(mailaddress.find_all(facts.organiser))
    for section in chosen.layout.sections:
        if section.is_of_hosts:
            for cells in chosen.table.records(section.first, section.last):
                addresses.update(address for cell in cells for address in mailaddress.find_all(cell))
    return frozenset(map(mailaddress.domain, addresses)) - mailaddress.free_domains()


def _read_rows(
    people: People,
    chosen: Sheet,
    parts: list[Part],
    clock: Clock,
    event_column: int | None,
    phone_country: str | None,
) -> None:
    """Give every record of every section its fate, in the file's order."""
    by_section = {id(part.section): part for part in parts}
    for section in chosen.layout.sections:
        part = by_section.get(id(section))
        if part is None:
            for index in range(section.first, section.last):
                reason = BLANK_ROW if is_blank(chosen.table.rows[index]) else NOT_PEOPLE[section.role]
                people.skip(index + 1, reason)
            continue
        fields = list(part.fields)
        if event_column is not None and section is chosen.main:
            # It says the same of everybody, so it is said once, of the list.
            fields[event_column] = None
        rows = SectionRows(section.headings, fields, clock.readers(part), phone_country)
        _read_people(people, chosen.table, section, rows)
    people.finish()


def _read_people(people: People, table: Table, section: Section, rows: SectionRows) -> None:
    end = sections.end_of_people(table, section)
    header = None if section.header is None else table.rows[section.header]
    below_a_gap = False
    read = zip(
        table.rows.between(section.first, section.last),
        rows.read(table, section.first, section.last),
        strict=True,
    )
    for index, (packed, row) in enumerate(read, start=section.first):
        if is_blank(packed):
            below_a_gap = below_a_gap or index >= end
            people.skip(index + 1, BLANK_ROW)
        elif packed == header:
            people.skip(index + 1, REPEATED_HEADINGS)
        elif not row.emails and sections.is_footer(row.cells, below_a_gap=below_a_gap):
            people.skip(index + 1, FOOTER)
        else:
            if index in table.mended:
                row.problems += (table.mended[index],)
            people.add(index + 1, row, absent=section.absent)


def _notes(main: Section, people: People) -> Iterator[str]:
    if not people.people:
        yield headless.NOBODY_NAMED
    elif main.other_headings is not None:
        yield headless.NOTES[main.header is not None]


def _section(section: Section) -> SectionReading:
    header_row = None if section.header is None else section.header + 1
    return SectionReading(section.title, header_row, len(section), section.role)


def _columns(main: Part) -> list[ColumnReading]:
    return [
        ColumnReading(index, heading, field, [sample[:200] for sample in samples[:_SHOWN]])
        for index, (heading, field, samples) in enumerate(
            zip(main.section.headings, main.fields, main.samples, strict=True)
        )
    ]
