"""The whole plan of an enrollment, past and to come: each step with its day, what became of it, and why that day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from cadences.calendar import days_lost, due_day
from cadences.firm_day import FirmDay
from cadences.models.cadence import Step
from cadences.models.task import Task
from cadences.reasons import Follows, Moved, in_days, on, why_then
from contacts.models import Channel

if TYPE_CHECKING:
    from cadences.models.enrollment import Enrollment

# What is skipped at one stroke because they answered moves no day.
MOVES = (Task.State.DONE, Task.State.SKIPPED)


@dataclass(frozen=True)
class PlannedStep:
    """One line of an enrollment's plan: a step, its day, what became of it, and why it is not the day of the plan."""

    step: Step
    day: date | None
    task: Task | None = None
    # Of a step that Leadflow does by itself: whether its day has come.
    has_come: bool = False
    why: str = ""

    @property
    def fate(self) -> str:
        if self.has_come:
            return "done"
        return self.task.state if self.task else "planned"

    @property
    def reason(self) -> str:
        return self.task.reason if self.task else ""


def last_done(steps: Iterable[Step], closed: dict[str, date | None]) -> Follows | None:
    """The blocking step that was done last. `closed` maps keys to the day of their end, None while open."""
    done = [Follows(s.name, s.day, day) for s in steps if s.blocking and (day := closed.get(s.key))]
    # Of those of one day the last in the plan: `max` keeps the first it finds.
    return max(reversed(done), key=lambda one: one.done, default=None)


def plan_of(enrollment: "Enrollment", steps: list[Step], day: FirmDay) -> list[PlannedStep]:
    """Each step of the plan with its day, taking each open one as done on its day, or today where that is past."""
    tasks = {task.step_key: task for task in enrollment.tasks.exclude(step_key="")}
    anchor, moved = _anchor(enrollment, steps, tasks, day)
    after = last_done(steps, Task.days_closed(tasks.values(), day))
    if waiting := _open_blocking(steps, tasks):
        first, is_open = waiting
        after = Follows(first.name, first.day, max(is_open.due_on, day.today))
    lines = []
    for step in steps:
        if step.channel == Channel.SYSTEM:
            lines.append(PlannedStep(step, enrollment.day_0, has_come=enrollment.day_0 <= day.today))
        elif task := tasks.get(step.key):
            lines.append(PlannedStep(step, task.due_on, task, why=_why_of(task, day)))
        elif not enrollment.is_live:
            lines.append(PlannedStep(step, None))
        else:
            previous = after if step.blocking else None
            follows = {"previous_done": previous.done, "previous_offset": previous.offset} if previous else {}
            calendar = day.calendar_for(step.channel, enrollment.contact.country)
            when = due_day(calendar, anchor, step.day, **follows)
            why = why_then(calendar, enrollment.day_0, anchor, step.day, moved=moved, after=previous)
            lines.append(PlannedStep(step, when, why=why))
            # What moved the plan moved all that follows; it is said once.
            moved = []
            if step.blocking:
                after = Follows(step.name, step.day, max(when, day.today))
    return lines


def _open_blocking(steps: list[Step], tasks: dict[str, Task]) -> tuple[Step, Task] | None:
    waiting = ((step, tasks[step.key]) for step in steps if step.key in tasks)
    return next(((step, task) for step, task in waiting if task.blocking and task.is_open), None)


def _anchor(enrollment: "Enrollment", steps, tasks: dict[str, Task], day: FirmDay) -> tuple[date, list[Moved]]:
    """Where the offsets count from once what is open is done and a hold is over, and what moved it there."""
    anchor, moved = enrollment.anchor_on, _moved(enrollment, steps, tasks, day)
    if enrollment.held_until:
        until = max(enrollment.held_until, day.today)
        pause = max(until - max(enrollment.held_on, enrollment.day_0), timedelta())
        anchor += pause
        moved.append(Moved(pause.days, f"on hold until {on(until)}"))
    if waiting := _open_blocking(steps, tasks):
        step, task = waiting
        lost = days_lost(task.planned_on or task.due_on, max(task.due_on, day.today))
        anchor += lost
        if task.due_on < day.today:
            moved.append(Moved(lost.days, f"{step.name} is {in_days(lost.days)} late"))
        elif lost:
            moved.append(Moved(lost.days, f"{step.name} was put off by {in_days(lost.days)}"))
    return anchor, [one for one in moved if one.days]


def _moved(enrollment: "Enrollment", steps: list[Step], tasks: dict[str, Task], day: FirmDay) -> list[Moved]:
    """What moved the plan until now: steps that were done late, and days on hold."""
    moved = []
    for step in steps:
        task = tasks.get(step.key)
        if task and task.blocking and task.state in MOVES and task.reason != Task.Skip.RESPONDED:
            late = _late(task, day)
            if late:
                moved.append(Moved(late, f"{step.name} was done {in_days(late)} late"))
    rest = (enrollment.anchor_on - enrollment.day_0).days - sum(one.days for one in moved)
    if rest < 0:
        # Something was taken back: what is left is known, whose it was is not.
        return [Moved((enrollment.anchor_on - enrollment.day_0).days, "the plan was moved")]
    return [*moved, Moved(rest, f"on hold for {in_days(rest)}")] if rest else moved


def _late(task: Task, day: FirmDay) -> int:
    return days_lost(task.planned_on or task.due_on, day.firm.day_of(task.closed_at)).days if task.closed_at else 0


def _why_of(task: Task, day: FirmDay) -> str:
    """Of a step that has come: whether it was put off, or done late."""
    if task.is_open and task.planned_on and task.due_on > task.planned_on:
        return f"put off from {on(task.planned_on)}"
    late = _late(task, day)
    return f"done {in_days(late)} late" if late and task.state == Task.State.DONE else ""
