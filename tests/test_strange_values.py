"""Whatever comes with a request, by any address, the answer is a page or a refusal in words, never an error."""

import re

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.routes import ADMIN, ANONYMOUS, MANAGER, MARKETING, OWNER, ROUTES, make_world
from tests.test_access import tempting_fields

pytestmark = pytest.mark.django_db

STRANGE = {
    "a huge number": "9" * 30,
    "a number without end": "9" * 5000,
    "below zero": "-1",
    "no number": "1e309",
    "a digit that is none": "²",
    "a zero byte": "a\0b",
    "the first year": "0001-01-01",
    "the last year": "9999-12-31",
    "the first moment": "0001-01-01T00:00",
    "the last moment": "9999-12-31T23:59",
}
# In all fields at once the first refusal hides what the others would do: these are tried one by one as well.
IDS, ID_VALUES = {"owner", "rep", "contact", "team"}, ("a huge number",)
DAY_VALUES = ("the first year", "the last year", "the first moment", "the last moment")
# What addresses are asked for, whether or not their page has a field for it.
ASKED = (
    "q cursor page before stage owner team country fit interactions flag upload sort whose period since until rep "
    "pool outcome attempts show panel only contact kind sheet fate day channel reason"
).split()
INPUTS = re.compile(r"<(?:input|select|textarea|button)\b[^>]*>")
NAME, IS_DAY = re.compile(r"""\sname=["']?([\w-]+)"""), re.compile(r"""\stype=["']?date""")


@pytest.fixture
def world():
    return make_world()


def a_client(world, route, method):
    """Logged in as whoever may, the one who can do most first."""
    allowed = route.post if method == "post" else route.get
    who = next(who for who in (OWNER, MANAGER, MARKETING, ADMIN, ANONYMOUS) if who in allowed)
    client = Client(raise_request_exception=False, headers={"Accept-Language": "en-US"})
    if who in world.people:
        world.people[who].zone = "Asia/Tokyo"
        world.people[who].save()
        client.force_login(world.people[who])
    return client


def problems(client, method, address, requests):
    """What of these requests was answered with an error; nothing of what they did stays."""
    found = []
    for what, fields in requests:
        with transaction.atomic():
            status = getattr(client, method)(address, fields).status_code
            transaction.set_rollback(True)
        # A health check that says it is ill answers 503.
        if status >= 500 and status != 503:
            found.append(what)
    return found


def fields_of(*pages):
    """(all fields, those for days) of these pages."""
    inputs = [each for page in pages for each in INPUTS.findall(page.getvalue().decode(errors="replace"))]
    named = {name[1]: each for each in inputs if (name := NAME.search(each)) and name[1] != "csrfmiddlewaretoken"}
    return named.keys(), {name for name, each in named.items() if IS_DAY.search(each)}


def strange_requests(fields, days, base):
    """(what, fields) of each request."""
    for what, value in STRANGE.items():
        yield what, base | {field: [value, value] for field in sorted(fields)}
    for names, values in ((IDS & fields, ID_VALUES), (days, DAY_VALUES)):
        for name in sorted(names):
            for what in values:
                yield f"{name}, {what}", base | {name: STRANGE[what]}


@pytest.mark.parametrize("name", [name for name, route in ROUTES.items() if route.get])
def test_asking_for_strange_things_is_no_error(name, world):
    route = ROUTES[name]
    client, address = a_client(world, route, "get"), reverse(name, args=route.of(world))
    fields, days = fields_of(client.get(address))

    assert problems(client, "get", address, strange_requests(fields | set(ASKED), days, {})) == []


@pytest.mark.parametrize("name", [name for name, route in ROUTES.items() if route.post])
def test_sending_strange_things_is_no_error(name, world):
    route = ROUTES[name]
    client, address = a_client(world, route, "post"), reverse(name, args=route.of(world))
    base = tempting_fields(world)
    with transaction.atomic():
        pages = [client.get(address), client.post(address, base)]
        transaction.set_rollback(True)
    fields, days = fields_of(*pages)

    assert problems(client, "post", address, strange_requests(fields | base.keys(), days, base)) == []
