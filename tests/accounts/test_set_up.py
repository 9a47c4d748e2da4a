"""The first visit of an empty installation."""

import pytest
from django.contrib.auth import get_user
from django.urls import reverse

from leadflow.accounts.models import Firm, Team, User
from tests.factories import make_user

pytestmark = pytest.mark.django_db
ANSWERS = {
    "firm_name": "Harborline",
    "team_name": "North",
    "time_zone": "Europe/Oslo",
    "name": "Petra Lind",
    "email": "Petra@harborline.example",
    "password": "a kettle sings at noon",
}


def test_the_first_visit_leads_to_the_set_up(client):
    assert client.get("/").url == reverse("set_up")


def test_who_sets_up_becomes_administrator_of_the_named_firm_and_is_logged_in(client):
    client.post(reverse("set_up"), ANSWERS)

    petra = User.objects.get()
    assert get_user(client) == petra
    assert (petra.email, petra.role) == ("petra@harborline.example", User.Role.ADMINISTRATOR)
    assert (Firm.current().name, Firm.current().time_zone) == ("Harborline", "Europe/Oslo")
    assert Team.objects.get().name == "North"


@pytest.mark.parametrize("method", ["get", "post"])
def test_once_there_is_anybody_the_set_up_is_gone(client, method):
    make_user()

    response = getattr(client, method)(reverse("set_up"), ANSWERS)

    assert response.status_code == 404
    assert not User.objects.filter(role=User.Role.ADMINISTRATOR).exists()


def test_of_two_who_set_up_at_once_one_wins():
    Firm.current().set_up(**ANSWERS)

    with pytest.raises(Firm.AlreadySetUp):
        Firm.current().set_up(**ANSWERS | {"email": "mallory@evil.example"})
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        pytest.param("password", "short", id="a short password"),
        pytest.param("password", "petra@harborline.example", id="the address as password"),
        pytest.param("time_zone", "Mars/Olympus", id="a zone that is none"),
        pytest.param("email", "petra at harborline", id="no mail address"),
        pytest.param("firm_name", "", id="no name"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason_and_nothing_is_made(client, field, value):
    response = client.post(reverse("set_up"), ANSWERS | {field: value})

    assert response.status_code == 422
    assert f'href="#id_{field}"' in response.text
    assert not User.objects.exists()
    assert not Team.objects.exists()
