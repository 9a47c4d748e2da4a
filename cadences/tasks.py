from celery import shared_task
from django.utils.timezone import now

from cadences import firing
from cadences.editing import moving
from cadences.models import Completion, Moving
from leadflow.lib.background import hand_over


@shared_task
def sweep():
    """Beat runs this every minute; the database says what is due, so a missed or doubled run does no harm."""
    firing.sweep(now(), clock=now)
    Completion.forget_pictures(now())


@shared_task
def move_people(pk):
    """Move the next piece of those who go through earlier versions of a plan, then queue the one after it. Twice at
    once does no harm."""
    if moving.do_next(pk, clock=now):
        hand_over(move_people, pk)


@shared_task
def resume_moves():
    """Beat runs this every minute: what was left goes on."""
    for pk in Moving.objects.unattended(now()).values_list("pk", flat=True):
        hand_over(move_people, pk)
