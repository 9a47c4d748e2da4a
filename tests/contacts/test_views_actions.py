"""What is done with a contact by hand: each action, where it is offered, and what comes of it."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils.timezone import now

from cadences import promise
from contacts.giving import UNDO_SECONDS
from contacts.models import Contact, Stage, StageChange
from leadflow.accounts.models import User
from tests.contacts.posting import post
from tests.factories import make_contact, make_enrollment, make_team, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(client, rep):
    """The manager of the rep's team, logged in instead."""
    manager = make_user(User.Role.MANAGER, manages=[rep.team], name="Mia Holm")
    client.force_login(manager)
    return manager


def fresh(contact):
    return Contact.objects.get(pk=contact.pk)


def test_not_now_waits_until_the_agreed_day_with_what_was_agreed(client, rep):
    contact = make_enrollment(make_contact(owner=rep)).contact
    day = now().date() + timedelta(days=90)

    post(client, "set_revisit", contact.pk, until=day, note="New budget in March")

    contact = fresh(contact)
    assert (contact.stage, contact.revisit_on, contact.revisit_note) == (Stage.NURTURE, day, "New budget in March")
    assert not contact.enrollments.live().exists()


def test_another_day_can_be_agreed_on(client, rep):
    contact = make_contact(owner=rep)
    for days in (90, 120):
        post(client, "set_revisit", contact.pk, until=now().date() + timedelta(days=days), note="Later")

    assert fresh(contact).revisit_on == now().date() + timedelta(days=120)


def test_a_name_becomes_a_lead_of_whoever_makes_it_one(client, rep):
    contact = make_contact(team=rep.team)

    post(client, "make_lead", contact.pk, reason="Met at the fair, wants a price")

    contact = fresh(contact)
    assert (contact.stage, contact.owner) == (Stage.LEAD, rep)
    assert contact.enrollments.live().exists()
    change = contact.stage_changes.get()
    assert (change.cause, change.by, change.reason) == (
        StageChange.Cause.BY_HAND,
        rep,
        "Met at the fair, wants a price",
    )


def test_a_lead_that_a_manager_makes_goes_to_a_rep_of_the_team(client, rep, manager):
    contact = make_contact(team=rep.team)

    post(client, "make_lead", contact.pk, reason="A friend of mine")

    assert fresh(contact).owner == rep


def test_who_will_never_buy_is_off_the_lists_until_a_manager_takes_that_back(client, rep):
    contact = make_enrollment(make_contact(owner=rep)).contact
    post(client, "disqualify", contact.pk, reason="Competitor")
    assert fresh(contact).stage == Stage.DISQUALIFIED
    assert post(client, "take_back", contact.pk, stage="lead", reason="Was a mix-up").status_code == 404

    client.force_login(make_user(User.Role.MANAGER, manages=[rep.team]))
    post(client, "take_back", contact.pk, stage="lead", reason="Was a mix-up")

    assert fresh(contact).stage == Stage.LEAD
    assert fresh(contact).enrollments.live().exists()


@pytest.mark.parametrize(
    ("channel", "column"),
    [("email", "no_email"), ("phone", "no_phone"), ("linkedin", "no_social"), ("post", "no_post")],
)
def test_one_way_is_closed(client, rep, channel, column):
    contact = make_enrollment(make_contact(owner=rep)).contact

    post(client, "suppress", contact.pk, channel=channel, reason="Asked by phone")

    contact = fresh(contact)
    assert [name for name in ("no_email", "no_phone", "no_social", "no_post") if getattr(contact, name)] == [column]
    assert contact.stage == Stage.LEAD


def test_all_ways_are_closed_at_once(client, rep):
    contact = make_enrollment(make_contact(owner=rep)).contact

    post(client, "suppress", contact.pk, channel="all", reason="Never again")

    assert fresh(contact).stage == Stage.DO_NOT_CONTACT
    assert not fresh(contact).tasks.open().exists()
    assert "They asked us to stop" in client.get(reverse("contact", args=[contact.pk])).content.decode()


def test_marketing_hears_a_stop_request_too(client, rep):
    contact = make_contact(owner=rep)
    client.force_login(make_user(User.Role.MARKETING))

    post(client, "suppress", contact.pk, channel="all")

    assert fresh(contact).stage == Stage.DO_NOT_CONTACT


def test_a_manager_lifts_it_when_they_want_to_hear_from_us_again(client, rep, manager):
    contact = make_contact(owner=rep, phone="+47 22 55 01 34")
    contact.suppress(at=now(), channel="post")
    contact.suppress(at=now())

    post(client, "lift_suppressions", contact.pk, reason="Wrote to us on Monday")

    contact = fresh(contact)
    assert (contact.stage, contact.no_post) == (Stage.NAME, False)
    assert contact.stage_changes.first().cause == StageChange.Cause.LIFTED
    contact.heed_suppressions(at=now())
    assert fresh(contact).stage == Stage.NAME


# Giving away


def test_giving_a_contact_away_takes_along_what_is_open_and_can_be_taken_back(client, rep):
    mate = make_user(team=rep.team)
    contact = make_enrollment(make_contact(owner=rep)).contact

    answer = client.post(reverse("give_contact", args=[contact.pk]), {"owner": mate.pk}, follow=True)
    assert fresh(contact).owner == mate
    assert set(contact.tasks.open().values_list("rep", flat=True)) <= {mate.pk}

    client.post(undo_address(answer))
    assert fresh(contact).owner == rep


def test_what_somebody_else_got_since_is_not_taken_back(client, rep):
    mate, third = make_user(team=rep.team), make_user(team=rep.team)
    contact = make_contact(owner=rep)
    answer = client.post(reverse("give_contact", args=[contact.pk]), {"owner": mate.pk}, follow=True)
    contact.assign(third, at=now())

    client.post(undo_address(answer))

    assert fresh(contact).owner == third


def test_after_the_time_it_is_not_taken_back(client, rep):
    mate = make_user(team=rep.team)
    contact = make_contact(owner=rep)
    answer = client.post(reverse("give_contact", args=[contact.pk]), {"owner": mate.pk}, follow=True)

    with time_machine.travel(now() + timedelta(seconds=UNDO_SECONDS + 5)):
        answer = client.post(undo_address(answer), follow=True)

    assert fresh(contact).owner == mate
    assert "too late" in answer.content.decode()


def test_those_ticked_in_the_list_are_given_away_together(client, rep):
    mate = make_user(team=rep.team)
    mine = [make_contact(owner=rep), make_contact(team=rep.team)]

    answer = client.post(reverse("give_contacts"), {"contact": [c.pk for c in mine], "owner": mate.pk}, follow=True)
    assert [fresh(c).owner for c in mine] == [mate, mate]

    client.post(undo_address(answer))
    assert [fresh(c).owner for c in mine] == [rep, None]


@pytest.mark.parametrize(
    ("ticked", "given_to", "words"),
    [([], True, "Tick the contacts"), ([True], False, "Choose whom"), (["stranger"], True, "Select a valid choice")],
    ids=["nobody ticked", "no rep", "somebody of another team"],
)
def test_what_cannot_be_given_away_is_said(client, rep, ticked, given_to, words):
    mine, theirs = make_contact(owner=rep), make_contact(team=make_team("South"))
    ids = [theirs.pk if tick == "stranger" else mine.pk for tick in ticked]
    mate = make_user(team=rep.team)

    fields = {"contact": ids, "owner": mate.pk if given_to else ""}
    answer = client.post(reverse("give_contacts"), fields, follow=True)

    assert words in answer.content.decode()
    assert (fresh(mine).owner, fresh(theirs).owner) == (rep, None)


def test_nobody_gives_to_another_team_they_do_not_see(client, rep):
    contact = make_contact(owner=rep)

    answer = post(client, "give_contact", contact.pk, owner=make_user(team=make_team("South")).pk)

    assert answer.status_code == 422
    assert fresh(contact).owner == rep


def undo_address(answer):
    """Where the toast's button leads."""
    page = answer.content.decode()
    start = page.index('action="/contacts/give/', page.index('id="toasts"')) + len('action="')
    return page[start : page.index('"', start)]


# Wrong values, wrong moments


@pytest.mark.parametrize(
    ("name", "fields", "words"),
    [
        ("set_revisit", {"until": "2020-01-01", "note": "x"}, "Choose a day to come."),
        ("set_revisit", {"until": "someday", "note": "x"}, "Enter a valid date."),
        ("set_revisit", {"until": "9999-12-31", "note": "x"}, "more than five years away"),
        ("set_revisit", {"until": "2099-01-01", "note": ""}, "This field is required."),
        ("set_revisit", {"until": "2099-01-01", "note": "x" * 501}, "at most 500 characters"),
        ("make_lead", {"reason": " "}, "This field is required."),
        ("suppress", {"channel": "pigeon"}, "Select a valid choice."),
        ("give_contact", {"owner": "-1"}, "Select a valid choice."),
    ],
)
def test_a_strange_value_is_refused_with_words_at_the_field(client, rep, name, fields, words):
    contact = make_contact(owner=rep)

    answer = post(client, name, contact.pk, **fields)

    assert answer.status_code == 422
    assert answer.content.decode().count(words) == 2
    assert fresh(contact).stage == Stage.NAME


@pytest.mark.parametrize(
    ("stage", "name", "fields"),
    [
        (Stage.LEAD, "make_lead", {"reason": "again"}),
        (Stage.DO_NOT_CONTACT, "make_lead", {"reason": "again"}),
        (Stage.DISQUALIFIED, "set_revisit", {"until": "2099-01-01", "note": "x"}),
        (Stage.DO_NOT_CONTACT, "disqualify", {"reason": "x"}),
        (Stage.DO_NOT_CONTACT, "suppress", {"channel": "all"}),
    ],
)
def test_a_page_that_is_out_of_date_is_told_so(client, rep, stage, name, fields):
    contact = make_contact(owner=rep, stage=stage)

    answer = post(client, name, contact.pk, **fields)

    assert answer.status_code == 422
    assert "where this cannot be done" in answer.content.decode()
    assert fresh(contact).stage == stage


def test_nobody_falls_through_whatever_is_done_by_hand(client, rep):
    contact = make_contact(owner=rep)
    for name, fields in (
        ("make_lead", {"reason": "x"}),
        ("set_revisit", {"until": now().date() + timedelta(days=90), "note": "x"}),
        ("make_lead", {"reason": "x"}),
        ("give_contact", {"owner": make_user(team=rep.team).pk}),
    ):
        assert post(client, name, contact.pk, **fields).status_code == 302
        assert not promise.without_next_step(Contact.objects.all()).exists()


def test_in_the_dialog_a_form_comes_back_as_a_fragment_and_leaves_for_the_page(client, rep):
    contact = make_contact(owner=rep)
    address = reverse("make_lead", args=[contact.pk])

    asked = client.get(address, headers={"HX-Request": "true"}).content.decode()
    wrong = client.post(address, {"reason": ""}, headers={"HX-Request": "true"})
    right = client.post(address, {"reason": "x"}, headers={"HX-Request": "true"})

    assert "<html" not in asked
    assert wrong.status_code == 422
    assert right.headers["HX-Redirect"] == reverse("contact", args=[contact.pk])
