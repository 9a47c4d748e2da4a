"""What is entered by hand on a contact's page: what they did, notes, addresses; and taken back."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import now

from contacts.models import ContactPoint, Stage, Suppression, Touch
from contacts.models.suppression import digest
from tests.contacts.posting import post
from tests.factories import make_asset, make_contact

pytestmark = pytest.mark.django_db


def did(client, contact, kind, **fields):
    at = fields.pop("when", "2026-01-05T10:00")
    return post(client, "add_touch", contact.pk, kind=kind, when=at, **fields)


def test_two_things_they_did_entered_by_hand_make_a_lead(client, rep):
    contact = make_contact(owner=rep)
    today = now().strftime("%Y-%m-%dT00:00")

    did(client, contact, "booth_visit", asset="Freshfair", when=today)
    did(client, contact, "download", asset="Five signs of spoilage", when=today, gist="Wanted chapter two.")

    contact.refresh_from_db()
    assert contact.stage == Stage.LEAD
    assert set(contact.touches.values_list("asset__name", "asset__kind")) == {
        ("Freshfair", "booth"),
        ("Five signs of spoilage", "download"),
    }


def test_the_same_once_more_is_on_the_timeline_already(client, rep):
    contact = make_contact(owner=rep)
    asset = make_asset("Freshfair", "booth")

    did(client, contact, "booth_visit", asset="freshfair")
    did(client, contact, "booth_visit", asset="Freshfair", when="2026-01-06T10:00")

    assert [touch.asset for touch in contact.touches.all()] == [asset]


def test_a_double_click_makes_one_touch(client, rep):
    contact = make_contact(owner=rep)
    key = "6f2a6d0e-8f4a-4a58-9f0e-0c6f4a3f3a11"

    did(client, contact, "called_us", key=key)
    did(client, contact, "called_us", key=key)

    assert contact.touches.count() == 1


def test_what_is_taken_back_counts_no_more_and_can_be_entered_again(client, rep):
    contact = make_contact(owner=rep)
    did(client, contact, "booth_visit", asset="Freshfair", when=now().strftime("%Y-%m-%dT00:00"))

    post(client, "undo_touch", contact.touches.get().pk)

    contact.refresh_from_db()
    assert (contact.touches.count(), contact.interest) == (0, 0)
    did(client, contact, "booth_visit", asset="Freshfair", when=now().strftime("%Y-%m-%dT00:00"))
    contact.refresh_from_db()
    assert (contact.touches.count(), contact.interest) == (1, 1)


def test_after_half_a_minute_it_is_too_late_to_take_it_back(client, rep):
    contact = make_contact(owner=rep)
    did(client, contact, "booth_visit", asset="Freshfair")
    Touch.objects.update(created_at=now() - timedelta(minutes=1))

    post(client, "undo_touch", contact.touches.get().pk)

    assert contact.touches.count() == 1


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"kind": "attempt"}, "Select a valid choice."),
        ({"kind": "reply", "when": "tomorrow"}, "Enter a valid date/time."),
        ({"kind": "reply", "when": "2099-01-01T10:00"}, "still to come"),
        ({"kind": "rfp", "asset": "Freshfair"}, "at no webinar, fair or page"),
        ({"kind": "reply", "channel": "system"}, "Select a valid choice."),
    ],
)
def test_a_touch_that_cannot_be_is_refused_with_the_reason(client, rep, fields, words):
    contact = make_contact(owner=rep)

    answer = post(client, "add_touch", contact.pk, **{"when": "2026-01-05T10:00"} | fields)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not contact.touches.exists()


def test_a_note_stands_on_the_timeline(client, rep):
    contact = make_contact(owner=rep)

    post(client, "add_note", contact.pk, gist="Prefers “Inga”.\nAsk about Bergen.")

    assert contact.touches.get().direction == Touch.Direction.NOTE
    assert "Prefers “Inga”.\nAsk about Bergen." in client.get(reverse("contact", args=[contact.pk])).content.decode()


def test_an_address_is_added_corrected_and_marked_as_wrong_and_right(client, rep):
    contact = make_contact(owner=rep, email="")

    post(client, "add_point", contact.pk, kind="phone", value="+47 22 55 01 34")
    point = contact.points.get()
    post(client, "edit_point", point.pk, value="+47 22 55 01 35")
    post(client, "mark_wrong", point.pk)
    point.refresh_from_db()
    assert (point.normalised, point.is_wrong) == ("+4722550135", True)

    post(client, "mark_right", point.pk)
    point.refresh_from_db()
    assert not point.is_wrong


def test_somebody_elses_mail_is_refused_with_their_name(client, rep):
    make_contact("Yara Haddad", owner=rep, email="yara@polder.example")
    contact = make_contact(owner=rep)

    answer = post(client, "add_point", contact.pk, kind="email", value="yara@polder.example")

    assert "Yara Haddad has this address already." in answer.content.decode()
    assert ContactPoint.objects.filter(normalised="yara@polder.example").count() == 1


@pytest.mark.parametrize("kind", ["email", "domain"])
def test_an_address_that_asked_us_to_stop_is_refused_with_what_to_do(client, rep, kind):
    normalised = {"email": "yara@polder.example", "domain": "polder.example"}[kind]
    Suppression.objects.create(kind=kind, digest=digest(kind, normalised), at=now())
    contact = make_contact("Yara Haddad", owner=rep, email="")

    answer = post(client, "add_point", contact.pk, kind="email", value="yara@polder.example")

    assert "If that is Yara Haddad, choose “Do not contact” instead." in answer.content.decode()
    assert not contact.points.exists()
