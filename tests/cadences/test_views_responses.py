from uuid import uuid4

import pytest
from django.urls import reverse

from cadences.models import Enrollment, Task
from contacts.models import Touch
from leadflow.accounts.models import User
from tests.cadences.cards import NOW, make_step
from tests.factories import make_contact, make_team, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]

HTMX = {"HX-Request": "true"}


def answer(client, contact, *, user, headers=HTMX, **fields):
    client.force_login(user)
    data = {"contact": contact.pk, "channel": "email", "gist": "What does it cost?", "key": uuid4()} | fields
    return client.post(reverse("response_new"), data, headers=headers)


@pytest.mark.parametrize(("channel", "kind"), [("email", "reply"), ("phone", "called_us"), ("linkedin", "reply")])
def test_an_answer_is_recorded_ends_the_waiting_and_leads_to_the_decision(client, channel, kind):
    task = make_step("first-call")

    told = answer(client, task.contact, user=task.rep, channel=channel)

    touch = Touch.objects.get(kind=kind)
    decision = Task.objects.open().get(kind=Task.Kind.DECISION)
    assert (touch.channel, touch.gist, touch.rep, touch.at) == (channel, "What does it cost?", task.rep, NOW)
    assert Enrollment.objects.get().responded_at == NOW
    assert told["HX-Redirect"] == reverse("work_task", args=[decision.pk])


def test_the_same_form_twice_is_one_answer(client):
    task, key = make_step("first-call"), uuid4()

    for _ in range(2):
        answer(client, task.contact, user=task.rep, key=key)

    assert Touch.objects.filter(kind=Touch.Kind.REPLY).count() == 1


def test_two_answers_are_two_touches(client):
    task = make_step("first-call")

    for _ in range(2):
        answer(client, task.contact, user=task.rep)

    assert Touch.objects.filter(kind=Touch.Kind.REPLY).count() == 2


def test_a_manager_stays_where_they_were(client):
    task = make_step("first-call")
    mia = make_user(User.Role.MANAGER, manages=[task.rep.team])

    assert answer(client, task.contact, user=mia)["HX-Refresh"] == "true"


def test_the_contact_at_hand_is_taken(client):
    contact = make_contact("Tom Ferrisdale", owner=make_user())
    client.force_login(contact.owner)

    page = client.get(reverse("response_new"), {"contact": contact.pk}, headers=HTMX)

    assert "Tom Ferrisdale" in page.text
    assert 'name="gist"' in page.text


def test_somebody_else_is_searched_for_among_those_one_may_see(client):
    ana = make_user()
    make_contact("Tom Ferrisdale", owner=ana)
    make_contact("Tom Hidden", owner=make_user(team=make_team("South")))
    client.force_login(ana)

    page = client.get(reverse("response_new"), {"q": "tom"}, headers=HTMX)

    assert "Tom Ferrisdale" in page.text
    assert "Tom Hidden" not in page.text
    assert "Nobody found" in client.get(reverse("response_new"), {"q": "zzz"}, headers=HTMX).text


@pytest.mark.parametrize("contact", ["", "0", "99999999", "-1", "x", "9" * 30])
def test_strange_contacts_are_not_found(client, contact):
    client.force_login(make_user())

    assert client.get(reverse("response_new"), {"contact": contact}).status_code in (200, 404)
    assert client.post(reverse("response_new"), {"contact": contact}).status_code in (200, 404)
    assert not Touch.objects.exists()


def test_the_answer_of_another_teams_contact_cannot_be_recorded(client):
    contact = make_contact(owner=make_user(team=make_team("South")))

    assert answer(client, contact, user=make_user(team=make_team("North"))).status_code == 404
    assert not Touch.objects.exists()


@pytest.mark.parametrize("fields", [{"channel": "pigeon"}, {"key": "x"}, {"gist": "x" * 6000}])
def test_what_is_wrong_with_the_form_is_said(client, fields):
    contact = make_contact(owner=make_user())

    told = answer(client, contact, user=contact.owner, **fields)

    assert told.status_code == 422
    assert "Nothing was saved yet" in told.text
    assert not Touch.objects.exists()


def test_without_scripts_it_is_a_page_of_its_own(client):
    contact = make_contact(owner=make_user())
    client.force_login(contact.owner)

    page = client.get(reverse("response_new"), {"contact": contact.pk})

    assert "<h1>They replied or called</h1>" in page.text
    assert answer(client, contact, user=contact.owner, headers={}).status_code == 302
