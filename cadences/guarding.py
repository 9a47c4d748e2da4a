"""The triggers that keep a published version of a plan, and its steps, as they are."""

from importlib import import_module

# The migration that set them first says what they are.
_FIRST = import_module("cadences.migrations.0010_published_versions_stay")
TABLES = tuple(_FIRST.GUARDED)


def guard_again(apps, schema_editor) -> None:
    """Set the triggers anew, as the last operation of a migration that alters one of the tables.

    SQLite makes such a table anew, and the triggers go with the old one; elsewhere they stay, and this does nothing.
    """
    if schema_editor.connection.vendor != "sqlite":
        return
    for table, condition in _FIRST.GUARDED.items():
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_stays")
        schema_editor.execute(_FIRST.ON_SQLITE.format(table=table, condition=condition, words=_FIRST.WORDS))
