"""Columns in which people ask to be left alone: no mail, no calls, nothing at all (promise 14)."""

from datetime import timedelta

import pytest

from cadences.models import Task
from contacts.models import Channel, Contact, Stage, Suppression
from tests.contacts.uploading import everything, fates, imported, people, undone
from tests.factories import NOON, make_contact, make_user

pytestmark = pytest.mark.django_db

EARLIER, LATER = NOON - timedelta(days=3), NOON + timedelta(hours=2)
UNSUBSCRIBED = "First name,Last name,Email,Unsubscribed"
NO_CALLS = "Name,Email,Phone,Do not call\nTom Ferrisdale,tom@polder.example,+47 22 55 01 34,yes\n"
NOTHING = "Name,Email,Phone,Do not contact\nTom Ferrisdale,tom@polder.example,+47 22 55 01 34,yes\n"


def test_whoever_wants_no_calls_comes_in_and_is_called_no_more():
    upload = imported(NO_CALLS)

    tom = Contact.objects.get()
    assert fates(upload) == ["created"]
    assert (tom.no_phone, tom.no_email) == (True, False)
    assert set(Suppression.objects.values_list("channel", flat=True)) == {Channel.PHONE}


def test_somebody_known_who_wants_no_calls_has_no_call_open_any_more():
    tom = make_contact("Tom Ferrisdale", owner=make_user(), email="tom@polder.example", stage="opportunity")
    Task.open_for(tom, Task.Kind.NEXT_STEP, due_on=NOON.date(), at=NOON, channel=Channel.PHONE)

    imported(NO_CALLS)

    tom.refresh_from_db()
    assert tom.no_phone
    assert tom.tasks.open().get().channel == Channel.EMAIL


def test_somebody_known_who_wants_nothing_at_all_is_left_alone_for_good():
    tom = make_contact("Tom Ferrisdale", owner=make_user(), email="tom@polder.example", stage="lead")

    upload = imported(NOTHING)

    tom.refresh_from_db()
    assert fates(upload) == ["suppressed"]
    assert tom.stage == Stage.DO_NOT_CONTACT
    assert not tom.tasks.open().exists()


def test_a_stranger_who_wants_nothing_at_all_is_left_alone_on_the_next_list_too():
    imported(NOTHING)

    later = imported("Name,Email\nTom Ferrisdale,tom@polder.example\n", name="later.csv")

    assert fates(later) == ["suppressed"]
    assert not Contact.objects.exists()


@pytest.mark.parametrize("content", [NO_CALLS, NOTHING], ids=["no calls", "nothing"])
@pytest.mark.parametrize("known", [True, False], ids=["known", "new"])
def test_a_list_that_is_taken_back_opens_again_what_it_alone_had_closed(content, known):
    if known:
        make_contact("Tom Ferrisdale", owner=make_user(), email="tom@polder.example", stage="lead")
    make_user()
    before = everything()

    undone(imported(content, at=NOON + timedelta(hours=1)), at=NOON + timedelta(hours=2))

    assert everything() == before


def test_what_two_lists_say_holds_until_both_are_taken_back():
    make_contact("Tom Ferrisdale", owner=make_user(), email="tom@polder.example")
    first, second = imported(NO_CALLS), imported(NO_CALLS.replace("Tom F", "T. F"), name="second.csv")

    undone(second)
    assert Contact.objects.get().no_phone

    undone(first)
    assert not Contact.objects.get().no_phone


# Only mail


def test_what_an_unsubscribe_column_closed_opens_again():
    make_contact("Eva Lind", email="eva@nordquay.example")
    before = everything()
    upload = imported(f"{UNSUBSCRIBED}\nEva,Lind,eva@nordquay.example,yes\nBen,Okafor,ben@nordquay.example,yes")
    assert Suppression.objects.count() == 2

    undone(upload)

    assert everything() == before


def test_another_list_that_says_so_too_keeps_it_closed():
    said = f"{UNSUBSCRIBED}\nBen,Okafor,ben@nordquay.example,yes"
    first, second = imported(said), imported(said, name="again.csv", at=LATER)

    undone(first, at=LATER)
    assert Suppression.objects.in_force().count() == 1
    undone(second, at=LATER)
    assert not Suppression.objects.exists()


def test_an_address_that_a_person_closed_stays_closed():
    eva = make_contact("Eva Lind", email="eva@nordquay.example")
    eva.suppress(at=EARLIER, channel="email", reason="Said so on the phone")
    before = everything()

    undone(imported(f"{UNSUBSCRIBED}\nEva,Lind,eva@nordquay.example,yes"))

    assert everything() == before


def test_who_came_in_since_gets_mail_again():
    closing = imported(f"{UNSUBSCRIBED}\nBen,Okafor,ben@nordquay.example,yes")
    imported(people("Ben,Okafor,ben@nordquay.example,,,,"), at=LATER)
    assert Contact.objects.get().no_email

    undone(closing, at=LATER + timedelta(hours=1))

    assert not Contact.objects.get().no_email
