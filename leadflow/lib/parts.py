"""A column in which parts of words are searched, with an index of trigrams on PostgreSQL.

The index is on this expression and not on the column itself: on the column PostgreSQL would use it for whole values as
well, each a thousand times slower than by the index that is meant for them.
"""

from django.db.models import Func, TextField


def sql(column: str) -> str:
    """The expression, for the index as for the queries that are to find it."""
    return f"({column} || '')"


class Parts(Func):
    """A column of text (nothing with parameters) for `contains` and `startswith`."""

    arity = 1
    output_field = TextField()

    def as_sql(self, compiler, connection, **context):
        column, params = compiler.compile(self.get_source_expressions()[0])
        return column, params

    def as_postgresql(self, compiler, connection, **context):
        column, params = compiler.compile(self.get_source_expressions()[0])
        return sql(column), params
