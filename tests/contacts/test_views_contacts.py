"""The page of a contact: who sees what, and what is entered there."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import now

from contacts.models import Company, Contact, ContactPoint, Stage, Suppression, Touch
from leadflow.accounts.models import User
from tests.factories import make_asset, make_company, make_contact, make_enrollment, make_team, make_touch, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def rep(client):
    """A rep of a team of two teams, logged in."""
    rep = make_user(team=make_team("North"), name="Ana Ruiz")
    client.force_login(rep)
    return rep


def post(client, name, *args, **fields):
    return client.post(reverse(name, args=args), fields)


NEW = {"first_name": "Łukasz", "last_name": "Brzeziak"}


def test_the_page_says_who_where_and_how_to_reach_them(client, rep):
    company = make_company("Polder Foods", domain="polder.example", owner=rep)
    contact = make_contact("Ingrid Solbakken", owner=rep, company=company, title="Head of Quality", phone="+4722550134")

    page = client.get(reverse("contact", args=[contact.pk])).content.decode()

    for words in ("Ingrid Solbakken", "Head of Quality", "Polder Foods", "tel:+4722550134", "Ana Ruiz (North)"):
        assert words in page


def test_the_page_costs_the_same_whatever_happened(client, rep, django_assert_max_num_queries):
    contact = make_contact(owner=rep, company=make_company())
    make_enrollment(contact)
    for _ in range(30):
        make_touch(contact)
        make_contact(company=contact.company, owner=rep)

    with django_assert_max_num_queries(16):
        client.get(reverse("contact", args=[contact.pk]))


def test_of_other_teams_people_at_the_firm_only_who_works_there_is_told(client, rep):
    other = make_user(team=make_team("South"), name="Cleo Vantongeren")
    company = make_company()
    mine, theirs = make_contact(owner=rep, company=company), make_contact("Yara Haddad", owner=other, company=company)

    page = client.get(reverse("contact", args=[mine.pk])).content.decode()

    assert "Cleo (South) is working here" in page
    assert theirs.name not in page
    assert client.get(reverse("company", args=[company.pk])).content.decode().count("Yara") == 0


def test_who_named_them_is_a_link_for_those_who_may_see_them(client, rep):
    known, hidden = make_contact("Yara Haddad", owner=rep), make_contact("Tom Ferrisdale", team=make_team("South"))

    pages = [
        client.get(reverse("contact", args=[make_contact(owner=rep, referred_by=who).pk])).content.decode()
        for who in (known, hidden)
    ]

    assert reverse("contact", args=[known.pk]) in pages[0]
    assert "somebody of another team" in pages[1]
    assert "Ferrisdale" not in pages[1]


def test_a_colleague_of_ones_own_team_is_a_link(client, rep):
    company = make_company()
    mine, other = make_contact(owner=rep, company=company), make_contact("Yara Haddad", owner=rep, company=company)

    page = client.get(reverse("contact", args=[mine.pk])).content.decode()

    assert reverse("contact", args=[other.pk]) in page


# Adding


def test_a_contact_is_added_with_their_addresses_and_a_new_firm(client, rep):
    answer = post(
        client,
        "add_contact",
        **NEW,
        firm="Polder Foods BV",
        email="Lukasz@Polder.example",
        phone="+47 22 55 01 34",
        linkedin="https://www.linkedin.com/in/lukasz-b/",
        team=rep.team.pk,
        owner=rep.pk,
    )

    contact = Contact.objects.get()
    assert answer.url == reverse("contact", args=[contact.pk])
    assert (contact.name, contact.company.name, contact.owner, contact.stage) == (
        "Łukasz Brzeziak",
        "Polder Foods BV",
        rep,
        Stage.NAME,
    )
    assert sorted(contact.points.values_list("normalised", flat=True)) == [
        "+4722550134",
        "in/lukasz-b",
        "lukasz@polder.example",
    ]


def test_a_mail_of_a_known_domain_leads_to_its_firm(client, rep):
    company = make_company("Polder Foods", domain="polder.example")

    post(client, "add_contact", **NEW, email="l@polder.example", team=rep.team.pk)

    assert Contact.objects.get().company == company


def test_whoever_is_known_by_mail_is_not_added_twice(client, rep):
    known = make_contact("Ingrid Solbakken", owner=rep, email="ingrid@polder.example")

    answer = post(client, "add_contact", **NEW, email="INGRID@polder.example", team=rep.team.pk)

    assert answer.status_code == 422
    assert reverse("contact", args=[known.pk]) in answer.content.decode()
    assert Contact.objects.count() == 1


def test_of_a_mail_that_another_team_knows_no_name_is_told(client, rep):
    make_contact("Yara Haddad", team=make_team("South"), email="yara@polder.example")

    page = post(client, "add_contact", **NEW, email="yara@polder.example", team=rep.team.pk).content.decode()

    assert "Team South knows somebody with this address already." in page
    assert "Haddad" not in page


def test_who_asked_us_to_stop_is_not_added_again(client, rep):
    gone = make_contact(owner=rep, email="yara@polder.example")
    gone.suppress(at=now())
    gone.delete()

    answer = post(client, "add_contact", **NEW, email="yara@polder.example", team=rep.team.pk)

    assert "asked us not to contact them" in answer.content.decode()
    assert not Contact.objects.exists()


def test_a_channel_that_was_closed_to_an_address_stays_closed(client, rep):
    gone = make_contact(owner=rep, email="yara@polder.example")
    gone.suppress(at=now(), channel="email")
    gone.delete()

    post(client, "add_contact", **NEW, email="yara@polder.example", team=rep.team.pk)

    assert Contact.objects.get().no_email


def test_fields_that_a_form_does_not_have_are_ignored(client, rep):
    other = make_user(team=make_team("South"))

    post(
        client, "add_contact", **NEW, team=rep.team.pk, owner=rep.pk, stage="won", interest=9, fit="match", flags="[1]"
    )
    contact = Contact.objects.get()
    post(client, "edit_contact", contact.pk, **NEW, stage="won", owner=other.pk, team=other.team.pk, no_email="on")

    contact.refresh_from_db()
    assert (contact.stage, contact.owner, contact.team, contact.interest) == (Stage.NAME, rep, rep.team, 0)
    assert not contact.no_email


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("email", "ana at polder", "That is no mail address."),
        ("phone", "call me", "That is no phone number."),
        ("linkedin", "ana-brandt", "That is no LinkedIn address."),
        ("country", "Atlantis", "Select a valid choice."),
        ("time_zone", "Mars/Base", "Select a valid choice."),
        ("team", "99999", "Select a valid choice."),
        ("last_name", "", "Give at least one name."),
        ("title", "x" * 201, "at most 200 characters"),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_in_the_summary(client, rep, field, value, words):
    fields = {"last_name": "Brzeziak", "team": rep.team.pk} | {field: value}

    answer = post(client, "add_contact", **fields)

    assert answer.status_code == 422
    assert answer.content.decode().count(words) == 2
    assert not Contact.objects.exists()


def test_an_owner_of_another_team_than_the_contacts_is_refused(client):
    north, south = make_team("North"), make_team("South")
    client.force_login(make_user(User.Role.MANAGER, manages=[north, south]))

    answer = post(client, "add_contact", **NEW, team=north.pk, owner=make_user(team=south).pk)

    assert "belongs to another team" in answer.content.decode()


# Editing


def test_another_name_and_firm(client, rep):
    contact = make_contact("Ingrid Solbakken", owner=rep)

    post(
        client,
        "edit_contact",
        contact.pk,
        first_name="Inga",
        last_name="Solberg",
        firm="Nordquay AS",
        wishes="Mail only",
    )

    contact.refresh_from_db()
    assert (contact.name, contact.company.name, contact.wishes) == ("Inga Solberg", "Nordquay AS", "Mail only")


def test_a_name_that_a_list_brought_whole_stays_when_something_else_is_edited(client, rep):
    contact = make_contact(owner=rep, email="")
    Contact.objects.filter(pk=contact.pk).update(name="VAN DER MEER Zoë", first_name="Zoë", last_name="van der Meer")

    post(client, "edit_contact", contact.pk, first_name="Zoë", last_name="van der Meer", city="Utrecht")

    contact.refresh_from_db()
    assert (contact.name, contact.city) == ("VAN DER MEER Zoë", "Utrecht")


def test_the_same_firm_written_otherwise_is_the_same(client, rep):
    company = make_company("Polder Foods BV")
    contact = make_contact("Inga Solberg", owner=rep)

    post(client, "edit_contact", contact.pk, first_name="Inga", last_name="Solberg", firm="polder foods")

    assert Contact.objects.get().company == company
    assert Company.objects.count() == 1


# What they did


def did(client, contact, kind, **fields):
    at = fields.pop("when", "2026-01-05T10:00")
    return post(client, "add_touch", contact.pk, kind=kind, when=at, **fields)


def test_two_things_they_did_entered_by_hand_make_a_lead(client, rep):
    contact = make_contact(owner=rep)
    today = now().strftime("%Y-%m-%dT00:00")

    did(client, contact, "booth_visit", asset="Freshfair", when=today)
    did(client, contact, "download", asset="Five signs of spoilage", when=today, gist="Wanted chapter two.")

    contact.refresh_from_db()
    assert contact.stage == Stage.LEAD
    assert set(contact.touches.values_list("asset__name", "asset__kind")) == {
        ("Freshfair", "booth"),
        ("Five signs of spoilage", "download"),
    }


def test_the_same_once_more_is_on_the_timeline_already(client, rep):
    contact = make_contact(owner=rep)
    asset = make_asset("Freshfair", "booth")

    did(client, contact, "booth_visit", asset="freshfair")
    did(client, contact, "booth_visit", asset="Freshfair", when="2026-01-06T10:00")

    assert [touch.asset for touch in contact.touches.all()] == [asset]


def test_a_double_click_makes_one_touch(client, rep):
    contact = make_contact(owner=rep)
    key = "6f2a6d0e-8f4a-4a58-9f0e-0c6f4a3f3a11"

    did(client, contact, "called_us", key=key)
    did(client, contact, "called_us", key=key)

    assert contact.touches.count() == 1


def test_what_is_taken_back_counts_no_more_and_can_be_entered_again(client, rep):
    contact = make_contact(owner=rep)
    did(client, contact, "booth_visit", asset="Freshfair", when=now().strftime("%Y-%m-%dT00:00"))

    post(client, "undo_touch", contact.touches.get().pk)

    contact.refresh_from_db()
    assert (contact.touches.count(), contact.interest) == (0, 0)
    did(client, contact, "booth_visit", asset="Freshfair", when=now().strftime("%Y-%m-%dT00:00"))
    contact.refresh_from_db()
    assert (contact.touches.count(), contact.interest) == (1, 1)


def test_after_half_a_minute_it_is_too_late_to_take_it_back(client, rep):
    contact = make_contact(owner=rep)
    did(client, contact, "booth_visit", asset="Freshfair")
    Touch.objects.update(created_at=now() - timedelta(minutes=1))

    post(client, "undo_touch", contact.touches.get().pk)

    assert contact.touches.count() == 1


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"kind": "attempt"}, "Select a valid choice."),
        ({"kind": "reply", "when": "tomorrow"}, "Enter a valid date/time."),
        ({"kind": "reply", "when": "2099-01-01T10:00"}, "still to come"),
        ({"kind": "rfp", "asset": "Freshfair"}, "at no webinar, fair or page"),
        ({"kind": "reply", "channel": "system"}, "Select a valid choice."),
    ],
)
def test_a_touch_that_cannot_be_is_refused_with_the_reason(client, rep, fields, words):
    contact = make_contact(owner=rep)

    answer = post(client, "add_touch", contact.pk, **{"when": "2026-01-05T10:00"} | fields)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not contact.touches.exists()


def test_a_note_stands_on_the_timeline(client, rep):
    contact = make_contact(owner=rep)

    post(client, "add_note", contact.pk, gist="Prefers “Inga”.\nAsk about Bergen.")

    assert contact.touches.get().direction == Touch.Direction.NOTE
    assert "Prefers “Inga”.\nAsk about Bergen." in client.get(reverse("contact", args=[contact.pk])).content.decode()


# Addresses


def test_an_address_is_added_corrected_and_marked_as_wrong_and_right(client, rep):
    contact = make_contact(owner=rep, email="")

    post(client, "add_point", contact.pk, kind="phone", value="+47 22 55 01 34")
    point = contact.points.get()
    post(client, "edit_point", point.pk, value="+47 22 55 01 35")
    post(client, "mark_wrong", point.pk)
    point.refresh_from_db()
    assert (point.normalised, point.is_wrong) == ("+4722550135", True)

    post(client, "mark_right", point.pk)
    point.refresh_from_db()
    assert not point.is_wrong


def test_somebody_elses_mail_is_refused_with_their_name(client, rep):
    make_contact("Yara Haddad", owner=rep, email="yara@polder.example")
    contact = make_contact(owner=rep)

    answer = post(client, "add_point", contact.pk, kind="email", value="yara@polder.example")

    assert "Yara Haddad has this address already." in answer.content.decode()
    assert ContactPoint.objects.filter(normalised="yara@polder.example").count() == 1


def test_an_address_that_asked_us_to_stop_stops_whoever_gets_it(client, rep):
    gone = make_contact(owner=rep, email="yara@polder.example")
    gone.suppress(at=now())
    gone.delete()
    contact = make_contact(owner=rep)

    post(client, "add_point", contact.pk, kind="email", value="yara@polder.example")

    contact.refresh_from_db()
    assert contact.stage == Stage.DO_NOT_CONTACT
    assert Suppression.objects.filter(contact=contact).exists()


# The timeline


def test_the_timeline_shows_each_entry_once_whatever_the_page(client, rep):
    contact = make_contact(owner=rep)
    make_enrollment(contact)
    for n in range(45):
        make_touch(contact, at=now() - timedelta(hours=n // 3))

    seen, address = [], f"{reverse('contact_timeline', args=[contact.pk])}"
    cursor = ""
    while True:
        answer = client.get(address, {"before": cursor})
        seen += [(entry.source, entry.pk) for entry in answer.context["timeline"].entries]
        cursor = answer.context["timeline"].older
        if not cursor:
            break

    changes = contact.stage_changes.count()
    assert len(seen) == len(set(seen)) == 45 + changes + 1


@pytest.mark.parametrize(
    ("show", "expected"),
    [
        ("them", {"Downloaded"}),
        ("notes", {"Note"}),
        ("plan", {"Name → Sales lead", "21-day follow-up started"}),
        ("us", {"Call: no answer"}),
    ],
)
def test_the_timeline_is_narrowed(client, rep, show, expected):
    contact = make_contact(owner=rep)
    make_enrollment(contact)
    make_touch(contact, asset=None)
    make_touch(contact, Touch.Kind.NOTE, asset=None)
    make_touch(contact, Touch.Kind.ATTEMPT, asset=None, channel="phone", outcome="no_answer")

    answer = client.get(reverse("contact_timeline", args=[contact.pk]), {"show": show})

    assert {entry.title for entry in answer.context["timeline"].entries} == expected


@pytest.mark.parametrize(
    "cursor", ["x", "~~", "2026-01-01~touch~1", "2026-01-01T00:00:00+00:00~touch~x", "\0", "9" * 99]
)
def test_a_cursor_that_is_none_shows_the_newest(client, rep, cursor):
    contact = make_contact(owner=rep)
    make_touch(contact)

    answer = client.get(reverse("contact_timeline", args=[contact.pk]), {"before": cursor, "show": "'"})

    assert len(answer.context["timeline"].entries) == 1
