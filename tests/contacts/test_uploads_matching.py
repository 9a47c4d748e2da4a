"""Who is who: the people of a list against those we know."""

import pytest

from contacts.models import Company, Contact, ContactPoint, Suppression
from contacts.models.suppression import digest
from scoring import promotion
from tests.contacts.uploading import fates, imported, people
from tests.factories import NOON, make_company, make_contact

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("known", "row", "fate", "contacts"),
    [
        ({"email": "ana@nordquay.example"}, "Ana,Ruiz,ana@nordquay.example,,,,", "unchanged", 1),
        ({"email": "ana@nordquay.example"}, "Ana,Ruiz,ANA@Nordquay.example ,,,,", "unchanged", 1),
        ({"email": "ana@nordquay.example"}, "Ana,Ruiz,ana+expo@nordquay.example,,,,", "created", 2),
        ({"email": "ana@nordquay.example"}, "Ana,Ruiz Vega,ana@nordquay.example,,,,", "unchanged", 1),
        ({"email": "ana@nordquay.example"}, "Ruiz,Ana,ana@nordquay.example,,,,", "unchanged", 1),
        ({"email": "ana@nordquay.example"}, "Anna,Ruitz,ana@nordquay.example,,,,", "unchanged", 1),
        ({"email": "ana@nordquay.example"}, "Petra,Lindqvist,ana@nordquay.example,,,,", "quarantined", 1),
        ({"email": "ana@nordquay.example"}, ",,ana@nordquay.example,,,,", "unchanged", 1),
        ({"email": "info@nordquay.example"}, "Ana,Ruiz,info@nordquay.example,,,,", "unchanged", 1),
        ({"email": "info@nordquay.example"}, "Petra,Lindqvist,info@nordquay.example,,,,", "created", 2),
        (
            {"email": "", "linkedin": "https://www.linkedin.com/in/ana-ruiz"},
            "Ana,Ruiz,,,,,linkedin.com/in/ana-ruiz/",
            "unchanged",
            1,
        ),
        ({"email": "ana@nordquay.example"}, "Ana,Ruiz,,Nordquay,,,", "created", 2),
    ],
    ids=[
        "the same mail address",
        "the same mail address written otherwise",
        "a plus address is another one",
        "the name with more in it",
        "the name the other way round",
        "a slip in both names",
        "two names for one address are for a person to decide",
        "no name in the list",
        "a desk's address with the same name",
        "a desk's address with another name",
        "the same LinkedIn address",
        "a name alone tells nobody",
    ],
)
def test_somebody_is_known_by_what_is_theirs_alone(known, row, fate, contacts):
    contact = make_contact("Ana Ruiz", email=known["email"])
    contact.add_points(linkedin=known.get("linkedin", ""), at=NOON)

    upload = imported(people(row), kind="listed")

    told = "unchanged" if fates(upload) == ["updated"] else fates(upload)[0]
    assert told == fate
    assert Contact.objects.count() == contacts


def test_what_is_filled_stays_and_what_is_empty_is_filled():
    contact = make_contact("Ana Ruiz", email="ana@nordquay.example", title="Head of Operations")
    promotion.evaluate([contact.pk], at=NOON)

    upload = imported(people("Ana,Ruiz,ana@nordquay.example,Nordquay AS,Director,+47 22 55 01 34,"))

    contact.refresh_from_db()
    assert contact.title == "Head of Operations"
    assert contact.company.name == "Nordquay AS"
    assert contact.phone == "+47 22 55 01 34"
    assert upload.rows.get().reasons == ["Added: company, phone", "1 new interaction"]
    assert upload.effects.get().before == {"company_id": None}


def test_whoever_was_known_by_an_address_alone_gets_a_name():
    imported(people(",,ana@nordquay.example,,,,"))

    imported(people("Ana,Ruiz,ana@nordquay.example,,,,"))

    assert Contact.objects.get().name == "Ana Ruiz"


def test_two_addresses_of_one_contact_make_one_person_of_two_rows():
    make_contact("Ana Ruiz", email="ana@nordquay.example").add_points(email="ana.ruiz@mail.example", at=NOON)

    upload = imported(people("Ana,Ruiz,ana@nordquay.example,,,,", "Ana,Ruiz,ana.ruiz@mail.example,,,,"))

    assert fates(upload) == ["updated", "duplicate"]
    assert upload.rows.last().same_as == 2


def test_one_linkedin_address_under_two_mail_addresses_is_one_person():
    rows = ["Ana,Ruiz,ana@nordquay.example,,,,linkedin.com/in/ana", "Ana,Ruiz,ana@mail.example,,,,linkedin.com/in/ana"]

    imported(people(*rows))

    assert Contact.objects.get().points.filter(kind="email").count() == 2


def test_an_address_of_somebody_else_stays_theirs():
    ana, ben = (
        make_contact("Ana Ruiz", email="ana@nordquay.example"),
        make_contact("Ben Okafor", email="ben@nordquay.example"),
    )
    headings = "First name,Last name,Email,Second email"

    imported(f"{headings}\nAna,Ruiz,ana@nordquay.example,ben@nordquay.example")

    assert ContactPoint.objects.get(normalised="ben@nordquay.example").contact == ben
    assert ana.points.count() == 1
    assert ana.touches.count() == 1


def test_somebody_without_an_address_is_known_within_their_list():
    row = "Ana,Ruiz,,Nordquay,Buyer,,"

    imported(people(row), asset_name="Expo 2026")
    again = imported(people(row), asset_name="Expo 2026")
    elsewhere = imported(people(row), asset_name="Another fair")

    assert fates(again) == ["unchanged"]
    assert fates(elsewhere) == ["created"]
    assert Contact.objects.count() == 2


@pytest.mark.parametrize(
    ("known", "row", "companies"),
    [
        ({"name": "Nordquay AS", "domain": "nordquay.example"}, "ana@nordquay.example,Quay of the North", 1),
        ({"name": "Nordquay AS", "domain": "nordquay.example"}, "ana@mail.nordquay.example,", 1),
        ({"name": "Nordquay AS", "domain": "nordquay.example"}, "ana@other.example,Nordquay AS", 2),
        ({"name": "Nordquay AS", "domain": "nordquay.example"}, "ana.ruiz@gmail.com,NORDQUAY", 1),
        ({"name": "Nordquay AS"}, "ana@nordquay.example,Nordquay", 1),
        ({"name": "Nordquay AS"}, "ana.ruiz@gmail.com,nordquay a/s", 1),
        ({"name": "Nordquay AS"}, "ana.ruiz@gmail.com,", 1),
    ],
    ids=[
        "the domain tells",
        "so does a part of it",
        "another domain is another firm, whatever it is called",
        "free mail: the name tells",
        "no domain here: the name tells, and the domain is learnt",
        "no domain on either side: the name tells",
        "free mail without a name tells nothing",
    ],
)
def test_the_company_is_found_by_its_domain_else_by_its_name(known, row, companies):
    make_company(**known)
    email, _, company = row.partition(",")

    imported(people(f"Ana,Ruiz,{email},{company},,,"))

    assert Company.objects.count() == companies
    if companies == 1 and known.get("domain") is None and "nordquay.example" in email:
        assert Company.objects.get().domain == "nordquay.example"


def suppress(kind, normalised, channel=""):
    Suppression.objects.create(kind=kind, digest=digest(kind, normalised), channel=channel, at=NOON)


@pytest.mark.parametrize(
    ("kind", "normalised"),
    [
        ("email", "ana@nordquay.example"),
        ("domain", "nordquay.example"),
        ("phone", "+4722550134"),
        ("linkedin", "in/ana-ruiz"),
    ],
)
def test_whoever_asked_us_to_stop_is_left_alone(kind, normalised):
    suppress(kind, normalised)

    upload = imported(people("Ana,Ruiz,ana@nordquay.example,Nordquay,Buyer,+47 22 55 01 34,linkedin.com/in/ana-ruiz"))

    assert fates(upload) == ["suppressed"]
    assert upload.rows.get().reasons == ["Stands on the do-not-contact list"]
    assert not Contact.objects.exists()
    assert not Company.objects.exists()


def test_a_list_cannot_bring_back_who_was_erased():
    contact = make_contact("Ana Ruiz", email="ana@nordquay.example", phone="+47 22 55 01 34")
    contact.suppress(at=NOON, reason="Erase me")
    contact.delete()
    Suppression.objects.update(value="")
    rows = ["Ana,Ruiz,ana@nordquay.example,,,,", "A,Ruiz,a.ruiz@mail.example,,,+47 22 55 01 34,"]

    upload = imported(people(*rows))

    assert fates(upload) == ["suppressed", "suppressed"]
    assert not Contact.objects.exists()


def test_a_list_cannot_bring_back_whoever_stopped_all_channels():
    contact = make_contact("Ana Ruiz", email="ana@nordquay.example")
    contact.suppress(at=NOON)

    upload = imported(people("Ana,Ruiz,ana@nordquay.example,,Buyer,,"))

    contact.refresh_from_db()
    assert fates(upload) == ["suppressed"]
    assert (contact.stage, contact.title) == ("do_not_contact", "")
    assert not contact.touches.exists()


def test_a_closed_channel_stays_closed_for_somebody_who_comes_in_anew():
    suppress("email", "ana@nordquay.example", channel="email")

    upload = imported(people("Ana,Ruiz,ana@nordquay.example,,,,"))

    assert fates(upload) == ["created"]
    assert Contact.objects.get().no_email


def test_who_unsubscribed_is_left_out_and_gets_no_mail_from_now_on():
    contact = make_contact("Ana Ruiz", email="ana@nordquay.example")
    headings = "First name,Last name,Email,Unsubscribed"

    upload = imported(
        f"{headings}\nAna,Ruiz,ana@nordquay.example,yes\nBen,Okafor,ben@nordquay.example,yes\nEva,Lind,eva@nordquay.example,no"
    )

    contact.refresh_from_db()
    assert fates(upload) == ["suppressed", "suppressed", "created"]
    assert contact.no_email
    assert fates(imported(people("Ben,Okafor,ben@nordquay.example,,,,"))) == ["created"]
    assert Contact.objects.get(name="Ben Okafor").no_email
