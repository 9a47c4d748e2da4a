"""How PostgreSQL plans the statements of an import, which fills tables faster than it counts them by itself."""

from django.db import connection, models

# A table that held fewer rows when it was counted tells nothing about how it looks once it is filled.
FEW = 500


def look_up_by_index() -> None:
    """Have this transaction look rows up by their indexes, however small their tables are.

    A small table is read whole, and the checks of foreign keys keep to that plan while the table grows.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # What has no index costs "too much" then, and would be compiled.
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL jit = off")


def count_anew(*filled: type[models.Model]) -> None:
    """Have tables counted that were nearly empty when they were counted last, so that plans fit what is in them.

    Outside of transactions that write, since two of them could wait for each other. A table that is being counted
    already is left alone.
    """
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        tables = [connection.ops.quote_name(model._meta.db_table) for model in filled]
        cursor.execute(
            "SELECT oid::regclass FROM pg_class WHERE oid = ANY(%s::regclass[]) AND reltuples < %s", [tables, FEW]
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f"ANALYZE (SKIP_LOCKED) {table}")
