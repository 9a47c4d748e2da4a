"""From an export that nobody has seen before to the first logged call, without a mouse."""

from datetime import timedelta

import pytest
from django.utils.timezone import now
from playwright.sync_api import Locator, Page, expect

from cadences.models import Task
from contacts.importing import work
from contacts.models import Contact, Stage, Touch, Upload
from leadflow.accounts.models import User
from tests.browser.conftest import DESK, NO_PHONE
from tests.factories import make_firm, make_team, make_user
from tests.support import axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MOST_TABS = 150


def kiosk() -> str:
    """What the kiosk of a stand has written: headings and vendor say nothing, and nothing tells what the times are."""
    asked = now() - timedelta(hours=2)
    rows = [
        ("F01", "F02", "F03", "F04", "F05", "F06"),
        ("Tom Ferrisdale", "tom@brightwater-labs.example", "Brightwater Labs", "Head of Logistics", "+47 22 55 01 34"),
        ("Amara Osei", "amara.osei@nordquay.example", "Nordquay", "Buyer", "+47 22 55 01 35"),
        ("Mickey Mouse", "mickey@disney.example", "Disney", "Boss", "555-5555"),
    ]
    return "\n".join(";".join([*row, f"{asked:%Y-%m-%d %H:%M}"][:6]) for row in rows)


@pytest.fixture
def seat(new_context, enter):
    """A browser window of somebody's own."""

    def take(person: User) -> tuple[Page, str]:
        context = new_context(**DESK)
        context.add_init_script(NO_PHONE)
        page = context.new_page()
        # Asked for only when the key is pressed, Chromium may take the key first and open a dialog that nobody answers.
        page.on("filechooser", lambda chooser: None)
        return page, enter(person, context)

    return take


def tab_to(page: Page, place: Locator) -> None:
    """Go there as somebody without a mouse does, and see where one is."""
    expect(place).to_be_visible()
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if place.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"No number of tabs leads to {place}.")


def choose(page: Page, place: Locator, option: str) -> None:
    """Pick an option of a list by typing how it begins."""
    tab_to(page, place)
    page.keyboard.type(option)
    expect(place.locator("option:checked")).to_have_text(option)


def work_done() -> None:
    """The test does what the worker would."""
    work.do_all(Upload.objects.get().pk, clock=now)


def test_an_unknown_export_becomes_a_logged_call_by_keys_alone(seat, tmp_path):
    make_firm(working_days=list(range(7)), call_from="00:00", call_until="23:59:59")
    rep = make_user(team=make_team("North"), name="Ana Brandt", time_zone="UTC")
    page, site = seat(make_user(User.Role.MARKETING, name="Mara Voss"))
    file = tmp_path / "kiosk-0917.csv"
    file.write_text(kiosk())

    # The marketer uploads it.
    page.goto(f"{site}/uploads/")
    assert axe.findings(page) == []
    tab_to(page, page.get_by_role("link", name="Upload the first list"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/uploads/new/")
    assert axe.findings(page) == []
    tab_to(page, page.locator("input[type=file]"))
    with page.expect_file_chooser() as asked:
        page.keyboard.press("Enter")
    asked.value.set_files(file)
    expect(page.get_by_text("Reading the list")).to_be_visible()
    assert axe.findings(page) == []
    work_done()

    # She says what the reader could not know, and sees the list read again by it.
    expect(page.get_by_label("F02")).to_have_value("email")
    assert axe.findings(page) == []
    choose(page, page.get_by_label("F06"), "When it happened")
    tab_to(page, page.get_by_role("button", name="Read again with these columns"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Reading the list")).to_be_visible()
    work_done()
    choose(page, page.get_by_label("What did they do?"), "Asked to be contacted")
    choose(page, page.get_by_label("Time zone of the times in the file"), "UTC")
    tab_to(page, page.get_by_role("button", name="Import 2 people"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Reading the list")).to_be_visible()
    work_done()
    tab_to(page, page.get_by_role("button", name="Import 2 people"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Importing")).to_be_visible()
    work_done()

    # The report says what became of it, and who waits in quarantine.
    expect(page.get_by_text("became sales leads", exact=True)).to_be_visible()
    assert axe.findings(page) == []
    assert Contact.objects.filter(stage=Stage.LEAD, owner=rep).count() == 2
    tab_to(page, page.get_by_role("link", name="quarantine", exact=True))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Mickey Mouse").first).to_be_visible()
    assert axe.findings(page) == []

    # Their rep opens the first card and logs the call.
    page, site = seat(rep)
    page.goto(f"{site}/today/")
    expect(page.get_by_role("link", name="Tom Ferrisdale").first).to_be_visible()
    assert axe.findings(page) == []
    page.keyboard.press("Enter")
    page.wait_for_url("**/work/**")
    first = page.get_by_role("heading", level=1).inner_text()
    assert axe.findings(page) == []
    page.wait_for_timeout(300)
    page.keyboard.press("c")
    page.keyboard.press("2")
    expect(page.get_by_role("heading", level=1)).not_to_have_text(first)

    dial = Touch.objects.dials().get()
    assert (dial.contact.name, dial.rep, dial.outcome) == (first, rep, "voicemail")
    assert Task.objects.open().count() == 1
