"""Nothing falls through (promise 12): everybody who is worked has a next step and somebody to do it."""

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, Subquery

from cadences.firm_day import FirmDay
from cadences.models.cadence import Cadence
from cadences.models.enrollment import Enrollment
from cadences.models.task import Task
from contacts.models import Contact, Stage
from contacts.models.stage import LEADS


def without_next_step(contacts):
    """Those of the given worked contacts who have no open task, no planned step and no date to come back."""
    planned = Q(next_due_on__isnull=False) | Q(side_due_on__isnull=False)
    live = Enrollment.objects.filter(Q(state=Enrollment.State.RUNNING) & planned | Q(state=Enrollment.State.HELD))
    return contacts.worked().filter(
        ~Exists(Task.objects.open().filter(contact=OuterRef("pk"))),
        ~Exists(live.filter(contact=OuterRef("pk"))),
        ~Q(stage=Stage.NURTURE) | Q(revisit_on__isnull=True),
    )


def plan_for(contact) -> Cadence:
    """The plan that was chosen for after nurture, when they were last put there; else the usual one."""
    usual, *others = Cadence.to_choose()
    if not others:
        return usual
    put_there = contact.stage_changes.filter(after=Stage.NURTURE).order_by("-at").values("at")[:1]
    choosing = Task.objects.filter(
        contact=contact,
        completions__then_plan__isnull=False,
        completions__undone_at__isnull=True,
        completions__at__gte=Subquery(put_there),
    ).order_by("-completions__at")
    chosen = Cadence.objects.filter(pk=Subquery(choosing.values("completions__then_plan")[:1])).first()
    return chosen or usual


def keep(contact, *, at, closed_now: Task | None = None):
    """Give a contact whom an outcome left without a next step one: the follow-up plan for a lead, else a task.

    `closed_now` is the task that the outcome ended: it moves the plan it belongs to. The caller holds the contact's
    lock.
    """
    live = contact.enrollments.live().select_for_update(no_key=True).first()
    if live:
        own = closed_now and closed_now.enrollment_id == live.pk
        live.replan(at, closed_now=closed_now if own else None)
        if live.goes_on:
            return
        for one in Enrollment.objects.exhausted().filter(pk=live.pk):
            one.finish(at=at)
    for one in without_next_step(Contact.objects.filter(pk=contact.pk)).select_for_update(no_key=True):
        if one.stage in LEADS:
            Enrollment.objects.enroll([one], plan_for(one).current, at=at)
        else:
            Task.open_for(
                one,
                Task.Kind.NEXT_STEP,
                due_on=FirmDay.at(at).next_working_day,
                at=at,
                objective="Agree on the next step: what, when, and who does it.",
            )


@transaction.atomic
def resume(enrollment: Enrollment, *, at):
    """Let a plan on hold go on; one that is over by now ends."""
    enrollment.resume(at=at)
    keep(enrollment.contact, at=at)
