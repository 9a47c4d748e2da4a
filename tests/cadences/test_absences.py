"""A rep is away: who does what falls due meanwhile."""

from collections import Counter
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cadences import absences
from cadences.absences import Away
from cadences.desk.today import Today
from cadences.firm_day import FirmDay
from cadences.models import Task
from leadflow.accounts.models import Absence, User
from tests.cadences.being_away import DAY, FRIDAY, MONDAY_AFTER, TUESDAY, away, pool_of, queue_of, sweep, to_do
from tests.factories import NOON, log_task, make_firm, make_team, make_user

pytestmark = pytest.mark.django_db


def test_what_falls_due_is_in_the_queue_of_the_stand_in_and_the_owner_stays(team, ana, ben):
    task, own = to_do(ana), to_do(ben)
    away(ana, stand_in=ben)

    assert queue_of(ana) == []
    assert set(queue_of(ben)) == {task, own}
    assert pool_of(team) == []
    task.refresh_from_db()
    assert (task.rep, task.contact.owner) == (ana, ana)


def test_what_the_stand_in_does_leaves_the_contact_with_its_owner(ana, ben):
    task = to_do(ana)
    away(ana, stand_in=ben)

    log_task(task, "no_answer", rep=ben)

    task.refresh_from_db()
    assert (task.closed_by, task.contact.owner) == (ben, ana)


def test_what_falls_due_after_the_return_is_not_for_the_stand_in(ana, ben):
    task = to_do(ana, due_on=MONDAY_AFTER)
    away(ana, stand_in=ben)

    assert task not in Away.on(TUESDAY).tasks_of(ben)
    assert task in Away.on(TUESDAY).tasks_of(ana)


@pytest.mark.parametrize(
    ("day", "whose"),
    [
        pytest.param(TUESDAY - DAY, "ana", id="the day before"),
        pytest.param(TUESDAY, "ben", id="the first day"),
        pytest.param(FRIDAY, "ben", id="the last day"),
        pytest.param(FRIDAY + DAY, "ana", id="the day after"),
    ],
)
def test_it_is_the_firms_days_that_count_both_ends_included(ana, ben, day, whose):
    task = to_do(ana, due_on=TUESDAY - 2 * DAY)
    away(ana, stand_in=ben)

    holders = {"ana": ana, "ben": ben}
    assert [name for name, rep in holders.items() if task in Away.on(day).tasks_of(rep)] == [whose]


@pytest.mark.parametrize(
    ("zone", "first", "before", "after"),
    [
        pytest.param("Europe/Oslo", "2026-03-29", "2026-03-28T23:59", "2026-03-29T00:01", id="summer time begins"),
        pytest.param("Europe/Oslo", "2026-10-25", "2026-10-24T23:59", "2026-10-25T00:01", id="summer time ends"),
        pytest.param("Africa/Cairo", "2026-04-24", "2026-04-23T23:59", "2026-04-24T01:01", id="a day without midnight"),
        pytest.param("UTC", "2028-02-29", "2028-02-28T23:59", "2028-02-29T00:01", id="29 February"),
        pytest.param("Pacific/Auckland", "2027-01-01", "2026-12-31T23:59", "2027-01-01T00:01", id="the year's end"),
    ],
)
def test_an_absence_begins_with_its_day_in_the_firms_zone(ana, ben, zone, first, before, after):
    make_firm(time_zone=zone)
    day = date.fromisoformat(first)
    task = to_do(ana, due_on=day - 7 * DAY)
    away(ana, day, day, stand_in=ben)

    moments = [datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)) for text in (before, after)]

    assert [task in queue_of(ben, at) for at in moments] == [False, True]


@pytest.mark.parametrize(
    ("kind", "where"),
    [
        (Task.Kind.REQUEST, "pool"),
        (Task.Kind.CALL_BACK, "pool"),
        (Task.Kind.MEETING, "pool"),
        (Task.Kind.ANSWER_OR_LEAVE, "pool"),
        (Task.Kind.DECISION, "waits"),
        (Task.Kind.REVISIT, "waits"),
        (Task.Kind.NEXT_STEP, "waits"),
        (Task.Kind.MEND, "waits"),
        (Task.Kind.BY_HAND, "waits"),
        (Task.Kind.STEP, "waits"),
    ],
)
def test_without_a_stand_in_all_waits_but_whom_we_keep_waiting(team, ana, ben, kind, where):
    task = to_do(ana, kind)
    absence = away(ana)

    assert queue_of(ana) == queue_of(ben) == []
    assert pool_of(team) == ([task] if where == "pool" else [])
    assert list(Away.on(TUESDAY).waiting_for(absence)) == ([task] if where == "waits" else [])


@pytest.mark.parametrize("why", ["away too", "left the firm", "another team", "another role"])
def test_where_the_stand_in_is_not_here_it_lies_in_the_pool(team, ana, ben, why):
    task = to_do(ana)
    away(ana, stand_in=ben)
    if why == "away too":
        away(ben, TUESDAY, TUESDAY)
    elif why == "left the firm":
        ben.deactivate(at=NOON)
    elif why == "another team":
        ben.change_place(role=User.Role.REP, team=make_team(), at=NOON)
    else:
        ben.change_place(role=User.Role.MANAGER, team=None, at=NOON)

    assert pool_of(team) == [task]
    assert queue_of(ben) == []


def test_two_who_stand_in_for_each_other_and_are_both_away_leave_it_to_the_team(team, ana, ben):
    hers, his = to_do(ana), to_do(ben)
    away(ana, stand_in=ben)
    away(ben, stand_in=ana)

    assert set(pool_of(team)) == {hers, his}


def test_who_takes_it_from_the_pool_has_the_task_and_not_the_contact(team, ana, ben):
    task = to_do(ana, Task.Kind.REQUEST)
    away(ana)

    assert absences.take(task, ben, at=NOON)

    task.refresh_from_db()
    assert (task.rep, task.contact.owner) == (ben, ana)
    assert queue_of(ben) == [task]
    assert not absences.take(task, make_user(team=team), at=NOON)


def test_what_waits_cannot_be_taken(ana, ben):
    task = to_do(ana)
    away(ana)

    assert not absences.take(task, ben, at=NOON)


@pytest.mark.parametrize(
    ("stand_in", "expected"),
    [
        pytest.param("here", "What falls due is in the queue of Ben Haugen.", id="a stand-in"),
        pytest.param("gone", "Ben Haugen is not here either: what falls due lies in the team’s pool.", id="gone"),
        pytest.param(
            None,
            "1 task waits until then; afterwards they come a day’s work at a time. Who asked to hear from us is in the "
            "team’s pool.",
            id="it waits",
        ),
    ],
)
def test_today_says_where_the_work_lies(ana, ben, stand_in, expected):
    to_do(ana)
    away(ana, stand_in=stand_in and ben)
    if stand_in == "gone":
        ben.deactivate(at=NOON)

    assert Today(ana, at=NOON).absence_words == expected


# Whatever happens (promise 12)

CHANGES = st.lists(
    st.one_of(
        st.tuples(st.just("away"), st.integers(0, 2), st.integers(0, 6), st.integers(0, 6), st.integers(0, 3)),
        st.tuples(st.just("ends"), st.integers(0, 5)),
        st.tuples(st.just("leaves"), st.integers(0, 2)),
        st.tuples(st.just("comes back"), st.integers(0, 2)),
        st.tuples(st.just("sweep"), st.integers(0, 3)),
        st.tuples(st.just("task"), st.integers(0, 2), st.sampled_from([*Task.Kind]), st.integers(0, 6)),
    ),
    max_size=12,
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=CHANGES)
def test_what_is_due_is_in_one_queue_or_in_the_pool_or_waits_for_somebody_who_comes_back(changes):
    with transaction.atomic():
        team = make_team()
        reps = [make_user(team=team) for _ in range(3)]
        now = NOON
        for what, *how in changes:
            now += timedelta(minutes=2)
            now = _do(what, how, reps, now)
            _nothing_is_lost(team, now)
        transaction.set_rollback(True)


def _do(what, how, reps, now):
    today = FirmDay.at(now).today
    if what == "away":
        rep, first, more, stand_in = how
        other = reps[stand_in] if stand_in < 3 and stand_in != rep else None
        try:
            away(reps[rep], today + first * DAY, today + (first + more) * DAY, stand_in=other, at=now)
        except Absence.Overlaps:
            return now
    elif what == "ends":
        for absence in list(Absence.objects.not_over(today))[how[0] :][:1]:
            absence.end(today=today, at=now)
    elif what == "leaves":
        reps[how[0]].deactivate(at=now)
    elif what == "comes back":
        reps[how[0]].reactivate()
    elif what == "sweep":
        now += how[0] * DAY
        sweep(now)
    else:
        rep, kind, days = how
        to_do(User.objects.get(pk=reps[rep].pk), kind, due_on=today + days * DAY)
    return now


def _nothing_is_lost(team, now):
    sweep(now)
    today = FirmDay.at(now).today
    here = Away.on(today)
    lie = list(here.pool_of([team.pk]).due(today))
    for rep in User.objects.active_reps():
        lie += here.tasks_of(rep).due(today)
    for absence in here.absences:
        lie += here.waiting_for(absence)
        assert absence.last >= today
    assert Counter(task.pk for task in lie) == Counter(Task.objects.due(today).values_list("pk", flat=True))
