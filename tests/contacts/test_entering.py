"""One person who comes in alone goes the way of a list's row."""

import pytest

from contacts import entering, signals
from contacts.importing import quarantine
from contacts.models import Contact, Stage, Touch, Upload, UploadRow
from leadflow.accounts.models import User
from tests.contacts.posting import post
from tests.factories import NOON, make_company, make_contact, make_team, make_user

pytestmark = pytest.mark.django_db

ANA = {"first_name": "Ana", "last_name": "Ruiz", "email": "ana@nordquay.example", "company": "Nordquay"}


def entered(fields=ANA, **choices):
    choices.setdefault("team", make_team())
    return entering.enter(fields, at=NOON, **choices)


def test_somebody_new_becomes_a_contact_with_what_they_did():
    came = entered(
        ANA | {"title": "Buyer", "phone": "+47 22 55 01 34"},
        kind="download",
        asset="Cold chain guide",
        further={"Shoe size": "41"},
        came_from="Website",
    )

    contact = came.contact
    assert (came.fate, contact.name, contact.title, contact.company.name) == (
        "created",
        "Ana Ruiz",
        "Buyer",
        "Nordquay",
    )
    assert (contact.email, contact.phone) == ("ana@nordquay.example", "+47 22 55 01 34")
    assert contact.extra == {"Shoe size": "41"}
    touch = contact.touches.get()
    assert (touch.kind, touch.asset.name, touch.asset.kind, touch.at) == (
        "download",
        "Cold chain guide",
        "download",
        NOON,
    )


def test_whoever_is_known_is_found_and_only_empty_fields_are_filled():
    known = make_contact("Ana Ruiz", email="ana@nordquay.example", title="Head of buying")

    came = entered(ANA | {"title": "Buyer", "city": "Oslo"}, kind="download", asset="Guide")

    assert (came.fate, came.contact) == ("updated", known)
    assert (came.contact.title, came.contact.city) == ("Head of buying", "Oslo")


def test_the_same_twice_is_once():
    first = entered(kind="download", asset="Guide")

    again = entered(kind="download", asset="Guide")

    assert (again.fate, again.contact) == ("unchanged", first.contact)
    assert Touch.objects.count() == 1


def test_a_request_makes_a_lead_at_once():
    rep = make_user()

    came = entered(kind="contact_request", asset="Contact form", team=rep.team)

    came.contact.refresh_from_db()
    assert (came.contact.stage, came.contact.owner) == (Stage.LEAD, rep)


def test_who_looks_like_junk_waits_in_quarantine_and_can_be_let_in():
    came = entered({"first_name": "Mickey", "last_name": "Mouse", "email": "m@polder.example"}, kind="download")

    assert (came.fate, came.contact, Contact.objects.count()) == ("quarantined", None, 0)
    row = UploadRow.objects.in_quarantine().get()
    quarantine.release(row, at=NOON)
    assert Contact.objects.get().touches.get().kind == "download"


def test_who_must_be_left_alone_is():
    make_contact("Ana Ruiz", email="ana@nordquay.example").suppress(at=NOON)

    came = entered(kind="contact_request", asset="Form", decided=True)

    assert came.fate == "suppressed"
    assert not Touch.objects.exists()


def test_whom_another_name_belongs_to_waits_unless_a_person_decided():
    known = make_contact("Petra Lindqvist", email="ana@nordquay.example")

    assert entered(kind="download").fate == "quarantined"
    assert entered(kind="download", decided=True).contact == known


def test_nobody_is_rejected():
    assert entered({"company": "Nordquay"}, kind="download").fate == "rejected"


def test_under_one_arrival_somebody_comes_in_once():
    first = entered(kind="contact_request", asset="Form", arrival="form-17")

    again = entered(ANA | {"first_name": "Eva"}, kind="contact_request", asset="Form", arrival="form-17")

    assert (again.fate, again.contact) == (first.fate, first.contact)
    assert Upload.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "kind"), [({"fax": "1"}, None), (ANA, "reply"), (ANA, "nonsense")], ids=["field", "no way in", "no kind"]
)
def test_what_is_no_field_or_kind_is_an_error_of_the_program(fields, kind):
    with pytest.raises(ValueError):
        entered(fields, kind=kind)


@pytest.mark.parametrize("value", ["a\x1fb", "a\0b", "x" * 100_000, "\ud800", "=1+1"], ids=ascii)
def test_strange_values_are_stored_harmlessly_or_refused(value):
    for field in ("full_name", "email", "phone", "company", "notes", "linkedin", "country", "employees"):
        came = entered({"email": "ana@nordquay.example", field: value}, kind="download", further={value: value})

        assert came.fate in ("created", "updated", "unchanged", "quarantined", "rejected")


def test_the_news_goes_out_like_that_of_a_list():
    heard = []

    def listen(touches, **kwargs):
        heard.extend(touch.kind for touch in touches)

    signals.touches_recorded.connect(listen)
    try:
        entered(kind="download")
    finally:
        signals.touches_recorded.disconnect(listen)

    assert heard == ["download"]


def test_they_are_no_list_on_the_page_of_uploads(client):
    client.force_login(make_user(User.Role.MARKETING))
    entered(kind="download", came_from="Website")

    assert "Website" not in client.get("/uploads/").text


# By hand


NEW = {"first_name": "Ana", "last_name": "Ruiz", "email": "ana@nordquay.example"}


def test_who_is_added_by_hand_did_nothing_and_is_kept_as_typed(client, rep):
    post(client, "add_contact", **NEW | {"first_name": "ana"}, firm="Nordquay", team=rep.team.pk, owner=rep.pk)

    contact = Contact.objects.get()
    assert (contact.name, contact.first_name, contact.company.name) == ("ana Ruiz", "ana", "Nordquay")
    assert (contact.owner, contact.touches.count()) == (rep, 0)


def test_the_account_s_owner_does_not_take_whom_somebody_adds_for_another_rep(client, rep):
    make_company("Nordquay", domain="nordquay.example", owner=make_user(team=rep.team))

    post(client, "add_contact", **NEW, team=rep.team.pk, owner=rep.pk)

    assert Contact.objects.get().owner == rep


def test_junk_is_added_by_hand_only_by_who_is_sure(client, rep):
    junk = {"first_name": "Mickey", "last_name": "Mouse", "email": "mickey@polder.example", "team": rep.team.pk}

    answer = post(client, "add_contact", **junk)

    assert answer.status_code == 422
    assert "This looks like junk: The name is a cartoon character" in answer.text
    assert not Contact.objects.exists()
    post(client, "add_contact", **junk, sure="on")
    assert Contact.objects.get().name == "Mickey Mouse"


def test_what_is_odd_about_somebody_added_by_hand_is_flagged(client, rep):
    post(client, "add_contact", first_name="Ana", last_name="Ruiz", email="ana@gmail.com", team=rep.team.pk)

    assert Contact.objects.get().flags == ["free_mail"]


def test_somebody_without_an_address_is_added_once(client, rep):
    for _ in range(2):
        post(client, "add_contact", first_name="Ana", last_name="Ruiz", firm="Nordquay", team=rep.team.pk)

    assert Contact.objects.count() == 1
