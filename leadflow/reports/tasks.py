from celery import shared_task
from django.utils.timezone import now

from leadflow.reports import nightly
from leadflow.reports.models import Day


@shared_task
def recount():
    """Beat runs this every minute; what changed is marked in the database, so a missed or doubled run does no harm."""
    while Day.objects.recount():
        pass


@shared_task
def look_who_slips():
    """Beat asks every minute; it is done once a day, in the firm's zone. What could not be sent then is tried again."""
    nightly.look(at=now())
    nightly.tell(at=now())
