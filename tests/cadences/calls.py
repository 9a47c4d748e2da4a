"""First calls that fall on one day, and limits on how many come."""

from datetime import timedelta

from cadences.models import DailyLimit, Enrollment, Task
from contacts.models import Channel
from tests.factories import NOON, make_contact, make_enrollment

DAY = timedelta(days=1)


def limit(most, *, channel=Channel.PHONE, rep=None) -> DailyLimit:
    return DailyLimit.objects.create(rep=rep, channel=channel, most=most)


def calling(number, rep, *, days_ago=0, **fields) -> list[Enrollment]:
    """So many leads of a rep who did what comes before the first call of the plan, which falls on Tuesday, or was
    planned for some days before."""
    plans = []
    for _ in range(number):
        lead = make_contact(phone="+47 22 55 01 34", owner=rep, **fields)
        plan = make_enrollment(lead, at=NOON - (8 + days_ago) * DAY)
        before = plan.version.steps.filter(day__lt=8).exclude(channel=Channel.SYSTEM)
        for step in before:
            on = NOON + (step.day - 8 - days_ago) * DAY
            task = Task.from_step(plan, step, due_on=on.date(), at=on)
            task.state, task.closed_at = Task.State.DONE, on
            task.save()
        plan.replan(NOON)
        plans.append(plan)
    return plans
