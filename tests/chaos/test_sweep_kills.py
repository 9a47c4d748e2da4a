"""Sweeps that are killed, that come many at once, and by clocks that are off; each prints its counts."""

import os
import random
import signal
import time
from datetime import date, datetime, timedelta
from datetime import time as at_time

import pytest

from cadences.firing import batches
from cadences.models import Enrollment, Task
from leadflow.accounts.models import Firm
from tests.chaos.sweeping import DAY, MOMENT, begin_anew, due_leads, in_a_process, sweep
from tests.factories import NOON, make_firm, make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _defaults(transactional_db):
    begin_anew()


@pytest.fixture
def rep():
    return make_user()


@pytest.mark.parametrize("kills", [pytest.param(5, id="5"), pytest.param(100, marks=pytest.mark.chaos, id="100")])
def test_sweeps_killed_in_the_middle_lose_and_double_nothing(rep, kills, monkeypatch, record_property):
    monkeypatch.setattr(batches, "SIZE", 10)
    chance = random.Random(7)
    halfway = 0
    for n in range(1, kills + 1):
        due_leads(rep, 60)
        child = in_a_process(sweep)
        until = time.monotonic() + 30
        while Task.objects.count() == 60 * (n - 1) and time.monotonic() < until:
            time.sleep(0.001)
        time.sleep(chance.uniform(0, 0.03))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        left = Enrollment.objects.due(MOMENT.date()).count()
        halfway += 0 < left < 60

        sweep()
        assert sweep().due == 0
        assert Task.objects.count() == 60 * n
    assert Task.objects.values("enrollment", "step_key").distinct().count() == 60 * kills
    record_property("counts", f"{kills} sweeps killed, {halfway} of them halfway: {60 * kills} due, each fired once")


@pytest.mark.parametrize("rounds", [pytest.param(1, id="1"), pytest.param(20, marks=pytest.mark.chaos, id="20")])
def test_three_beats_and_four_workers_with_every_message_twice_fire_each_step_once(
    rep, rounds, monkeypatch, record_property
):
    monkeypatch.setattr(batches, "SIZE", 20)
    for n in range(1, rounds + 1):
        due_leads(rep, 200)
        workers = [in_a_process(lambda: [sweep() for _ in range(6)]) for _ in range(4)]
        ended = [os.waitpid(worker, 0)[1] for worker in workers]

        assert ended == [0] * 4
        assert Task.objects.count() == 200 * n
    assert Task.objects.values("enrollment", "step_key").distinct().count() == 200 * rounds
    record_property("counts", f"{24 * rounds} sweeps by 4 workers: {200 * rounds} due, each fired once")


def test_three_days_without_workers_bring_one_step_each(rep, record_property):
    due_leads(rep, 100)

    first = sweep(NOON + 4 * DAY)
    again = sweep(NOON + 4 * DAY)

    assert (first.due, first.fired, again.due) == (100, 100, 0)
    assert Task.objects.open().filter(due_on=MOMENT.date()).count() == 100
    record_property("counts", f"workers off for three days: {first.due} due, {first.fired} fired, one for each lead")


# The first day of a plan that the night falls into.
NIGHTS = [
    pytest.param(zone, first, id=f"{zone} {first}", marks=pytest.mark.chaos)
    for zone in ("Europe/Oslo", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo")
    for first in (date(2026, 3, 20), date(2026, 4, 20), date(2026, 10, 20))
] + [
    pytest.param("Europe/London", date(2026, 3, 20), id="summer time begins"),
    pytest.param("Europe/Oslo", date(2028, 2, 24), id="29 February"),
    pytest.param("Pacific/Auckland", date(2026, 12, 24), id="the end of a year"),
]


@pytest.mark.parametrize(("zone", "first"), NIGHTS)
def test_each_step_comes_once_on_its_day_though_clocks_are_off(rep, zone, first):
    firm = make_firm(time_zone=zone)
    [plan] = due_leads(rep, 1, at=firm.moment(first, at_time(10)))
    for n in range(22):
        morning = firm.moment(first + n * DAY, at_time(9))
        for off in (timedelta(hours=-25), timedelta(hours=-1), timedelta(hours=1), timedelta(hours=25), timedelta()):
            sweep(morning + off)
        for task in plan.tasks.open().filter(due_on=first + n * DAY):
            finish(plan, task, morning + timedelta(hours=3))

    fired = plan.tasks.filter(state__in=(Task.State.DONE, Task.State.SKIPPED)).order_by("planned_on", "pk")
    assert [(task.planned_on - first).days for task in fired] == [1, 2, 5, 7, 8, 10, 12, 14, 18, 21]


def finish(plan: Enrollment, task: Task, at: datetime):
    assert Firm.current().day_of(at) == task.due_on
    Task.objects.filter(pk=task.pk).update(state=Task.State.DONE, closed_at=at)
    task.refresh_from_db()
    plan.step_closed(task, at=at)
