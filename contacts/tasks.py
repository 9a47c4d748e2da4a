from celery import shared_task
from django.conf import settings
from django.utils.timezone import now

from contacts import pickup, suppressing
from contacts.importing import quarantine, work
from contacts.merging import likely
from contacts.models import Merge, QuarantineDecision, Suppression, Upload
from contacts.undoing.forgetting import forget_old
from leadflow.lib.background import hand_over


@shared_task
def advance_upload(pk):
    """Do the next piece of an upload, then queue the one after it. Twice at once does no harm."""
    if work.do_next(pk, clock=now):
        hand_over(advance_upload, pk)


@shared_task
def resume_uploads():
    """Beat runs this every minute: uploads that nobody works on, since a worker died or the broker was away, go on."""
    for pk in Upload.objects.unattended(now()).values_list("pk", flat=True):
        hand_over(advance_upload, pk)


@shared_task
def settle_quarantine(pk):
    """Do the next piece of what was decided about many rows in quarantine. Twice at once does no harm."""
    if quarantine.do_next(pk, clock=now):
        hand_over(settle_quarantine, pk)


@shared_task
def close_contacts(pk):
    """Close some of those whom we know by a new do-not-contact entry. Twice at once does no harm."""
    if suppressing.close_next(pk, at=now()):
        hand_over(close_contacts, pk)


@shared_task
def resume_decisions():
    """Beat runs this every minute: what was decided goes on, though a worker died or the broker was away."""
    for pk in QuarantineDecision.objects.filter(finished_at=None).values_list("pk", flat=True):
        hand_over(settle_quarantine, pk)
    for pk in Suppression.objects.filter(is_pending=True).values_list("pk", flat=True):
        hand_over(close_contacts, pk)


@shared_task
def pick_up():
    """Beat runs this every minute: lists that lie complete in the folder are received, where a firm has one."""
    if settings.PICKUP_DIR:
        for upload in pickup.pick_up(settings.PICKUP_DIR, at=now()):
            hand_over(advance_upload, upload.pk)


@shared_task
def propose_of_one_mailbox():
    """Beat runs this every hour, and a change of the firm's rule at once: who shares a mailbox may be one person."""
    likely.propose_of_one_mailbox(at=now())


@shared_task
def forget():
    """Beat runs this every hour: how things were before lists and merges goes once no undo can ask for it."""
    forget_old(now())
    Merge.forget_pictures(now())
