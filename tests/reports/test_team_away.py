"""Reps are away: new leads go round among those who are there; what nobody there can do stands in Slipping."""

from datetime import timedelta

import pytest
from django.urls import reverse

from cadences.models import Task
from contacts.models import Contact
from leadflow.accounts.models import User
from leadflow.reports.slipping import Cause, NobodyToDoIt, mend, slipping
from tests.cadences.being_away import away, to_do
from tests.factories import NOON, make_contact, make_team, make_user

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def team(db):
    return make_team("North")


@pytest.fixture
def ana(team):
    return make_user(team=team, name="Ana Brandt")


@pytest.fixture
def ben(team):
    return make_user(team=team, name="Ben Haugen")


def new_lead(team, n=0, at=NOON) -> Contact:
    contact = make_contact(team=team)
    contact.change_stage("lead", at=at, cause="interactions")
    return contact


def causes(at=NOON) -> dict[str, str]:
    return dict(slipping(Contact.objects.all(), at=at).values_list("name", "cause"))


def test_new_leads_go_round_among_those_who_are_there(team, ana, ben):
    away(ana)

    assert {new_lead(team).owner for _ in range(3)} == {ben}


def test_who_is_back_gets_leads_again(team, ana, ben):
    absence = away(ana)

    after = NOON + (absence.last - NOON.date()).days * DAY + DAY
    assert {new_lead(team, at=after).owner for _ in range(4)} == {ana, ben}


def test_where_everybody_is_away_they_lie_in_the_pool(team, ana, ben):
    away(ana)
    away(ben)

    assert new_lead(team).owner is None


def test_an_account_keeps_its_owner_who_is_away(team, ana, ben):
    away(ana)
    first = make_contact(owner=ana, team=team, stage="lead")

    assert first.owner == ana


def test_what_lies_with_a_team_that_is_away_slips_with_its_cause(team, ana):
    away(ana)
    request = to_do(ana, Task.Kind.REQUEST)
    Contact.objects.filter(pk=request.contact_id).change_stage("lead", at=NOON - DAY, cause="interactions")
    waits = to_do(ana)
    Contact.objects.filter(pk=waits.contact_id).change_stage("lead", at=NOON - DAY, cause="interactions")

    # Who asked to hear from us never waits; what waits for the rep by choice is no fault.
    assert causes() == {request.contact.name: Cause.TEAM_AWAY}


def test_somebody_of_the_team_who_is_there_is_enough(team, ana, ben):
    away(ana)
    to_do(ana, Task.Kind.REQUEST)

    assert causes() == {}


def test_one_click_gives_it_to_who_is_there_and_has_least_to_do(client, team, ana, time_machine):
    time_machine.move_to(NOON, tick=False)
    away(ana)
    request = to_do(ana, Task.Kind.REQUEST)
    Contact.objects.filter(pk=request.contact_id).change_stage("lead", at=NOON - DAY, cause="interactions")
    south = make_team("South")
    busy, free = make_user(team=south), make_user(team=south)
    to_do(busy)
    client.force_login(make_user(User.Role.MANAGER, manages=[team, south]))
    assert "where everybody is away" in client.get(reverse("slipping")).text

    client.post(reverse("mend_slip", args=[request.contact_id]))

    request.refresh_from_db()
    assert (request.rep, request.contact.owner) == (free, free)
    assert causes() == {}


def test_where_nobody_is_there_at_all_the_manager_is_told(team, ana):
    away(ana)
    lead = new_lead(team)

    with pytest.raises(NobodyToDoIt):
        mend(lead, at=NOON, others=User.objects.active_reps())
