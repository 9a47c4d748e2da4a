"""Two contacts that are one person, in a real browser: on a contact's page, and from a rep's card by keys alone."""

import pytest
from django.utils.timezone import now
from playwright.sync_api import expect

from cadences.models import Completion
from contacts.merging import likely
from contacts.models import Channel, Contact
from tests.browser.conftest import DESK, NO_PHONE
from tests.cadences.cards import make_task
from tests.factories import make_company, make_contact, make_firm, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = "+47 22 55 01 34"


@pytest.fixture
def rep():
    make_firm(name="Harborline", working_days=list(range(7)), call_from="00:00", call_until="23:59:59")
    return make_user(name="Ana Ruiz")


@pytest.fixture
def desk(new_context, enter, rep):
    """Ana's browser."""
    context = new_context(**DESK)
    context.add_init_script(NO_PHONE)
    page = context.new_page()
    page.address = enter(rep, context)
    return page


def test_a_doubt_is_looked_at_side_by_side_settled_and_taken_back(desk, rep):
    polder = make_company("Polder Logistics")
    kept = make_contact("Ingrid Solbakken", owner=rep, company=polder, phone=PHONE, title="Buyer")
    gone = make_contact("I. Solbakken", owner=rep, company=polder, phone=PHONE, title="Head of Quality")
    likely.propose(likely.known([gone.pk]), at=now())

    desk.goto(f"{desk.address}/contacts/{kept.pk}/")
    desk.get_by_role("link", name="Look at both").click()
    desk.get_by_role("row", name="Job title").get_by_text("Head of Quality").click()
    desk.get_by_role("button", name="Make them one contact").click()

    expect(desk.get_by_role("heading", level=1)).to_have_text("Ingrid Solbakken")
    expect(desk.locator("main")).to_contain_text("Head of Quality")
    assert Contact.objects.get().title == "Head of Quality"

    desk.get_by_role("button", name="Undo").click()
    expect(desk.get_by_text("are two contacts again")).to_be_visible()
    assert set(Contact.objects.values_list("name", "title")) == {
        ("Ingrid Solbakken", "Buyer"),
        ("I. Solbakken", "Head of Quality"),
    }


def test_a_lead_that_is_a_duplicate_is_settled_by_keys(desk, rep):
    known = make_contact("Ingrid Solbakken", owner=rep, phone=PHONE)
    double = make_contact("Ingrid Solbaken", owner=rep, phone=PHONE, stage="lead")
    task = make_task(channel=Channel.PHONE, contact=double, due_on=now().date())

    desk.goto(f"{desk.address}/work/{task.pk}/")
    desk.keyboard.press("d")
    desk.keyboard.press("6")
    choice = desk.get_by_label("Ingrid Solbakken")
    expect(choice).to_be_visible()
    choice.press("Space")
    desk.keyboard.press("Enter")

    expect(desk.get_by_text("are one contact now")).to_be_visible()
    assert Contact.objects.get() == known
    assert Completion.objects.get().merge.kept == known

    desk.get_by_role("button", name="Undo").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Ingrid Solbaken")
    assert Contact.objects.count() == 2
    task.refresh_from_db()
    assert task.is_open
