from celery import shared_task
from django.utils.timezone import now

from cadences import firing


@shared_task
def sweep():
    """Beat runs this every minute; the database says what is due, so a missed or doubled run does no harm."""
    firing.sweep(now(), clock=now)
