"""Somebody who comes in alone, by a form or by hand, read as if they were a list's only row."""

from collections.abc import Mapping
from datetime import datetime

from contacts.intake.clocks import Clock
from contacts.intake.columns import FIELDS
from contacts.intake.kinds import LISTED, PURPOSES
from contacts.intake.lists import NO_RULES
from contacts.intake.people import People, default_status
from contacts.intake.reading import ColumnReading, EventReading, ListReading
from contacts.intake.rows import SectionRows
from contacts.intake.sections import Section
from contacts.intake.sheets import Part
from contacts.intake.sieve import Sieve
from contacts.intake.table import Table, pack


def read_one(
    fields: Mapping[str, str],
    *,
    kind: str | None,
    about: str = "",
    happened_at: datetime | None = None,
    further: Mapping[str, str] | None = None,
    sieve: Sieve = NO_RULES,
) -> ListReading:
    """What is said of one person: `fields` by the names of columns.FIELDS, `further` by headings of their own.

    They did something of `kind` with what it is `about`, at that moment; without a kind they did nothing. Nothing is
    refused: of a row that names nobody the fate is "rejected". Raises ValueError for what is no kind or field.
    """
    for name in fields:
        if name not in FIELDS:
            raise ValueError(f"“{name}” is no field of a list. Known are: {', '.join(FIELDS)}.")
    if kind is not None and kind not in PURPOSES:
        raise ValueError(f"“{kind}” is no kind of interaction. Known are: {', '.join(PURPOSES)}.")
    beside = {_storable(heading): _storable(value) for heading, value in (further or {}).items()}
    headings = [*(FIELDS[name] for name in fields), *beside]
    taken: list[str | None] = [*fields, *(None for _ in beside)]
    values = [*map(_storable, fields.values()), *beside.values()]
    table = Table(headings=headings)
    table.rows.append(pack(values))
    section, samples = Section(headings, None, 0, 1), [[value] if value else [] for value in values]
    clock = Clock(zone=None, source=None, day_first=True, order_open=False, epoch_1904=False)
    moments = clock.readers(Part(table, section, taken, samples))
    purpose = PURPOSES[kind] if kind else LISTED
    people = People(purpose, sieve, table, default_status(purpose, kind, taken))
    for row in SectionRows(headings, taken, moments).read(table, 0, 1):
        people.add(1, row)
    people.finish()
    for index in range(len(people.people)):
        person = people.people.to_change(index)
        person.interactions = person.interactions if kind else ()
        for interaction in person.interactions:
            interaction.at = interaction.at or happened_at
    return ListReading(
        name="",
        format="generic",
        kind=purpose.done,
        encoding="utf-8",
        delimiter=None,
        sheet=None,
        sheets=[],
        sections=[],
        zone=None,
        zone_source=None,
        needs_zone=False,
        day_first=True,
        day_order_open=False,
        header_row=None,
        columns=[
            ColumnReading(index, heading, field, found)
            for index, (heading, field, found) in enumerate(zip(headings, taken, samples, strict=True))
        ],
        rows=people.rows,
        people=people.people,
        flags=people.flags,
        event=EventReading(about, purpose.asset, None) if about else None,
        notes=[],
    )


def _storable(text: str) -> str:
    """Without what no cell of a list can hold: half letters, zero bytes, and what parts the cells of a packed row."""
    return text.encode("utf-8", "replace").decode().replace("\0", "").replace("\x1f", " ").strip()
