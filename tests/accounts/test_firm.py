"""The firm's own settings."""

from datetime import date

import pytest
from django.urls import reverse

from leadflow.accounts.forms import countries_with_holidays
from leadflow.accounts.models import DayOff, Firm, User
from tests.factories import make_firm, make_user

pytestmark = pytest.mark.django_db
ANSWERS = {
    "name": "Harborline",
    "website": "",
    "domain": "harborline.example",
    "phone": "",
    "postal_address": "Kai 4\nOslo",
    "offer": "keep cold chains cold",
    "time_zone": "Europe/Oslo",
    "country": "NO",
    "working_days": ["0", "1", "2", "3"],
    "work_from": "08:30",
    "work_until": "16:30",
    "accept_within": "8",
    "call_from": "09:00",
    "call_until": "17:30",
    "daily_dials": "50",
    "revisit_days": "120",
    "put_off_times": "2",
    "put_off_days": "10",
    "colleagues": "pause",
    "colleagues_days": "14",
}


@pytest.fixture(autouse=True)
def _administrator(client):
    make_firm()
    client.force_login(make_user(User.Role.ADMINISTRATOR))


def test_what_is_settled_is_what_the_firm_goes_by(client):
    client.post(reverse("firm"), ANSWERS)

    firm = Firm.current()
    assert (firm.name, firm.time_zone, firm.country) == ("Harborline", "Europe/Oslo", "NO")
    assert firm.working_days == [0, 1, 2, 3]
    assert (firm.put_off_times, firm.put_off_days) == (2, 10)
    assert (firm.work_from.isoformat(), firm.work_until.isoformat(), firm.accept_within) == ("08:30:00", "16:30:00", 8)
    assert (firm.call_from.isoformat(), firm.call_until.isoformat()) == ("09:00:00", "17:30:00")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        pytest.param("working_days", [], id="no working day"),
        pytest.param("working_days", ["9"], id="a ninth day"),
        pytest.param("country", "XX", id="no country"),
        pytest.param("time_zone", "Moon/Sea", id="no zone"),
        pytest.param("call_from", "late", id="no time"),
        pytest.param("daily_dials", "-3", id="fewer than no dials"),
        pytest.param("accept_within", "0", id="no time to accept a lead"),
        pytest.param("work_until", "late", id="no time either"),
        pytest.param("starts_a_day", "0", id="no lead ever begins"),
        pytest.param("starts_a_day", "1001", id="more starts a day than a list may have"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(client, field, value):
    response = client.post(reverse("firm"), ANSWERS | {field: value})

    assert response.status_code == 422
    assert f"id_{field}" in response.text[response.text.index("error-summary") :]
    assert Firm.current().name == "Our firm"


@pytest.mark.parametrize("what", ["call", "work"])
def test_hours_cannot_end_before_they_begin(client, what):
    response = client.post(reverse("firm"), ANSWERS | {f"{what}_from": "18:00", f"{what}_until": "08:00"})

    assert response.status_code == 422
    assert "error-summary" in response.text


def test_a_day_off_is_added_and_taken_back(client):
    client.post(reverse("add_day_off"), {"day": "2031-05-17", "name": "Outing"})
    day_off = DayOff.objects.get()
    assert (day_off.day, day_off.name) == (date(2031, 5, 17), "Outing")

    client.post(reverse("remove_day_off", args=[day_off.pk]))
    assert not DayOff.objects.exists()


def test_the_same_day_is_not_off_twice(client):
    DayOff.objects.create(day=date(2031, 5, 17), name="Outing")

    response = client.post(reverse("add_day_off"), {"day": "2031-05-17", "name": "Another"})

    assert response.status_code == 422
    assert DayOff.objects.count() == 1


def test_countries_are_offered_by_their_names():
    countries = dict(countries_with_holidays())

    assert countries["NO"] == "Norway"
    assert countries["GB"] == "United Kingdom"
    assert len(countries) > 100
