from datetime import timedelta

import pytest
from django.utils.timezone import now

from cadences.models import Sweep

pytestmark = pytest.mark.django_db


def swept(*, ago):
    Sweep.objects.create(started_at=now() - ago, finished_at=now() - ago)


def test_all_is_well_while_sweeps_are_completed(client):
    swept(ago=timedelta(seconds=40))

    answer = client.get("/health/")

    assert answer.status_code == 200
    assert answer.json()["ok"]
    assert answer.json()["sweep"]["age_in_seconds"] in range(40, 50)
    assert "no-store" in answer["Cache-Control"]


def test_an_old_sweep_means_that_nothing_is_followed_up(client):
    swept(ago=timedelta(minutes=6))

    answer = client.get("/health/")

    assert answer.status_code == 503
    assert "are worker and beat running?" in answer.json()["sweep"]["problem"]


def test_before_the_first_sweep_it_is_not_well_yet(client):
    assert client.get("/health/").status_code == 503


@pytest.fixture
def no_broker(valkey):
    valkey.stop()
    yield
    valkey.start()


def test_without_a_broker_it_says_so_at_once(client, no_broker):
    swept(ago=timedelta(seconds=1))

    answer = client.get("/health/")

    assert answer.status_code == 503
    assert answer.json()["broker"] == {
        "ok": False,
        "problem": "The broker does not answer; nothing is lost, but work waits.",
    }
    assert answer.json()["database"]["ok"]


def test_behind_tls_it_answers_without(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    swept(ago=timedelta(seconds=1))

    assert client.get("/health/").status_code == 200
