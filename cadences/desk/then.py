"""What comes next once the task in hand is done: shown beside the outcomes before one is chosen."""

from copy import copy
from dataclasses import dataclass
from datetime import date, timedelta

from cadences import ending, promise
from cadences.calendar import days_lost
from cadences.effects import RETRY_DAYS, comes_again
from cadences.firm_day import FirmDay
from cadences.models import Enrollment, Step, Task
from contacts.models.stage import LEADS


@dataclass(frozen=True)
class Then:
    """What comes, and on which day."""

    words: str
    day: date | None = None


def then(task: Task, enrollment: Enrollment | None, *, day: FirmDay, steps: list[Step], closed: dict) -> Then:
    """What follows if this task is done today and the person was not reached.

    `enrollment` is the contact's live one, `steps` those of its version, `closed` maps the keys of its other tasks to
    the day they ended (None while open).
    """
    if comes_again(task, task.contact):
        return Then("again", day.in_days(RETRY_DAYS))
    if enrollment is None:
        if task.contact.stage in LEADS:
            plan = promise.plan_after(task.contact, task, at=day.bounds[0])
            return Then(f"“{plan}” begins", day.next_working_day)
        return Then("nothing planned")
    if enrollment.state == Enrollment.State.HELD and task.kind != Task.Kind.CALL_BACK:
        return Then("the plan goes on", enrollment.held_until)
    next_step, due = _next_step(task, enrollment, day, steps, closed)
    if next_step is None and enrollment.responded_at:
        return Then("the decision is asked for", day.next_working_day)
    if next_step is None:
        return Then(*ending.in_short(enrollment.version.cadence, day))
    return Then(next_step.name[:1].lower() + next_step.name[1:], due)


def _next_step(task, enrollment, day, steps, closed):
    """The step that comes first, planned on a copy as if the task were done today."""
    ahead = copy(enrollment)
    if ahead.held_on:
        ahead.anchor_on += max(day.today - ahead.held_on, timedelta(0))
    closed = dict(closed)
    if task.step_key:
        closed[task.step_key] = day.today
        if task.blocking:
            ahead.anchor_on += days_lost(task.planned_on or task.due_on, day.today)
    blocking = {step.key for step in steps if step.blocking}
    still_open = any(ended is None for key, ended in closed.items() if key in blocking)
    ahead.plan_lanes(day, steps, closed=closed, open_blocking=still_open)
    lanes = [(ahead.next_step, ahead.next_due_on), (ahead.side_step, ahead.side_due_on)]
    step, due = min((lane for lane in lanes if lane[0]), key=lambda lane: lane[1], default=(None, None))
    # What should have come already comes with the next sweep.
    return step, due and max(due, day.today)
