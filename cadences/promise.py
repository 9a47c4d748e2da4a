"""Nothing falls through (promise 12): everybody who is worked has a next step and somebody to do it."""

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, Subquery

from cadences import entry
from cadences.firm_day import FirmDay
from cadences.models.cadence import Cadence
from cadences.models.enrollment import Enrollment
from cadences.models.task import Task
from contacts.models import Contact, Stage
from contacts.models.stage import LEADS

# On which occasion somebody enters a plan whose task of that kind ended without a decision.
AFTER = {Task.Kind.REQUEST: entry.Occasion.REQUEST, Task.Kind.REVISIT: entry.Occasion.REVISIT}


def without_next_step(contacts):
    """Those of the given worked contacts who have no open task, no planned step and no date to come back."""
    planned = Q(next_due_on__isnull=False) | Q(side_due_on__isnull=False)
    live = Enrollment.objects.filter(Q(state=Enrollment.State.RUNNING) & planned | Q(state=Enrollment.State.HELD))
    return contacts.worked().filter(
        ~Exists(Task.objects.open().filter(contact=OuterRef("pk"))),
        ~Exists(live.filter(contact=OuterRef("pk"))),
        ~Q(stage=Stage.NURTURE) | Q(revisit_on__isnull=True),
    )


def plan_chosen(contact) -> Cadence | None:
    """The plan that was chosen for after nurture, when they were last put there; None where none was."""
    if len(Cadence.to_choose()) == 1:
        return None
    put_there = contact.stage_changes.filter(after=Stage.NURTURE).order_by("-at").values("at")[:1]
    choosing = Task.objects.filter(
        contact=contact,
        completions__then_plan__isnull=False,
        completions__undone_at__isnull=True,
        completions__at__gte=Subquery(put_there),
    ).order_by("-completions__at")
    return Cadence.objects.to_enter().filter(pk=Subquery(choosing.values("completions__then_plan")[:1])).first()


def plan_after(contact, ended: Task | None, *, at) -> Cadence:
    """The plan that a lead enters after a task that ended without a decision: the one that was chosen, else the one
    that takes them in then."""
    occasion = AFTER.get(ended.kind, entry.Occasion.NEW_LEAD) if ended else entry.Occasion.NEW_LEAD
    return plan_chosen(contact) or entry.plans_for([contact], occasion, at=at)[contact.pk]


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
            Enrollment.objects.enroll([one], plan_after(one, closed_now, at=at).current, at=at)
        else:
            Task.open_for(
                one,
                Task.Kind.NEXT_STEP,
                due_on=FirmDay.at(at).next_working_day,
                at=at,
                objective="Agree on the next step: what, when, and who does it.",
            )


@transaction.atomic
def call_off(task: Task, *, reason: str, by, at) -> bool:
    """Cancel an open task by hand. After a step the plan goes on; who has no next step any more gets one. False where
    somebody ended it meanwhile."""
    contact = Contact.objects.select_for_update(no_key=True).get(pk=task.contact_id)
    ended = {"state": Task.State.CANCELLED, "reason": reason[:300], "closed_at": at, "closed_by": by}
    if not Task.objects.open().filter(pk=task.pk).update(version=F("version") + 1, **ended):
        return False
    task.refresh_from_db()
    keep(contact, at=at, closed_now=task)
    return True


def is_last(task: Task) -> bool:
    """Whether nothing else is open or comes by itself for the contact of a task."""
    if Task.objects.open().filter(contact=task.contact_id).exclude(pk=task.pk).exists():
        return False
    live = Enrollment.objects.live().filter(contact=task.contact_id).first()
    return not (live and (live.goes_on or live.planned_steps()))


@transaction.atomic
def resume(enrollment: Enrollment, *, at, by=None):
    """Let a plan on hold go on; one that is over by now ends."""
    enrollment.resume(at=at, by=by)
    keep(enrollment.contact, at=at)
