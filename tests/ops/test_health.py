from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import now

from cadences.models import Sweep
from leadflow.accounts.models import User
from tests.factories import make_user

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


@pytest.fixture
def sign(client):
    """What the top of an administrator's page tells."""
    client.force_login(make_user(User.Role.ADMINISTRATOR))
    return lambda: client.get(reverse("health_sign"))


def test_no_sign_stands_on_a_page_while_all_is_well(sign, valkey):
    swept(ago=timedelta(seconds=40))

    assert sign().status_code == 204


def test_a_sign_tells_that_no_tasks_come_while_worker_or_beat_is_away(sign, valkey):
    swept(ago=timedelta(minutes=6))

    assert "No new tasks come" in sign().text
    assert f'href="{reverse("health")}"' in sign().text


def test_a_sign_tells_that_work_waits_while_the_queue_is_away(sign, no_broker):
    swept(ago=timedelta(seconds=1))

    assert "Work waits" in sign().text


@pytest.mark.parametrize(
    ("role", "page", "asks"),
    [
        (User.Role.ADMINISTRATOR, "plan_list", True),
        (User.Role.ADMINISTRATOR, "health", False),
        (User.Role.MANAGER, "plan_list", False),
    ],
    ids=["an administrator", "an administrator at Health, which tells more", "a manager"],
)
def test_only_pages_of_administrators_ask_for_the_sign(client, role, page, asks):
    client.force_login(make_user(role))

    assert (reverse("health_sign") in client.get(reverse(page)).text) == asks
