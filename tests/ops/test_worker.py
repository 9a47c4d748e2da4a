"""Queued work reaches a worker in another process, and comes back as rows."""

import time

import pytest

from cadences import tasks
from cadences.models import Sweep

pytestmark = pytest.mark.broker


def eventually(condition, *, within=20):
    until = time.monotonic() + within
    while not condition():
        assert time.monotonic() < until, f"not within {within} s"
        time.sleep(0.1)


def test_a_sweep_is_done_in_the_background(worker):
    tasks.sweep.delay()

    eventually(Sweep.objects.exists)


def test_what_is_queued_while_the_worker_is_gone_is_done_when_it_is_back(worker):
    worker.kill()
    tasks.sweep.delay()

    worker.start()

    eventually(Sweep.objects.exists)


def test_what_is_queued_survives_a_broker_that_was_killed(worker, valkey):
    worker.kill()
    tasks.sweep.delay()
    time.sleep(1.2)  # the broker writes to disk every second
    valkey.stop()
    valkey.start()

    worker.start()

    eventually(Sweep.objects.exists)
