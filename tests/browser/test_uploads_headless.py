"""A list without headings in a real browser: its columns are mapped by hand."""

import pytest
from playwright.sync_api import expect

from contacts.importing import work
from contacts.models import Contact, Upload
from leadflow.accounts.models import User
from tests.browser.conftest import DESK, PHONE, overflow
from tests.contacts.uploading import LISTS, staged
from tests.factories import NOON, make_team, make_user
from tests.support import axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["desk", "phone"])
def test_what_is_asked_of_a_list_without_headings_is_accessible_and_fits(new_context, enter, screen, theme):
    make_team("North")
    page = new_context(color_scheme=theme, **screen).new_page()
    site = enter(make_user(User.Role.MARKETING), page.context)
    troubles = {}

    for name, content in {"told": LISTS / "no_headings_cards.csv", "untold": "red,Ede\nblue,Urk\n"}.items():
        page.goto(f"{site}/uploads/{staged(content).pk}/")
        found = axe.findings(page)
        if found or overflow(page):
            troubles[name] = (found, overflow(page))

    assert troubles == {}


def test_a_marketer_says_what_the_columns_hold(page, enter):
    """Here the test does what the worker would."""
    make_team("North")
    upload = staged("Wer,Wo\nAna,Ede\nBen,Urk\n", name="kiosk.csv")
    page.goto(f"{enter(make_user(User.Role.MARKETING))}/uploads/{upload.pk}/")

    expect(page.get_by_text("No row names a person yet")).to_be_visible()
    expect(page.get_by_role("button", name="Import")).to_have_count(0)
    page.get_by_label("The first row").select_option(label="is headings")
    page.get_by_label("Column 1").select_option(label="First name")
    page.get_by_role("button", name="Read again with these columns").click()
    expect(page.get_by_text("Reading the list")).to_be_visible()
    work.do_all(upload.pk, clock=lambda: NOON)

    page.goto(page.url)
    expect(page.get_by_label("Wer")).to_have_value("first_name")
    page.get_by_role("button", name="Import 2 people").click()
    expect(page.get_by_text("Importing")).to_be_visible()
    work.do_all(upload.pk, clock=lambda: NOON)

    assert Upload.objects.get().phase == Upload.Phase.DONE
    assert set(Contact.objects.values_list("first_name", flat=True)) == {"Ana", "Ben"}
