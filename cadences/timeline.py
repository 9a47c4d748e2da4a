"""What the plan adds to a contact's timeline: its beginning and end, when it was on hold and why, and steps that were
not done, or tasks that were dropped, with the reason."""

from functools import partial

from django.db.models import Count, Max
from django.dispatch import receiver

from cadences import holds
from cadences.calendar import on
from cadences.models import Enrollment, Hold, Task
from contacts.signals import timeline_asked
from contacts.timeline import Entry
from leadflow.accounts.models import Firm
from leadflow.lib.when import in_full

# A line about the plan, neither theirs nor ours.
_entry = partial(Entry, kind="system", direction="planned")


@receiver(timeline_asked)
def tell_the_plan(sender, contact_ids, window, **kwargs):
    return [
        *_gone_through(contact_ids, window),
        *_left_out(contact_ids, window),
        *_held(contact_ids, window),
        *_called_off(contact_ids, window),
    ]


def _gone_through(contact_ids, window):
    """When each plan began, and when it ended."""
    firm = Firm.current()
    rows = Enrollment.objects.filter(contact__in=contact_ids).select_related(
        "version__cadence", "started_by", "contact", "stopped_for__contact"
    )
    for enrollment in window.of_any(rows, {"plan-1": "ended_at", "plan-2": "started_at"}):
        yield _started(enrollment, firm)
        if enrollment.ended_at:
            yield _ended(enrollment)


def _started(enrollment, firm: Firm) -> Entry:
    is_put_off = enrollment.day_0 > firm.day_of(enrollment.started_at)
    return _entry(
        at=enrollment.started_at,
        source="plan-2",
        pk=enrollment.pk,
        contact_id=enrollment.contact_id,
        title=f"{enrollment.version.cadence} {'planned' if is_put_off else 'started'}",
        text=f"Starts on {in_full(enrollment.day_0)}" if is_put_off else "",
        by=enrollment.started_by,
    )


def _ended(enrollment) -> Entry:
    finished = enrollment.state == Enrollment.State.FINISHED
    return _entry(
        at=enrollment.ended_at,
        source="plan-1",
        pk=enrollment.pk,
        contact_id=enrollment.contact_id,
        title=f"{enrollment.version.cadence} {'came to its end' if finished else 'stopped'}",
        text="" if finished else _why_stopped(enrollment),
    )


def _why_stopped(enrollment) -> str:
    touch = enrollment.stopped_for
    if touch is None:
        return enrollment.get_stop_reason_display()
    return holds.answer(touch, named=touch.contact.team_id == enrollment.contact.team_id)


def _left_out(contact_ids, window):
    """Steps skipped at one stroke are one entry."""
    tasks = Task.objects.filter(
        contact__in=contact_ids, kind=Task.Kind.STEP, state__in=(Task.State.SKIPPED, Task.State.LAPSED)
    )
    grouped = tasks.order_by().values("contact", "closed_at", "state", "reason")
    grouped = grouped.annotate(last=Max("pk"), number=Count("pk"), name=Max("step__name"))
    for row in window.of(grouped, "plan-3", at="closed_at", pk="last"):
        number = row["number"]
        yield _entry(
            at=row["closed_at"],
            source="plan-3",
            pk=row["last"],
            contact_id=row["contact"],
            title=f"{row['name'] if number == 1 else f'{number} steps'} {Task.State(row['state']).label.lower()}",
            text=row["reason"],
        )


def _called_off(contact_ids, window):
    """Tasks that somebody dropped."""
    tasks = Task.objects.filter(contact__in=contact_ids, state=Task.State.CANCELLED, closed_by__isnull=False)
    for task in window.of(tasks.select_related("step", "closed_by"), "plan-6", at="closed_at"):
        yield _entry(
            at=task.closed_at,
            source="plan-6",
            pk=task.pk,
            contact_id=task.contact_id,
            title=f"{task} dropped",
            text=task.reason,
            by=task.closed_by,
        )


def _held(contact_ids, window):
    """Each hold, and when it was over."""
    rows = Hold.objects.filter(enrollment__contact__in=contact_ids).select_related(
        "enrollment__contact", "enrollment__version__cadence", "touch__contact", "by", "resumed_by"
    )
    for hold in window.of_any(rows, {"plan-4": "at", "plan-5": "resumed_at"}):
        yield _entry(
            at=hold.at,
            source="plan-4",
            pk=hold.pk,
            contact_id=hold.enrollment.contact_id,
            title=f"{hold.enrollment.version.cadence} on hold until {on(hold.until)}",
            text=holds.in_words(hold, hold.enrollment.contact),
            by=hold.by,
        )
        if hold.resumed_at:
            yield _entry(
                at=hold.resumed_at,
                source="plan-5",
                pk=hold.pk,
                contact_id=hold.enrollment.contact_id,
                title=f"{hold.enrollment.version.cadence} went on",
                by=hold.resumed_by,
            )
