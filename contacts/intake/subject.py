"""What a list is about: the vendor's format, the event, and what the people did."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from contacts.intake import formats, kinds, preamble
from contacts.intake.columns import meaning
from contacts.intake.formats import Format
from contacts.intake.kinds import PURPOSES, Purpose
from contacts.intake.preamble import Facts
from contacts.intake.sheets import Part
from leadflow.lib.text import folded

# A file's name is a weak hint: "download (1).csv" is no list of downloads.
_TRUSTED_FILE_NAMES = frozenset({"webinar_attended", "webinar_registered", "booth_visit", "social_connection"})

# Whose headings may tell what people did: "How can we help?", "Scanned by".
_TELLING = (None, "notes", "owner")


@dataclass(frozen=True, slots=True)
class Subject:
    """`event_column` is the column that names the event, if it names the same in each row."""

    format: Format
    purpose: Purpose
    event_name: str
    event_column: int | None


def of(main: Part, facts: Facts, file_name: str, kind: str | None) -> Subject:
    """Make out what the list is about; `kind` is what the person who uploads it said."""
    headings = main.section.headings
    format_ = formats.recognise([folded(heading) for heading in headings])
    names = _event_names(main)
    column = next((i for i, field in enumerate(main.fields) if field == "event_name" and main.only_value(i)), None)
    name = facts.name or (main.only_value(column) if column is not None else "") or preamble.name_in_title(facts.titles)
    if kind:
        purpose = PURPOSES[kind]
    else:
        purpose = format_.purpose or kinds.guess(
            {field for field in main.fields if field},
            [heading for heading, field in zip(headings, main.fields, strict=True) if field in _TELLING],
            [facts.name, *facts.titles, *names, *_file_name(file_name)],
        )
    return Subject(format_, purpose, name, column)


def _event_names(main: Part) -> Sequence[str]:
    """The one value of each column that may name an event, the form before the campaign it belongs to."""
    found = [
        main.only_value(index)
        for index, heading in enumerate(main.section.headings)
        if (m := meaning(heading)) and m.field == "event_name"
    ]
    return [name for name in reversed(found) if name]


def _file_name(name: str) -> Sequence[str]:
    stem = PurePath(name).stem
    return [stem] if kinds.said(stem) in _TRUSTED_FILE_NAMES else []
