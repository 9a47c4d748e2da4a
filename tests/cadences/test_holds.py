"""Plans on hold: each for a reason, which stands on the timeline; and who is out of office."""

from datetime import date, timedelta

import pytest

from cadences import firing, holds, promise
from cadences.models import Enrollment, Hold, Task
from contacts import timeline
from contacts.models import Contact, Touch
from tests.factories import NOON, log_outcome, log_task, make_contact, make_enrollment, make_firm, make_user

pytestmark = pytest.mark.django_db

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
TUESDAY = NOON.date()


@pytest.fixture
def ana(ana):
    make_firm(country="NO")
    return ana


@pytest.fixture
def plan(ana):
    return make_enrollment(make_contact("Tom Vik", owner=ana, phone="+47 22 55 01 34"))


def told(contact) -> list[tuple[str, str, str]]:
    """The timeline of the plan: title, reason, who."""
    entries = timeline.of(Contact.objects.filter(pk=contact.pk), show="plan").entries
    return [(entry.title, entry.text, entry.by.name if entry.by else "") for entry in entries]


@pytest.mark.parametrize(
    ("last", "back"),
    [
        pytest.param(date(2026, 3, 18), date(2026, 3, 19), id="back the day after"),
        pytest.param(date(2026, 3, 20), date(2026, 3, 23), id="back after the weekend"),
        pytest.param(date(2026, 4, 1), date(2026, 4, 7), id="back after Easter"),
        pytest.param(TUESDAY, TUESDAY + DAY, id="out today"),
    ],
)
def test_who_is_out_of_office_is_left_alone_until_the_next_working_day(plan, ana, last, back):
    assert holds.out_of_office(plan.contact, last, at=NOON, by=ana) == back

    plan.refresh_from_db()
    assert (plan.state, plan.held_until) == (Enrollment.State.HELD, back)


def test_being_out_of_office_is_no_response(plan, ana):
    holds.out_of_office(plan.contact, TUESDAY + 9 * DAY, at=NOON, by=ana)

    plan.refresh_from_db()
    assert plan.responded_at is None
    assert not Touch.objects.filter(contact=plan.contact).responses().exists()
    assert not plan.contact.tasks.filter(kind=Task.Kind.DECISION).exists()


def test_the_plan_goes_on_with_its_gaps_once_they_are_back(plan, ana):
    planned = [line.day for line in plan.plan(NOON)]
    holds.out_of_office(plan.contact, TUESDAY + 6 * DAY, at=NOON, by=ana)

    firing.sweep(NOON + 7 * DAY, clock=lambda: NOON + 7 * DAY)

    plan.refresh_from_db()
    assert plan.state == Enrollment.State.RUNNING
    days = [line.day for line in plan.plan(NOON + 7 * DAY)]
    assert days[1:5] == [day + 7 * DAY for day in planned[1:5]]


def test_what_is_open_beside_the_plan_is_put_off_but_not_what_was_agreed(plan, ana):
    kinds = [Task.Kind.DECISION, Task.Kind.CALL_BACK, Task.Kind.MEETING, Task.Kind.ANSWER_OR_LEAVE]
    for kind in kinds:
        Task.open_for(plan.contact, kind, due_on=TUESDAY + DAY, at=NOON)

    holds.out_of_office(plan.contact, TUESDAY + 6 * DAY, at=NOON, by=ana)

    moved = plan.contact.tasks.open().filter(due_on=TUESDAY + 7 * DAY)
    assert [task.kind for task in moved] == [Task.Kind.DECISION]


def test_the_task_at_hand_waits_even_if_its_time_was_agreed(plan, ana):
    task = Task.open_for(plan.contact, Task.Kind.CALL_BACK, due_on=TUESDAY, not_before=NOON, at=NOON)

    holds.out_of_office(plan.contact, TUESDAY + 6 * DAY, at=NOON, by=ana, task=task)

    task.refresh_from_db()
    assert (task.due_on, task.not_before) == (TUESDAY + 7 * DAY, None)


def test_the_timeline_tells_why_and_until_when_and_who_let_it_go_on(plan, ana):
    holds.out_of_office(plan.contact, TUESDAY + 6 * DAY, at=NOON + HOUR, by=ana)
    promise.resume(plan, at=NOON + DAY, by=ana)

    assert told(plan.contact)[:2] == [
        ("21-day follow-up went on", "", "Ana Brandt"),
        ("21-day follow-up on hold until Tuesday 17 March", "Out of office", "Ana Brandt"),
    ]


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (Hold.Reason.OUT_OF_OFFICE, "out of office"),
        (Hold.Reason.WISH, "they asked for it"),
        (Hold.Reason.BY_HAND, "paused by hand"),
    ],
)
def test_a_plan_on_hold_says_why(plan, reason, words):
    plan.hold(TUESDAY + 7 * DAY, reason=reason, at=NOON)

    assert holds.told(plan) == f"On hold until Tuesday 17 March: {words}"


def test_a_call_back_holds_the_plan_and_says_so(plan, ana):
    log_outcome(plan.contact, "call_back", agreed=NOON + 2 * DAY)

    plan.refresh_from_db()
    assert holds.told(plan) == "On hold until Thursday 12 March: call back agreed"


def test_a_second_hold_moves_the_day_and_gives_its_own_reason(plan):
    plan.hold(TUESDAY + 20 * DAY, at=NOON)
    plan.hold(TUESDAY + 7 * DAY, reason=Hold.Reason.WISH, at=NOON + DAY)

    plan.refresh_from_db()
    assert holds.told(plan) == "On hold until Tuesday 17 March: they asked for it"
    plan.resume(at=NOON + 7 * DAY)
    assert [hold.resumed_at for hold in plan.holds.all()] == [NOON + 7 * DAY, None]


def test_who_is_out_while_the_plan_waits_longer_anyway_hears_nothing_sooner(plan, ana):
    plan.hold(TUESDAY + 20 * DAY, reason=Hold.Reason.WISH, at=NOON)

    holds.out_of_office(plan.contact, TUESDAY + 6 * DAY, at=NOON + DAY, by=ana)

    plan.refresh_from_db()
    assert holds.told(plan) == "On hold until Monday 30 March: they asked for it"


def test_who_is_back_sooner_than_they_said_hears_from_us_sooner(plan, ana):
    holds.out_of_office(plan.contact, TUESDAY + 20 * DAY, at=NOON, by=ana)

    holds.out_of_office(plan.contact, TUESDAY + 6 * DAY, at=NOON + DAY, by=ana)

    plan.refresh_from_db()
    assert holds.told(plan) == "On hold until Tuesday 17 March: out of office"


def test_nobody_comes_back_from_nurture_while_they_are_out(ana):
    tom = make_contact(owner=ana, stage="nurture", revisit_on=TUESDAY + 2 * DAY)

    holds.out_of_office(tom, TUESDAY + 6 * DAY, at=NOON, by=ana)

    tom.refresh_from_db()
    assert tom.revisit_on == TUESDAY + 7 * DAY


@pytest.mark.parametrize(
    ("held_first", "reason"),
    [
        pytest.param(True, Hold.Reason.WISH, id="a pause before the call back was agreed"),
        pytest.param(False, Hold.Reason.OUT_OF_OFFICE, id="out of office after it was"),
    ],
)
def test_a_call_back_cuts_no_other_hold_short(plan, ana, held_first, reason):
    until = TUESDAY + 13 * DAY
    if held_first:
        plan.hold(until, reason=reason, at=NOON)
    log_outcome(plan.contact, "call_back", agreed=NOON + 2 * DAY)
    if not held_first:
        plan.hold(until, reason=reason, at=NOON)

    log_task(plan.contact.tasks.open().get(kind="call_back"), "no_answer", rep=ana, at=NOON + 2 * DAY)

    plan.refresh_from_db()
    assert (plan.state, plan.held_until) == (Enrollment.State.HELD, until)


def test_undoing_an_outcome_takes_its_hold_off_the_timeline(plan, ana):
    completion = log_outcome(plan.contact, "call_back", agreed=NOON + 2 * DAY)

    completion.undo(by=ana, at=NOON)

    plan.refresh_from_db()
    assert plan.state == Enrollment.State.RUNNING
    assert not plan.holds.exists()


def test_hundreds_are_put_on_hold_by_the_same_few_queries(ana, django_assert_max_num_queries):
    plans = [make_enrollment(make_contact(owner=ana)) for _ in range(12)]
    firing.sweep(NOON + DAY, clock=lambda: NOON)

    with django_assert_max_num_queries(9):
        number = holds.begin(Enrollment.objects.live(), TUESDAY + 9 * DAY, reason=Hold.Reason.BY_HAND, at=NOON + DAY)

    assert number == len(plans)
    assert set(Task.objects.open().values_list("due_on", flat=True)) == {TUESDAY + 9 * DAY}


def test_a_colleague_of_another_team_has_no_name(plan):
    other = make_contact("Nils Berg", owner=make_user())
    for contact, who in (
        (other, "A colleague at their firm"),
        (make_contact("Eva Berg", owner=plan.contact.owner), "Eva Berg"),
    ):
        touch = contact.record_touch(Touch.Kind.REPLY, at=NOON, key="reply")
        hold = Hold(reason=Hold.Reason.COLLEAGUE, touch=touch)
        assert holds.in_words(hold, plan.contact) == f"{who} replied"
