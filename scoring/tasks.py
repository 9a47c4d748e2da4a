from celery import shared_task
from django.utils.timezone import now

from leadflow.lib.background import hand_over
from scoring import rescoring
from scoring.models import Rescore


@shared_task
def rescore(pk):
    """Judge the next piece of a pass, then queue the one after it. Twice at once does no harm."""
    if rescoring.do_next(pk, clock=now):
        hand_over(rescore, pk)


@shared_task
def resume_rescores():
    """Beat runs this every minute: what a new version or a new day asks for begins, and what was left goes on."""
    rescoring.ask_for_what_is_due(at=now())
    for pk in Rescore.objects.unattended(now()).values_list("pk", flat=True):
        hand_over(rescore, pk)
