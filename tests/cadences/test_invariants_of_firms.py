"""The random histories of a whole firm: what happens to people in a plan, and absences, days off, plans that change,
colleagues who answer, out of office, wishes, tasks that are cancelled, and a plan that is retired and revived; after
each step the promises must hold."""

import contextlib
from datetime import timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from cadences import holds, promise
from cadences.editing import moving
from cadences.editing import plan as plans
from cadences.firm_day import FirmDay
from cadences.models import Cadence, CadenceVersion, Enrollment, Hold, Task
from contacts.models import Contact
from leadflow.accounts.models import Absence, DayOff, Firm, User
from tests.cadences.plans import make_plan
from tests.cadences.test_invariants import DAY, FollowUp, run
from tests.factories import make_company, make_firm


class WholeFirm(FollowUp):
    """The small firm of FollowUp, whose contacts are colleagues, with all that happens to its reps and plans."""

    @initialize()
    def they_are_colleagues(self):
        Contact.objects.update(company=make_company())

    @initialize()
    def there_is_another_plan(self):
        self.other_plan = make_plan("Booth", keys=("start", "research", "first-call", "voicemail"))
        # Who was in it when it was retired; none while people enter it.
        self.in_it = None

    @property
    def today(self):
        return FirmDay.at(self.now).today

    @rule(rule=st.sampled_from(Firm.Colleagues.values), days=st.integers(1, 10))
    def our_firm_says_what_becomes_of_colleagues(self, rule, days):
        make_firm(colleagues=rule, colleagues_days=days)

    @rule(pick=st.integers(0, 2), first=st.integers(0, 5), days=st.integers(0, 9), other=st.integers(0, 2))
    def a_rep_is_away(self, pick, first, days, other):
        self.goes_by(timedelta(minutes=1))
        begins = self.today + first * DAY
        stand_in = self.reps[other] if other != pick else None
        with contextlib.suppress(Absence.Overlaps):
            Absence(rep=self.reps[pick], first=begins, last=begins + days * DAY, stand_in=stand_in).keep(at=self.now)

    @rule()
    def a_rep_is_back_early(self):
        if absence := Absence.objects.not_over(self.today).first():
            absence.end(today=self.today, at=self.now)

    @rule(days=st.integers(0, 12))
    def a_day_is_taken_off(self, days):
        DayOff.objects.get_or_create(day=self.today + days * DAY, defaults={"name": "Inventory"})

    @rule(n=st.integers(0, 3), days=st.integers(0, 20))
    def they_are_out_of_office(self, n, days):
        self.goes_by(timedelta(minutes=1))
        holds.out_of_office(self.contact(n), self.today + days * DAY, at=self.now, by=self.boss)

    @rule(
        n=st.integers(0, 3),
        only_by=st.sampled_from(["", "", "email", "phone"]),
        call_days=st.sets(st.integers(0, 4), max_size=2),
        every_days=st.sampled_from([None, 7, 14]),
    )
    def they_want_it_another_way(self, n, only_by, call_days, every_days):
        self.goes_by(timedelta(minutes=1))
        self.contact(n).wish(only_by=only_by, call_days=call_days, every_days=every_days, at=self.now)

    @rule(pick=st.integers(0, 99))
    def a_task_is_cancelled(self, pick):
        tasks = list(Task.objects.open().exclude(kind__in=Task.OF_MANAGERS).order_by("pk"))
        if tasks:
            self.goes_by(timedelta(minutes=1))
            promise.call_off(tasks[pick % len(tasks)], reason="Not needed", by=self.boss, at=self.now)

    @rule(pick=st.integers(0, 9), day=st.integers(1, 20), gone=st.booleans(), everybody=st.booleans())
    def the_plan_is_changed_and_people_move(self, pick, day, gone, everybody):
        self.goes_by(timedelta(minutes=1))
        draft = Cadence.default().begin_draft()
        keys = [step.key for step in draft.plan if step.channel != "system"]
        key = keys[pick % len(keys)]
        if not gone:
            draft.edit(lambda plan: plans.change(plan, key, day=day))
        elif len(keys) > 3:
            draft.edit(lambda plan: plans.remove(plan, key))
        with contextlib.suppress(CadenceVersion.Unfit):
            moved = moving.publish(draft, by=None, at=self.now, read=draft.edition, everybody=everybody)
            if moved:
                moving.do_all(moved.pk, clock=lambda: self.now)

    @rule(occasion=st.sampled_from(Cadence.Occasion.values))
    def the_other_plan_takes_people_in(self, occasion):
        self.other_plan.take_in(occasion)

    @rule(then=st.sampled_from(Cadence.Then.values), days=st.integers(1, 60))
    def another_thing_comes_after_the_usual_plan(self, then, days):
        Cadence.default().lead_on(then, days=days, plan=self.other_plan)

    @rule()
    def the_other_plan_is_retired(self):
        self.other_plan.retire()
        self.in_it = self.enrolled()

    @rule()
    def the_other_plan_is_revived(self):
        self.other_plan.revive()
        self.in_it = None

    @rule()
    def what_was_said_of_the_other_plan_is_taken_back(self):
        with contextlib.suppress(Cadence.Changed):
            self.other_plan.take_back(self.other_plan.edition)
        self.in_it = self.enrolled() if self.other_plan.retired else None

    def enrolled(self):
        return set(Enrollment.objects.filter(version__cadence=self.other_plan).values_list("pk", flat=True))

    @rule()
    def an_answer_was_none(self):
        hold = Hold.objects.filter(touch__isnull=False, touch__voided_at=None).select_related("touch").first()
        if hold:
            self.goes_by(timedelta(minutes=1))
            hold.touch.void(by=self.boss, at=self.now)

    @invariant()
    def the_plan_tells_the_days_by_which_the_sweep_goes(self):
        """A day that was taken off since, and a wish that is asked when the step is due, make the day a later one."""
        calendar = FirmDay.at(self.now).calendar
        plans_to_come = Enrollment.objects.filter(state=Enrollment.State.RUNNING, next_step__isnull=False)
        for plan in plans_to_come.select_related("contact"):
            [line] = [line for line in plan.plan(self.now) if line.step.pk == plan.next_step_id]
            planned = calendar.working_day_from(plan.next_due_on)
            if plan.contact.call_days or plan.contact.every_days or DayOff.objects.exists():
                assert line.day >= planned or line.day >= self.today, f"{line.step.key}: {line.why}"
            else:
                assert line.day == planned, f"{line.step.key}: {line.why}"

    @invariant()
    def nobody_enters_a_plan_that_is_retired(self):
        assert self.in_it is None or self.enrolled() <= self.in_it

    @invariant()
    def each_plan_on_hold_says_why(self):
        for plan in Enrollment.objects.filter(state=Enrollment.State.HELD):
            hold = plan.holds.first()
            assert hold is not None
            assert (hold.until, hold.resumed_at) == (plan.held_until, None)

    @invariant()
    def nobody_who_left_owns_anything(self):
        assert not Contact.objects.filter(owner__in=User.objects.filter(is_active=False)).worked().exists()


@pytest.mark.django_db
def test_the_promises_hold_for_a_whole_firm():
    run(histories=12, steps=25, machine=WholeFirm)


@pytest.mark.chaos
@pytest.mark.django_db
def test_the_promises_hold_for_a_whole_firm_over_many_long_histories():
    run(histories=300, steps=40, machine=WholeFirm)
