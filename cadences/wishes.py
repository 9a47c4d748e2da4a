"""How somebody wants to be contacted, heeded by their plan (promise 14): what comes by another way is left out, and a
step whose day is none for them comes on the next that is."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import F, Max, OuterRef, Q, QuerySet, Subquery
from django.dispatch import receiver

from cadences import promise
from cadences.calendar import Calendar
from cadences.firing.lanes import Claimed, Lane
from cadences.firm_day import FirmDay
from cadences.models.enrollment import Enrollment
from cadences.models.task import Task
from contacts import signals
from contacts.models import MUTES, Channel, Contact, Touch

CALLS = (Channel.PHONE, Channel.VIDEO)
REACHES_NOBODY = (Channel.RESEARCH, Channel.SYSTEM)
# Tasks at a time that they agreed to themselves.
AGREED = (Task.Kind.REQUEST, Task.Kind.CALL_BACK, Task.Kind.MEETING, *Task.OF_MANAGERS)


@dataclass(frozen=True)
class Wished:
    """On which weekdays they want calls, how many days lie between two attempts, and the day of the last, or of the
    one that is open."""

    call_days: tuple[int, ...]
    every_days: int
    last: date | None = None

    def calendar(self, days: Calendar, channel: str) -> Calendar:
        """The days, of those, on which they want a step by this channel."""
        return days.beside(lambda day: self.why_not(day, channel))

    def day_from(self, day: date, channel: str, days: Calendar) -> date:
        """That day, whatever the rule of the step says of days off; where they do not want it then, the next of `days`
        on which they do."""
        return self.calendar(days, channel).working_day_from(day) if self.why_not(day, channel) else day

    def reached(self, day: date, channel: str) -> "Wished":
        """What they wish once that step has come on a day."""
        if channel in REACHES_NOBODY:
            return self
        return replace(self, last=max(day, self.last or day))

    def why_not(self, day: date, channel: str) -> str:
        """Why they do not want a step on a day; empty where they do."""
        if channel in CALLS and self.call_days and day.weekday() not in self.call_days:
            return "no day on which they want calls"
        if channel in REACHES_NOBODY or not self.every_days or self.last is None:
            return ""
        too_soon = day < self.last + timedelta(days=self.every_days)
        return f"less than {self.every_days} days after the last time, which they do not want" if too_soon else ""


def of_those(plans: QuerySet[Enrollment], day: FirmDay) -> dict[int, Wished]:
    """What the people of these plans wish about days, by enrollment; who wishes nothing is left out."""
    attempts = Touch.objects.attempts().filter(contact=OuterRef("contact")).order_by("-at").values("at")[:1]
    tasks = Task.objects.open().filter(contact=OuterRef("contact"), kind=Task.Kind.STEP)
    tasks = tasks.exclude(channel__in=REACHES_NOBODY).order_by().values("contact").annotate(last=Max("due_on"))
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
            max(filter(None, [tried and day.firm.day_of(tried), to_do]), default=None),
        )
        for pk, call_days, every_days, tried, to_do in rows
    }


def days(lane: Lane, due: Claimed, steps, day: FirmDay, *, reached: Mapping[int, date]) -> dict[int, date]:
    """The days on which steps that are due may come to those who wish other days than the plan's, by enrollment.
    `reached` holds what came to some of them a moment ago."""
    channels = {step.pk: step.channel for version in steps.values() for step in version}
    plans = Enrollment.objects.filter(pk__among=due)
    wished = of_those(plans, day) if due else {}
    countries = dict(Enrollment.objects.filter(pk__among=wished).order_by().values_list("pk", "contact__country"))
    found = {}
    for pk, wish in wished.items():
        place, channel = due[pk], channels[getattr(due[pk], lane.step)]
        wish = wish.reached(reached[pk], Channel.OTHER) if pk in reached else wish
        when = wish.day_from(place.due, channel, day.calendar_for(channel, countries[pk]))
        if when != place.due:
            found[pk] = when
    return found


def put_off(lane: Lane, waiting: Mapping[int, date]) -> None:
    """Give the step of a lane another day, by enrollment. It loses no days, as a day off loses none."""
    by_day = defaultdict(list)
    for pk, when in waiting.items():
        by_day[when].append(pk)
    for when, ids in by_day.items():
        Enrollment.objects.filter(pk__among=ids).update(**{lane.due: when})


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
