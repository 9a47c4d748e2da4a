"""Taking back a logged outcome whole. The state of everything an outcome may touch is photographed before and after;
undoing puts the first picture back, if what is there is still the second."""

from collections.abc import Callable

from django.db.models import Model, Q, QuerySet

from cadences.models.contest import Contest
from cadences.models.enrollment import Enrollment
from cadences.models.hold import Hold
from cadences.models.task import Task
from contacts.judgement import Judgement
from contacts.models import Contact, ContactPoint, StageChange, Suppression
from leadflow.lib import pictures

# Each model, and which of its rows belong to a contact, by its id. The order is that of putting back.
PICTURED: dict[type[Model], Callable[[int], QuerySet]] = {
    Contact: lambda pk: Contact.objects.filter(Q(pk=pk) | Q(referred_by=pk)),
    ContactPoint: lambda pk: ContactPoint.objects.filter(contact=pk),
    Suppression: lambda pk: Suppression.objects.about(pk),
    Enrollment: lambda pk: Enrollment.objects.filter(contact=pk),
    Hold: lambda pk: Hold.objects.filter(enrollment__contact=pk),
    Task: lambda pk: Task.objects.filter(contact=pk),
    Contest: lambda pk: Contest.objects.filter(completion__task__contact=pk),
}
# What is found of somebody follows from the rest, and may be found anew meanwhile.
NOT_PICTURED = {Contact: Judgement._fields}
# The stage has one writer, which puts it back with a line in the history.
LEFT_ALONE = {Contact: {"stage"}}


def picture(contact) -> dict:
    """All rows of a contact that outcomes write to, as plain values: {rows: {pk: {column: value}}}."""
    return {
        model._meta.label_lower: pictures.rows(theirs(contact.pk), without=NOT_PICTURED.get(model, ()))
        for model, theirs in PICTURED.items()
    }


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
