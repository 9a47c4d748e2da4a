"""The look-up `among`: `Contact.objects.filter(pk__among=ids)`.

It finds what `in` finds, and takes the values as one parameter: `in` makes one of each, which for a thousand of them
costs more than the query itself, and some databases take no more than a few thousand. Among no values nothing is found,
without asking the database.
"""

import json

from django.core.exceptions import EmptyResultSet
from django.db.models import Field, ForeignKey, Lookup

from leadflow.lib import arrays


class Among(Lookup):
    lookup_name = "among"
    prepare_rhs = False

    def _values(self):
        values = list(self.rhs)
        if not values:
            raise EmptyResultSet
        return values

    def as_postgresql(self, compiler, connection):
        column, params = self.process_lhs(compiler, connection)
        kind = self.lhs.output_field.cast_db_type(connection)
        values = [*params, arrays.literal(self._values())]
        # Not a join with the values: on a table that has grown since the planner last counted it, that would compare
        # each of them with each row.
        return f"{column} = ANY(%s::{kind}[])", values

    def as_sqlite(self, compiler, connection):
        column, params = self.process_lhs(compiler, connection)
        values = [*params, json.dumps(self._values())]
        return f"{column} IN (SELECT value FROM json_each(%s))", values  # noqa: S608 (the column is the model's)


def register() -> None:
    """Make it known to all fields. Called once at start."""
    Field.register_lookup(Among)
    ForeignKey.register_lookup(Among)
