"""A colleague answers: what becomes of the plans of the others at that firm, as our firm chose it.

A reply, a call or a request that somebody enters holds them for some days, a meeting until the working day after it; or
they stop, and rest as after the end of a plan (promise 12). Left alone is who is being talked to already: who answered
too, or has something open beside the plan. So is everybody when a list brings the answers: people of one firm who all
asked at one booth would hold each other.
"""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.dispatch import receiver

from cadences import holds
from cadences.firm_day import FirmDay
from cadences.models.enrollment import Enrollment
from cadences.models.hold import Hold
from cadences.models.task import Task
from contacts import signals
from contacts.models import Contact, Stage, StageChange, Touch
from contacts.models.stage import LEADS
from leadflow.accounts.models import Firm


@receiver(signals.touches_recorded)
def heed_answers(sender, touches, at, **kwargs):
    """They replied, called or asked: the others at their firm hear less of us, or nothing more."""
    ids = [touch.pk for touch in touches if touch.kind in Touch.RESPONSES]
    firm = Firm.current() if ids else None
    if firm is None or firm.colleagues == Firm.Colleagues.LEAVE:
        return
    pause = timedelta(days=firm.colleagues_days)
    answers = Touch.objects.filter(pk__among=ids, upload=None, contact__company__isnull=False, at__gt=at - pause)
    last = {touch.contact.company_id: touch for touch in answers.select_related("contact").order_by("at", "pk")}
    for touch in last.values():
        _heed(touch, FirmDay.at(at).in_days(firm.colleagues_days), at=at)


def heed_meeting(contact: Contact, day: date, *, touch: Touch | None, at: datetime) -> None:
    """A meeting was booked for a day, or moved to it. `touch` is what came of the call; of a meeting that is moved it
    is found."""
    touch = touch or contact.touches.filter(outcome=Touch.Outcome.MEETING).first()
    if touch and contact.company_id and Firm.current().colleagues != Firm.Colleagues.LEAVE:
        _heed(touch, FirmDay.at(at).calendar.next_working_day(day), at=at)


@transaction.atomic
def _heed(touch: Touch, until: date, *, at: datetime) -> None:
    """The same few queries for a firm of three and of three hundred. Who is being dealt with by somebody else at this
    very moment is left out: to wait for them, while they may wait for us, would end in a deadlock."""
    contact = touch.contact
    others = Contact.objects.filter(company=contact.company_id, stage__in=LEADS).exclude(pk=contact.pk)
    beside = Task.objects.open().filter(contact=OuterRef("contact")).exclude(kind=Task.Kind.STEP)
    plans = Enrollment.objects.live().filter(~Exists(beside), responded_at=None, contact__in=others.values("pk"))
    free = Contact.objects.filter(pk__in=plans.values("contact")).order_by("pk")
    ids = list(free.select_for_update(no_key=True, skip_locked=True).values_list("pk", flat=True))
    plans = Enrollment.objects.live().filter(contact__among=ids)
    if Firm.current().colleagues == Firm.Colleagues.STOP:
        _stop(plans, touch, at=at)
        return
    same_answer = Hold.objects.filter(enrollment=OuterRef("pk"), touch=touch)
    shorter = Q(state=Enrollment.State.RUNNING) | Q(held_until__lt=until) | Q(Exists(same_answer))
    holds.begin(plans.filter(shorter), until, reason=Hold.Reason.COLLEAGUE, at=at, touch=touch)


def _stop(plans: QuerySet[Enrollment], touch: Touch, *, at: datetime) -> None:
    reason = Enrollment.StopReason.COLLEAGUE
    contacts = dict(plans.select_for_update(no_key=True).values_list("pk", "contact"))
    Task.objects.filter(enrollment__among=contacts, kind=Task.Kind.STEP).cancel(reason.label, at=at)
    Enrollment.objects.filter(pk__among=contacts).update(
        state=Enrollment.State.STOPPED,
        stop_reason=reason,
        stopped_for=touch,
        ended_at=at,
        **dict.fromkeys(Enrollment.LANES),
    )
    day = FirmDay.at(at)
    same_team = Q(team=touch.contact.team_id)
    for of_team, words in ((same_team, holds.answer(touch)), (~same_team, holds.answer(touch, named=False))):
        Contact.objects.filter(of_team, pk__among=contacts.values()).change_stage(
            Stage.NURTURE,
            at=at,
            cause=StageChange.Cause.COLLEAGUE,
            reason=words,
            revisit_on=day.in_days(day.firm.revisit_days),
        )


# Taken back


@receiver(signals.touches_voided)
def take_back_with_the_answer(sender, touches, at, **kwargs):
    """What was no answer after all holds nobody."""
    take_back(Touch.with_voided.filter(pk__among=[touch.pk for touch in touches]), at=at)


@transaction.atomic
def take_back(answers: QuerySet[Touch], *, at: datetime, since: datetime | None = None) -> None:
    """Everybody who was paused or stopped for these answers goes on, as far as they still wait for them alone; `since`
    leaves out what came of them before."""
    from_then = {"at__gte": since} if since else {}
    for hold in Hold.objects.filter(touch__in=answers, **from_then).select_related("enrollment"):
        holds.forget(hold, at=at)
    stopped = Enrollment.objects.filter(stopped_for__in=answers, state=Enrollment.State.STOPPED)
    for enrollment in stopped.filter(**({"ended_at__gte": since} if since else {})):
        _begin_again(enrollment, at=at)


def _begin_again(enrollment: Enrollment, *, at: datetime) -> None:
    contact = Contact.objects.select_for_update(no_key=True).get(pk=enrollment.contact_id)
    last = contact.stage_changes.first()
    if last is None or last.cause != StageChange.Cause.COLLEAGUE or last.at != enrollment.ended_at:
        return
    contact.change_stage(last.before, at=at, cause=StageChange.Cause.UNDONE)
    enrollment.begin_again(at=at)
