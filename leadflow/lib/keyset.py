"""Pages of a long list. Each begins behind the last row of the one before, so that the thousandth costs as much as
the first, and no row is missed or repeated when others come or go meanwhile."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet

# More rows than this are not counted: "1,000+".
COUNTED = 1000


@dataclass(frozen=True)
class Page:
    """Some rows, and the cursors of the pages around them; empty where there is none."""

    rows: list
    previous: str = ""
    next: str = ""


def page(queryset: QuerySet, order: Sequence[str], cursor: str = "", *, size: int = 50) -> Page:
    """The page at a cursor that an earlier page gave; anything else is taken for the first.

    `order` is what `order_by` takes: columns or annotations that are never null, all in one direction, the last one
    unique.
    """
    names = [name.lstrip("-") for name in order]
    descending = order[0].startswith("-")
    backwards, place = _read(cursor, [_field(queryset, name) for name in names])
    if place:
        queryset = queryset.filter(_beyond(names, place, up=descending == backwards))
    ordered = queryset.order_by(*[_flipped(name) if backwards else name for name in order])
    rows = list(ordered[: size + 1])
    more, rows = len(rows) > size, rows[:size]
    if backwards:
        rows.reverse()
    if not rows:
        return Page([])
    has_previous, has_next = (more, True) if backwards else (bool(place), more)
    return Page(
        rows,
        previous=_write(True, rows[0], names) if has_previous else "",
        next=_write(False, rows[-1], names) if has_next else "",
    )


def count_words(queryset: QuerySet) -> str:
    """How many there are, in words, without counting more than a thousand."""
    count = queryset.order_by()[: COUNTED + 1].count()
    return f"{COUNTED:,}+" if count > COUNTED else f"{count:,}"


def _flipped(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"


def _field(queryset: QuerySet, name: str):
    if annotation := queryset.query.annotations.get(name):
        return annotation.output_field
    meta = queryset.model._meta
    return meta.pk if name == "pk" else meta.get_field(name)


def _beyond(names: list[str], place: list, *, up: bool) -> Q:
    """Behind a place in the order. The first condition is implied by the others; an index can use it."""
    than = "gt" if up else "lt"
    condition = Q()
    for depth in reversed(range(len(names))):
        here = Q(**{f"{names[depth]}__{than}": place[depth]})
        condition = here | (Q(**{names[depth]: place[depth]}) & condition) if condition else here
    return Q(**{f"{names[0]}__{than}e": place[0]}) & condition


def _write(backwards: bool, row: Model, names: list[str]) -> str:
    values = [getattr(row, name) for name in names]
    plain = [value.isoformat() if isinstance(value, date) else value for value in values]
    text = json.dumps([backwards, *plain], ensure_ascii=False, separators=(",", ":"))
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read(cursor: str, fields: list) -> tuple[bool, list]:
    try:
        text = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        backwards, *values = json.loads(text)
        place = [field.to_python(value) for field, value in zip(fields, values, strict=True)]
    except (ValueError, TypeError, ValidationError, RecursionError, OverflowError):
        return False, []
    if any(value is None or "\0" in str(value) for value in place):
        return False, []
    return bool(backwards), place
