"""Taking back a logged outcome whole. The state of everything an outcome may touch is photographed before and after;
undoing puts the first picture back, if what is there is still the second."""

from django.core.serializers.json import DjangoJSONEncoder

from cadences.models.enrollment import Enrollment
from cadences.models.task import Task
from contacts.models import Contact, ContactPoint, Suppression

# Each model, and by which columns its rows belong to a contact. The order is that of putting back.
PICTURED = {
    Contact: ("id", "referred_by_id"),
    ContactPoint: ("contact_id",),
    Suppression: ("contact_id",),
    Enrollment: ("contact_id",),
    Task: ("contact_id",),
}
# The stage has one writer, which puts it back with a line in the history.
LEFT_ALONE = {Contact: {"stage", "interest", "fit"}}


def picture(contact) -> dict:
    """All rows of a contact that outcomes write to, as plain values: {rows: {pk: {column: value}}}."""
    return {model._meta.label_lower: _rows(model, fields, contact.pk) for model, fields in PICTURED.items()}


def put_back(before: dict, after: dict):
    """Restore the first picture over the second: made rows go, changed ones get their old values."""
    for model in reversed(PICTURED):
        made = after[model._meta.label_lower].keys() - before[model._meta.label_lower].keys()
        model._base_manager.filter(pk__in=made).delete()
    for model in PICTURED:
        then, now = before[model._meta.label_lower], after[model._meta.label_lower]
        for pk, row in then.items():
            changed = {
                name: _value(model, name, value)
                for name, value in row.items()
                if now[pk][name] != value and name not in LEFT_ALONE.get(model, ())
            }
            if changed:
                model._base_manager.filter(pk=pk).update(**changed)


def is_at_work(contact, *, since) -> bool:
    """Whether anything began with somebody else who was only named: they became a lead by it, or were worked."""
    return (
        contact.stage_changes.filter(at__gte=since).exists()
        or contact.tasks.filter(created_at__gte=since).exists()
        or contact.touches.filter(at__gte=since).exclude(kind="referral", at=since).exists()
    )


def _rows(model, columns, contact_id) -> dict:
    names = [field.attname for field in model._meta.concrete_fields]
    encode = DjangoJSONEncoder().default
    plain = (str, int, bool, type(None), list, dict)
    # Ten of these belong to each logged outcome; written out they take a third of the time.
    of_contact = " OR ".join(f"{column} = %s" for column in columns)
    sql = f"SELECT * FROM {model._meta.db_table} WHERE {of_contact}"  # noqa: S608 (names of the models only)
    rows = [vars(one) for one in model._base_manager.raw(sql, [contact_id] * len(columns))]
    return {
        str(row["id"]): {name: row[name] if isinstance(row[name], plain) else encode(row[name]) for name in names}
        for row in rows
    }


def _value(model, name, value):
    return None if value is None else model._meta.get_field(name).to_python(value)
