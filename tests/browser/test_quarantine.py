"""Deciding about junk with the keyboard alone, and on a phone."""

import pytest
from playwright.sync_api import expect

from contacts.models import Contact, JunkEntry, JunkRule, Suppression
from leadflow.accounts.models import User
from tests.browser.conftest import PHONE, overflow
from tests.contacts.uploading import imported, people
from tests.factories import make_contact, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

JUNK = [
    "Mickey,Mouse,mickey@nordquay.example,,,,",
    "Donald,Duck,donald@nordquay.example,,,,",
    "Tom,Ferrisdale,tom@mailinator.com,,,,",
]


def waiting(page):
    return page.locator("tbody [data-row]")


def test_the_quarantine_is_cleared_with_the_keyboard_alone(page, enter):
    imported(people(*JUNK))
    page.goto(f"{enter(make_user(User.Role.MARKETING))}/quarantine/")
    press = page.keyboard.press

    # The newest first: Tom is discarded, which is taken back, Donald comes in.
    press("j")
    press("d")
    expect(waiting(page)).to_have_count(2)
    press("z")
    expect(waiting(page)).to_have_count(3)
    press("j")
    press("j")
    press("i")
    expect(waiting(page)).to_have_count(2)
    assert Contact.objects.get().name == "Donald Duck"

    # The others at once.
    for _ in range(2):
        press("j")
        press("x")
    expect(page.get_by_text("With the selected")).to_be_visible()
    press("d")
    expect(page.get_by_text("Nothing waits")).to_be_visible()
    press("z")
    expect(waiting(page)).to_have_count(2)


def test_a_domain_is_allowed_for_ever_from_its_row(page, enter):
    imported(people(*JUNK))
    page.goto(f"{enter(make_user(User.Role.MARKETING))}/quarantine/")

    page.get_by_text("Always allow: Mickey Mouse").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Always allow everybody at “nordquay.example”").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_text("is always let in from now on")).to_be_visible()
    expect(waiting(page)).to_have_count(1)
    assert JunkEntry.objects.get().verdict == "allow"


def test_a_rule_and_a_list_are_changed_and_taken_back(page, enter):
    page.goto(f"{enter(make_user(User.Role.MARKETING))}/quarantine/rules/")
    student = page.get_by_role("group", name="Student or trainee")

    student.get_by_role("button", name="Into quarantine").click()
    expect(student.get_by_role("button", name="Into quarantine")).to_have_attribute("aria-pressed", "true")
    assert JunkRule.sieve().verdicts == {"student": "quarantine"}
    page.get_by_role("button", name="Undo").click()
    expect(student.get_by_role("button", name="Flag only")).to_have_attribute("aria-pressed", "true")

    page.get_by_label("One a line").fill("Rivaldeck Ltd\ncargoclash.example")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("2 lines added")).to_be_visible()
    page.keyboard.press("z")
    expect(page.get_by_text("No lines yet")).to_be_visible()


def test_a_whole_domain_is_closed_once_the_number_was_said(page, enter):
    make_contact("Ana Ruiz", email="ana@polder.example")
    page.goto(f"{enter(make_user(User.Role.MARKETING))}/do-not-contact/")

    page.keyboard.press("n")
    page.get_by_label("Addresses, phone numbers").fill("polder.example")
    page.get_by_label("Why").fill("Their lawyer wrote")
    page.get_by_role("button", name="Add to the list").click()
    expect(page.get_by_text("1 of the people we know stop")).to_be_visible()
    page.get_by_role("button", name="Do not contact them").click()

    expect(page.get_by_role("cell", name="polder.example", exact=True)).to_be_visible()
    assert Suppression.objects.filter(kind="domain").count() == 1


def test_the_menu_of_a_row_fits_a_phone(new_context, live_server, enter):
    imported(people(*JUNK))
    context = new_context(**PHONE)
    page = context.new_page()
    enter(make_user(User.Role.MARKETING), context)
    page.goto(f"{live_server.url}/quarantine/")

    page.locator("tbody summary.btn-icon").first.click()

    box = page.locator("details[open] .menu-list").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["viewport"]["width"]
    assert overflow(page) == 0
