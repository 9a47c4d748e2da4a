from django.dispatch import receiver

from contacts import signals
from leadflow.forecast import working


@receiver(signals.list_read)
def look_ahead(sender, upload, **kwargs):
    """Whoever checks a list wants to know what it brings."""
    working.ask(upload)
