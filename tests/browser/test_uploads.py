"""The pages of an upload in a real browser, in every phase: with axe, on a desk and on a phone, light and dark."""

import re

import pytest
from django.utils.timezone import now
from playwright.sync_api import expect

from contacts.importing import work
from contacts.models import Contact, Upload
from leadflow.accounts.models import User
from tests.browser.conftest import DESK, PHONE, overflow
from tests.contacts.uploading import LISTS, imported, people, received, staged, undone
from tests.factories import NOON, make_team, make_user
from tests.support import axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ZOOM = LISTS / "zoom_webinar_attendee_report.csv"


def pages() -> dict[str, str]:
    """Each page with something to show, by name."""
    done = imported(LISTS / "gotowebinar_attendee_report.csv", zone="Europe/Oslo")
    check = staged(ZOOM)
    reading, refused = received(ZOOM), staged(b"", name="empty.csv")
    importing = staged(LISTS / "eventbrite_attendees_us.csv", zone="UTC")
    importing.begin(at=NOON)
    back, undoing, again = (imported(a_list(name), name=f"{name}.csv", at=now()) for name in ("Ana", "Ben", "Eva"))
    undoing.undo(by=None, at=now())
    Contact.objects.get(first_name="Ana1").edit(title="Buyer", at=now())
    Contact.objects.get(first_name="Eva1").edit(title="Buyer", at=now())
    again = undone(again, at=now())
    of_one = {"check": check, "reading": reading, "importing": importing, "report": done, "refused": refused}
    of_one |= {"undoing": undoing, "undone": again}
    return {
        "list": "/uploads/",
        "new": "/uploads/new/",
        "quarantine": "/quarantine/",
        "undo": f"/uploads/{back.pk}/undo/",
        **{name: f"/uploads/{upload.pk}/" for name, upload in of_one.items()},
    }


def a_list(name: str) -> str:
    return people(*[f"{name}{n},Ruiz,{name}{n}@nordquay.example,Nordquay AS,,," for n in range(3)])


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["desk", "phone"])
def test_every_phase_is_accessible_and_fits(new_context, live_server, enter, screen, theme):
    make_team("North")
    make_team("South")
    context = new_context(color_scheme=theme, **screen)
    page = context.new_page()
    enter(make_user(User.Role.MARKETING, name="Mia Sandvik"), context)
    troubles = {}

    for name, path in pages().items():
        page.goto(f"{live_server.url}{path}")
        page.evaluate("document.querySelectorAll('main details').forEach(each => each.open = true)")
        found = axe.findings(page)
        if found or overflow(page):
            troubles[name] = (found, overflow(page))

    assert troubles == {}


def test_a_marketer_brings_in_a_webinar_list(page, enter):
    """Here the test does what the worker would."""
    make_team("North")
    page.goto(f"{enter(make_user(User.Role.MARKETING))}/uploads/")

    page.get_by_role("link", name="Upload the first list").click()
    page.locator("input[type=file]").set_input_files(ZOOM)
    expect(page.get_by_text("Reading the list")).to_be_visible()
    upload = work.do_all(Upload.objects.get().pk, clock=lambda: NOON)
    page.get_by_label("Time zone of the times in the file").select_option("America/New_York")
    page.get_by_role("button", name="Import 9 people").click()
    expect(page.get_by_text("Reading the list")).to_be_visible()
    work.do_all(upload.pk, clock=lambda: NOON)
    page.get_by_role("button", name="Import 9 people").click()
    expect(page.get_by_text("Importing")).to_be_visible()
    work.do_all(upload.pk, clock=lambda: NOON)

    expect(page.get_by_text("became sales leads", exact=True)).to_be_visible()
    assert Contact.objects.count() == 9


def test_a_file_chosen_before_the_page_is_ready_is_read(page, enter):
    make_team("North")
    held = []
    page.route(re.compile(r"/dropzone[^/]*\.js"), lambda route: held.append(route))
    with page.expect_request(re.compile(r"/dropzone[^/]*\.js")):
        page.goto(f"{enter(make_user(User.Role.MARKETING))}/uploads/new/", wait_until="commit")
    page.locator("input[type=file]").set_input_files(ZOOM)

    held[0].continue_()

    expect(page.get_by_text("Reading the list")).to_be_visible()


def test_what_is_discarded_can_be_taken_back(page, enter):
    imported(ZOOM, zone="UTC")
    page.goto(f"{enter(make_user(User.Role.MARKETING))}/quarantine/")

    page.locator("tbody").get_by_role("button", name="Discard").click()
    expect(page.get_by_text("Nothing waits")).to_be_visible()
    page.get_by_role("button", name="Undo").click()

    expect(page.get_by_role("button", name="Let in")).to_be_visible()


def test_a_marketer_takes_the_wrong_list_back(page, enter):
    make_team("North")
    upload = imported(a_list("Ana"), at=now())
    Contact.objects.get(first_name="Ana1").edit(title="Buyer", at=now())
    page.goto(f"{enter(make_user(User.Role.MARKETING))}/uploads/{upload.pk}/")

    page.get_by_role("link", name="Take back").click()
    expect(page.get_by_text("Edited by hand since").first).to_be_visible()
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("Taking the list back")).to_be_visible()
    work.do_all(upload.pk, clock=now)

    expect(page.get_by_text("This list was taken back")).to_be_visible()
    assert Contact.objects.get().first_name == "Ana1"
