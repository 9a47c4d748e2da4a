from collections.abc import Iterable
from datetime import date, timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import Case, F, IntegerField, Q, Value, When

from cadences.editing import plan as plans
from cadences.firm_day import FirmDay
from cadences.models.cadence import Step
from cadences.models.outcome import Outcome
from contacts.models import Channel, Contact, Stage, Touch


class TaskQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Reps and managers work with the tasks of their teams; marketing has no queue."""
        if user.role == user.Role.MARKETING:
            return self.none()
        return self.filter(contact__team__in=user.visible_teams())

    def open(self):
        return self.filter(state=Task.State.OPEN)

    def accepting(self):
        """Those whose completion says that the lead is one: done, and not by rejecting it (domain, "reject")."""
        return self.filter(state=Task.State.DONE).exclude(outcome__effect=Touch.Outcome.REJECTED)

    def rejecting(self):
        """Those by which a lead was rejected, unless a manager brought it back."""
        rejected = self.filter(state=Task.State.DONE, outcome__effect=Touch.Outcome.REJECTED)
        return rejected.exclude(completions__contests__answer="granted")

    def of(self, rep):
        return self.filter(rep=rep)

    def in_pool_of(self, teams):
        """Tasks that nobody has yet."""
        return self.filter(rep__isnull=True, contact__team__in=teams)

    def due(self, today):
        return self.open().filter(due_on__lte=today)

    def overdue(self, today):
        return self.open().filter(due_on__lt=today)

    def in_queue_order(self, today):
        """Contact request; call back or meeting; decision; revisit; overdue; due. Within each: steps that go first,
        then sales ready, then the number of interactions, then fit (domain, "Order of the queue")."""
        group = Case(
            When(rank__lt=Task.STEP_RANK, then=F("rank")),
            When(due_on__lt=today, then=Value(Task.STEP_RANK)),
            default=Value(Task.STEP_RANK + 1),
            output_field=IntegerField(),
        )
        first = Case(When(step__goes_first=True, then=Value(0)), default=Value(1))
        ready = Case(When(contact__stage=Stage.SALES_READY, then=Value(0)), default=Value(1))
        fit = Case(When(contact__fit="match", then=Value(0)), When(contact__fit="unknown", then=Value(1)), default=2)
        return self.annotate(group=group).order_by("group", first, ready, "-contact__interest", fit, "due_on", "pk")

    def skip(self, reason, *, at):
        return self.open().update(state=Task.State.SKIPPED, reason=reason, closed_at=at, version=F("version") + 1)

    def cancel(self, reason, *, at):
        return self.open().update(state=Task.State.CANCELLED, reason=reason, closed_at=at, version=F("version") + 1)


class Task(models.Model):
    """One thing for one rep to do, due on a day of the firm, and at a time if one was agreed."""

    class Kind(models.TextChoices):
        STEP = "step", "Step of the plan"
        REQUEST = "request", "Contact request"
        CALL_BACK = "call_back", "Call back"
        MEETING = "meeting", "How was the meeting?"
        DECISION = "decision", "Get the decision"
        REVISIT = "revisit", "Revisit"
        NEXT_STEP = "next_step", "Agreed next step"
        MEND = "mend", "Find the right address"
        ANSWER_OR_LEAVE = "answer_or_leave", "Answer or leave"
        WHAT_NEXT = "what_next", "Decide what comes next"
        BY_HAND = "by_hand", "To do"

    class State(models.TextChoices):
        OPEN = "open", "Open"
        DONE = "done", "Done"
        SKIPPED = "skipped", "Skipped"
        CANCELLED = "cancelled", "Cancelled"
        LAPSED = "lapsed", "Lapsed"

    class Skip(models.TextChoices):
        RESPONDED = "They responded", "They responded"
        NO_PHONE = "No phone number", "No phone number"
        NO_EMAIL = "No mail address", "No mail address"
        PASSED = "The plan was changed after this day", "The plan was changed after this day"
        CLOSED_CHANNEL = "They asked us not to use this channel", "They asked us not to use this channel"
        WISH = "They want to hear from us another way", "They want to hear from us another way"

    # The place of each kind in the queue; steps come after, overdue ones first.
    RANKS = {
        Kind.REQUEST: 0,
        Kind.ANSWER_OR_LEAVE: 0,
        Kind.CALL_BACK: 1,
        Kind.MEETING: 1,
        Kind.DECISION: 2,
        Kind.WHAT_NEXT: 2,
        Kind.REVISIT: 3,
    }
    STEP_RANK = 4
    # What a manager decides, whoever has the contact.
    OF_MANAGERS = (Kind.ANSWER_OR_LEAVE, Kind.WHAT_NEXT)

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="tasks")
    enrollment = models.ForeignKey(
        "cadences.Enrollment", null=True, blank=True, on_delete=models.CASCADE, related_name="tasks"
    )
    step = models.ForeignKey(Step, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    step_key = models.CharField(max_length=40, blank=True)
    blocking = models.BooleanField(default=False)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    channel = models.CharField(max_length=12, choices=Channel.choices)
    rank = models.PositiveSmallIntegerField(default=STEP_RANK)
    # Nobody's while it lies in the team's pool.
    rep = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="tasks"
    )
    due_on = models.DateField()
    # The day that the plan gave a step. Who puts it off moves `due_on` alone: days lost count from here (rule 8).
    planned_on = models.DateField(null=True, blank=True)
    not_before = models.DateTimeField(null=True, blank=True, help_text="The agreed time.")
    objective = models.CharField("aim", max_length=300, blank=True)
    # Which wording of its step it came with; empty where the step has one only.
    variant = models.CharField(max_length=1, choices=plans.VARIANTS, blank=True, default="", db_default="")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    outcome = models.ForeignKey(Outcome, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300, blank=True)
    redials = models.PositiveSmallIntegerField(default=0)
    snoozes = models.PositiveSmallIntegerField(default=0)
    # The last time somebody put it off.
    snoozed_at = models.DateTimeField(null=True, blank=True)
    # Counts up with every change, so that a stale card is noticed when it is saved.
    version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = TaskQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(fields=["rep", "due_on"], condition=Q(state="open"), name="task_open_of_rep"),
            models.Index(fields=["due_on"], condition=Q(state="open"), name="task_open_due"),
            models.Index(fields=["contact"], condition=Q(state="open"), name="task_open_of_contact"),
            models.Index(fields=["contact"], condition=Q(state="open", rep__isnull=True), name="task_in_pool"),
            models.Index(
                fields=["closed_by", "closed_at"], condition=Q(closed_by__isnull=False), name="task_closed_by"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["enrollment", "step_key"], condition=~Q(step_key=""), name="step_fires_once"
            ),
            models.UniqueConstraint(
                fields=["enrollment"], condition=Q(state="open", blocking=True), name="one_open_blocking_task"
            ),
            # Steps have their plan; what is entered by hand has each its own reason.
            models.UniqueConstraint(
                fields=["contact", "kind"],
                condition=Q(state="open") & ~Q(kind__in=["step", "by_hand"]),
                name="one_open_task_of_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True) | (~Q(state="open") & Q(closed_at__isnull=False)),
                name="closed_task_has_a_time",
            ),
        ]

    class WrongDay(Exception):
        """It is put off to a day after today, as far as the firm allows."""

    class TooOften(Exception):
        """It was put off as often as the firm allows."""

    def __str__(self):
        return self.step.name if self.step_id else self.get_kind_display()

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def wording(self) -> plans.Wording:
        """The words of its step, in the variant that it came with. Only of a step's task."""
        return self.step.wording(self.variant)

    @classmethod
    def from_step(cls, enrollment, step, *, due_on, at) -> "Task":
        """The task that a step of an enrollment becomes, unsaved."""
        return cls(
            contact_id=enrollment.contact_id,
            enrollment=enrollment,
            step=step,
            step_key=step.key,
            blocking=step.blocking,
            kind=cls.Kind.STEP,
            channel=step.channel,
            rep_id=enrollment.contact.owner_id,
            due_on=due_on,
            planned_on=due_on,
            objective=step.objective,
            created_at=at,
        )

    @classmethod
    def days_closed(cls, tasks: "Iterable[Task]", day: FirmDay) -> dict[str, date | None]:
        """The day on which each step of a plan ended, by its key. None while it is open, and of what a change of the
        plan left out: nothing keeps a distance from that."""
        ended = {task.step_key: None if task.reason == cls.Skip.PASSED else task.closed_at for task in tasks}
        return {key: moment and day.firm.day_of(moment) for key, moment in ended.items() if key}

    def as_skipped(self, reason, *, at) -> "Task":
        self.state, self.reason, self.closed_at = self.State.SKIPPED, reason, at
        return self

    @classmethod
    def open_for(cls, contact, kind, *, due_on, at, channel=None, **fields) -> "Task":
        """Give the contact's owner (or the team's pool) something to do beside the plan, by a channel that is open.

        A task of the same kind that is open already is moved to the new day instead of doubled; what was entered by
        hand stays what it is.
        """
        fields.setdefault("rep_id", contact.owner_id)
        channel = contact.open_channel if channel is None or contact.closed_to(channel) else channel
        values = {"due_on": due_on, "channel": channel, "rank": cls.RANKS.get(kind, cls.STEP_RANK), **fields}
        same = cls.objects.open().filter(contact=contact, kind=kind)
        open_one = same.first() if kind != cls.Kind.BY_HAND else None
        if open_one is None:
            return cls.objects.create(contact=contact, kind=kind, created_at=at, **values)
        cls.objects.filter(pk=open_one.pk).update(version=F("version") + 1, **values)
        open_one.refresh_from_db()
        return open_one

    @transaction.atomic
    def take(self, rep, *, at) -> bool:
        """Out of the team's pool, with its contact, to this rep. False where somebody was faster."""
        contact = Contact.objects.select_for_update(no_key=True).get(pk=self.contact_id)
        if contact.owner_id or not rep.works_a_queue:
            return False
        contact.assign(rep, at=at)
        self.refresh_from_db()
        return True

    @staticmethod
    def last_day_to_wait(day: FirmDay) -> date:
        """How far the firm lets a task be put off on a day; over a weekend always."""
        return max(day.today + timedelta(days=day.firm.put_off_days), day.next_working_day)

    @transaction.atomic
    def snooze(self, until: date, *, at) -> None:
        """Put it off to another day. Counted, so that the manager sees it. What is closed stays as it is.

        Raises WrongDay, and TooOften where the firm lets it be put off no more.
        """
        day = FirmDay.at(at)
        if not day.today < until <= self.last_day_to_wait(day):
            raise self.WrongDay
        may_wait = Task.objects.open().filter(pk=self.pk, snoozes__lt=day.firm.put_off_times)
        is_put_off = may_wait.update(
            due_on=until, not_before=None, snoozes=F("snoozes") + 1, snoozed_at=at, version=F("version") + 1
        )
        self.refresh_from_db()
        if self.is_open and not is_put_off:
            raise self.TooOften

    def unsnooze(self, version, **before) -> bool:
        """Take the last snooze back: due_on, not_before and snoozed_at are as `before`. `version` is the one it led to;
        False where something happened since."""
        put_off = Task.objects.open().filter(pk=self.pk, version=version, snoozes__gt=0)
        return bool(put_off.update(snoozes=F("snoozes") - 1, version=F("version") + 1, **before))
