"""The rail: which pages stand in it for whom."""

import pytest

from leadflow.accounts import navigation
from leadflow.accounts.models import User
from leadflow.accounts.navigation import PAGES
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.url_name} for {', '.join(page.roles)}")
def test_every_page_of_the_rail_opens_for_those_who_have_it(client, page):
    for role in page.roles:
        person = make_user(role)
        client.force_login(person)
        (entry,) = [e for e in navigation.entries_for(person, "/") if e.page.url_name == page.url_name]

        assert client.get(entry.url).status_code == 200


@pytest.mark.parametrize("role", User.Role)
def test_everybodys_day_begins_on_a_page_of_their_rail(role):
    person = make_user(role)

    assert navigation.first_page(person) in [entry.url for entry in navigation.entries_for(person, "/")]


def test_an_administrator_has_each_page_once():
    urls = [entry.url for entry in navigation.entries_for(make_user(User.Role.ADMINISTRATOR), "/")]

    assert len(urls) == len(set(urls)) == len({page.url_name for page in PAGES})
