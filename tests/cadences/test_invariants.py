"""Random sequences of everything that can happen to people in a plan; after each step the promises must hold."""

import contextlib
from datetime import date, time, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import transaction
from django.db.models import Count, F
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from cadences import contesting, firing, promise
from cadences.calendar import Calendar, due_day
from cadences.defaults import REJECT_REASONS
from cadences.effects import EFFECTS, Said
from cadences.foretelling import foretell
from cadences.models import Completion, Contest, Enrollment, Outcome, RejectReason, Task
from cadences.models.completion import CannotUndo, Suppressed
from contacts import merging
from contacts.importing import work
from contacts.models import Channel, Contact, Merge, Stage, Touch, Upload
from leadflow.accounts.models import User
from tests.contacts.uploading import imported
from tests.factories import NOON, make_contact, make_firm, make_team, make_touch, make_user

DAY = timedelta(days=1)
INBOUND = [Touch.Kind.DOWNLOAD, Touch.Kind.CONTACT_REQUEST, Touch.Kind.REPLY, Touch.Kind.CALLED_US, Touch.Kind.RFP]


class FollowUp(RuleBasedStateMachine):
    """A small firm over some weeks."""

    def __init__(self):
        super().__init__()
        self.outer = transaction.atomic()
        self.outer.__enter__()
        self.now = NOON
        self.last = None
        self.lists = 0

        self.clock = time_machine.travel(NOON, tick=False)
        self.told_the_time = self.clock.start()

        # The model: which task each step of each plan became.
        self.became = {}

    def goes_by(self, span):
        """What is written down from now on is written down then."""
        self.now += span
        self.told_the_time.move_to(self.now, tick=False)

    def teardown(self):
        self.clock.stop()
        transaction.set_rollback(True)
        self.outer.__exit__(None, None, None)

    @initialize(zone=st.sampled_from(["UTC", "Europe/Oslo", "America/New_York", "Pacific/Auckland"]))
    def a_firm_with_people(self, zone):
        make_firm(time_zone=zone, country="NO")
        self.team = make_team()
        self.reps = [make_user(team=self.team) for _ in range(3)]
        self.boss = make_user(User.Role.MANAGER, manages=[self.team])
        self.people = [make_contact(team=self.team, phone="+47 22 55 01 34" if n else "") for n in range(4)]

    def contact(self, n):
        """The n-th of them, or whom they became one with."""
        pk = self.people[n].pk
        while merge := Merge.objects.in_force().filter(gone_id=pk).first():
            pk = merge.kept_id
        return Contact.objects.get(pk=pk)

    @rule(days=st.integers(0, 9))
    def time_passes_and_the_sweep_runs(self, days):
        self.goes_by(days * DAY + timedelta(minutes=7))
        self.sweep_as_foretold(self.now)
        again = firing.sweep(self.now, clock=lambda: self.now)
        assert again.due == 0, "a second sweep found something due"

    def sweep_as_foretold(self, moment):
        told = foretell(moment)
        swept = firing.sweep(moment, clock=lambda: self.now)
        assert swept.due == swept.fired + swept.skipped.total(), "something due neither fired nor was skipped"
        assert (told.fired.total(), told.skipped) == (swept.fired, swept.skipped)
        assert (told.resumed, told.lapsed, told.revisited) == (swept.resumed, swept.lapsed, swept.revisited)

    @rule(off=st.sampled_from([timedelta(hours=-25), timedelta(hours=-1), timedelta(hours=1), timedelta(hours=25)]))
    def a_sweep_comes_by_a_clock_that_is_off(self, off):
        self.sweep_as_foretold(self.now + off)

    @rule(n=st.integers(0, 3), kind=st.sampled_from(INBOUND))
    def they_do_something(self, n, kind):
        self.goes_by(timedelta(minutes=1))
        make_touch(self.contact(n), kind, at=self.now, key=str(uuid4()))

    @rule(most=st.sampled_from([None, 1, 2]), known=st.sets(st.integers(0, 3)), new=st.integers(0, 4))
    def a_list_comes_in(self, most, known, new):
        self.goes_by(timedelta(minutes=1))
        self.lists += 1
        mails = [
            *(self.contact(n).email for n in sorted(known)),
            *(f"l{self.lists}n{n}@solano.example" for n in range(new)),
        ]
        did = [f"{mail},download,Guide {self.lists}\n{mail},booth visit,Fair {self.lists}" for mail in mails]
        if mails:
            imported("\n".join(["Email,Interaction,Event name", *did]), at=self.now, team=self.team, starts_a_day=most)

    @rule(pick=st.integers(0, 9))
    def a_list_is_taken_back(self, pick):
        lists = list(Upload.objects.filter(phase__in=Upload.IMPORTED).order_by("pk"))
        if not lists:
            return
        self.goes_by(timedelta(minutes=1))
        upload = lists[pick % len(lists)]
        if not upload.undo(by=None, at=self.now):
            assert self.now > upload.undo_until
            return
        upload = work.do_all(upload.pk, clock=lambda: self.now)
        assert upload.phase == Upload.Phase.UNDONE, upload.problem
        self.people_of_it_go_or_say_why(upload)

    def people_of_it_go_or_say_why(self, upload):
        for row in upload.rows.filter(fate="created", contact__isnull=False):
            assert row.undone in ("kept", "waits"), row.undone
            assert row.reasons[-1].startswith("Kept: ")
        assert not Touch.with_voided.filter(upload=upload).exclude(contact__upload_rows__undone__in=("kept", "waits"))

    @rule(
        pick=st.integers(0, 99),
        effect=st.sampled_from(sorted(EFFECTS)),
        decision=st.sampled_from(["", Touch.Outcome.NOT_NOW, Touch.Outcome.OPPORTUNITY]),
        days=st.integers(1, 200),
        never=st.booleans(),
        reason=st.sampled_from([label for label, _ in REJECT_REASONS]),
        n=st.integers(0, 3),
    )
    def a_rep_logs_an_outcome(self, pick, effect, decision, days, never, reason, n):
        tasks = list(Task.objects.open().order_by("pk"))
        if not tasks:
            return
        task = tasks[pick % len(tasks)]
        self.goes_by(timedelta(minutes=1))
        closed = task.contact.closed_to(task.channel)
        said = Said(
            note="they said",
            at=self.now + days * DAY,
            until=(self.now + days * DAY).date(),
            decision=decision,
            never=never,
            reason=reason,
            rejected_for=RejectReason.objects.active().get(label=reason),
            same_as=self.contact(n) if reason == "Duplicate" and self.contact(n) != task.contact else None,
        )
        rep = task.rep or User.objects.active_reps().first()
        if rep is None:
            return
        outcome = Outcome.objects.get(effect=effect)
        try:
            self.last = Completion.log(
                task, outcome, said=said, rep=rep, at=self.now, key=uuid4(), version=task.version
            )
        except Suppressed:
            assert closed
        else:
            answers = task.kind == Task.Kind.ANSWER_OR_LEAVE and effect == Touch.Outcome.DONE
            stops = effect == Touch.Outcome.DO_NOT_CONTACT
            assert not closed or answers or stops or effect in Completion.NO_ATTEMPT, "an outbound task was done (I4)"
            touch = self.last.touch
            assert touch is None or Touch.objects.filter(pk=touch.pk).exists(), "the touch is not there (I6)"

    @precondition(lambda self: self.last)
    @rule(again=st.booleans())
    def the_rep_takes_it_back(self, again):
        with contextlib.suppress(CannotUndo):
            (self.last.dial_again if again else self.last.undo)(by=self.last.rep, at=self.last.at)
        self.last = None

    @rule(pick=st.integers(0, 9), answer=st.sampled_from(Contest.Answer.values))
    def a_rejection_is_contested_and_decided(self, pick, answer):
        rejections = list(Completion.objects.rejections().order_by("pk"))
        if not rejections:
            return
        self.goes_by(timedelta(minutes=1))
        with contextlib.suppress(contesting.TooLate, contesting.CannotComeBack), transaction.atomic():
            raised = contesting.contest(rejections[pick % len(rejections)], why="A buyer.", by=self.boss, at=self.now)
            contesting.decide(raised, answer, words="Seen.", by=self.boss, at=self.now)

    @rule(n=st.integers(0, 3), days=st.integers(1, 30))
    def the_plan_is_paused(self, n, days):
        for enrollment in self.contact(n).enrollments.live():
            enrollment.hold((self.now + days * DAY).date(), at=self.now)

    @rule(n=st.integers(0, 3))
    def the_plan_goes_on(self, n):
        for enrollment in self.contact(n).enrollments.live():
            promise.resume(enrollment, at=self.now)

    @rule(pick=st.integers(0, 99))
    def one_who_waits_is_started_by_hand(self, pick):
        plans = list(Enrollment.objects.live().filter(most_a_day__isnull=False).order_by("pk"))
        if plans:
            self.goes_by(timedelta(minutes=1))
            plans[pick % len(plans)].start_now(by=self.reps[0], at=self.now)

    @rule(n=st.integers(0, 3), channel=st.sampled_from(["", Channel.PHONE, Channel.EMAIL, Channel.LINKEDIN]))
    def they_ask_us_to_stop(self, n, channel):
        self.contact(n).suppress(at=self.now, channel=channel)

    @rule(n=st.integers(0, 3), other=st.integers(0, 3))
    def two_turn_out_to_be_one(self, n, other):
        kept, gone = self.contact(n), self.contact(other)
        if kept != gone:
            self.goes_by(timedelta(minutes=1))
            merging.merge(kept, gone, by=None, at=self.now)

    @rule()
    def they_are_two_after_all(self):
        if merge := Merge.objects.in_force().first():
            self.goes_by(timedelta(minutes=1))
            with contextlib.suppress(merging.CannotUndo):
                merging.take_apart(merge, at=self.now)

    @rule(pick=st.integers(0, 99), days=st.integers(1, 20))
    def a_task_is_put_off(self, pick, days):
        tasks = list(Task.objects.open().order_by("pk"))
        if tasks:
            with contextlib.suppress(Task.TooOften, Task.WrongDay):
                tasks[pick % len(tasks)].snooze((self.now + days * DAY).date(), at=self.now)

    @rule(picks=st.sets(st.integers(0, 19), min_size=1), rep=st.integers(0, 2))
    def some_are_given_to_another_rep(self, picks, rep):
        rep = User.objects.active_reps().filter(pk=self.reps[rep].pk).first()
        everybody = list(Contact.objects.order_by("pk").values_list("pk", flat=True))
        if rep:
            self.goes_by(timedelta(minutes=1))
            Contact.objects.filter(pk__in=[everybody[pick % len(everybody)] for pick in picks]).assign(rep, at=self.now)

    @rule(pick=st.integers(0, 2), successor=st.booleans())
    def a_rep_leaves(self, pick, successor):
        rep = self.reps[pick]
        rep.refresh_from_db()
        others = User.objects.active_reps().exclude(pk=rep.pk)
        rep.deactivate(at=self.now, successor=others.first() if successor else None)

    @invariant()
    def nobody_falls_through(self):
        assert not promise.without_next_step(Contact.objects.all()).exists(), "promise 12 (I7)"

    @invariant()
    def everything_open_is_somebodys_or_the_pools(self):
        assert not Task.objects.open().filter(rep__is_active=False).exists()

    @invariant()
    def no_step_became_two_tasks(self):
        steps = Task.objects.exclude(step_key="").order_by().values("enrollment", "step_key")
        assert not steps.annotate(n=Count("pk")).filter(n__gt=1).exists(), "I1"

    @invariant()
    def no_step_comes_again(self):
        """I1 over the whole history, also where tasks are taken back."""
        fired = Task.objects.exclude(step_key="").exclude(state=Task.State.SKIPPED)
        for task in fired.only("enrollment", "step_key"):
            first = self.became.setdefault((task.enrollment_id, task.step_key), task.pk)
            assert first == task.pk, f"{task.step_key} came twice"

    @invariant()
    def no_step_comes_before_its_day(self):
        came = Task.objects.exclude(step_key="").filter(state__in=(Task.State.OPEN, Task.State.DONE))
        for task in came.select_related("step", "enrollment"):
            assert task.planned_on >= task.enrollment.day_0 + task.step.day * DAY, f"I2: {task.step_key}"

    @invariant()
    def the_plan_tells_the_days_by_which_the_sweep_goes(self):
        for plan in Enrollment.objects.filter(state=Enrollment.State.RUNNING, next_step__isnull=False):
            [line] = [line for line in plan.plan(self.now) if line.step.pk == plan.next_step_id]
            assert line.day == plan.next_due_on, f"{line.step.key}: {line.why}"

    @invariant()
    def nothing_fires_before_its_plan_begins(self):
        done_or_to_do = Task.objects.exclude(step_key="").filter(state__in=(Task.State.OPEN, Task.State.DONE))
        assert not done_or_to_do.filter(planned_on__lte=F("enrollment__day_0")).exists(), "I2"

    @invariant()
    def nothing_piles_up(self):
        blocking = Task.objects.open().filter(blocking=True).order_by().values("enrollment")
        assert not blocking.annotate(n=Count("pk")).filter(n__gt=1).exists(), "I3"

    @invariant()
    def nothing_is_open_for_whom_asked_us_to_stop(self):
        stopped = Task.objects.open().filter(contact__stage=Stage.DO_NOT_CONTACT)
        assert not stopped.exclude(kind=Task.Kind.ANSWER_OR_LEAVE).exists()

    @invariant()
    def no_task_is_open_by_a_closed_channel(self):
        for task in Task.objects.open().exclude(kind=Task.Kind.ANSWER_OR_LEAVE).select_related("contact"):
            assert not task.contact.closed_to(task.channel), f"{task} by {task.channel}"

    @invariant()
    def the_column_agrees_with_the_history(self):
        for contact in Contact.objects.all():
            last = contact.stage_changes.first()
            assert contact.stage == (last.after if last else Stage.NAME)

    @invariant()
    def ended_plans_have_nothing_open(self):
        over = Task.objects.open().filter(kind=Task.Kind.STEP).exclude(enrollment__state__in=Enrollment.LIVE)
        assert not over.exists()


def run(*, histories, steps, machine=FollowUp):
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=histories,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )


@pytest.mark.django_db
def test_the_promises_hold_after_any_sequence_of_operations():
    run(histories=25, steps=25)


@pytest.mark.chaos
@pytest.mark.django_db
def test_the_promises_hold_after_many_long_histories():
    run(histories=120, steps=40)


days_off = st.sets(st.integers(0, 60), max_size=20)


@given(off=days_off, weekend=st.sets(st.integers(0, 6), max_size=6), offset=st.integers(0, 21), gap=st.integers(1, 5))
def test_a_step_falls_on_a_working_day_never_too_soon_after_the_last(off, weekend, offset, gap):
    start = date(2026, 3, 2)
    calendar = Calendar(frozenset(range(7)) - weekend, lambda day: (day - start).days in off)
    done = start + timedelta(days=offset)

    due = due_day(calendar, start, offset + gap, previous_done=done, previous_offset=offset)

    assert calendar.is_working(due)
    assert due - done >= timedelta(days=min(gap, 2))
    earlier = [start + timedelta(days=n) for n in range(offset + gap, (due - start).days)]
    assert not any(calendar.is_working(day) and (day - done).days >= min(gap, 2) for day in earlier)


@pytest.mark.parametrize("zone", ["Europe/Oslo", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo"])
@pytest.mark.parametrize("month", [3, 4, 10, 11])
@pytest.mark.django_db
def test_summer_time_moves_no_day(zone, month):
    """A firm's day begins at its own midnight, whatever the clocks do (I8)."""
    firm = make_firm(time_zone=zone)
    for n in range(30):
        day = date(2026, month, 1) + n * DAY
        begins = firm.moment(day, time(3))
        ends = firm.moment(day, time(23, 59))
        assert (firm.day_of(begins), firm.day_of(ends)) == (day, day)
        assert firm.day_of(firm.moment(day + DAY, time(0)) - timedelta(seconds=1)) == day
