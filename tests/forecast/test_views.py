"""The forecast on the page where a list is checked, and on its own."""

import pytest
from django.urls import reverse

from contacts.models import Upload
from leadflow.accounts.models import User
from leadflow.forecast import working
from leadflow.forecast.models import Forecast
from tests.contacts.uploading import staged
from tests.factories import NOON, make_team, make_user

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


def asking(number: int) -> str:
    """A list of so many people who asked to be contacted."""
    rows = [f"Ana{n} Berg{n},ana{n}@polder{n}.example,+47 22 55 01 {n:02}" for n in range(10, 10 + number)]
    return "\n".join(["Name,Email,Phone", *rows])


def twice(number: int) -> str:
    """A list of so many people who did two things each."""
    rows = [
        f"Ana{n},Berg{n},ana{n}@polder{n}.example,{what}"
        for n in range(10, 10 + number)
        for what in ("download,Guide", "booth visit,Fair")
    ]
    return "\n".join(["First name,Last name,Email,Interaction,Event name", *rows])


@pytest.fixture
def marketer(client):
    user = make_user(User.Role.MARKETING)
    client.force_login(user)
    return user


@pytest.fixture
def team(db):
    team = make_team("North")
    for name in ("Ana Brandt", "Ben Okafor"):
        make_user(team=team, name=name)
    return team


def worked_out(upload: Upload) -> Upload:
    for forecast in Forecast.objects.filter(upload=upload):
        working.work_out(forecast.pk, clock=lambda: NOON)
    upload.refresh_from_db()
    return upload


def page(client, upload, **headers):
    return client.get(reverse("forecast", args=[upload.pk]), headers=headers or HTMX)


def test_a_list_that_was_read_is_being_worked_out_and_then_fills_in(client, marketer, team, at_noon):
    upload = staged(twice(4), team=team)

    before = page(client, upload).content.decode()
    worked_out(upload)
    after = page(client, upload).content.decode()

    assert "Being worked out" in before
    assert 'hx-trigger="every 1s"' in before
    assert "every 1s" not in after
    assert "Ana Brandt" in after
    assert "2 leads" in after


def test_the_check_page_loads_it(client, marketer, team):
    upload = staged(twice(4), team=team)

    response = client.get(reverse("upload", args=[upload.pk]))

    assert f'hx-get="{reverse("forecast", args=[upload.pk])}"' in response.content.decode()
