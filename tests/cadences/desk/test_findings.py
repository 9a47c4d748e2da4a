"""What research finds out, and where it goes."""

import pytest

from cadences.models import Completion
from contacts.models import Company, Contact, Persona, Stage, Suppression
from contacts.models.suppression import digest
from tests.cadences.cards import NOW, log, make_step
from tests.factories import make_company, make_contact, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


@pytest.fixture
def task():
    """The research of somebody at Brightwater, whose web site is known."""
    company = make_company("Brightwater", domain="brightwater.example", employees=40)
    return make_step("research", contact=make_contact("Tom Ferrisdale", owner=make_user(), company=company))


def found(**fields):
    """What the card shows of the firm, with what the rep changed."""
    shown = {"firm": "Brightwater", "domain": "brightwater.example", "employees": "40", "title": ""}
    return {f"card__{name}": value for name, value in (shown | fields).items()}


def company_of(task) -> Company:
    return Contact.objects.get(pk=task.contact_id).company


def test_another_firm_is_not_the_one_before_though_its_site_still_stands_there(client, task):
    log(client, task, "done", **found(firm="Polder Foods"))

    assert (company_of(task).name, company_of(task).domain) == ("Polder Foods", "")
    assert Company.objects.get(domain="brightwater.example").employees == 40


def test_another_firm_can_be_told_with_its_own_site(client, task):
    polder = make_company("Polder Foods BV", domain="polder.example")

    log(client, task, "done", **found(firm="Polder Foods", domain="www.polder.example"))

    assert company_of(task) == polder


def test_the_site_of_another_firm_is_refused_as_that_of_this_one(client, task):
    make_company("Polder Foods", domain="polder.example")

    answer = log(client, task, "done", **found(domain="polder.example"))

    assert answer.status_code == 422
    assert "This is the domain of Polder Foods already." in answer.text


def test_two_firms_of_one_name_are_not_left_without_a_domain(client, task):
    make_company("Brightwater AS")

    answer = log(client, task, "done", **found(domain=""))

    assert answer.status_code == 422
    assert "There is a Brightwater AS already." in answer.text


def test_what_is_found_out_about_the_firm_judges_colleagues_anew(client, task):
    Persona.objects.create(name="Shipper", industries=["Logistics"])
    colleague = make_contact("Yara Haddad", company=company_of(task))

    log(client, task, "done", **found(industry="Fashion"))

    colleague.refresh_from_db()
    assert colleague.fit == "mismatch"


@pytest.mark.parametrize(
    ("kind", "normalised"), [("email", "tom@polder.example"), ("domain", "polder.example")], ids=["address", "domain"]
)
def test_an_address_of_somebody_who_asked_us_to_stop_is_refused(client, task, kind, normalised):
    Suppression.objects.create(kind=kind, digest=digest(kind, normalised), at=NOW)

    answer = log(client, task, "done", **found(email="tom@polder.example"))

    assert answer.status_code == 422
    assert "asked us not to contact them" in answer.text
    assert not Completion.objects.exists()


def test_a_channel_that_was_closed_to_a_found_address_is_closed(client, task):
    Suppression.objects.create(kind="email", digest=digest("email", "tom@polder.example"), channel="email", at=NOW)

    log(client, task, "done", **found(email="tom@polder.example"))

    contact = Contact.objects.get(pk=task.contact_id)
    assert contact.no_email
    assert contact.stage == Stage.LEAD
