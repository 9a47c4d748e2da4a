from django.db import migrations

# A published version, and what its steps say, changes no more, whoever writes. Emptying tables stays possible.
WORDS = "a published version of a plan never changes"
OF_VERSION = "OLD.published_at IS NOT NULL"
OF_STEP = "EXISTS (SELECT 1 FROM cadences_cadenceversion WHERE id = OLD.version_id AND published_at IS NOT NULL)"
GUARDED = {"cadences_cadenceversion": OF_VERSION, "cadences_step": OF_STEP}
# PostgreSQL allows no sub-query in the WHEN of a trigger, so the function asks.
FUNCTION = """CREATE FUNCTION {table}_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF {condition} THEN RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation', MESSAGE = '{words}'; END IF;
    RETURN NEW;
END $$"""
ON_POSTGRESQL = "CREATE TRIGGER {table}_stays BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_stays()"
ON_SQLITE = """CREATE TRIGGER {table}_stays BEFORE UPDATE ON {table} WHEN {condition}
BEGIN SELECT RAISE(ABORT, '{words}'); END"""


def guard(apps, schema_editor):
    on_postgresql = schema_editor.connection.vendor == "postgresql"
    for table, condition in GUARDED.items():
        for statement in [FUNCTION, ON_POSTGRESQL] if on_postgresql else [ON_SQLITE]:
            schema_editor.execute(statement.format(table=table, condition=condition, words=WORDS))


def leave(apps, schema_editor):
    on_postgresql = schema_editor.connection.vendor == "postgresql"
    for table in GUARDED:
        schema_editor.execute(f"DROP TRIGGER {table}_stays" + (f" ON {table}" if on_postgresql else ""))
        if on_postgresql:
            schema_editor.execute(f"DROP FUNCTION {table}_stays()")


class Migration(migrations.Migration):
    dependencies = [("cadences", "0009_drafts_of_plans")]
    operations = [migrations.RunPython(guard, leave, elidable=False)]
