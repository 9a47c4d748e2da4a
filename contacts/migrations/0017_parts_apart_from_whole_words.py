"""The indexes for parts of mail addresses, numbers and domains are put on an expression of their own, so that whole
ones are not looked up in them (leadflow/lib/parts.py says why)."""

from django.db import migrations

from leadflow.lib import parts

INDEXES = {
    "company_domain_part": ("contacts_company", "domain", "company_domain_parts"),
    "point_part": ("contacts_contactpoint", "normalised", "point_parts"),
}


def replace(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        for old, (table, column, new) in INDEXES.items():
            if not _is_there(cursor, old):
                continue
            # What an interrupted attempt left is no index that can be used.
            cursor.execute(f"DROP INDEX IF EXISTS {new}")
            cursor.execute(f"CREATE INDEX CONCURRENTLY {new} ON {table} USING gin ({parts.sql(column)} gin_trgm_ops)")
            cursor.execute(f"DROP INDEX CONCURRENTLY {old}")


def put_back(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        for old, (table, column, new) in INDEXES.items():
            if not _is_there(cursor, new):
                continue
            cursor.execute(f"DROP INDEX IF EXISTS {old}")
            cursor.execute(f"CREATE INDEX CONCURRENTLY {old} ON {table} USING gin ({column} gin_trgm_ops)")
            cursor.execute(f"DROP INDEX CONCURRENTLY {new}")


def _is_there(cursor, name: str) -> bool:
    """SQLite has none of them, nor has PostgreSQL where its account may not add the extension."""
    if cursor.db.vendor != "postgresql":
        return False
    cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [name])
    return cursor.fetchone()[0]


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("contacts", "0016_mailboxes_of_known_addresses")]

    operations = [migrations.RunPython(replace, put_back)]
