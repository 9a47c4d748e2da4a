from celery import shared_task
from django.utils.timezone import now

from leadflow.forecast import mornings, working
from leadflow.forecast.models import Forecast
from leadflow.lib.background import hand_over


@shared_task
def work_out(pk):
    """Work out a forecast. Twice at once does no harm."""
    working.work_out(pk, clock=now)


@shared_task
def resume_forecasts():
    """Beat runs this every minute: those that nobody works out, since a worker died or the broker was away, go on."""
    for pk in Forecast.objects.unattended(now()).values_list("pk", flat=True):
        hand_over(work_out, pk)


@shared_task
def keep_forecast():
    """Beat asks every minute; it is done once a morning, in the firm's zone."""
    mornings.keep(at=now())
