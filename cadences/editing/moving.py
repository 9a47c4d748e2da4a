"""Moving those who go through earlier versions of a plan to a new one, in pieces.

What the move does to somebody is worked out in one place, for the preview and for the move. Nobody gets a step twice,
since steps keep their keys; and nobody is left without a next step: for whom the new version has nothing left, stays.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction

from cadences.calendar import MIN_GAP
from cadences.firm_day import FirmDay
from cadences.models import CadenceVersion, Enrollment, Moving, Step, Task
from contacts.models import Channel, Contact
from leadflow.lib import bulk
from leadflow.lib.once import reading_once

PIECE = 1000
# What is read of a plan and of a task: there may be a hundred thousand of them.
_OF_A_PLAN = ["version", "day_0", "anchor_on", "held_on", "responded_at", "next_due_on", "contact__owner"]
_OF_A_TASK = ["enrollment", "step", "step_key", "blocking", "state", "reason", "closed_at"]
COLUMNS = ["version_id", "anchor_on", "next_step_id", "next_due_on", "side_step_id", "side_due_on"]
# What was skipped for these reasons says nothing about how far somebody has come.
IN_ADVANCE = (Task.Skip.RESPONDED, Task.Skip.PASSED)


@dataclass(frozen=True)
class Move:
    """What moving does to somebody: their plan as it is then, unsaved, and the steps that they never get, each with
    the reason."""

    plan: Enrollment
    left_out: list[tuple[Step, str]] = field(default_factory=list)
    is_held_apart: bool = False


@dataclass
class Foreseen:
    """What publishing does to those who go through earlier versions."""

    move: int = 0
    stay: int = 0
    held_apart: int = 0

    @property
    def active(self) -> int:
        return self.move + self.stay

    def count(self, move: Move | None) -> None:
        if move is None:
            self.stay += 1
        else:
            self.move += 1
            self.held_apart += move.is_held_apart


def foresee(version: CadenceVersion, *, at: datetime) -> Foreseen:
    """What moving everybody to a version, or to a draft of it, would do. Writes nothing; memory does not grow with the
    number of people."""
    found, day, last = Foreseen(), FirmDay.at(at), 0
    while batch := list(_of_earlier(version).filter(pk__gt=last).order_by("pk")[:PIECE]):
        last = batch[-1].pk
        for _, move in _moves(batch, version, day):
            found.count(move)
    return found


@transaction.atomic
def publish(draft: CadenceVersion, *, by, at: datetime, read: int, everybody: bool) -> Moving | None:
    """Publish a draft, and ask that everybody who goes through an earlier version moves to it, if so chosen. The move
    is begun by whoever calls `do_next`. Raises what `CadenceVersion.publish` does."""
    draft.publish(by=by, at=at, read=read)
    return Moving.objects.create(version=draft, created_at=at) if everybody else None


def do_next(pk: int, *, clock: Callable[[], datetime]) -> bool:
    """Move the next piece. Says whether to come again at once. Twice at once does no harm."""
    moving = Moving.claim(pk, at=clock())
    if moving is None:
        return False
    try:
        return _do_next(moving, at=clock())
    except Moving.Taken:
        return False


def do_all(pk: int, *, clock: Callable[[], datetime]) -> Moving:
    """A whole move. Returns it as it is then."""
    while do_next(pk, clock=clock):
        pass
    return Moving.objects.get(pk=pk)


@reading_once()
@transaction.atomic
def _do_next(moving: Moving, *, at: datetime) -> bool:
    version = moving.version
    waiting = _of_earlier(version).filter(pk__gt=moving.position).order_by("pk")[:PIECE]
    rows = list(waiting.values_list("pk", "contact"))
    if not rows:
        moving.finish(at=at)
        return False
    contacts = sorted(contact for _, contact in rows)
    list(Contact.objects.filter(pk__among=contacts).order_by("pk").select_for_update(no_key=True).values_list("pk"))
    # Who came to the end of the plan, or was moved, before their turn came, is left alone.
    still = _of_earlier(version).filter(pk__among=[pk for pk, _ in rows]).order_by("pk")
    done = _move(list(still.select_for_update(no_key=True, of=("self",))), version, at=at)
    moving.piece_done(position=rows[-1][0], moved=done.move, stayed=done.stay, held_apart=done.held_apart)
    return True


def _of_earlier(version: CadenceVersion):
    """Those who go through an earlier version of the same plan."""
    others = CadenceVersion.objects.published().filter(cadence=version.cadence_id)
    if not version.is_draft:
        others = others.filter(number__lt=version.number)
    return Enrollment.objects.live().filter(version__in=others).select_related("contact").only(*_OF_A_PLAN)


def _move(enrollments: list[Enrollment], version: CadenceVersion, *, at: datetime) -> Foreseen:
    done, day, rows, left_out = Foreseen(), FirmDay.at(at), [], []
    for enrollment, move in _moves(enrollments, version, day):
        done.count(move)
        if move:
            rows.append([enrollment.pk, version.pk, *(getattr(move.plan, name) for name in COLUMNS[1:])])
            left_out += [
                Task.from_step(enrollment, step, due_on=day.today, at=at).as_skipped(reason, at=at)
                for step, reason in move.left_out
            ]
    Task.objects.bulk_create(left_out)
    bulk.update(Enrollment, COLUMNS, rows)
    return done


def _moves(
    enrollments: list[Enrollment], version: CadenceVersion, day: FirmDay
) -> Iterator[tuple[Enrollment, Move | None]]:
    """What moving does to each of these; None to those who stay."""
    tasks = defaultdict(list)
    of_these = Task.objects.filter(enrollment__among=[each.pk for each in enrollments]).exclude(step_key="")
    for task in of_these.only(*_OF_A_TASK).prefetch_related("step"):
        tasks[task.enrollment_id].append(task)
    steps: dict[int, list[Step]] = defaultdict(list)
    for step in Step.objects.filter(version__in={version.pk, *(each.version_id for each in enrollments)}):
        steps[step.version_id].append(step)
    for each in enrollments:
        yield each, move(each, tasks[each.pk], coming=steps[each.version_id], steps=steps[version.pk], day=day)


def move(
    enrollment: Enrollment, tasks: list[Task], *, coming: Iterable[Step], steps: list[Step], day: FirmDay
) -> Move | None:
    """What moving does to one who has these tasks of the plan. None where the new version has nothing left for them.

    `coming` are the steps of the version they go through, `steps` those of the new one. Asks the database nothing.
    """
    # On hold, time stands still since the first day of it.
    today = enrollment.held_on or day.today
    new = {step.key: step for step in steps}
    had, promised = {task.step_key for task in tasks}, {step.key for step in coming}
    to_come = [step for step in steps if step.channel != Channel.SYSTEM and step.key not in had]
    reached = _reached(tasks, new)
    left_out = []
    for step in to_come:
        if enrollment.responded_at and step.condition == Step.Condition.NO_RESPONSE:
            left_out.append((step, Task.Skip.RESPONDED))
        elif step.key not in promised and (step.day <= reached or _day_of(step, enrollment, day) < today):
            left_out.append((step, Task.Skip.PASSED))
    if len(left_out) == len(to_come):
        return None
    closed = Task.days_closed(tasks, day) | {
        step.key: None if reason == Task.Skip.PASSED else day.today for step, reason in left_out
    }
    open_blocking = any(task.blocking and task.is_open for task in tasks)
    plan = Enrollment(contact_id=enrollment.contact_id, day_0=enrollment.day_0, anchor_on=enrollment.anchor_on)
    plan.plan_lanes(day, steps, closed=closed, open_blocking=open_blocking)
    earliest, is_held_apart = _earliest(plan, enrollment, tasks, new, day, today)
    if earliest:
        plan.anchor_on = max(plan.anchor_on, earliest - timedelta(days=plan.next_step.day))
        plan.plan_lanes(day, steps, closed=closed, open_blocking=open_blocking)
    return Move(plan, left_out, is_held_apart)


def _reached(tasks: list[Task], new: dict[str, Step]) -> int:
    """The day of the plan up to which somebody has come, as the new version counts it."""
    came = (task for task in tasks if task.reason not in IN_ADVANCE)
    return max(((new.get(task.step_key) or task.step).day for task in came), default=-1)


def _day_of(step: Step, enrollment: Enrollment, day: FirmDay) -> date:
    return day.calendar.working_day_from(enrollment.anchor_on + timedelta(days=step.day))


def _earliest(
    plan: Enrollment, enrollment: Enrollment, tasks: list[Task], new: dict[str, Step], day: FirmDay, today: date
) -> tuple[date | None, bool]:
    """The first day on which the next step may come, if it would come sooner; and whether that holds it apart from the
    last one, to which the new version knows no gap."""
    if not plan.next_step:
        return None, False
    ends = {
        task.closed_at: task for task in tasks if task.blocking and task.closed_at and task.reason not in IN_ADVANCE
    }
    last = ends[max(ends)] if ends else None
    known = last and new.get(last.step_key)
    if last and (known is None or known.day >= plan.next_step.day):
        apart = day.calendar.working_day_from(day.firm.day_of(last.closed_at) + MIN_GAP)
        if plan.next_due_on < apart:
            return max(apart, day.calendar.working_day_from(today)), True
    # What was late before stays as it is.
    if plan.next_due_on < today and plan.next_due_on != enrollment.next_due_on:
        return day.calendar.working_day_from(today), False
    return None, False
