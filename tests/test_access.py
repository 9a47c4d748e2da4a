"""Who may open and do what: every address, with every role, by GET and by POST.

A new address needs one line in ROUTES (tests/routes.py); without it the first test fails. What a role may not do must
not happen: a denial writes nothing to the database. To strangers a contact does not exist.
"""

from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLResolver, get_resolver, reverse

from tests.routes import ANONYMOUS, OWNER, ROUTES, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world()


def tempting_fields(world):
    """Fields that many forms know, and some that none may heed."""
    return {
        "first_name": "Changed",
        "last_name": "Changed",
        "name": "Changed",
        "title": "Changed",
        "reason": "Changed",
        "note": "Changed",
        "gist": "Changed",
        "objective": "Changed",
        "value": "changed@polder.example",
        "kind": "email",
        "channel": "phone",
        "until": "2030-01-07",
        "due_on": "2030-01-07",
        "owner": world.people[OWNER].pk,
        "rep": world.people[OWNER].pk,
        "contact": world.contact.pk,
        "team": world.north.pk,
        "key": str(uuid4()),
        "version": 0,
        "stage": "won",
        "role": "administrator",
        "is_staff": "on",
        "is_superuser": "on",
    }


def written(queries):
    """The statements that write, log-ins and sessions aside: what is written and then rolled back counts too."""
    statements = (query["sql"] for query in queries)
    writing = (sql for sql in statements if sql.startswith(("INSERT", "UPDATE", "DELETE")))
    return [sql for sql in writing if "django_session" not in sql]


def ours(resolver=None):
    """The names of all addresses but those of allauth, which guards its own."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            if not str(pattern.urlconf_name).startswith("<module 'allauth"):
                yield from ours(pattern)
        else:
            yield pattern.name or str(pattern.pattern)


def test_every_address_says_who_may_use_it():
    assert sorted(ours()) == sorted(ROUTES)


@pytest.mark.parametrize("name", ROUTES)
def test_nobody_gets_further_than_their_role(name, world):
    route = ROUTES[name]
    address = reverse(name, args=route.of(world))
    wrong = []
    for who in (ANONYMOUS, *world.people):
        client = Client()
        if who != ANONYMOUS:
            client.force_login(world.people[who])
        for method, allowed in (("get", who in route.get), ("post", who in route.post)):
            fields = tempting_fields(world) if method == "post" else {}
            with transaction.atomic():
                with CaptureQueriesContext(connection) as queries:
                    answer = getattr(client, method)(address, fields)
                transaction.set_rollback(True)
            changed = bool(written(queries))
            if problem := what_is_wrong(answer, allowed=allowed, changed=changed, is_anonymous=who == ANONYMOUS):
                wrong.append(f"{who}, {method}: {problem}")
    assert wrong == []


def what_is_wrong(answer, *, allowed, changed, is_anonymous):
    """In words; empty where the answer is as it should be."""
    goes_to_log_in = answer.status_code == 302 and answer.url.startswith("/account/login/")
    if allowed:
        # Without its fields a form may come back; the door was open all the same.
        refused = answer.status_code in {403, 404, 405} or answer.status_code >= 500
        return f"refused with {answer.status_code}" if refused or (goes_to_log_in and not is_anonymous) else ""
    if changed:
        return f"refused with {answer.status_code}, but something was written"
    denied = answer.status_code in {404, 405} or (is_anonymous and goes_to_log_in)
    return "" if denied else f"let in with {answer.status_code}"
