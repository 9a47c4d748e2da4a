"""Plans on hold: why, until when, and what is put off with them. One plan or hundreds, by the same few queries."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet

from cadences.calendar import on
from cadences.firm_day import FirmDay
from cadences.models.hold import Hold
from cadences.models.task import Task
from contacts.models import Contact, Stage, Touch
from leadflow.accounts.models import Firm
from leadflow.lib import bulk

# Tasks that somebody's being out of office does not put off: they have a time that was agreed, or are the manager's.
STAND = (Task.Kind.MEETING, Task.Kind.CALL_BACK, *Task.OF_MANAGERS)
SAID = {Touch.Kind.REPLY: "replied", Touch.Kind.CALLED_US: "called us"}


def begin(plans: QuerySet, until: date, *, reason: str, at: datetime, by=None, touch: Touch | None = None) -> int:
    """Let nothing come of these live plans until a day; open steps are put off with the rest. Of one on hold already
    the day moves. Returns how many. The caller holds the contacts' locks."""
    today = FirmDay.at(at).today
    enrollment = plans.model
    rows = plans.select_for_update(no_key=True).order_by("pk").values_list("pk", "held_until")
    put_off = {pk: until - (held_until or today) for pk, held_until in rows}
    if not put_off:
        return 0
    move_open_steps(put_off, not_before=until)
    these = enrollment.objects.filter(pk__among=put_off)
    these.filter(state=enrollment.State.RUNNING).update(held_on=today)
    these.update(state=enrollment.State.HELD, held_until=until)
    Hold.objects.bulk_create(
        [Hold(enrollment_id=pk, reason=reason, until=until, at=at, by=by, touch=touch) for pk in put_off]
    )
    return len(put_off)


def move_open_steps(put_off: Mapping[int, timedelta], *, not_before: date) -> None:
    """Move the open steps of plans, by their ids, as the plans move: a pause counts as no lateness of a step that was
    open meanwhile."""
    steps = Task.objects.open().filter(enrollment__among=put_off, kind=Task.Kind.STEP)
    moved = [
        (pk, max(due_on + put_off[plan], not_before), (planned_on or due_on) + put_off[plan])
        for pk, plan, due_on, planned_on in steps.values_list("pk", "enrollment", "due_on", "planned_on")
    ]
    bulk.update(Task, ("due_on", "planned_on"), moved)
    Task.objects.filter(pk__among=[pk for pk, *_ in moved]).update(version=F("version") + 1)


@transaction.atomic
def out_of_office(contact: Contact, last: date, *, at: datetime, by, task: Task | None = None) -> date:
    """They are out until that day, as somebody, or an automatic reply, told us. Nothing of the plan comes before the
    next working day, which is returned, and what is open beside it is put off too, and the day to come back to them.
    Only what was agreed for a time stands, unless it is the task at hand. It is no response."""
    Contact.objects.select_for_update(no_key=True).get(pk=contact.pk)
    back = FirmDay.at(at).calendar.next_working_day(last)
    for enrollment in contact.enrollments.live():
        if not waits_longer(enrollment, back, reason=Hold.Reason.OUT_OF_OFFICE):
            enrollment.hold(back, reason=Hold.Reason.OUT_OF_OFFICE, at=at, by=by)
    Contact.objects.filter(pk=contact.pk, stage=Stage.NURTURE, revisit_on__lt=back).update(revisit_on=back)
    waits = ~Q(kind__in=STAND) | Q(pk=task.pk if task else None)
    beside = Task.objects.open().filter(waits, contact=contact, due_on__lt=back).exclude(kind=Task.Kind.STEP)
    beside.update(due_on=back, not_before=None, version=F("version") + 1)
    return back


def waits_longer(plan, until: date, *, reason: str) -> bool:
    """Whether a plan is on hold until a later day already, for another reason: then that day stays."""
    return plan.held_until is not None and plan.held_until > until and not waits_for(plan, reason)


def waits_for(plan, reason: str) -> bool:
    """Whether that is why a plan is on hold."""
    last = plan.holds.first()
    return plan.held_until is not None and last is not None and last.reason == reason


@transaction.atomic
def forget(hold: Hold, *, at: datetime) -> None:
    """As if the plan had never been put on hold for this: it is on the hold before, if that has still to end, else it
    goes on."""
    plan = hold.enrollment
    Contact.objects.select_for_update(no_key=True).get(pk=plan.contact_id)
    plan = type(plan).objects.select_for_update(no_key=True).get(pk=plan.pk)
    if plan.state == plan.State.HELD and plan.holds.first() == hold:
        before = plan.holds.exclude(pk=hold.pk).first()
        if before and before.resumed_at is None and before.until > FirmDay.at(at).today:
            move_open_steps({plan.pk: before.until - plan.held_until}, not_before=before.until)
            type(plan).objects.filter(pk=plan.pk).update(held_until=before.until)
        else:
            plan.resume(at=at)
    hold.delete()


def in_words(hold: Hold, contact: Contact) -> str:
    """Why a plan is on hold: “Out of office”, “Ana Berg replied”."""
    if hold.reason != Hold.Reason.COLLEAGUE or hold.touch is None:
        return hold.get_reason_display()
    return answer(hold.touch, named=hold.touch.contact.team_id == contact.team_id)


def answer(touch: Touch, *, named: bool = True) -> str:
    """What a colleague did: “Ana Berg replied”. Of another team they have no name, since whoever sees the one contact
    may not see the other."""
    if touch.outcome in (Touch.Outcome.MEETING, Touch.Outcome.MOVED):
        did = "has a meeting with us"
    else:
        did = SAID.get(Touch.Kind(touch.kind), touch.get_kind_display().lower())
    return f"{touch.contact.name if named else 'A colleague at their firm'} {did}"


def told(enrollment) -> str:
    """“On hold until Tuesday 8 December: out of office”; empty for a plan that is not on hold."""
    if enrollment.state != enrollment.State.HELD:
        return ""
    until = f"On hold until {on(enrollment.held_until)}"
    hold = enrollment.holds.select_related("touch__contact").first()
    if hold is None:
        return until
    why = in_words(hold, enrollment.contact)
    if hold.reason != Hold.Reason.COLLEAGUE:
        return f"{until}: {why.lower()}"
    firm = Firm.current()
    when = hold.touch.at if hold.touch else hold.at
    return f"{until}: {why}, {on(firm.day_of(when))} {when.astimezone(firm.zone):%H:%M}"
