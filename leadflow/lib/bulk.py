"""Many rows at once: COPY on PostgreSQL, one prepared statement run many times on SQLite.

No `auto_now_add`, no `save()`, no signal. Columns go by their attribute names, such as `contact_id`; what people typed
travels as values and never becomes SQL.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any

import orjson
from django.db import connections, models, router

from leadflow.lib import arrays

Rows = Iterable[Sequence[Any]]
# What stands between two values, and for none, in the lines that PostgreSQL is given: nobody types either.
_BETWEEN, _NOTHING = "\x1f", "\x1e"
_ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", _BETWEEN: "\\x1f", _NOTHING: "\\x1e"})
_EMPTY: dict[type, str] = {dict: "{}", list: "[]", tuple: "[]"}


def reserve_ids(model: type[models.Model], count: int) -> list[int]:
    """Ids for `count` rows to be inserted in this transaction; nobody else gets them."""
    if not count:
        return []
    connection = connections[router.db_for_write(model)]
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # In the FROM it is looked up once.
            ids = "SELECT nextval(sequence) FROM pg_get_serial_sequence(%s, 'id') sequence, generate_series(1, %s)"
            cursor.execute(ids, [connection.ops.quote_name(table), count])
            return [pk for (pk,) in cursor.fetchall()]
        # The transaction holds SQLite's only write lock, so what follows the last id is free.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = (cursor.fetchone() or [0])[0]
    return list(range(last + 1, last + 1 + count))


def insert(model: type[models.Model], columns: Sequence[str], rows: Rows) -> None:
    """Insert rows of values in the order of `columns`: all of them, or none and IntegrityError.

    Columns that are not named get the model's default.
    """
    connection = connections[router.db_for_write(model)]
    fields = _fields(model, columns)
    # Where nothing is the default the database has it too.
    others = [
        field
        for field in model._meta.concrete_fields
        if field not in fields and not field.primary_key and field.get_default() is not None
    ]
    [defaults] = _prepared(others, [[field.get_default() for field in others]], connection)
    prepared = _prepared(fields, rows, connection)
    first = next(prepared, None)
    if first is None:
        return
    prepared = chain([first], prepared)
    into = f"{connection.ops.quote_name(model._meta.db_table)} ({', '.join(_quoted([*fields, *others], connection))})"
    with connection.cursor() as cursor, connection.wrap_database_errors:
        if connection.vendor == "postgresql":
            copy = f"COPY {into} FROM STDIN (DELIMITER '{_BETWEEN}', NULL '{_NOTHING}')"
            cursor.copy_expert(copy, _Lines(prepared, defaults))
        else:
            marks = ", ".join(["%s"] * len([*fields, *others]))
            # All that stands in it are names of the model.
            cursor.executemany(f"INSERT INTO {into} VALUES ({marks})", [row + defaults for row in prepared])  # noqa: S608


class _Lines:
    """Rows as a file of lines, some at a time: PostgreSQL writes the ones while the next are made."""

    ROWS = 100

    def __init__(self, rows: Iterator[list[Any]], defaults: list[Any]):
        """`defaults` end each of the rows."""
        self._rows = rows
        self._end = f"{_BETWEEN}{_line(defaults)}\n" if defaults else "\n"

    def read(self, size: int) -> str:
        return "".join([_line(row) + self._end for row in islice(self._rows, self.ROWS)])


def _line(values: list[Any]) -> str:
    """Values as COPY reads them. Escaping takes long and is hardly ever needed."""
    texts = [_NOTHING if value is None else value if isinstance(value, str) else str(value) for value in values]
    line = _BETWEEN.join(texts)
    if (
        "\\" in line
        or "\n" in line
        or "\r" in line
        or line.count(_BETWEEN) >= len(texts)
        or line.count(_NOTHING) > values.count(None)
    ):
        pairs = zip(values, texts, strict=True)
        line = _BETWEEN.join(_NOTHING if value is None else text.translate(_ESCAPES) for value, text in pairs)
    return line


def update(model: type[models.Model], columns: Sequence[str], rows: Rows) -> None:
    """Set `columns` of existing rows. Each row of values begins with the id."""
    connection = connections[router.db_for_write(model)]
    fields = _fields(model, ("id", *columns))
    prepared = list(_prepared(fields, rows, connection))
    if not prepared:
        return
    table = connection.ops.quote_name(model._meta.db_table)
    pk, *names = _quoted(fields, connection)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sets = ", ".join(f"{name} = new.{name}" for name in names)
            columns = ", ".join(f"unnest(%s::{field.cast_db_type(connection)}[])" for field in fields)
            cursor.execute(
                f"UPDATE {table} SET {sets} FROM (SELECT {columns}) AS new ({pk}, {', '.join(names)})"  # noqa: S608
                f" WHERE {table}.{pk} = new.{pk}",
                [arrays.literal(column) for column in zip(*prepared, strict=True)],
            )
        else:
            sets = ", ".join(f"{name} = %s" for name in names)
            sql = f"UPDATE {table} SET {sets} WHERE {pk} = %s"  # noqa: S608
            cursor.executemany(sql, [(*row[1:], row[0]) for row in prepared])


def _as_json(value: Any) -> str:
    # Most of what is kept as JSON is empty.
    return (None if value else _EMPTY.get(type(value))) or orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS).decode()


def _fields(model: type[models.Model], columns: Sequence[str]) -> list[models.Field]:
    known = {field.attname: field for field in model._meta.concrete_fields}
    return [known[column] for column in columns]


def _quoted(fields: list[models.Field], connection) -> list[str]:
    return [connection.ops.quote_name(field.column) for field in fields]


def _prepared(fields: list[models.Field], rows: Rows, connection) -> Iterator[list[Any]]:
    """The rows with JSON as text and moments as the database keeps them."""
    changes = [(i, change) for i, field in enumerate(fields) if (change := _preparation(field, connection))]
    for row in rows:
        values = list(row)
        for i, change in changes:
            if values[i] is not None:
                values[i] = change(values[i])
        yield values


def _preparation(field: models.Field, connection) -> Callable[[Any], Any] | None:
    if isinstance(field, models.JSONField):
        return _as_json
    if connection.vendor == "postgresql":
        return None
    # A moment is a date to Python and to Django's fields, but is kept in UTC.
    if isinstance(field, models.DateTimeField):
        return connection.ops.adapt_datetimefield_value
    return connection.ops.adapt_datefield_value if isinstance(field, models.DateField) else None
