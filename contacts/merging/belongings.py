"""Every row that points to a contact, found by the foreign keys themselves, so that none is forgotten."""

from collections.abc import Iterator
from typing import NamedTuple

from django.db.models import CASCADE, Model, Q

from contacts.models import Attendance, Contact, Merge, PossibleDuplicate, Suppression
from leadflow.lib import pictures


class Link(NamedTuple):
    """A column of a model that holds the id of a contact."""

    model: type[Model]
    column: str


def links() -> Iterator[Link]:
    """All that point to a contact. Those of possible duplicates are left out: one person is no pair."""
    for field in Contact._meta.get_fields(include_hidden=True):
        if field.one_to_many and field.auto_created and field.related_model is not PossibleDuplicate:
            yield Link(field.related_model, field.field.attname)


def owned() -> dict[type[Model], str]:
    """The models whose rows are part of a contact and are pictured, each with the look-up that finds those of ids.

    Rows that only mention a contact, and merges with their own pictures, are not among them.
    """
    found: dict[type[Model], str] = {}
    for link in links():
        cascades = link.model._meta.get_field(link.column.removesuffix("_id")).remote_field.on_delete is CASCADE
        if link.model is Suppression or (cascades and link.model is not Merge):
            found[link.model] = f"{link.column}__in"
    return {Contact: "pk__in", **found, Attendance: "touch__contact__in"}


def picture(*ids: int) -> dict[str, pictures.Rows]:
    """Everything that is part of these contacts: {model: rows}."""
    taken = {
        model._meta.label_lower: pictures.rows(model._base_manager.filter(**{where: ids}))
        for model, where in owned().items()
    }
    pairs = PossibleDuplicate.objects.filter(Q(one__in=ids) | Q(other__in=ids))
    return taken | {PossibleDuplicate._meta.label_lower: pictures.rows(pairs)}


def mentions(contact_id: int) -> dict[str, list[int]]:
    """The rows that only point to a contact: {"app.model.column": ids}."""
    return {
        f"{link.model._meta.label_lower}.{link.column}": list(
            link.model._base_manager.filter(**{link.column: contact_id}).order_by("pk").values_list("pk", flat=True)
        )
        for link in links()
        if link.model not in owned() or link.model is Contact
    }


def hand_over(gone: Contact, kept: Contact) -> None:
    """Whatever points to the one points to the other from now on. Rows of which the other has the same must be gone."""
    for link in links():
        link.model._base_manager.filter(**{link.column: gone.pk}).update(**{link.column: kept.pk})
