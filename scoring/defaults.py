from datetime import UTC, datetime

from scoring.models import LeadDefinition

# In force before anything happened, so that history brought in later is judged too.
ALWAYS = datetime(2000, 1, 1, tzinfo=UTC)


def ensure_defaults():
    """Put the default definition (rules 1 to 5) in force where the firm has none."""
    if not LeadDefinition.objects.exists():
        LeadDefinition.objects.create(version=1, in_force_from=ALWAYS)
