"""How somebody wants to be contacted, heeded by their plan (promise 14): what comes by another way is left out, and a
step whose day is none for them comes on the next that is."""

from django.db.models import F, Max, OuterRef, Q, QuerySet, Subquery
from django.dispatch import receiver

from cadences import promise
from cadences.coming import CALLS, REACHES_NOBODY, Wished
from cadences.firing.upkeep import lapsed
from cadences.firm_day import FirmDay
from cadences.models.enrollment import Enrollment
from cadences.models.task import Task
from contacts import signals
from contacts.models import MUTES, Channel, Contact, Touch

# Tasks at a time that they agreed to themselves.
AGREED = (Task.Kind.REQUEST, Task.Kind.CALL_BACK, Task.Kind.MEETING, *Task.OF_MANAGERS)


def of_those(plans: QuerySet[Enrollment], day: FirmDay) -> dict[int, Wished]:
    """What the people of these plans wish about days, by enrollment; who wishes nothing is left out."""
    attempts = Touch.objects.attempts().filter(contact=OuterRef("contact")).order_by("-at").values("at")[:1]
    tasks = Task.objects.open().filter(contact=OuterRef("contact"), kind=Task.Kind.STEP)
    # What lapses is closed by the sweep before anything comes.
    tasks = (
        tasks.exclude(channel__in=REACHES_NOBODY)
        .exclude(lapsed(day.today))
        .order_by()
        .values("contact")
        .annotate(last=Max("due_on"))
    )
    rows = (
        plans.filter(Q(contact__call_days__isnull=False) | Q(contact__every_days__isnull=False))
        .order_by()
        .annotate(tried=Subquery(attempts), to_do=Subquery(tasks.values("last")))
        .values_list("pk", "contact__call_days", "contact__every_days", "tried", "to_do")
    )
    return {
        pk: Wished(
            tuple(call_days or ()),
            every_days or 0,
            # What is overdue is done today at the soonest.
            max(filter(None, [tried and day.firm.day_of(tried), to_do and max(to_do, day.today)]), default=None),
        )
        for pk, call_days, every_days, tried, to_do in rows
    }


def by_another_way(plans: QuerySet[Enrollment], channel: str) -> QuerySet[Enrollment]:
    """Those of these plans whose people want to hear from us by another channel only."""
    if channel not in MUTES:
        return plans.none()
    same = [way for way in MUTES if MUTES[way] == MUTES[Channel(channel)]]
    return plans.exclude(contact__only_by="").exclude(contact__only_by__in=same)


@receiver(signals.wishes_told)
def heed_at_once(sender, contact_ids, at, **kwargs):
    """No step by another way stays open, anything else goes on by theirs; calls come on their days."""
    for contact in Contact.objects.filter(pk__in=contact_ids):
        closed = [channel for channel in MUTES if contact.closed_to(channel)]
        tasks = Task.objects.open().filter(contact=contact)
        others = tasks.filter(channel__in=closed).exclude(kind__in=Task.OF_MANAGERS)
        others.filter(kind=Task.Kind.STEP).skip(Task.Skip.WISH, at=at)
        others.update(channel=contact.open_channel, version=F("version") + 1)
        _move_calls(contact, tasks.filter(channel__in=CALLS).exclude(kind__in=AGREED), FirmDay.at(at))
        promise.keep(contact, at=at)


def _move_calls(contact: Contact, calls: QuerySet[Task], day: FirmDay) -> None:
    wish = Wished(tuple(contact.call_days or ()), 0)
    for call in calls if contact.call_days else ():
        theirs = wish.calendar(day.calendar_for(call.channel, contact.country), call.channel)
        comes_on = max(call.due_on, day.today)
        if not theirs.is_working(comes_on):
            due_on = theirs.working_day_from(comes_on)
            planned_on = due_on if call.kind == Task.Kind.STEP else None
            Task.objects.filter(pk=call.pk).update(due_on=due_on, planned_on=planned_on, version=F("version") + 1)


def why_closed(contact: Contact, channel: str) -> str:
    """Why a step by a channel will be left out, as they want it; empty where it will not."""
    if not contact.closed_to(channel):
        return ""
    return Task.Skip.WISH if contact.only_by else Task.Skip.CLOSED_CHANNEL
