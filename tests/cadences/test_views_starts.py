"""Who waits for the start of their plan, and starting one of them by hand."""

from datetime import timedelta

import pytest
from django.urls import reverse

from cadences.models import Enrollment
from contacts.models import Contact
from leadflow.accounts.models import User
from leadflow.lib import pictures
from tests.cadences.starting import a_list
from tests.contacts.uploading import imported
from tests.factories import NOON, make_user

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)
    return time_machine


@pytest.fixture
def rep(team):
    return make_user(team=team, name="Ana Ruiz")


@pytest.fixture
def upload(rep):
    """Four leads, one a day."""
    return imported(a_list(4), starts_a_day=1)


def last() -> Enrollment:
    return Enrollment.objects.latest("day_0")


def test_the_report_of_a_list_says_how_many_wait_and_until_when(client, upload, team):
    client.force_login(make_user(User.Role.MARKETING))
    address = reverse("waiting_of_list", args=[upload.pk])

    assert address in client.get(reverse("upload", args=[upload.pk])).text
    said = " ".join(client.get(address, headers={"HX-Request": "true"}).text.split())

    assert "3 of them wait for the start</a>: the first <" in said
    assert "tomorrow" in said
    assert "<html" not in said


def test_a_list_of_which_nobody_waits_any_more_says_so(client, upload, noon):
    client.force_login(make_user(User.Role.MARKETING))
    noon.move_to(NOON + 9 * DAY, tick=False)

    address = reverse("waiting_of_list", args=[upload.pk])

    assert "Nobody of them waits" in client.get(address, headers={"HX-Request": "true"}).text
    assert "Nobody waits" in client.get(address).text


def test_a_list_without_a_limit_does_not_speak_of_waiting(client, rep):
    client.force_login(make_user(User.Role.MARKETING))
    upload = imported(a_list(2))

    assert "waits for the start" not in client.get(reverse("upload", args=[upload.pk])).text


@pytest.mark.parametrize(("role", "may_start"), [(User.Role.MANAGER, True), (User.Role.MARKETING, False)])
def test_the_page_names_them_in_the_order_of_their_days(client, upload, team, role, may_start):
    client.force_login(make_user(role, manages=[team] if may_start else ()))

    page = client.get(reverse("waiting_of_list", args=[upload.pk]))

    assert [plan.day_0 - NOON.date() for plan in page.context["page"].rows] == [DAY, 2 * DAY, 3 * DAY]
    assert "Ana Ruiz" in page.text
    assert (reverse("start_plan_now", args=[last().pk]) in page.text) is may_start


def test_a_rep_starts_one_who_waits_and_takes_that_back(client, upload, rep):
    client.force_login(rep)
    before = pictures.rows(Enrollment.objects.all())
    plan = last()
    assert "Start now" in client.get(reverse("plan", args=[plan.contact_id])).text

    page = client.post(reverse("start_plan_now", args=[plan.pk]), follow=True)

    assert "begins today" in page.text
    assert last().day_0 == NOON.date() + 2 * DAY
    assert "Start now" not in client.get(reverse("plan", args=[plan.contact_id])).text
    [undo] = {part.split('"')[0] for part in page.text.split('action="') if "/by-hand/" in part.split('"')[0]}
    client.post(undo)
    assert pictures.rows(Enrollment.objects.all()) == before


def test_from_the_page_of_the_list_one_stays_there(client, upload, team):
    client.force_login(make_user(User.Role.MANAGER, manages=[team]))
    here = reverse("waiting_of_list", args=[upload.pk])

    response = client.post(reverse("start_plan_now", args=[last().pk]), headers={"Referer": f"http://testserver{here}"})

    assert response.url.endswith(here)
    assert Contact.objects.filter(enrollments__day_0=NOON.date()).count() == 2


def test_what_has_begun_is_refused_in_words(client, upload, rep):
    client.force_login(rep)
    first = Enrollment.objects.earliest("day_0")

    page = client.post(reverse("start_plan_now", args=[first.pk]), follow=True)

    assert "This plan has begun already, or is over." in page.text
