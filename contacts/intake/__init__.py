"""List files, as they come, turned into rows and people. Pure: no database, nothing is written.

    reading = read(path, zone="Europe/Oslo")

The file is taken apart (`reader`), the list is found in it (`sections`), its columns are understood (`columns`), each
column is read by one reader (`rows`), rows become people (`people`), and junk is told apart (`junk`).

One person who comes in alone is read by `read_one`; whoever wants them written down calls `contacts.entering.enter`.
"""

from contacts.intake.alone import read_one
from contacts.intake.limits import Limits, ListRefused
from contacts.intake.lists import read
from contacts.intake.reading import (
    ColumnReading,
    EventReading,
    Interaction,
    ListReading,
    PersonReading,
    RowReading,
    SectionReading,
    SheetReading,
)
from contacts.intake.sieve import Sieve

__all__ = [
    "ColumnReading",
    "EventReading",
    "Interaction",
    "Limits",
    "ListReading",
    "ListRefused",
    "PersonReading",
    "RowReading",
    "SectionReading",
    "SheetReading",
    "Sieve",
    "read",
    "read_one",
]
