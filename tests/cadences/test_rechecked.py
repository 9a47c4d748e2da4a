"""A step is looked at again when its card is opened and when it is saved: what made it void meanwhile is said with the
time."""

from datetime import timedelta

import pytest
from django.urls import reverse

from cadences.models import Task
from contacts.models import Touch
from tests.cadences.cards import NOW, log, make_step
from tests.cadences.wordings import publish_wordings
from tests.factories import make_company

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]

EARLIER = NOW - timedelta(minutes=18)
Effect = Touch.Outcome


def replies(contact):
    contact.record_touch(Touch.Kind.REPLY, at=EARLIER, channel="email", recorded_at=NOW)


def calls_us(contact):
    contact.record_touch(Touch.Kind.CALLED_US, at=EARLIER, channel="phone", recorded_at=NOW)


def asks_to_stop(contact):
    contact.suppress(at=NOW, reason="Asked by mail")


def wants_no_calls(contact):
    contact.suppress(at=NOW, channel="phone", reason="Asked by mail")


def books_a_meeting(contact):
    contact.change_stage("meeting", at=NOW, cause="by_hand")


HAPPENED = [
    pytest.param(replies, "Skipped: replied, ", "09:42", id="a reply"),
    pytest.param(calls_us, "Skipped: called us, ", "09:42", id="a call from them"),
    pytest.param(asks_to_stop, "Cancelled: asked us to stop, ", "10:00", id="a wish to be left alone"),
    pytest.param(wants_no_calls, "Skipped: they asked us not to use this channel, ", "10:00", id="no calls"),
    pytest.param(books_a_meeting, "Cancelled: meeting booked, ", "10:00", id="a meeting"),
]


@pytest.mark.parametrize(("happens", "words", "clock"), HAPPENED)
def test_an_opened_card_says_what_made_it_void_and_when(client, happens, words, clock):
    task = make_step("first-call")
    happens(task.contact)
    client.force_login(task.contact.owner)

    callout = client.get(reverse("work_task", args=[task.pk])).text.partition("callout-late")[2]

    assert words in callout
    assert clock in callout[: callout.index("</strong>")]


@pytest.mark.parametrize(("happens", "words", "clock"), HAPPENED)
def test_a_saved_card_says_so_too_and_logs_nothing(client, happens, words, clock):
    task = make_step("first-call")
    version = task.version
    happens(task.contact)

    answer = log(client, task, Effect.NO_ANSWER, user=task.contact.owner, version=version, note="Assistant says ten")

    assert answer.status_code == 409
    assert words in answer.text
    assert "Nothing more was logged." in answer.text
    assert "Assistant says ten" in answer.text
    assert not Touch.objects.dials().exists()


@pytest.mark.parametrize("way", ["opened", "saved"])
def test_a_step_that_is_not_for_them_by_now_is_skipped(client, way):
    publish_wordings({"first-call": {"max_employees": 100}})
    task = make_step("first-call")
    version = task.version
    task.contact.company = make_company(employees=101)
    task.contact.save()
    client.force_login(task.contact.owner)

    if way == "opened":
        answer = client.get(reverse("work_task", args=[task.pk]))
    else:
        answer = log(client, task, Effect.NO_ANSWER, user=task.contact.owner, version=version)

    assert "Skipped: only for firms of 0 to 100 people" in answer.text
    task.refresh_from_db()
    assert task.state == Task.State.SKIPPED
    assert task.enrollment.next_step.key == "article-mail"
