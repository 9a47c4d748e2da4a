"""The whole plan of an enrollment, past and to come: each step with its day, what became of it, and why that day."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from cadences import conditions
from cadences.calendar import MIN_GAP, days_lost, due_day, timing
from cadences.coming import comes_on
from cadences.firm_day import FirmDay
from cadences.models.cadence import Step
from cadences.models.task import Task
from cadences.reasons import Follows, Moved, in_days, on, why_then
from contacts.models import Channel

if TYPE_CHECKING:
    from cadences.models.enrollment import Enrollment

# What is skipped at one stroke because they answered moves no day.
MOVES = (Task.State.DONE, Task.State.SKIPPED, Task.State.CANCELLED)


@dataclass(frozen=True)
class PlannedStep:
    """One line of an enrollment's plan: a step, its day, what became of it, and why it is not the day of the plan."""

    step: Step
    day: date | None
    task: Task | None = None
    # Of a step that Leadflow does by itself: whether its day has come.
    has_come: bool = False
    why: str = ""
    # Of a step to come: why it will be left out, as things stand.
    skips: str = ""

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


def kept_apart(
    anchor: date, ended: Task, ended_on: date, following: Step | None, steps: list[Step], day: FirmDay
) -> date:
    """From where the offsets count once a blocking step ends on a day that came before its plan was moved to these
    steps: where they know no gap to it, the next keeps two days from it."""
    if following is None or ended.step_id in {step.pk for step in steps}:
        return anchor
    if any(step.key == ended.step_key and step.day < following.day for step in steps):
        return anchor
    return max(anchor, day.calendar.working_day_from(ended_on + MIN_GAP) - timedelta(days=following.day))


def plan_of(enrollment: "Enrollment", steps: list[Step], day: FirmDay) -> list[PlannedStep]:
    """Each step of the plan with its day, taking each open one as done on its day, or today where that is past."""
    tasks = {task.step_key: task for task in enrollment.tasks.exclude(step_key="").select_related("step")}
    to_come = [step for step in steps if step.channel != Channel.SYSTEM and step.key not in tasks]
    lines = {line.step: line for line in _to_come(enrollment, to_come, steps, tasks, day)}
    for step in steps:
        if step.channel == Channel.SYSTEM:
            lines[step] = PlannedStep(step, enrollment.day_0, has_come=enrollment.day_0 <= day.today)
        elif task := tasks.get(step.key):
            lines[step] = PlannedStep(step, task.due_on, task, why=_why_of(task, day))
    return [lines.get(step) or PlannedStep(step, None) for step in steps]


@dataclass
class _Lane:
    """The steps of a lane that are still to come, the day of the first, the blocking step it follows, and what moved
    it, in words."""

    steps: list[Step]
    on: date
    after: Follows | None
    moves: list[str] = field(default_factory=list)


def _to_come(
    enrollment: "Enrollment", to_come: list[Step], steps: list[Step], tasks: dict[str, Task], day: FirmDay
) -> Iterator[PlannedStep]:
    """What comes when days go by, as the sweep lets it come: of one day first what holds up the rest."""
    # They ask models, and one of them asks here.
    from cadences import limits, wishes
    from cadences.firing.skipping import lacking

    if not enrollment.is_live:
        return
    anchor, moved = _anchor(enrollment, steps, tasks, day)
    after = last_done(steps, Task.days_closed(tasks.values(), day))
    if is_open := _open_blocking(tasks.values()):
        after = Follows(is_open.step.name, is_open.step.day, max(is_open.due_on, day.today))
    contact, no_room, skips = enrollment.contact, limits.no_room_of(enrollment), _skips(enrollment, to_come)
    lacks = lacking(contact)
    wish = wishes.of_those(type(enrollment).objects.filter(pk=enrollment.pk), day).get(enrollment.pk)
    lanes = [
        _lane([s for s in to_come if s.blocking], anchor, after, day),
        _lane([s for s in to_come if not s.blocking], anchor, None, day),
    ]
    while any(lane.steps for lane in lanes):
        lane = min((lane for lane in lanes if lane.steps), key=lambda lane: max(lane.on, day.today))
        step = lane.steps[0]
        comes = comes_on(
            step, lane.on, anchor=anchor, day=day, country=contact.country, full=no_room.get(step.pk), wish=wish
        )
        if comes.full and not (wish and wish.why_not(comes.full, step.channel)):
            lane.moves.append(limits.why_full(contact.owner_id, step.channel, comes.full))
        if comes.unwanted:
            lane.moves.append(f"{on(comes.unwanted[0])} is {comes.unwanted[1]}")
        if comes.on > lane.on:
            lane.on = comes.on
            continue
        there = day.calendar_for(step.channel, contact.country)
        why = why_then(there, enrollment.day_0, anchor, step.day, moved=moved, after=lane.after, **timing(step))
        line = PlannedStep(
            step,
            lane.on,
            why="; ".join(filter(None, (why, *lane.moves))),
            skips=skips.get(step.key) or wishes.why_closed(contact, step.channel) or lacks.get(step.channel, ""),
        )
        yield line
        if wish and not line.skips:
            wish = wish.reached(max(lane.on, day.today), step.channel)
        # What moved the plan moved all that follows; it is said once.
        moved = []
        follows = Follows(step.name, step.day, max(lane.on, day.today)) if step.blocking else None
        lanes[lanes.index(lane)] = _lane(lane.steps[1:], anchor, follows, day, since=lane.on)


def _lane(left: list[Step], anchor: date, after: Follows | None, day: FirmDay, since: date = date.min) -> _Lane:
    if not left:
        return _Lane([], day.today, None)
    follows = {"previous_done": after.done, "previous_offset": after.offset} if after else {}
    due = due_day(day.calendar, anchor, left[0].day, **follows, **timing(left[0]))
    return _Lane(left, max(due, since), after)


def _skips(enrollment: "Enrollment", steps: list[Step]) -> dict[str, str]:
    """Which of these steps are not for them, and why, by key."""
    asking = [step for step in steps if conditions.asks(step)]
    if not asking or not enrollment.is_live:
        return {}
    [someone] = conditions.those_in(type(enrollment).objects.filter(pk=enrollment.pk)).values()
    names = conditions.names_for(asking)
    return {step.key: conditions.why_not(step, someone, names) for step in asking}


def _open_blocking(tasks: Iterable[Task]) -> Task | None:
    return next((task for task in tasks if task.blocking and task.is_open), None)


def _anchor(enrollment: "Enrollment", steps, tasks: dict[str, Task], day: FirmDay) -> tuple[date, list[Moved]]:
    """Where the offsets count from once what is open is done and a hold is over, and what moved it there."""
    anchor, moved = enrollment.anchor_on, _moved(enrollment, steps, tasks, day)
    if enrollment.held_until:
        until = max(enrollment.held_until, day.today)
        pause = max(until - max(enrollment.held_on, enrollment.day_0), timedelta())
        anchor += pause
        moved.append(Moved(pause.days, f"on hold until {on(until)}"))
    if task := _open_blocking(tasks.values()):
        done = max(task.due_on, day.today)
        lost = days_lost(task.planned_on or task.due_on, done)
        anchor += lost
        if task.due_on < day.today:
            moved.append(Moved(lost.days, f"{task.step.name} is {in_days(lost.days)} late"))
        elif lost:
            moved.append(Moved(lost.days, f"{task.step.name} was put off by {in_days(lost.days)}"))
        to_come = (step for step in steps if step.channel != Channel.SYSTEM and step.key not in tasks)
        following = next((step for step in to_come if step.blocking), None)
        apart = kept_apart(anchor, task, done, following, steps, day)
        moved.append(Moved((apart - anchor).days, f"two days after {task.step.name}"))
        anchor = apart
    return anchor, [one for one in moved if one.days]


def _moved(enrollment: "Enrollment", steps: list[Step], tasks: dict[str, Task], day: FirmDay) -> list[Moved]:
    """What moved the plan until now: steps that were done late, and days on hold."""
    moved = []
    for step in steps:
        task = tasks.get(step.key)
        if task and task.blocking and task.state in MOVES and task.reason != Task.Skip.RESPONDED:
            late = _late(task, day)
            if late:
                ended = "dropped" if task.state == Task.State.CANCELLED else "done"
                moved.append(Moved(late, f"{step.name} was {ended} {in_days(late)} late"))
    rest = (enrollment.anchor_on - enrollment.day_0).days - sum(one.days for one in moved)
    if rest < 0:
        # Something was taken back: what is left is known, whose it was is not.
        return [Moved((enrollment.anchor_on - enrollment.day_0).days, "the plan was moved")]
    if rest:
        why = f"on hold for {in_days(rest)}" if enrollment.holds.exists() else "the plan was changed"
        moved.append(Moved(rest, why))
    return moved


def _late(task: Task, day: FirmDay) -> int:
    return days_lost(task.planned_on or task.due_on, day.firm.day_of(task.closed_at)).days if task.closed_at else 0


def _why_of(task: Task, day: FirmDay) -> str:
    """Of a step that has come: whether it was put off, or done late."""
    if task.is_open and task.planned_on and task.due_on > task.planned_on:
        return f"put off from {on(task.planned_on)}"
    late = _late(task, day)
    return f"done {in_days(late)} late" if late and task.state == Task.State.DONE else ""
