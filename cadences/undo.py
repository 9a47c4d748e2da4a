"""Taking back a logged outcome whole. The state of everything an outcome may touch is photographed before and after;
undoing puts the first picture back, if what is there is still the second."""

from django.db.models import Q

from cadences.models.enrollment import Enrollment
from cadences.models.task import Task
from contacts.models import Contact, ContactPoint, StageChange, Suppression
from leadflow.lib import pictures

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


def put_back(contact, before: dict, after: dict, *, by, at):
    """Restore the first picture over the second: made rows go, changed ones get their old values.

    The stage goes back by its one writer, with a line in the history. The caller holds the contact's lock.
    """
    was = before["contacts.contact"][str(contact.pk)]
    contact.change_stage(was["stage"], at=at, by=by, cause=StageChange.Cause.UNDONE, revisit_on=was["revisit_on"])
    for model in reversed(PICTURED):
        made = after[model._meta.label_lower].keys() - before[model._meta.label_lower].keys()
        model._base_manager.filter(pk__in=made).delete()
    for model in PICTURED:
        then, now = before[model._meta.label_lower], after[model._meta.label_lower]
        for pk, row in then.items():
            changed = {
                name: pictures.value(model, name, value)
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


def _rows(model, columns, contact_id) -> pictures.Rows:
    of_contact = Q.create([(column, contact_id) for column in columns], connector=Q.OR)
    return pictures.rows(model._base_manager.filter(of_contact))
