"""Taking back a logged outcome whole. The state of everything an outcome may touch is photographed before and after;
undoing puts the first picture back, if what is there is still the second."""

from django.core.serializers.json import DjangoJSONEncoder

from cadences.models.enrollment import Enrollment
from cadences.models.task import Task
from contacts.models import Contact, ContactPoint, Suppression

# Model, and how its rows belong to a contact. The order is that of putting back.
PICTURED = (
    (Contact, "id"),
    (Contact, "referred_by_id"),
    (ContactPoint, "contact_id"),
    (Suppression, "contact_id"),
    (Enrollment, "contact_id"),
    (Task, "contact_id"),
)
# The stage has one writer, which puts it back with a line in the history.
LEFT_ALONE = {Contact: {"stage", "stage_since", "interest", "fit"}}


def picture(contact) -> dict:
    """All rows of a contact that outcomes write to, as plain values: {rows: {pk: {column: value}}}."""
    return {_label(model, field): _rows(model, {field: contact.pk}) for model, field in PICTURED}


def put_back(before: dict, after: dict):
    """Restore the first picture over the second: made rows go, changed ones get their old values."""
    for model, field in reversed(PICTURED):
        made = after[_label(model, field)].keys() - before[_label(model, field)].keys()
        model._base_manager.filter(pk__in=made).delete()
    for model, field in PICTURED:
        then, now = before[_label(model, field)], after[_label(model, field)]
        for pk, row in then.items():
            changed = {
                name: _value(model, name, value)
                for name, value in row.items()
                if now[pk][name] != value and name not in LEFT_ALONE.get(model, ())
            }
            if changed:
                model._base_manager.filter(pk=pk).update(**changed)


def _label(model, field) -> str:
    return f"{model._meta.label_lower}.{field}"


def _rows(model, lookup) -> dict:
    names = [field.attname for field in model._meta.concrete_fields]
    encode = DjangoJSONEncoder().default
    plain = (str, int, bool, type(None), list, dict)
    return {
        str(row["id"]): {name: row[name] if isinstance(row[name], plain) else encode(row[name]) for name in names}
        for row in model._base_manager.filter(**lookup).values(*names)
    }


def _value(model, name, value):
    return None if value is None else model._meta.get_field(name).to_python(value)
