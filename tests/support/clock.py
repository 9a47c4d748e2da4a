"""Time for journeys through real processes: they ask the machine what time it is, so the data grows older instead."""

from datetime import timedelta

from django.apps import apps
from django.db import models, transaction
from django.db.models import F

from cadences.models import CadenceVersion

# What was published never changes, not even by this; nothing asks how long ago that was.
UNCHANGING = (CadenceVersion,)
OURS = ("accounts", "contacts", "scoring", "cadences", "reports")


@transaction.atomic
def let_days_pass(days: int) -> None:
    """As if everything had happened so many days earlier. Whole weeks keep the days of the week."""
    for app in OURS:
        for model in apps.get_app_config(app).get_models():
            if model in UNCHANGING:
                continue
            dated = [field.name for field in model._meta.concrete_fields if isinstance(field, models.DateField)]
            for name in dated:
                older = F(name) - timedelta(days=days)
                model._base_manager.filter(**{f"{name}__isnull": False}).update(**{name: older})
