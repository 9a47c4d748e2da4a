"""What became different in some rows, as plain values that fit into JSON, and making it undone: many rows at once."""

from collections.abc import Iterable, Sequence
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


def take_back(
    model: type[Model],
    made: Changes,
    *,
    unless_changed_since: bool = True,
    together: Iterable[Sequence[str]] = (),
) -> dict[str, set[str]]:
    """Give each column its former value. Returns what was left alone, by row: what got yet another value since.

    Columns that are named `together` go back all or none.
    """
    if not made:
        return {}
    now = pictures.rows(model._base_manager.filter(pk__among=[int(pk) for pk in made]))
    columns = sorted({name for change in made.values() for name in change})
    rows, left = [], {}
    for pk, row in now.items():
        stays = _changed_since(row, made[pk], together) if unless_changed_since else set()
        former = {name: before for name, (before, _) in made[pk].items() if name not in stays}
        if stays:
            left[pk] = stays
        if any(row[name] != value for name, value in former.items()):
            values = row | former
            rows.append([int(pk), *(pictures.value(model, name, values[name]) for name in columns)])
    bulk.update(model, columns, rows)
    return left


def _changed_since(row: dict[str, Any], change: dict[str, list[Any]], together) -> set[str]:
    found = {name for name, (_, after) in change.items() if row[name] != after}
    for group in together:
        if not found.isdisjoint(group):
            found.update(name for name in group if name in change)
    return found
