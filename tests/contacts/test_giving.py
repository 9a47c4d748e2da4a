"""Giving contacts to somebody, and taking that back within seconds."""

from datetime import timedelta

import pytest

from contacts import giving
from contacts.models import Contact
from leadflow.accounts.models import User
from tests.factories import NOON, make_contact, make_team, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def north():
    return make_team("North")


@pytest.fixture
def manager(north):
    return make_user(User.Role.MANAGER, manages=[north, make_team("South")])


def given(owner, to) -> str:
    """Somebody's only contact is given to somebody else. What takes it back."""
    contacts = Contact.objects.filter(pk=make_contact("Eva Lind", owner=owner).pk)
    token = giving.token_of(contacts, to)
    contacts.assign(to, at=NOON)
    return token


def test_they_go_back_to_who_had_them(north, manager):
    ana, ben = make_user(team=north), make_user(team=north)
    token = given(ana, ben)

    giving.take_back(token, by=manager, at=NOON)

    assert Contact.objects.get().owner == ana


def test_who_left_the_team_meanwhile_left_them_to_its_pool(north, manager):
    ana, ben = make_user(team=north), make_user(team=north)
    token = given(ana, ben)
    ana.change_place(role=User.Role.REP, team=manager.managed_teams.get(name="South"), at=NOON, by=manager)

    giving.take_back(token, by=manager, at=NOON)

    assert (Contact.objects.get().owner, Contact.objects.get().team) == (None, north)


def test_whom_somebody_else_got_since_stays_with_them(north, manager):
    ana, ben, ida = (make_user(team=north) for _ in range(3))
    token = given(ana, ben)
    Contact.objects.get().assign(ida, at=NOON)

    giving.take_back(token, by=manager, at=NOON)

    assert Contact.objects.get().owner == ida


def test_after_half_a_minute_it_is_too_late(north, manager, time_machine):
    time_machine.move_to(NOON, tick=False)
    token = given(make_user(team=north), make_user(team=north))
    time_machine.move_to(NOON + timedelta(seconds=giving.UNDO_SECONDS + 1), tick=False)

    with pytest.raises(giving.TooLate):
        giving.take_back(token, by=manager, at=NOON)
