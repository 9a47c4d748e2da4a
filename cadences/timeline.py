"""What the plan adds to a contact's timeline: its beginning and end, and steps that were not done, with the reason."""

from django.db.models import Count, Max
from django.dispatch import receiver

from cadences.models import Enrollment, Task
from contacts.signals import timeline_asked
from contacts.timeline import Entry
from leadflow.accounts.models import Firm
from leadflow.lib.when import in_full


@receiver(timeline_asked)
def tell_the_plan(sender, contact_ids, window, **kwargs):
    firm = Firm.current()
    enrollments = Enrollment.objects.filter(contact__in=contact_ids).select_related("version__cadence", "started_by")
    return [
        *(
            _ended(enrollment)
            for enrollment in window.of(enrollments.filter(ended_at__isnull=False), "plan-1", at="ended_at")
        ),
        *(_started(enrollment, firm) for enrollment in window.of(enrollments, "plan-2", at="started_at")),
        *_left_out(contact_ids, window),
    ]


def _started(enrollment, firm: Firm) -> Entry:
    is_put_off = enrollment.day_0 > firm.day_of(enrollment.started_at)
    return Entry(
        at=enrollment.started_at,
        source="plan-2",
        pk=enrollment.pk,
        contact_id=enrollment.contact_id,
        kind="system",
        title=f"{enrollment.version.cadence} {'planned' if is_put_off else 'started'}",
        text=f"Starts on {in_full(enrollment.day_0)}" if is_put_off else "",
        by=enrollment.started_by,
        direction="planned",
    )


def _ended(enrollment) -> Entry:
    finished = enrollment.state == Enrollment.State.FINISHED
    return Entry(
        at=enrollment.ended_at,
        source="plan-1",
        pk=enrollment.pk,
        contact_id=enrollment.contact_id,
        kind="system",
        title=f"{enrollment.version.cadence} {'came to its end' if finished else 'stopped'}",
        text="" if finished else enrollment.get_stop_reason_display(),
        direction="planned",
    )


def _left_out(contact_ids, window):
    """Steps skipped at one stroke are one entry."""
    tasks = Task.objects.filter(
        contact__in=contact_ids, kind=Task.Kind.STEP, state__in=(Task.State.SKIPPED, Task.State.LAPSED)
    )
    grouped = tasks.order_by().values("contact", "closed_at", "state", "reason")
    grouped = grouped.annotate(last=Max("pk"), number=Count("pk"), name=Max("step__name"))
    for row in window.of(grouped, "plan-3", at="closed_at", pk="last"):
        number = row["number"]
        yield Entry(
            at=row["closed_at"],
            source="plan-3",
            pk=row["last"],
            contact_id=row["contact"],
            kind="system",
            title=f"{row['name'] if number == 1 else f'{number} steps'} {Task.State(row['state']).label.lower()}",
            text=row["reason"],
            direction="planned",
        )
