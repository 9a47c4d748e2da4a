"""The broker goes away, forgets everything, and comes back, while sweeps run: work waits, and nothing is lost."""

import time
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import now

from cadences import tasks
from cadences.models import Enrollment, Task
from contacts.models import Touch
from leadflow.accounts.models import Firm
from leadflow.celery import app
from tests.cadences.cards import sent
from tests.chaos.sweeping import DAY, begin_anew, due_leads
from tests.factories import make_contact, make_user
from tests.support.beat import Beat

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.broker]

# So soon everything must be as it should be (docs/decisions/firing.md).
WITHIN = timedelta(minutes=2).total_seconds()


@pytest.fixture(autouse=True)
def _defaults(transactional_db):
    begin_anew()


@pytest.fixture
def rep():
    return make_user()


def log_a_call(client, rep) -> int:
    """A rep logs a call to somebody who asked for it. Returns how many attempts stand with that person then."""
    contact = make_contact(owner=rep, phone="+47 22 55 01 34")
    contact.record_touch(Touch.Kind.CONTACT_REQUEST, at=now())
    task = contact.tasks.get()
    client.force_login(rep)
    answer = client.post(reverse("log_outcome", args=[task.pk]), sent(task, Touch.Outcome.VOICEMAIL))
    assert answer.status_code in (200, 302)
    return contact.touches.attempts().count()


def caught_up(worker) -> float:
    """Wait until nothing is due. Returns how many seconds that took.

    A worker that held a message when the broker went may end by itself (kombu asks a connection that it has closed for
    its address); it is started again, as `./run` and Docker do with what ended.
    """
    began = time.monotonic()
    while Enrollment.objects.due(Firm.current().day_of(now())).exists():
        assert time.monotonic() - began < WITHIN, "it did not catch up"
        if worker.process.poll() is not None:
            worker.start()
        time.sleep(0.05)
    return time.monotonic() - began


def forget_everything():
    with app.connection_for_write() as broker:
        broker.default_channel.client.flushall()


@pytest.mark.parametrize("times", [pytest.param(2, id="2"), pytest.param(10, marks=pytest.mark.chaos, id="10")])
def test_a_broker_that_goes_away_while_sweeps_run_loses_and_doubles_nothing(
    client, worker, valkey, rep, times, record_property
):
    slowest = 0.0
    for n in range(1, times + 1):
        due_leads(rep, 300, at=now() - DAY)
        tasks.sweep.delay()
        time.sleep(0.1 * (n % 4))
        valkey.stop()
        try:
            assert log_a_call(client, rep) == 1
            health = client.get("/health/")
        finally:
            valkey.start()
        assert (health.status_code, health.json()["broker"]["ok"]) == (503, False)
        if n % 2:
            forget_everything()
        # As beat does within a minute.
        tasks.sweep.delay()
        slowest = max(slowest, caught_up(worker))

        assert Task.objects.filter(step_key="research").count() == 300 * n
    assert Task.objects.filter(step_key="research").values("enrollment").distinct().count() == 300 * times
    words = f"the broker away {times} times, every other time emptied: {300 * times} due, each fired once, "
    record_property("counts", f"{words}{times} calls logged meanwhile, caught up within {slowest:.1f} s")


@pytest.mark.chaos
def test_beat_goes_on_when_the_broker_is_back(worker, valkey, rep, tmp_path, record_property):
    beat = Beat(tmp_path / "beat.log")
    beat.start()
    try:
        caught_up(worker)
        valkey.stop()
        time.sleep(70)
        valkey.start()
        due_leads(rep, 300, at=now() - DAY)
        took = caught_up(worker)
    finally:
        beat.stop()
        valkey.stop()
        valkey.start()

    assert Task.objects.filter(step_key="research").count() == 300
    record_property(
        "counts", f"the broker away for over a minute under beat: 300 due, fired {took:.0f} s after it came"
    )
