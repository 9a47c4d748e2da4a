from celery import shared_task
from django.utils.timezone import now

from cadences import firing
from cadences.models import Completion
from contacts.models import Merge


@shared_task
def sweep():
    """Beat runs this every minute; the database says what is due, so a missed or doubled run does no harm."""
    firing.sweep(now(), clock=now)
    Completion.forget_pictures(now())
    Merge.forget_pictures(now())
