"""Which table of a file holds the list, and its parts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from contacts.intake import columns, headless, sections
from contacts.intake.columns import REPEATABLE
from contacts.intake.limits import ListRefused
from contacts.intake.reading import SheetReading
from contacts.intake.sections import PEOPLE, Layout, Section
from contacts.intake.table import Source, Table

# Enough rows to see what a column holds.
_SAMPLE = 200


@dataclass(slots=True)
class Part:
    """A section of people, with what its columns were taken for and samples of what they hold."""

    table: Table
    section: Section
    fields: list[str | None]
    samples: list[list[str]]

    def cells(self, index: int) -> Iterator[str]:
        """All cells of one column."""
        for cells in self.table.records(self.section.first, self.section.last):
            if index < len(cells):
                yield cells[index]

    def only_value(self, index: int) -> str:
        """The value of a column that says the same in each row, else ""."""
        found = {sample.strip() for sample in self.samples[index]} - {""}
        return found.pop() if len(found) == 1 else ""


@dataclass(slots=True)
class Sheet:
    """The table that is read; `readings` tells of the others, so that they can be offered."""

    table: Table
    layout: Layout
    main: Section
    readings: list[SheetReading]

    def part(self, section: Section, mapping: dict[int, str | None]) -> Part:
        """A section with its columns understood. `mapping` overrides the guess, for the main section."""
        samples: list[list[str]] = [[] for _ in section.headings]
        for cells in self.table.records(section.first, min(section.last, section.first + _SAMPLE)):
            for column, cell in zip(samples, cells, strict=False):
                # Cells that stand alone in their row are titles and footers.
                if cell and (len(cells) > 1 or len(samples) == 1):
                    column.append(cell)
        if section.other_headings is None:
            fields = columns.guess(section.headings, samples)
        else:
            fields = self._guess_by_values(section, samples)
        if section is self.main:
            taken = {field for field in mapping.values() if field not in REPEATABLE}
            fields = [mapping.get(index, None if field in taken else field) for index, field in enumerate(fields)]
        return Part(self.table, section, fields, samples)

    def _guess_by_values(self, section: Section, samples: list[list[str]]) -> list[str | None]:
        headings = section.headings if section.header is not None else [""] * len(section.headings)
        rows = list(self.table.records(section.first, min(section.last, section.first + _SAMPLE)))
        whole = [[row[at] if at < len(row) else "" for row in rows] for at in range(len(headings))]
        return headless.fields_of(whole, columns.guess(headings, samples))


def choose(source: Source, wanted: str | None, has_headings: bool | None = None) -> Sheet:
    """The sheet called `wanted`, else of the visible ones the one that is most of a list of people.

    A hidden sheet is read only if it is asked for. Where no headings are understood, whatever is a table is taken for
    a list; `has_headings` is what somebody said of its first row. Raises ListRefused.
    """
    found = [(table, sections.find(table)) for table in source.tables]
    if not any(layout.main for table, layout in found if not table.hidden or table.name == wanted):
        found = [
            (table, layout if layout.main or table.hidden else sections.find_headless(table, has_headings))
            for table, layout in found
        ]
    readings = [
        SheetReading(table.name or "", table.hidden, len(table), len(layout.main) if layout.main else 0)
        for table, layout in found
    ]
    if wanted is not None:
        found = [(table, layout) for table, layout in found if table.name == wanted]
        if not found:
            names = ", ".join(reading.name for reading in readings if not reading.hidden)
            raise ListRefused(source.name, f"there is no sheet called “{wanted}”. It has: {names}.")
    else:
        found = [(table, layout) for table, layout in found if not table.hidden] or found[:0]
    table, layout = max(found, key=lambda pair: pair[1].weight, default=(None, None))
    if table is None or layout is None or layout.main is None:
        raise ListRefused(source.name, _why_none(table, readings))
    if not layout.weight:
        raise ListRefused(source.name, "it has column headings, but no rows below them.")
    return Sheet(table, layout, layout.main, readings)


def _why_none(table: Table | None, readings: Sequence[SheetReading]) -> str:
    hidden = max((reading for reading in readings if reading.hidden), key=lambda reading: reading.people, default=None)
    if hidden and hidden.people:
        return f"its people stand on the hidden sheet “{hidden.name}”. Unhide it, save, and upload it again."
    if table is None:
        return "all its sheets are hidden. Unhide the one with the list, save, and upload it again."
    if not any(row.strip("\x1f ") for row in table.rows):
        return "the file is empty. Export the list again."
    return "there is no table in it. Put what you know of each person into a row of its own, and upload it again."


def people_sections(layout: Layout) -> Sequence[Section]:
    """The sections whose rows are people."""
    return [section for section in layout.sections if section.role == PEOPLE]
