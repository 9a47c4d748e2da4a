"""INSERT .. SELECT, which the ORM does not have."""

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet


def insert_select(model, columns: dict, rows: QuerySet) -> int:
    """Insert one row of `model` per row of the queryset; rows that break a unique constraint are left out.

    `columns` maps column names of `model` to expressions over the queryset. Returns how many were inserted. The names
    come from the model and the values travel as parameters, so nothing that people typed becomes SQL.
    """
    fields = [model._meta.get_field(name) for name in columns]
    picked = {f"_{field.column}": expression for field, expression in zip(fields, columns.values(), strict=True)}
    try:
        select, params = rows.order_by().annotate(**picked).values_list(*picked).query.sql_with_params()
    except EmptyResultSet:
        return 0
    connection = connections[rows.db]
    quote = connection.ops.quote_name
    names = ", ".join(quote(field.column) for field in fields)
    insert = f"INSERT INTO {quote(model._meta.db_table)} ({names}) {select} ON CONFLICT DO NOTHING"
    with connection.cursor() as cursor:
        cursor.execute(insert, params)
        return cursor.rowcount
