from celery import shared_task
from django.utils.timezone import now

from leadflow.lib.background import hand_over
from leadflow.rehearsal import working
from leadflow.rehearsal.models import Rehearsal


@shared_task
def rehearse(pk):
    """Rehearse the next piece, then queue the one after it. Twice at once does no harm."""
    if working.do_next(pk, clock=now):
        hand_over(rehearse, pk)


@shared_task
def resume_rehearsals():
    """Beat runs this every minute: those that nobody works on, since a worker died or the broker was away, go on."""
    for pk in Rehearsal.objects.unattended(now()).values_list("pk", flat=True):
        hand_over(rehearse, pk)
