"""Contacts in a real browser: with axe in both themes and sizes, with the keyboard, and without jumps."""

from datetime import timedelta

import pytest
from django.utils.timezone import now
from playwright.sync_api import expect

from contacts.models import Contact, Persona, Stage, Touch
from leadflow.accounts.models import User
from tests.browser.conftest import DESK, PHONE, overflow
from tests.factories import make_company, make_contact, make_enrollment, make_team, make_touch, make_user
from tests.support import axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def rep():
    return make_user(team=make_team("North"), name="Ana Ruiz")


@pytest.fixture
def contact(rep):
    """Somebody of whom a page has everything to show."""
    Persona.objects.create(name="Cold chain buyer", industries=["Logistics"], titles=["quality"])
    company = make_company("Nordquay Logistics", domain="nordquay.example", industry="Logistics", owner=rep)
    contact = make_contact(
        "Ingrid Solbakken",
        owner=rep,
        company=company,
        title="Head of Quality",
        phone="+47 22 55 01 34",
        flags=["free_mail"],
        wishes="Call Tuesdays",
        address="Havnegata 1\n0150 Oslo",
        extra={"Stand": "B12"},
    )
    make_enrollment(contact, at=now())
    for n in range(25):
        make_touch(contact, at=now() - timedelta(days=n), gist="Asked about loggers.")
    make_touch(contact, Touch.Kind.WEBINAR_REGISTERED, at=now())
    contact.suppress(at=now(), channel="post")
    make_contact("Yara Haddad", owner=rep, company=company)
    make_contact("Tom Ferrisdale", owner=make_user(team=make_team("South")), company=company)
    make_contact("Per Hansen", owner=rep).set_revisit(now().date() + timedelta(days=90), at=now(), cause="by_hand")
    return contact


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["desk", "phone"])
def test_every_page_is_accessible_and_fits(new_context, live_server, enter, contact, rep, screen, theme):
    context = new_context(color_scheme=theme, **screen)
    page = context.new_page()
    troubles = []
    page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    page.on("request", lambda request: request.url.startswith(live_server.url) or troubles.append(request.url))
    enter(rep, context)

    for path in (
        "contacts/",
        "contacts/?stage=leads&flag=any",
        "contacts/?q=solbaken",
        "contacts/add/",
        f"contacts/{contact.pk}/",
        f"contacts/{contact.pk}/edit/",
        f"contacts/{contact.pk}/touches/add/",
        f"contacts/{contact.pk}/suppress/",
        f"contacts/{contact.pk}/why/",
        f"contacts/{contact.pk}/plan/",
        "nurture/",
        "companies/",
        f"companies/{contact.company.pk}/",
        f"companies/{contact.company.pk}/edit/",
        "search/?q=sol",
    ):
        page.goto(f"{live_server.url}/{path}", wait_until="networkidle")
        assert axe.findings(page) == [], path
        assert overflow(page) == 0, path
    assert troubles == []


@pytest.fixture
def at_the_contact(enter, page, contact, rep):
    page.goto(f"{enter(rep)}/contacts/{contact.pk}/", wait_until="networkidle")
    return page


@pytest.mark.parametrize(
    ("words", "heading"),
    [
        ("Not now: come back on a day", "Not now: come back on a day"),
        ("Give to somebody", "Give to somebody"),
        ("Take off the lists", "Take off the lists"),
        ("Do not contact", "They do not want to be contacted"),
    ],
)
def test_an_action_opens_in_a_dialog_with_its_first_field_in_focus(at_the_contact, words, heading):
    at_the_contact.locator("main summary").first.click()
    at_the_contact.get_by_role("link", name=words).click()

    expect(at_the_contact.locator("#action")).to_be_visible()
    expect(at_the_contact.locator("#action-title")).to_have_text(heading)
    expect(at_the_contact.locator("#action [data-autofocus]").first).to_be_focused()
    assert axe.findings(at_the_contact) == []


def test_a_mistake_in_a_dialog_is_told_there_and_mended_there(at_the_contact, contact):
    at_the_contact.get_by_role("link", name="Pause").click()
    field = at_the_contact.locator("#action input[name=until]")
    field.fill("2020-01-01")
    at_the_contact.locator("#action").get_by_role("button", name="Pause").click()

    expect(at_the_contact.locator("#action .error-summary")).to_be_focused()
    assert axe.findings(at_the_contact) == []
    field.fill((now().date() + timedelta(days=9)).isoformat())
    at_the_contact.locator("#action").get_by_role("button", name="Pause").click()
    expect(at_the_contact.locator("#plan")).to_contain_text("on hold until")
    at_the_contact.get_by_role("button", name="Undo").click()
    expect(at_the_contact.locator("#plan")).not_to_contain_text("on hold")


def test_the_timeline_goes_further_back_and_is_narrowed_in_place(at_the_contact):
    expect(at_the_contact.locator(".timeline-entry")).to_have_count(20)
    at_the_contact.get_by_role("link", name="Older").click()
    expect(at_the_contact.locator(".timeline-entry")).not_to_have_count(20)

    at_the_contact.get_by_role("link", name="Notes", exact=True).click()
    expect(at_the_contact.get_by_text("Nothing of this kind yet.")).to_be_visible()


def test_a_note_is_typed_and_kept_with_the_keyboard_alone(at_the_contact):
    at_the_contact.keyboard.press("n")
    at_the_contact.keyboard.type("Prefers mornings")
    at_the_contact.keyboard.press("Tab")
    at_the_contact.keyboard.press("Enter")

    expect(at_the_contact.locator("#timeline")).to_contain_text("Prefers mornings")
    expect(at_the_contact.locator("#note")).to_have_value("")


def test_the_page_does_not_jump_as_its_panels_arrive(enter, page, contact, rep):
    page.add_init_script(
        """window.shift = 0;
        new PerformanceObserver(list => list.getEntries().forEach(e => { window.shift += e.value; }))
            .observe({type: "layout-shift", buffered: true});"""
    )

    page.goto(f"{enter(rep)}/contacts/{contact.pk}/", wait_until="networkidle")

    assert page.evaluate("window.shift") < 0.05


def test_without_scripts_everything_is_a_page(new_context, live_server, enter, contact, rep):
    context = new_context(java_script_enabled=False)
    page = context.new_page()
    enter(rep, context)
    page.goto(f"{live_server.url}/contacts/{contact.pk}/")

    page.get_by_role("link", name="Next step and plan").click()
    expect(page.get_by_text("Introductory mail")).to_be_visible()
    page.go_back()
    page.get_by_role("link", name="Why this stage").click()
    expect(page.get_by_role("heading", name="Why sales")).to_be_visible()
    page.goto(f"{live_server.url}/contacts/{contact.pk}/disqualify/")
    page.get_by_label("Why they will never buy").fill("Competitor")
    page.get_by_role("button", name="Take off the lists").click()
    expect(page.locator(".tags")).to_contain_text("Disqualified")


def test_r_notes_their_answer_and_puts_the_decision_on_top(at_the_contact, contact):
    at_the_contact.keyboard.press("r")
    expect(at_the_contact.get_by_role("radio", name="By mail")).to_be_focused()
    assert axe.findings(at_the_contact) == []
    at_the_contact.keyboard.press("Enter")

    expect(at_the_contact.get_by_text("Get the decision: a meeting, not now, or no.")).to_be_visible()
    assert contact.touches.filter(kind=Touch.Kind.REPLY).exists()


def test_what_was_done_by_hand_is_taken_back_with_a_key(at_the_contact, contact):
    at_the_contact.locator("main summary").first.click()
    at_the_contact.get_by_role("link", name="Take off the lists").click()
    at_the_contact.get_by_label("Why they will never buy").fill("Competitor")
    at_the_contact.locator("#action").get_by_role("button", name="Take off the lists").click()
    expect(at_the_contact.locator(".tags")).to_contain_text("Disqualified")

    at_the_contact.locator("h1").click()
    at_the_contact.keyboard.press("z")
    expect(at_the_contact.locator("#toasts")).to_contain_text("Taken back.")
    expect(at_the_contact.locator(".tags")).not_to_contain_text("Disqualified")


# The list


@pytest.fixture
def at_the_list(enter, page, contact, rep):
    page.goto(f"{enter(rep)}/contacts/", wait_until="networkidle")
    return page


def test_slash_goes_to_the_search_which_narrows_as_one_types(at_the_list):
    at_the_list.keyboard.press("/")
    expect(at_the_list.get_by_role("searchbox")).to_be_focused()
    at_the_list.keyboard.type("solbak")

    expect(at_the_list.locator("tbody tr")).to_have_count(1)
    expect(at_the_list.get_by_role("searchbox")).to_be_focused()
    assert at_the_list.url.endswith("?q=solbak")
    at_the_list.reload()
    expect(at_the_list.locator("tbody tr")).to_have_count(1)


def test_a_filter_stands_in_the_address_and_is_taken_away_by_its_chip(at_the_list):
    at_the_list.get_by_label("Stage", exact=True).select_option(Stage.NURTURE)
    expect(at_the_list.locator("tbody tr")).to_have_count(1)
    assert at_the_list.url.endswith("?stage=nurture")

    at_the_list.locator(".chip").click()
    expect(at_the_list.locator("tbody tr")).to_have_count(3)


def test_j_k_enter_and_x_work_the_list(at_the_list, contact):
    at_the_list.keyboard.press("j")
    expect(at_the_list.get_by_role("link", name="Ingrid Solbakken")).to_be_focused()
    at_the_list.keyboard.press("x")
    expect(at_the_list.get_by_label("Select Ingrid Solbakken")).to_be_checked()
    expect(at_the_list.get_by_role("button", name="Give")).to_be_visible()
    assert axe.findings(at_the_list) == []
    at_the_list.keyboard.press("x")
    expect(at_the_list.get_by_role("button", name="Give")).to_be_hidden()

    at_the_list.keyboard.press("j")
    at_the_list.keyboard.press("k")
    at_the_list.keyboard.press("Enter")
    expect(at_the_list).to_have_url(f"{at_the_list.url.split('/contacts')[0]}/contacts/{contact.pk}/")


def test_those_ticked_are_given_away_and_taken_back(at_the_list, rep):
    mate = make_user(team=rep.team, name="Ben Okafor")
    at_the_list.reload()
    at_the_list.get_by_label("Select all on this page").check()
    at_the_list.get_by_label("Give the selected to").select_option(label="Ben Okafor")
    at_the_list.get_by_role("button", name="Give").click()
    expect(at_the_list.locator("#toasts")).to_contain_text("3 contacts are Ben Okafor's now.")
    assert Contact.objects.filter(owner=mate).count() == 3

    at_the_list.get_by_role("button", name="Undo").click()
    expect(at_the_list.locator("tbody")).not_to_contain_text("Ben Okafor")
    assert Contact.objects.filter(owner=rep).count() == 3


def test_the_palette_leads_to_a_person(at_the_list, contact):
    at_the_list.keyboard.press("Control+k")
    at_the_list.keyboard.type("solbakken")
    expect(at_the_list.locator("#palette-found a")).to_have_count(1)
    at_the_list.keyboard.press("Enter")

    expect(at_the_list.get_by_role("heading", level=1)).to_have_text("Ingrid Solbakken")


def test_marketing_sees_the_contact_without_the_plan(enter, page, contact):
    page.goto(f"{enter(make_user(User.Role.MARKETING))}/contacts/{contact.pk}/", wait_until="networkidle")

    expect(page.get_by_role("heading", level=1)).to_have_text("Ingrid Solbakken")
    expect(page.locator("#plan")).to_have_count(0)
    assert axe.findings(page) == []
