"""The lists: who stands on them, in which order, a page at a time, and what the address narrows them to."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import now
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contacts.models import Contact, Stage, Touch, Upload, UploadRow
from leadflow.accounts.models import User
from leadflow.lib import keyset
from tests.contacts.uploading import imported, people
from tests.factories import make_company, make_contact, make_team, make_touch, make_user

pytestmark = pytest.mark.django_db


def names(client, address="contact_list", **query):
    answer = client.get(reverse(address), query)
    assert answer.status_code == 200
    return [row.name for row in answer.context["page"].rows]


def test_who_came_by_a_list_is_found_by_what_was_noticed_about_them(client):
    client.force_login(make_user(User.Role.MARKETING))
    imported(people("Ana,Ruiz,ana.ruiz@gmail.com,,,,", "Ben,Okafor,ben@nordquay.example,,,,"))

    assert names(client, flag="free_mail") == ["Ana Ruiz"]
    assert "Private mail address" in client.get(reverse("contact_list")).text


def test_each_role_sees_whom_it_may(client):
    north, south = make_team("North"), make_team("South")
    make_contact("Ana North", team=north)
    make_contact("Ben South", team=south)
    seen = {}
    for role, fields in (
        (User.Role.REP, {"team": north}),
        (User.Role.MANAGER, {"manages": [south]}),
        (User.Role.MARKETING, {}),
        (User.Role.ADMINISTRATOR, {}),
    ):
        client.force_login(make_user(role, **fields))
        seen[role] = names(client)

    assert seen == {
        "rep": ["Ana North"],
        "manager": ["Ben South"],
        "marketing": ["Ana North", "Ben South"],
        "administrator": ["Ana North", "Ben South"],
    }


@pytest.fixture
def crowd(rep):
    """People who differ in one thing each."""
    lead = make_contact("Lead", owner=rep, stage=Stage.LEAD)
    make_contact("Ready", owner=rep, stage=Stage.SALES_READY)
    make_contact("Gone", team=rep.team, stage=Stage.DISQUALIFIED)
    make_contact("Norwegian", team=rep.team, country="NO")
    make_contact("Flagged", team=rep.team, flags=["free_mail", "competitor"])
    make_contact("Private", team=rep.team, flags=["free_mail"])
    short = make_contact("Short", team=rep.team)
    make_touch(short, at=now())
    Contact.objects.filter(name="Ready").update(fit="match", passed_over_by=2)
    # Whoever is no lead was passed over by nobody.
    Contact.objects.filter(name="Gone").update(passed_over_by=2)
    make_touch(lead, Touch.Kind.ATTEMPT, at=now() - timedelta(days=60), asset=None, channel="phone", rep=rep)


NAMES = {"Flagged", "Norwegian", "Private", "Short"}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, NAMES | {"Lead", "Ready"}),
        ({"stage": "any"}, NAMES | {"Lead", "Ready", "Gone"}),
        ({"stage": "disqualified"}, {"Gone"}),
        ({"q": "gone"}, {"Gone"}),
        ({"stage": "leads"}, {"Lead", "Ready"}),
        ({"stage": "name"}, NAMES),
        ({"owner": "me"}, {"Lead", "Ready"}),
        ({"owner": "nobody"}, NAMES),
        ({"country": "NO"}, {"Norwegian"}),
        ({"fit": "match"}, {"Ready"}),
        ({"flag": "any"}, {"Flagged", "Private"}),
        ({"flag": "competitor"}, {"Flagged"}),
        ({"interactions": "1"}, {"Short"}),
        ({"short": "1"}, {"Short"}),
        ({"short": "2"}, set()),
        ({"passed_over": "yes"}, {"Ready"}),
        ({"untouched": "never", "stage": "leads"}, {"Ready"}),
        ({"untouched": "30", "stage": "leads"}, {"Lead", "Ready"}),
        ({"untouched": "90", "stage": "leads"}, {"Ready"}),
        ({"stage": "leads", "owner": "me", "q": "read"}, {"Ready"}),
        ({"q": "lead", "stage": "name"}, set()),
    ],
    ids=lambda value: (
        "" if isinstance(value, set | frozenset) else str(value)
    ),  # a set's order is not the same in each worker
)
def test_the_address_narrows_the_list(client, rep, crowd, query, expected):
    assert set(names(client, **query)) == expected


def test_one_interaction_short_leads_to_those_names(client, rep, crowd):
    answer = client.get(reverse("contact_list"), {"stage": "name", "short": "1"})

    assert [row.name for row in answer.context["page"].rows] == ["Short"]
    assert "1 more" in answer.text
    assert answer.context["choices"][-1]["is_current"]


def test_a_list_can_be_narrowed_to_an_upload(client, rep):
    marketing = make_user(User.Role.MARKETING)
    upload = Upload.objects.create(by=marketing, team=rep.team, name="fair.csv", sha256="0" * 64, created_at=now())
    came = make_contact("Came with it", team=rep.team)
    make_contact("Did not", team=rep.team)
    for number in (1, 2):
        UploadRow.objects.create(upload=upload, number=number, contact=came)
    client.force_login(marketing)

    assert names(client, upload=upload.pk) == ["Came with it"]
    assert (
        "Came with list:</span> fair.csv"
        in client.get(f"{reverse('contact_list')}?upload={upload.pk}").content.decode()
    )


@pytest.mark.parametrize(
    "query",
    [
        {"stage": "x"},
        {"owner": "' OR 1=1"},
        {"team": "999999"},
        {"country": "\0"},
        {"interactions": "many"},
        {"interactions": "9" * 40},
        {"interactions": "-1"},
        {"sort": "password"},
        {"upload": "1e9"},
        {"cursor": "%%%"},
        {"cursor": "W10"},
        {"cursor": "WzEsMl0"},
        {"cursor": "W2ZhbHNlLCJcdTAwMDAiLDFd"},
        {"q": "\0"},
    ],
    ids=str,
)
def test_what_the_address_says_wrongly_is_left_out_and_told(client, rep, query):
    make_contact("Ingrid Solbakken", owner=rep)

    answer = client.get(reverse("contact_list"), query)

    assert [row.name for row in answer.context["page"].rows] == ["Ingrid Solbakken"]
    assert ("It is left out." in answer.content.decode()) is ("cursor" not in query)


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("name", ["Ana", "Ben", "Cleo"]),
        ("newest", ["Ben", "Ana", "Cleo"]),
        ("interest", ["Cleo", "Ben", "Ana"]),
        ("lately", ["Ana", "Ben", "Cleo"]),
    ],
)
def test_each_order(client, rep, sort, expected):
    for name in ("Cleo", "Ana", "Ben"):
        make_contact(name, owner=rep)
    Contact.objects.filter(name="Cleo").update(interest=3, created_at=now() - timedelta(days=9))
    Contact.objects.filter(name="Ana").update(stage_since=now() + timedelta(days=1))

    assert names(client, sort=sort) == expected


@pytest.mark.parametrize("sort", ["name", "newest", "interest", "lately"])
def test_the_pages_together_show_everybody_once(client, rep, sort):
    for n in range(130):
        make_contact(f"Same Name{n % 3}", owner=rep, email="")
    seen, query = [], {"sort": sort}
    while True:
        page = client.get(reverse("contact_list"), query).context["page"]
        seen += [row.pk for row in page.rows]
        if not page.next:
            break
        query["cursor"] = page.next

    assert len(seen) == len(set(seen)) == 130
    back = client.get(reverse("contact_list"), {"sort": sort, "cursor": page.previous}).context["page"]
    assert [row.pk for row in back.rows] == seen[50:100]


@given(numbers=st.lists(st.integers(0, 5), max_size=30), size=st.integers(1, 7), descending=st.booleans())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
def test_pages_hold_each_row_once_forwards_and_backwards(db, numbers, size, descending):
    Contact.objects.all().delete()
    team = make_team()
    Contact.objects.bulk_create([Contact(name="x", team=team, interest=number) for number in numbers])
    order = ("-interest", "-id") if descending else ("interest", "id")
    expected = list(Contact.objects.order_by(*order).values_list("pk", flat=True))

    pages = [keyset.page(Contact.objects.all(), order, size=size)]
    while pages[-1].next:
        pages.append(keyset.page(Contact.objects.all(), order, pages[-1].next, size=size))
    back = [pages[-1]]
    while back[-1].previous:
        back.append(keyset.page(Contact.objects.all(), order, back[-1].previous, size=size))

    assert [row.pk for page in pages for row in page.rows] == expected
    assert sorted(row.pk for page in back for row in page.rows) == sorted(expected)


def test_who_comes_meanwhile_moves_nobody_onto_the_next_page(rep):
    for n in range(4):
        make_contact(f"P{n}", owner=rep)
    first = keyset.page(Contact.objects.all(), ("name", "id"), size=2)
    make_contact("A first", owner=rep)

    second = keyset.page(Contact.objects.all(), ("name", "id"), first.next, size=2)

    assert [row.name for row in second.rows] == ["P2", "P3"]


def test_more_than_a_thousand_are_not_counted(rep):
    Contact.objects.bulk_create([Contact(name=f"P{n}", team=rep.team) for n in range(1001)])

    assert keyset.count_words(Contact.objects.all()) == "1,000+"
    assert keyset.count_words(Contact.objects.filter(name="P7")) == "1"


@pytest.mark.parametrize(
    "address",
    [
        "/contacts/",
        "/contacts/?stage=leads&sort=lately",
        "/contacts/?q=solbakken",
        "/contacts/?q=ana+solbakken",
        "/nurture/",
        "/companies/",
        "/companies/?q=nord",
        "/search/?q=sol",
    ],
)
def test_a_list_costs_the_same_whoever_stands_on_it(client, rep, django_assert_max_num_queries, address):
    for _ in range(60):
        contact = make_contact(owner=rep, company=make_company())
        make_touch(contact, Touch.Kind.ATTEMPT, asset=None, channel="phone", rep=rep)
    Contact.objects.filter(pk__gt=contact.pk - 20).update(stage="nurture", revisit_on=date(2030, 1, 1))

    with django_assert_max_num_queries(12):
        assert client.get(address).status_code == 200


def test_an_empty_list_says_what_will_stand_there(client, rep):
    assert "No contacts yet" in client.get("/contacts/").content.decode()
    assert "Nobody found" in client.get("/contacts/?q=zzz").content.decode()
    assert "No companies yet" in client.get("/companies/").content.decode()
    assert "Nobody waits" in client.get("/nurture/").content.decode()


def test_a_slip_of_the_finger_offers_whom_it_may_mean(client, rep):
    make_contact("Ingrid Solbakken", owner=rep)

    assert "Ingrid Solbakken" in client.get("/contacts/?q=ingrid+solbaken").content.decode()


def test_nurture_lists_who_comes_back_the_soonest_first(client, rep):
    for name, day in (("Late", date(2031, 1, 1)), ("Soon", date(2030, 1, 1))):
        make_contact(name, owner=rep).set_revisit(day, note=f"agreed {name}", at=now(), cause="by_hand")
    make_contact("Mate’s", owner=make_user(team=rep.team)).set_revisit(date(2030, 6, 1), at=now(), cause="by_hand")

    assert names(client, "nurture") == ["Soon", "Late"]
    assert names(client, "nurture", whose="all") == ["Soon", "Mate’s", "Late"]


# Search from anywhere


def test_the_palette_finds_people_and_companies(client, rep):
    contact = make_contact("Ingrid Solbakken", owner=rep, company=make_company("Solnes Foods"))
    make_contact("Solveig Elsewhere", team=make_team("South"))

    found = client.get("/search/?q=sol", headers={"HX-Request": "true"}).content.decode()

    assert reverse("contact", args=[contact.pk]) in found
    assert reverse("company", args=[contact.company.pk]) in found
    assert "Elsewhere" not in found
    assert "<html" not in found


def test_search_without_scripts_is_a_page(client, rep):
    make_contact("Ingrid Solbakken", owner=rep)

    assert "Ingrid Solbakken" in client.get("/search/?q=ingrid").content.decode()
    assert "These come close" in client.get("/search/?q=ingrid+solbaken").content.decode()
    assert "Nothing found" in client.get("/search/?q=zzzz").content.decode()
