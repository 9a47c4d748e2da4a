"""What became different in some rows, as plain values that fit into JSON, and making it undone: many rows at once."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model

from leadflow.lib import bulk, pictures

# {primary key: {column: [before, after]}}; the keys are text, as JSON has them.
Changes = dict[str, dict[str, list[Any]]]


def between(before: pictures.Rows, after: pictures.Rows) -> Changes:
    """The columns that differ of rows that are in both pictures."""
    found = {
        pk: {name: [value, after[pk][name]] for name, value in row.items() if after[pk][name] != value}
        for pk, row in before.items()
        if pk in after
    }
    return {pk: columns for pk, columns in found.items() if columns}


def joined(earlier: Changes, later: Changes) -> Changes:
    """Two changes one after the other, as one."""
    whole = {pk: dict(columns) for pk, columns in earlier.items()}
    for pk, columns in later.items():
        known = whole.setdefault(pk, {})
        for name, (before, after) in columns.items():
            known[name] = [known[name][0] if name in known else before, after]
    return whole


def take_back(model: type[Model], made: Changes, *, unless_changed_since: bool = True) -> None:
    """Give each column its former value; where it got yet another value since, only if asked to."""
    now = pictures.rows(model._base_manager.filter(pk__among=[int(pk) for pk in made]))
    columns = sorted({name for change in made.values() for name in change})
    bulk.update(model, columns, _rows(model, made, now, columns, unless_changed_since))


def _rows(model, made: Changes, now: pictures.Rows, columns: list[str], careful: bool) -> Iterable[list[Any]]:
    for pk, row in now.items():
        values = dict(row)
        for name, (before, after) in made[pk].items():
            if row[name] == after or not careful:
                values[name] = before
        if values != row:
            yield [int(pk), *(pictures.value(model, name, values[name]) for name in columns)]
