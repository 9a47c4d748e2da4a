"""How the database plans the statements of a transaction."""

from django.db import connection


def look_up_by_index() -> None:
    """Have this transaction look rows up by their indexes, however small their tables are.

    A table that an import fills begins small, and PostgreSQL reads a small table whole. It keeps that plan for the
    checks of foreign keys while the table grows, until it is counted anew, which takes a minute or more.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # What has no index costs "too much" then, and would be compiled.
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL jit = off")
