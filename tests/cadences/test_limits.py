"""Daily limits: what has no room comes on the next working day that has, and nothing is dropped, doubled or late."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from cadences import firing
from cadences.firing import batches
from cadences.firm_day import FirmDay
from cadences.foretelling import Waits, foretell, waiting
from cadences.models import Enrollment, Task
from contacts.models import Channel, Contact
from leadflow.accounts.models import Absence, DayOff
from tests.cadences.calls import calling, limit
from tests.factories import NOON, log_task, make_contact, make_firm, make_team, make_user

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
TODAY = NOON.date()


def sweep(days=0):
    return firing.sweep(NOON + days * DAY, clock=lambda: NOON)


def calls():
    return Task.objects.filter(step_key="first-call")


def came(rep, days=0) -> int:
    """How many calls are planned for a rep's day."""
    return calls().filter(rep=rep, planned_on=TODAY + days * DAY).count()


def do_all(rep, days=0):
    for task in Task.objects.due(TODAY + days * DAY).filter(rep=rep).order_by("pk"):
        log_task(task, "no_answer" if task.channel == Channel.PHONE else "done", rep=rep, at=NOON + days * DAY)


@pytest.fixture
def ana(db):
    return make_user(name="Ana Brandt", team=make_team("North"))


def test_without_a_limit_all_come(ana):
    calling(5, ana)

    assert sweep().fired == 5


def test_what_has_no_room_comes_on_the_next_working_day_that_has(ana):
    limit(2)
    calling(5, ana)
    DayOff.objects.create(day=TODAY + DAY, name="Works outing")

    for days in range(4):
        sweep(days)
        do_all(ana, days)

    assert [came(ana, days) for days in range(4)] == [2, 0, 2, 1]


def test_a_second_sweep_brings_no_more_that_day(ana):
    limit(2)
    calling(5, ana)

    assert [sweep().fired, sweep().fired] == [2, 0]
    do_all(ana)
    assert sweep().fired == 0


def test_what_came_counts_whatever_became_of_it(ana):
    limit(2)
    calling(3, ana)
    sweep()
    first, second = Task.objects.open()
    first.snooze(TODAY + 3 * DAY, at=NOON)
    second.enrollment.stop(Enrollment.StopReason.BY_HAND, at=NOON)

    assert sweep().fired == 0


def test_one_limit_holds_over_all_batches(ana, monkeypatch):
    monkeypatch.setattr(batches, "SIZE", 2)
    limit(3)
    calling(7, ana)

    assert sweep().fired == 3


def test_who_is_first_in_the_queue_comes_today(ana):
    limit(1)
    calling(1, ana, interest=1)
    [soon] = calling(1, ana, interest=5)

    sweep()

    assert calls().get().contact == soon.contact


def test_whose_day_was_first_comes_before_whoever_is_first_in_the_queue(ana):
    limit(1)
    [waits] = calling(1, ana, days_ago=1, interest=1)
    calling(1, ana, interest=5)

    sweep()

    assert calls().get().contact == waits.contact


def test_what_the_rep_has_open_or_did_today_takes_room(ana):
    limit(3)
    for due, done in ((-2, False), (0, True), (4, False)):
        lead = make_contact(owner=ana)
        task = Task.open_for(lead, Task.Kind.CALL_BACK, due_on=TODAY + due * DAY, at=NOON - 3 * DAY)
        if done:
            log_task(task, "no_answer", rep=ana)
    calling(3, ana)

    assert sweep().fired == 1


def test_what_was_agreed_comes_whatever_the_limit(ana):
    limit(1)
    calling(2, ana)
    sweep()

    for kind in (Task.Kind.CALL_BACK, Task.Kind.REQUEST, Task.Kind.DECISION):
        Task.open_for(make_contact(owner=ana), kind, due_on=TODAY, at=NOON)

    assert Task.objects.due(TODAY).filter(rep=ana).count() == 4


@pytest.mark.parametrize(
    ("own", "channel", "number"),
    [
        pytest.param(None, Channel.PHONE, 2, id="the firm's"),
        pytest.param(4, Channel.PHONE, 4, id="their own is higher"),
        pytest.param(1, Channel.PHONE, 1, id="their own is lower"),
        pytest.param(None, Channel.EMAIL, 5, id="another channel has none"),
    ],
)
def test_whose_limit_holds(ana, own, channel, number):
    limit(2, channel=channel)
    if own:
        limit(own, rep=ana)
    calling(5, ana)

    assert sweep().fired == number


def test_the_pool_of_a_team_has_no_limit():
    limit(1)
    plans = calling(3, make_user())
    Contact.objects.filter(pk__in=[plan.contact_id for plan in plans]).update(owner=None)

    assert sweep().fired == 3


def test_who_stands_in_has_one_limit_for_both(ana):
    ben = make_user(team=ana.team)
    Absence.objects.create(rep=ana, first=TODAY, last=TODAY, stand_in=ben, changed_at=NOON)
    limit(3)
    calling(2, ana)
    calling(2, ben)

    assert sweep().fired == 3


def test_a_step_that_cannot_be_done_takes_no_room(ana):
    limit(1)
    unreachable = calling(2, ana)[0]
    unreachable.contact.points.filter(kind="phone").delete()

    swept = sweep()

    assert (swept.fired, swept.skipped.total()) == (1, 1)


def test_waiting_for_room_loses_no_days(ana):
    limit(1)
    plans = calling(2, ana)
    for days in range(2):
        sweep(days)
        do_all(ana, days)

    anchors = {Enrollment.objects.get(pk=plan.pk).anchor_on for plan in plans}
    assert anchors == {TODAY - 8 * DAY}
    assert (came(ana), came(ana, 1)) == (1, 1)


def test_an_answer_to_what_is_open_does_not_make_it_late(ana):
    """Lanes are worked out anew whenever something beside the plan happens."""
    limit(1)
    waits = calling(2, ana)[1]
    sweep()

    waits.refresh_from_db()
    waits.replan(NOON)
    sweep(1)

    assert not calls().filter(enrollment=waits).exists()
    do_all(ana, 1)
    sweep(2)
    assert calls().get(enrollment=waits).planned_on == TODAY + 2 * DAY


def test_who_waits_is_told_why(ana):
    limit(2)
    waits = calling(3, ana)[2]
    told = foretell(NOON)
    sweep()

    line = next(line for line in Enrollment.objects.get(pk=waits.pk).plan(NOON) if line.step.key == "first-call")
    assert (line.day, line.why) == (TODAY + DAY, "Ana's 2 calls of Tuesday 10 March are taken")
    assert told.full == {"Ana's 2 calls of Tuesday 10 March are taken": 1}
    assert told.fired.total() == 2


def test_who_waits_is_told_of_before_and_after_the_sweep(ana):
    limit(1)
    calling(3, ana)

    before = foretell(NOON)
    swept = sweep()
    after = foretell(NOON)

    assert before.fired.total() == swept.fired == 1
    assert before.waiting[Waits.NO_ROOM] == after.waiting[Waits.NO_ROOM] == (2, TODAY + DAY)
    assert after.fired.total() == 0
    assert waiting(Enrollment.objects.all(), FirmDay.at(NOON)).filter(waits=Waits.NO_ROOM).count() == 2


def test_no_limit_may_keep_everything_back():
    with pytest.raises(IntegrityError), transaction.atomic():
        limit(0)


def test_it_asks_as_much_for_many_as_for_few(ana, django_assert_max_num_queries):
    limit(2)
    for number in (3, 30):
        for rep in (ana, make_user(team=ana.team)):
            calling(number, rep)
        with django_assert_max_num_queries(55):
            sweep()


@settings(
    max_examples=12,
    phases=[p for p in Phase if p != Phase.shrink],
    suppress_health_check=list(HealthCheck),
    deadline=None,
)
@given(
    leads=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 1), st.integers(0, 5)), min_size=1, max_size=12),
    most=st.integers(1, 3),
    off=st.sets(st.integers(0, 20), max_size=3),
)
def test_no_day_gets_more_than_its_limit_and_nobody_waits_for_ever(leads, most, off):
    with transaction.atomic():
        make_firm()
        for n in off:
            DayOff(day=TODAY + n * DAY, name="Off").save()
        team = make_team()
        reps = [make_user(team=team), make_user(team=team)]
        limit(most)
        plans = [
            plan for ago, whose, interest in leads for plan in calling(1, reps[whose], days_ago=ago, interest=interest)
        ]
        for days in range(21 + 2 * len(leads)):
            sweep(days)
            sweep(days)
            for rep in reps:
                do_all(rep, days)

        a_day = Counter(calls().values_list("rep", "created_at"))
        assert calls().count() == len(plans)
        assert max(a_day.values()) <= most
        assert not calls().exclude(planned_on=F("due_on")).exists()
        transaction.set_rollback(True)
