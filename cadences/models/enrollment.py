from datetime import date, timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import TruncDate

from cadences import conditions, ending, holds
from cadences.calendar import days_lost, due_day, timing
from cadences.firm_day import FirmDay
from cadences.models.cadence import CadenceVersion, Step
from cadences.models.hold import Hold
from cadences.models.task import Task
from cadences.planned import PlannedStep, kept_apart, last_done, plan_of
from contacts.models import Channel, Contact, Touch


class EnrollmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        if user.role == user.Role.MARKETING:
            return self.none()
        return self.filter(contact__team__in=user.visible_teams())

    def live(self):
        return self.filter(state__in=Enrollment.LIVE)

    def due(self, today):
        """Those with a step to fire on that day, in either lane."""
        return self.filter(Q(next_due_on__lte=today) | Q(side_due_on__lte=today), state=Enrollment.State.RUNNING)

    def spread_past(self, day, firm):
        """Those that a load limit lets begin later than on that day (rule 7), not with their lead."""
        return self.live().filter(Q(day_0__gt=day), Q(day_0__gt=TruncDate("started_at", tzinfo=firm.zone)))

    def hold_over(self, today):
        """Those whose hold ends; one that waits for an agreed call back ends with that call."""
        calls = Task.objects.open().filter(kind=Task.Kind.CALL_BACK, contact=OuterRef("contact"))
        return self.filter(~Exists(calls), state=Enrollment.State.HELD, held_until__lte=today)

    def exhausted(self):
        """Running with nothing planned and nothing open: at the end of the plan."""
        anything = Task.objects.open().filter(contact=OuterRef("contact"))
        return self.filter(
            ~Exists(anything), state=Enrollment.State.RUNNING, next_step__isnull=True, side_step__isnull=True
        )

    @transaction.atomic
    def enroll(self, contacts, version, *, at, by=None):
        """Start a version with these contacts; day 0 is the firm's today. Those in a cadence already stay in it.

        Returns the new enrollments. The caller holds the contacts' locks.
        """
        day = FirmDay.at(at)
        busy = set(self.live().filter(contact__in=contacts).values_list("contact_id", flat=True))
        steps = list(version.steps.all())
        start = Enrollment(version=version, day_0=day.today, anchor_on=day.today, started_at=at, started_by=by)
        start.plan_lanes(day, steps, closed={}, open_blocking=False)
        new = []
        for contact in contacts:
            if contact.pk not in busy and not contact.is_closed:
                lanes = {name: getattr(start, name) for name in Enrollment.LANES}
                new.append(
                    Enrollment(
                        contact=contact,
                        version=version,
                        day_0=day.today,
                        anchor_on=day.today,
                        started_at=at,
                        started_by=by,
                        **lanes,
                    )
                )
        return Enrollment.objects.bulk_create(new)

    @transaction.atomic
    def stop(self, reason, *, at):
        """Stop those of these that are live, as `Enrollment.stop` does with one; the same few queries for one and for
        thousands. The caller holds the contacts' locks."""
        ids = list(self.live().order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))
        stopped = {"state": Enrollment.State.STOPPED, "stop_reason": reason, "ended_at": at}
        Enrollment.objects.filter(pk__among=ids).update(**stopped, **dict.fromkeys(Enrollment.LANES))
        steps = Task.objects.filter(enrollment__among=ids, kind=Task.Kind.STEP)
        steps.cancel(Enrollment.StopReason(reason).label, at=at)


class Enrollment(models.Model):
    """One contact going through one version of one cadence.

    Blocking steps come one after the other, each planned when the one before is closed; steps that do not block
    come on their day beside them. So two lanes know their next step and its day, and the sweep only compares days.
    """

    class State(models.TextChoices):
        RUNNING = "running", "Running"
        HELD = "held", "On hold"
        STOPPED = "stopped", "Stopped"
        FINISHED = "finished", "Finished"

    class StopReason(models.TextChoices):
        MEETING = "meeting", "Meeting booked"
        DECISION = "decision", "A decision was reached"
        SUPPRESSED = "suppressed", "Asked us to stop"
        DISQUALIFIED = "disqualified", "Disqualified"
        BY_HAND = "by_hand", "Stopped by hand"
        REPLACED = "replaced", "Moved to another plan"
        PLAN_ENDED = "plan_ended", "The plan came to its end"
        COLLEAGUE = "colleague", "A colleague at their firm answered"

    LIVE = (State.RUNNING, State.HELD)
    LANES = ("next_step", "next_due_on", "side_step", "side_due_on")

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="enrollments")
    version = models.ForeignKey(CadenceVersion, on_delete=models.PROTECT, related_name="enrollments")
    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    day_0 = models.DateField()
    # The load limit that chose its start: so many begin with one rep on one day. Empty: it began with its lead.
    most_a_day = models.PositiveSmallIntegerField(null=True, blank=True)
    # Day 0 plus the days lost and held: what the offsets count from now.
    anchor_on = models.DateField()
    next_step = models.ForeignKey(Step, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    next_due_on = models.DateField(null=True, blank=True)
    side_step = models.ForeignKey(Step, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    side_due_on = models.DateField(null=True, blank=True)
    held_on = models.DateField(null=True, blank=True)
    held_until = models.DateField(null=True, blank=True)
    responded_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    stop_reason = models.CharField(max_length=20, choices=StopReason.choices, blank=True)
    # The answer of the colleague, where that is why. Its index is one of those few.
    stopped_for = models.ForeignKey(
        Touch, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )

    objects = EnrollmentQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at", "-pk"]
        indexes = [
            models.Index(
                fields=["next_due_on"],
                condition=Q(state="running", next_due_on__isnull=False),
                name="enrollment_next_due",
            ),
            models.Index(
                fields=["side_due_on"],
                condition=Q(state="running", side_due_on__isnull=False),
                name="enrollment_side_due",
            ),
            models.Index(fields=["held_until"], condition=Q(state="held"), name="enrollment_held"),
            models.Index(fields=["stopped_for"], condition=Q(stopped_for__isnull=False), name="enrollment_stopped_for"),
            models.Index(
                fields=["contact"],
                condition=Q(state="running", next_step__isnull=True, side_step__isnull=True),
                name="enrollment_exhausted",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["contact"], condition=Q(state__in=["running", "held"]), name="one_live_enrollment"
            ),
            models.CheckConstraint(condition=~Q(state="held") | Q(held_until__isnull=False), name="hold_has_a_date"),
            models.CheckConstraint(
                condition=Q(next_step__isnull=True, next_due_on__isnull=True)
                | Q(next_step__isnull=False, next_due_on__isnull=False),
                name="next_step_has_a_day",
            ),
            models.CheckConstraint(
                condition=Q(side_step__isnull=True, side_due_on__isnull=True)
                | Q(side_step__isnull=False, side_due_on__isnull=False),
                name="side_step_has_a_day",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["running", "held"]) | Q(next_step__isnull=True, side_step__isnull=True),
                name="ended_enrollment_plans_nothing",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["running", "held"], ended_at__isnull=True)
                | (~Q(state__in=["running", "held"]) & Q(ended_at__isnull=False)),
                name="ended_enrollment_has_a_time",
            ),
        ]

    def __str__(self):
        return f"{self.contact} in {self.version}"

    @property
    def is_live(self) -> bool:
        return self.state in self.LIVE

    def starts_after(self, day: date) -> bool:
        """Whether it waits for its day 0, as a load limit lets it (rule 7)."""
        return self.is_live and self.day_0 > day

    @property
    def goes_on(self) -> bool:
        """Whether something comes by itself: a planned step, or the end of a hold. `promise.without_next_step` asks
        the same of many."""
        return self.is_live and bool(self.state == self.State.HELD or self.next_step_id or self.side_step_id)

    # What is planned

    def plan_lanes(self, day: FirmDay, steps, *, closed: dict, open_blocking: bool):
        """Set the next step of each lane, unsaved.

        `closed` maps the keys of steps that became tasks to the firm's day of their end (None while open).
        """
        left = [step for step in steps if step.channel != Channel.SYSTEM and step.key not in closed]
        blocking = next((step for step in left if step.blocking), None)
        side = next((step for step in left if not step.blocking), None)
        self.next_step = self.next_due_on = self.side_step = self.side_due_on = None
        if blocking and not open_blocking:
            last = last_done(steps, closed)
            self.next_step = blocking
            self.next_due_on = due_day(
                day.calendar,
                self.anchor_on,
                blocking.day,
                previous_done=last.done if last else None,
                previous_offset=last.offset if last else None,
                **timing(blocking),
            )
        if side:
            self.side_step = side
            self.side_due_on = due_day(day.calendar, self.anchor_on, side.day, **timing(side))

    def _steps(self):
        return Step.objects.filter(version=self.version_id)

    def replan(self, at, *, closed_now: Task | None = None):
        """Work out the lanes anew and save them.

        `closed_now` is a step of this plan that was just done or skipped: a blocking one that was late moves the plan
        (rule 8). The caller holds the contact's lock.
        """
        day = FirmDay.at(at)
        if closed_now and closed_now.blocking:
            self.anchor_on += days_lost(closed_now.planned_on or closed_now.due_on, day.today)
        self._work_out_lanes(day, closed_now=closed_now)
        self.save(update_fields=[*self.LANES, "anchor_on"])

    def _work_out_lanes(self, day: FirmDay, *, closed_now: Task | None = None):
        tasks, steps = list(self.tasks.all()), list(self._steps())
        closed = Task.days_closed(tasks, day)
        open_blocking = any(t.blocking and t.is_open for t in tasks)
        self.plan_lanes(day, steps, closed=closed, open_blocking=open_blocking)
        if closed_now and closed_now.blocking:
            apart = kept_apart(self.anchor_on, closed_now, day.today, self.next_step, steps, day)
            if apart != self.anchor_on:
                self.anchor_on = apart
                self.plan_lanes(day, steps, closed=closed, open_blocking=open_blocking)

    def plan(self, at) -> list[PlannedStep]:
        """The whole plan with its dates and why they are as they are, past and to come."""
        return plan_of(self, list(self._steps()), FirmDay.at(at))

    def planned_steps(self) -> list[Step]:
        """The steps still to come, in the order of their days."""
        known = set(self.tasks.exclude(step_key="").values_list("step_key", flat=True))
        return [s for s in self._steps() if s.channel != Channel.SYSTEM and s.key not in known]

    # What happens to it. Each verb locks the contact first, then the enrollment.

    def _lock(self):
        self.contact = Contact.objects.select_for_update(no_key=True).get(pk=self.contact_id)
        locked = Enrollment.objects.select_for_update(no_key=True).get(pk=self.pk)
        self.__dict__.update({f.attname: getattr(locked, f.attname) for f in self._meta.concrete_fields})

    @transaction.atomic
    def step_closed(self, task, *, at):
        """A step was done, skipped or has lapsed: the next one gets its day."""
        self._lock()
        if self.is_live:
            self.replan(at, closed_now=task)

    @transaction.atomic
    def respond(self, *, at):
        """They answered: all steps that wait for no response are skipped with the reason (rule 10), and open ones that
        wait for no answer by the channel they answered by."""
        self._lock()
        if not self.is_live:
            return
        if self.responded_at is None:
            self.responded_at = at
            self.save(update_fields=["responded_at"])
        reason = Task.Skip.RESPONDED
        waiting = self.tasks.open().filter(step__condition=Step.Condition.NO_RESPONSE)
        waiting.skip(reason, at=at)
        unless_answered = self.tasks.open().filter(step__condition=Step.Condition.NO_ANSWER)
        if unless_answered.exists():
            for channel in conditions.answers({self.contact_id: self.started_at})[self.contact_id]:
                unless_answered.filter(channel=channel).skip(conditions.answered_by(channel), at=at)
        Task.objects.bulk_create(
            [
                Task.from_step(self, step, due_on=FirmDay.at(at).today, at=at).as_skipped(reason, at=at)
                for step in self.planned_steps()
                if step.condition == Step.Condition.NO_RESPONSE
            ]
        )
        self.replan(at)

    @transaction.atomic
    def recheck(self, task: Task, step: Step, *, at) -> None:
        """Skip an open step that is not for them by now (cadences.conditions). What they do skips it by itself."""
        self._lock()
        [someone] = conditions.those_in(Enrollment.objects.filter(pk=self.pk)).values()
        reason = conditions.why_not(step, someone, conditions.names_for([step]))
        if reason and self.tasks.filter(pk=task.pk).skip(reason, at=at):
            self.step_closed(task, at=at)

    @transaction.atomic
    def start_now(self, *, by, at) -> bool:
        """Begin today, whatever the load limit. False where it has begun already, or is over."""
        self._lock()
        today = FirmDay.at(at).today
        if not self.starts_after(today):
            return False
        self.day_0 = self.anchor_on = today
        self.started_at, self.started_by, self.most_a_day = at, by, None
        self.save(update_fields=["day_0", "anchor_on", "started_at", "started_by", "most_a_day"])
        self.replan(at)
        return True

    @transaction.atomic
    def hold(self, until: date, *, at, reason=Hold.Reason.BY_HAND, by=None):
        """Let nothing come until a day; open steps are put off with the rest. A second hold moves the day."""
        self._lock()
        if self.is_live:
            holds.begin(Enrollment.objects.filter(pk=self.pk), until, reason=reason, at=at, by=by)
            self.refresh_from_db(fields=["state", "held_on", "held_until"])

    @transaction.atomic
    def resume(self, *, at, by=None):
        """Go on; what is still to come moves by the days on hold, so that the gaps stay."""
        self._lock()
        if self.state != self.State.HELD:
            return
        day = FirmDay.at(at)
        holds.move_open_steps({self.pk: day.today - self.held_until}, not_before=day.today)
        self.end_hold(day)
        self.save(update_fields=["state", "held_on", "held_until", "anchor_on", *self.LANES])
        Hold.objects.filter(pk__in=self.holds.values("pk")[:1]).update(resumed_at=at, resumed_by=by)

    def end_hold(self, day: FirmDay):
        """Be as `resume` makes it on that day, unsaved."""
        # A pause before day 0 takes nothing from the plan.
        self.anchor_on += max(day.today - max(self.held_on, self.day_0), timedelta())
        self.state, self.held_on, self.held_until = self.State.RUNNING, None, None
        self._work_out_lanes(day)

    @transaction.atomic
    def stop(self, reason, *, at):
        """Stop for good and close what is open. A second stop keeps the first reason."""
        self._lock()
        if self.is_live:
            self._end(self.State.STOPPED, reason, at)
            self.tasks.open().filter(kind=Task.Kind.STEP).cancel(self.get_stop_reason_display(), at=at)

    @transaction.atomic
    def begin_again(self, *, at):
        """Take a stop back: what it cancelled is open again, and the plan goes on, or is on hold, as it was."""
        self._lock()
        if self.state != self.State.STOPPED or self.contact.enrollments.live().exists():
            return
        cancelled = self.tasks.filter(kind=Task.Kind.STEP, state=Task.State.CANCELLED, closed_at=self.ended_at)
        cancelled.update(state=Task.State.OPEN, reason="", closed_at=None, version=F("version") + 1)
        self.state = self.State.HELD if self.held_until else self.State.RUNNING
        self.stop_reason, self.stopped_for, self.ended_at = "", None, None
        self._work_out_lanes(FirmDay.at(at))
        self.save(update_fields=["state", "stop_reason", "stopped_for", "ended_at", *self.LANES])

    @transaction.atomic
    def finish(self, *, at):
        """The plan has nothing left; what comes then is said by the plan (cadences.ending)."""
        self._lock()
        if self.is_live:
            self._end(self.State.FINISHED, self.StopReason.PLAN_ENDED, at)
            ending.go_on(self, at=at)

    def _end(self, state, reason, at):
        self.state, self.stop_reason, self.ended_at = state, reason, at
        self.next_step = self.next_due_on = self.side_step = self.side_due_on = None
        self.save(update_fields=["state", "stop_reason", "ended_at", *self.LANES])
