from celery import shared_task
from django.utils.timezone import now

from cadences import firing
from cadences.models import Completion


@shared_task
def sweep():
    """Beat runs this every minute; the database says what is due, so a missed or doubled run does no harm."""
    firing.sweep(now(), clock=now)
    Completion.forget_pictures(now())
