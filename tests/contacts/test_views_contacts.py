"""The page of a contact: who sees what, and what is entered there."""

import pytest
from django.urls import reverse
from django.utils.timezone import now

from contacts.forms.companies import CompanyForm
from contacts.forms.contacts import ContactForm
from contacts.models import Company, Contact, Stage
from leadflow.accounts.models import User
from tests.contacts.posting import post
from tests.factories import make_company, make_contact, make_enrollment, make_team, make_touch, make_user

pytestmark = pytest.mark.django_db


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

    with django_assert_max_num_queries(20):
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


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({"firm": "Polder", "email": "l@polder.example"}, "polder.example"),
        ({"firm": "Polder", "email": "l@mail.polder.example"}, "polder.example"),
        ({"firm": "Polder Foods", "email": "l@gmail.com"}, "polder.example"),
        ({"firm": "Nordquay", "email": "l@gmail.com"}, ""),
        ({"firm": "Nordquay", "email": "l@nordquay.example"}, "nordquay.example"),
        ({"firm": "", "email": "l@new.example"}, "new.example"),
    ],
    ids=[
        "the domain of the mail tells",
        "so does a part of it",
        "free mail: the name tells",
        "a name that two have tells nothing",
        "the name tells which of the two by the domain",
        "a domain without a name makes a company",
    ],
)
def test_who_is_added_by_hand_comes_to_the_company_where_a_list_would_bring_them(client, rep, fields, found):
    make_company("Polder Foods BV", domain="polder.example")
    make_company("Nordquay AS", domain="nordquay.example")
    make_company("Nordquay Ltd", domain="nordquay.co.uk")

    post(client, "add_contact", **NEW, **fields, team=rep.team.pk)

    assert Contact.objects.get().company.domain == found


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


def test_what_happened_while_the_page_was_open_stays(client, rep):
    contact = make_contact("Inga Solberg", owner=rep)
    form = ContactForm({"last_name": "Solberg", "city": "Bergen"}, instance=Contact.objects.get(pk=contact.pk))
    assert form.is_valid()
    contact.suppress(at=now())

    form.save(at=now())

    contact.refresh_from_db()
    assert (contact.city, contact.stage) == ("Bergen", Stage.DO_NOT_CONTACT)


def test_who_got_an_account_while_its_page_was_open_keeps_it(client, rep):
    company = make_company("Polder Foods")
    form = CompanyForm({"name": "Polder Foods BV"}, instance=Company.objects.get(pk=company.pk), user=rep)
    assert form.is_valid()
    Company.objects.update(owner=rep)

    form.save(at=now())

    company.refresh_from_db()
    assert (company.name, company.owner) == ("Polder Foods BV", rep)


def test_the_same_firm_written_otherwise_is_the_same(client, rep):
    company = make_company("Polder Foods BV")
    contact = make_contact("Inga Solberg", owner=rep)

    post(client, "edit_contact", contact.pk, first_name="Inga", last_name="Solberg", firm="polder foods")

    assert Contact.objects.get().company == company
    assert Company.objects.count() == 1
