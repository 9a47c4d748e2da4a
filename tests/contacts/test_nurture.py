"""The nurture pool: by what interests people, and with what they did since."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from contacts.models import Asset, Stage, Touch
from leadflow.accounts.models import User
from tests.factories import NOON, make_asset, make_contact, make_team, make_touch, make_user

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def rep():
    return make_user(team=make_team())


@pytest.fixture
def pool(rep):
    """Ida looked into cold chains, and again since; Per into pallets; Eva, a colleague's, into cold chains."""
    guide, talk = make_asset("Guide 7", Asset.Kind.DOWNLOAD), make_asset("Pallets", Asset.Kind.WEBINAR)
    Asset.objects.filter(pk=guide.pk).update(topic="Cold chains")
    ida, per = make_contact("Ida Moe", owner=rep), make_contact("Per Lund", owner=rep)
    eva = make_contact("Eva Roth", owner=make_user(team=rep.team))
    for contact, asset in ((ida, guide), (per, talk), (eva, guide)):
        make_touch(contact, asset=asset, at=NOON - DAY)
    for n, contact in enumerate((ida, per, eva)):
        contact.set_revisit(date(2031, 1, 1 + n), at=NOON, cause="outcome", note=f"agreed {n}")
    # Too little to come back at once.
    make_touch(ida, Touch.Kind.WEBINAR_REGISTERED, asset=talk, at=NOON + DAY)
    return [ida, per, eva]


def names(client, **query):
    return [contact.name for contact in client.get(reverse("nurture"), query).context["page"].rows]


FILTERS = [
    ({}, ["Ida Moe", "Per Lund"]),
    ({"whose": "all"}, ["Ida Moe", "Per Lund", "Eva Roth"]),
    ({"whose": "nobody"}, []),
    ({"topic": "Cold chains"}, ["Ida Moe"]),
    ({"topic": "Cold chains", "whose": "all"}, ["Ida Moe", "Eva Roth"]),
    ({"topic": "Pallets"}, ["Ida Moe", "Per Lund"]),
    ({"new": "on", "whose": "all"}, ["Ida Moe"]),
    ({"topic": "Gossip"}, ["Ida Moe", "Per Lund"]),
    ({"whose": "9" * 30}, ["Ida Moe", "Per Lund", "Eva Roth"]),
]


@pytest.mark.parametrize(
    ("query", "found"), FILTERS, ids=["&".join(f"{k}={v[:9]}" for k, v in f[0].items()) for f in FILTERS]
)
def test_the_pool_is_narrowed_by_owner_topic_and_news(client, rep, pool, query, found):
    client.force_login(rep)

    assert names(client, **query) == found


def test_a_colleague_is_chosen_by_name(client, rep, pool):
    client.force_login(make_user(User.Role.MANAGER, manages=[rep.team]))

    assert names(client, whose=str(pool[2].owner_id)) == ["Eva Roth"]


def test_topics_are_counted_by_people(client, rep, pool):
    client.force_login(rep)
    form = client.get(reverse("nurture"), {"whose": "all"}).context["form"]

    assert form.fields["topic"].choices[1:] == [("Cold chains", "Cold chains (2)"), ("Pallets", "Pallets (2)")]


def test_the_page_tells_what_was_agreed_and_what_is_new(client, rep, pool):
    client.force_login(rep)
    context = client.get(reverse("nurture")).context

    ida, per = context["page"].rows
    assert (ida.topics, ida.new_since["n"], ida.revisit_note) == (["Pallets", "Cold chains"], 1, "agreed 0")
    assert (per.topics, per.new_since) == (["Pallets"], None)
    assert (context["pool"], context["active"], context["count"]) == ("2", "1", "2")


def test_who_came_back_waits_no_more(client, rep, pool):
    client.force_login(rep)
    make_touch(pool[0], Touch.Kind.CONTACT_REQUEST, at=NOON + 2 * DAY)

    pool[0].refresh_from_db()
    assert pool[0].stage == Stage.LEAD
    assert names(client) == ["Per Lund"]
