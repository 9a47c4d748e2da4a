"""The page of the next four weeks: whose days it shows, and the rows behind each number."""

from datetime import timedelta

import pytest
from django.urls import reverse

from cadences.models import Task
from contacts.models import Contact
from leadflow.accounts.models import User
from tests.factories import NOON, make_contact, make_team, make_user

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
TUESDAY = NOON.date()


@pytest.fixture
def north(at_noon):
    return make_team("North")


@pytest.fixture
def ana(north):
    return make_user(team=north, name="Ana Brandt")


@pytest.fixture
def manager(client, north):
    person = make_user(User.Role.MANAGER, manages=[north])
    client.force_login(person)
    return person


def lead(rep, **fields):
    one = make_contact(owner=rep, phone="+47 22 55 01 34", **fields)
    Contact.objects.filter(pk=one.pk).change_stage("lead", at=NOON, cause="by_hand")
    return one


def lines(client, **asked) -> dict[str, list[int]]:
    picture = client.get(reverse("weeks"), asked).context["picture"]
    return {line.name: [cell.number for cell in line.cells] for line in picture.lines}


def behind(client, whose, day, **asked):
    response = client.get(reverse("weeks_day", args=[whose, day.isoformat()]), asked)
    return response.context["rows"]


def test_a_manager_sees_the_reps_of_their_teams_and_what_nobody_has(client, manager, ana, north):
    lead(ana)
    make_user(team=make_team("South"), name="Cem Aydin")
    Task.open_for(make_contact(team=north, owner=None), Task.Kind.REQUEST, due_on=TUESDAY, at=NOON)

    found = lines(client)

    assert list(found) == ["Ana Brandt", "North"]
    assert len(found["Ana Brandt"]) == 20
    assert sum(found["Ana Brandt"]) == 10
    assert found["North"][0] == 1


def test_a_rep_sees_their_own_line(client, ana, north):
    make_user(team=north, name="Ben Okafor")
    client.force_login(ana)

    assert list(lines(client)) == ["Ana Brandt"]


def test_each_number_opens_as_many_rows(client, manager, ana):
    for days in range(3):
        Task.open_for(lead(ana), Task.Kind.CALL_BACK, due_on=TUESDAY + (days - 1) * 2 * DAY, at=NOON)
    picture = client.get(reverse("weeks")).context["picture"]
    for line in picture.lines:
        for cell in line.cells:
            rows = behind(client, f"rep-{ana.pk}", cell.day)

            assert sum(len(what) for _, what in rows) == cell.number
            assert bool(cell.url) == bool(cell.number)


def test_what_comes_is_told_by_name_and_by_channel(client, manager, ana):
    ingrid = lead(ana, name="Ingrid Solbakken")
    friday = TUESDAY + 3 * DAY

    assert behind(client, f"rep-{ana.pk}", TUESDAY + DAY) == [(ingrid, ["Research: website and LinkedIn"])]
    assert behind(client, f"rep-{ana.pk}", TUESDAY + DAY, channel="email") == []
    assert behind(client, f"rep-{ana.pk}", friday) == []
    assert sum(lines(client, channel="phone")["Ana Brandt"]) == 2


def test_a_day_that_is_none_is_not_found(client, manager, ana):
    assert client.get(reverse("weeks_day", args=[f"rep-{ana.pk}", "tomorrow"])).status_code == 404
    assert client.get(reverse("weeks_day", args=["somebody", "2026-03-11"])).status_code == 404


def test_another_teams_days_are_not_found(client, manager):
    stranger = make_user()

    assert client.get(reverse("weeks"), {"team": stranger.team_id}).status_code == 404
    assert client.get(reverse("weeks_day", args=[f"rep-{stranger.pk}", "2026-03-11"])).status_code == 404
