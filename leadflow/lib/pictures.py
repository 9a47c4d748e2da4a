"""Rows as plain values that fit into JSON, exact to the microsecond, so that what was done can be taken back."""

from collections.abc import Collection
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Model, QuerySet

# {primary key: {column: value}}; the keys are text, as JSON has them.
Rows = dict[str, dict[str, Any]]


def rows(queryset: QuerySet, *, without: Collection[str] = ()) -> Rows:
    """All columns of these rows, or all but some."""
    names = [field.attname for field in queryset.model._meta.concrete_fields if field.attname not in without]
    return {
        str(row["pk"]): {name: _plain(row[name]) for name in names} for row in queryset.order_by().values("pk", *names)
    }


def value(model: type[Model], column: str, plain: Any) -> Any:
    """What the column held, out of what the picture holds."""
    field: Any = model._meta.get_field(column)
    return None if plain is None else field.to_python(plain)


def remake(model: type[Model], row: dict[str, Any]) -> None:
    """Write a row that is gone once more, as it was."""
    again = model(**{name: value(model, name, plain) for name, plain in row.items()})
    # As it was includes moments that are otherwise set on the first save.
    model._base_manager.bulk_create([again])
    model._base_manager.filter(pk=again.pk).update(
        **{name: value(model, name, plain) for name, plain in row.items() if name != model._meta.pk.attname}
    )


def _plain(found: Any) -> Any:
    match found:
        case datetime() | date() | time():
            return found.isoformat()
        case Decimal() | UUID():
            return str(found)
    return found
