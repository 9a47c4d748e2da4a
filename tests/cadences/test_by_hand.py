"""What is done with a contact by hand can be taken back for some seconds, whole."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from cadences import undo
from cadences.models import Task
from contacts import suppressing
from contacts.giving import UNDO_SECONDS
from contacts.models import Contact, Stage, Suppression, Touch
from leadflow.accounts.models import User
from tests.cadences.cards import NOW, make_step
from tests.factories import make_contact, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]

IN_MARCH = "2027-03-01"
ACTIONS = [
    ("set_revisit", {"until": IN_MARCH, "note": "New budget"}),
    ("disqualify", {"reason": "Competitor"}),
    ("suppress", {"channel": "all"}),
    ("suppress", {"channel": "email"}),
    ("response_new", {"channel": "email", "gist": "What does it cost?", "key": str(uuid4())}),
]


def do(client, action, contact, fields):
    """Send the form of an action; the address of the undo that was offered."""
    args = [] if action == "response_new" else [contact.pk]
    client.post(reverse(action, args=args), {"contact": contact.pk} | fields)
    page = client.get(reverse("contact", args=[contact.pk])).text
    return page.partition('action="/by-hand/')[2].partition('"')[0]


def pictures(contact):
    """Everything about the contact but when it came to its stage, and how it is judged: these go on."""
    contact = Contact.objects.get(pk=contact.pk)
    picture = undo.picture(contact)
    picture["contacts.contact"][str(contact.pk)].pop("stage_since")
    return picture


@pytest.mark.parametrize(("action", "fields"), ACTIONS, ids=lambda value: value if isinstance(value, str) else "")
def test_an_action_is_taken_back_whole(client, action, fields):
    task = make_step("first-call")
    client.force_login(task.rep)
    before = pictures(task.contact)
    token = do(client, action, task.contact, fields)
    assert pictures(task.contact) != before

    client.post(f"/by-hand/{token}")

    assert pictures(task.contact) == before
    assert Task.objects.open().get() == task
    assert not Touch.objects.filter(kind=Touch.Kind.REPLY).exists()


def test_who_may_be_contacted_again_asked_us_to_stop_after_all(client):
    """With all that stood on the list, also what was entered beside them."""
    contact = make_contact(email="eva@polder.example", phone="+47 22 55 01 34")
    suppressing.enter([("email", "eva@polder.example")], reason="Their lawyer wrote", by=None, at=NOW)
    contact.suppress(at=NOW, channel="post")
    contact.suppress(at=NOW)
    in_force = set(Suppression.objects.in_force().values_list("pk", flat=True))
    client.force_login(make_user(User.Role.MANAGER, manages=[contact.team]))
    token = do(client, "lift_suppressions", contact, {"reason": "Wrote to us on Monday"})
    assert not Suppression.objects.in_force().exists()

    client.post(f"/by-hand/{token}")

    contact.refresh_from_db()
    assert (contact.stage, contact.no_post) == (Stage.DO_NOT_CONTACT, True)
    assert set(Suppression.objects.in_force().values_list("pk", flat=True)) == in_force


def test_a_lead_made_by_hand_is_a_name_again_of_whom_it_was(client):
    ana = make_user()
    contact = make_contact(team=ana.team)
    client.force_login(ana)
    token = do(client, "make_lead", contact, {"reason": "Met at the fair"})
    assert Contact.objects.get().owner == ana

    client.post(f"/by-hand/{token}")

    contact.refresh_from_db()
    assert (contact.stage, contact.owner) == (Stage.NAME, None)
    assert not contact.enrollments.exists()


def test_after_its_seconds_it_stays(client):
    task = make_step("first-call")
    client.force_login(task.rep)
    token = do(client, "disqualify", task.contact, {"reason": "Competitor"})

    with time_machine.travel(NOW + timedelta(seconds=UNDO_SECONDS + 1), tick=False):
        client.post(f"/by-hand/{token}")

    assert Contact.objects.get().stage == Stage.DISQUALIFIED


def test_nobody_else_takes_it_back_nor_after_something_happened(client):
    task = make_step("first-call")
    client.force_login(task.rep)
    token = do(client, "disqualify", task.contact, {"reason": "Competitor"})

    client.force_login(make_user(team=task.rep.team))
    client.post(f"/by-hand/{token}")
    assert Contact.objects.get().stage == Stage.DISQUALIFIED

    client.force_login(task.rep)
    task.contact.points.create(kind="phone", value="+47 22 55 01 99", normalised="+4722550199")
    client.post(f"/by-hand/{token}")
    assert Contact.objects.get().stage == Stage.DISQUALIFIED
