"""They are out of office: told from a card by the keyboard, and from the contact's page."""

from datetime import timedelta

import pytest
from django.urls import reverse

from cadences.models import Enrollment
from contacts.models import Touch
from tests.cadences.cards import NOW, make_step, sent
from tests.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]

DAY = timedelta(days=1)
LAST = (NOW + 6 * DAY).date()
HEADERS = {"HX-Request": "true", "HX-Current-URL": "http://testserver/work/"}


@pytest.fixture
def task(client):
    task = make_step("first-call")
    client.force_login(task.rep)
    return task


def from_card(client, task, **fields):
    return client.post(reverse("out_from_card", args=[task.pk]), sent(task, None, last=LAST) | fields, headers=HEADERS)


def test_a_card_asks_until_when_and_everything_waits(client, task):
    card = client.get(reverse("work_task", args=[task.pk])).text
    assert "They are out until" in card

    answer = from_card(client, task)

    assert "Nothing comes to" in answer.text
    enrollment = task.enrollment
    enrollment.refresh_from_db()
    task.refresh_from_db()
    assert (enrollment.state, enrollment.held_until) == (Enrollment.State.HELD, LAST + DAY)
    assert task.due_on == LAST + DAY
    shown = client.get(reverse("work_task", args=[task.pk])).text
    assert "On hold until Tuesday 17 March: out of office" in shown


def test_the_undo_brings_the_card_back_as_it_was_with_its_note_taken_back(client, task):
    page = from_card(client, task, note="Back on the 17th").text
    undo = page.partition('action="/by-hand/')[2].partition('"')[0]

    answer = client.post(f"/by-hand/{undo}", headers=HEADERS)

    assert task.contact.name in answer.text
    task.refresh_from_db()
    task.enrollment.refresh_from_db()
    assert (task.due_on, task.enrollment.state) == (NOW.date(), Enrollment.State.RUNNING)
    assert not task.enrollment.holds.exists()
    assert not task.contact.touches.filter(kind=Touch.Kind.NOTE).exists()


def test_a_note_is_kept(client, task):
    from_card(client, task, note="Automatic reply")

    assert task.contact.touches.get(kind=Touch.Kind.NOTE).gist == "Automatic reply"


@pytest.mark.parametrize(
    ("last", "words"),
    [
        ("2020-01-01", "That day has passed."),
        ("9999-12-31", "more than five years away"),
        ("soon", "Enter a valid date."),
    ],
)
def test_a_strange_day_is_refused(client, task, last, words):
    for answer in (
        from_card(client, task, last=last),
        client.post(reverse("out_of_office", args=[task.contact_id]), {"last": last}),
    ):
        assert answer.status_code == 422
        assert words in answer.text


def test_a_card_that_somebody_closed_meanwhile_says_so(client, task):
    type(task).objects.filter(pk=task.pk).cancel("Gone", at=NOW)

    answer = from_card(client, task)

    assert answer.status_code == 409
    task.enrollment.refresh_from_db()
    assert task.enrollment.state == Enrollment.State.RUNNING


def test_the_page_of_a_contact_asks_the_same_and_can_take_it_back(client, task):
    client.post(reverse("out_of_office", args=[task.contact_id]), {"last": LAST})

    page = client.get(reverse("contact", args=[task.contact_id])).text
    assert "on hold until Tuesday 17 March" in page
    panel = client.get(reverse("plan", args=[task.contact_id])).text
    assert "On hold until Tuesday 17 March: out of office" in panel
    undo = page.partition('action="/by-hand/')[2].partition('"')[0]
    client.post(f"/by-hand/{undo}")
    task.enrollment.refresh_from_db()
    assert task.enrollment.state == Enrollment.State.RUNNING


def test_nobody_else_of_another_team_says_so(client, task):
    client.force_login(make_user())

    assert from_card(client, task).status_code == 404
    assert client.post(reverse("out_of_office", args=[task.contact_id]), {"last": LAST}).status_code == 404
