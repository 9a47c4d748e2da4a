from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ScoringConfig(AppConfig):
    name = "scoring"

    def ready(self):
        from scoring import receivers  # noqa: F401 (connects the receivers)

        post_migrate.connect(make_defaults, sender=self)


def make_defaults(sender, **kwargs):
    """After migrations rather than in one: what a test run flushes comes back."""
    from scoring.defaults import ensure_defaults

    ensure_defaults()
