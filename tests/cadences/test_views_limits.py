"""The pages of daily limits: the firm's numbers, and a rep's own."""

import pytest
from django.urls import reverse

from cadences.limits import Limits
from cadences.models import DailyLimit
from contacts.models import Channel
from leadflow.accounts.models import User
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(client):
    client.force_login(make_user(User.Role.ADMINISTRATOR))
    return make_user(name="Ana Brandt")


def test_nothing_is_limited_until_somebody_says_so(ana):
    assert Limits.current().of(ana.pk, Channel.PHONE) is None


def test_the_firm_sets_changes_and_lifts_its_numbers(client, ana):
    for entered, number in (("40", 40), ("35", 35), ("", None)):
        client.post(reverse("daily_limits"), {"phone": entered, "email": "50"})

        assert Limits.current().of(ana.pk, Channel.PHONE) == number
    assert DailyLimit.objects.get().channel == Channel.EMAIL


def test_a_rep_can_have_their_own(client, ana):
    client.post(reverse("daily_limits"), {"phone": "40"})
    client.post(reverse("rep_limits", args=[ana.pk]), {"phone": "12"})

    page = client.get(reverse("daily_limits")).content.decode()

    assert Limits.current().of(ana.pk, Channel.PHONE) == 12
    assert Limits.current().of(make_user().pk, Channel.PHONE) == 40
    assert "Phone 12" in page
    assert "Empty: 40 like everybody." in client.get(reverse("rep_limits", args=[ana.pk])).content.decode()


@pytest.mark.parametrize("value", ["0", "-1", "many", "1001", "2.5"])
def test_a_number_that_cannot_be_is_refused_in_words(client, ana, value):
    response = client.post(reverse("daily_limits"), {"phone": value})

    assert response.status_code == 422
    assert "invalid" in response.content.decode()
    assert not DailyLimit.objects.exists()


def test_a_manager_finds_the_limits_of_a_rep_on_their_own_line(client):
    ana = make_user(name="Ana Brandt")
    client.force_login(make_user(User.Role.MANAGER, manages=[ana.team]))
    limits = reverse("rep_limits", args=[ana.pk])

    assert limits in client.get(reverse("dashboard"), {"rep": ana.pk}).text
    assert client.get(limits).status_code == 200
