from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CadencesConfig(AppConfig):
    name = "cadences"

    def ready(self):
        from cadences import (  # noqa: F401 (connects the receivers)
            by_hand,
            company_rule,
            imports,
            merging,
            receivers,
            timeline,
            wishes,
        )

        post_migrate.connect(make_defaults, sender=self)


def make_defaults(sender, **kwargs):
    """After migrations rather than in one: what a test run flushes comes back."""
    from django.utils.timezone import now

    from cadences.defaults import ensure_defaults

    ensure_defaults(at=now())
