"""Parts of words are found by trigrams. Only PostgreSQL has them; where its account may not add the extension, search
works without, reading every row."""

from django.db import ProgrammingError, migrations, transaction

from leadflow.lib import folding

# The queries find these indexes by the very same expressions, so they are taken from one place.
INDEXES = {
    "contact_name_words": ("contacts_contact", f"({folding.sql('name')}) gin_trgm_ops"),
    "company_name_words": ("contacts_company", f"({folding.sql('name')}) gin_trgm_ops"),
    "company_domain_part": ("contacts_company", "domain gin_trgm_ops"),
    "point_part": ("contacts_contactpoint", "normalised gin_trgm_ops"),
    "contact_flags": ("contacts_contact", "flags jsonb_path_ops"),
}


def make(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        try:
            with transaction.atomic(using=schema_editor.connection.alias):
                cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        except ProgrammingError:
            return
        for name, (table, columns) in INDEXES.items():
            cursor.execute(f"CREATE INDEX IF NOT EXISTS {name} ON {table} USING gin ({columns})")


def unmake(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        with schema_editor.connection.cursor() as cursor:
            for name in INDEXES:
                cursor.execute(f"DROP INDEX IF EXISTS {name}")


class Migration(migrations.Migration):
    dependencies = [("contacts", "0001_initial")]

    operations = [migrations.RunPython(make, unmake, elidable=False)]
