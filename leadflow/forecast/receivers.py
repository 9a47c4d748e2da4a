from django.dispatch import receiver

from contacts import signals
from leadflow.forecast import working
from leadflow.forecast.models import Forecast


@receiver(signals.list_read)
def look_ahead(sender, upload, **kwargs):
    """Whoever checks a list wants to know what it brings. For one that nobody uploaded beat's next round is soon
    enough: mostly nobody looks at it before it is imported."""
    if upload.by_id:
        working.ask(upload)
    else:
        Forecast.ask(upload)
