"""Who waits for the start of their plan: in the list's report, on a page, on the contact's page."""

import pytest
from django.utils.timezone import now
from playwright.sync_api import expect

from cadences.models import Enrollment
from contacts.models import Upload
from leadflow.accounts.models import User
from tests.browser.conftest import DESK, PHONE, overflow
from tests.cadences.starting import a_list
from tests.contacts.uploading import imported
from tests.factories import make_firm, make_team, make_user
from tests.support import axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def upload(db) -> Upload:
    """Twelve leads of two reps, two a day with each."""
    make_firm(working_days=list(range(7)))
    team = make_team("North")
    for name in ("Ana Brandt", "Chiara Conti-Montgomery"):
        make_user(team=team, name=name)
    return imported(a_list(12), at=now(), team=team, starts_a_day=2, name="fair.csv")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["desk", "phone"])
def test_the_pages_are_accessible_and_fit(new_context, enter, upload, screen, theme):
    page = new_context(color_scheme=theme, **screen).new_page()
    site = enter(make_user(User.Role.MANAGER, manages=[upload.team]), page.context)
    last = Enrollment.objects.latest("day_0")

    for address, words in (
        (f"/uploads/{upload.pk}/", "of them wait for the start"),
        (f"/uploads/{upload.pk}/waiting/", "Until then they are in nobody’s queue"),
        (f"/contacts/{last.contact_id}/", "Starts "),
    ):
        page.goto(f"{site}{address}")
        expect(page.get_by_text(words).first).to_be_visible()
        assert axe.findings(page) == []
        assert overflow(page) == 0


def test_a_manager_starts_one_from_the_list_and_takes_it_back(page, enter, upload):
    site = enter(make_user(User.Role.MANAGER, manages=[upload.team]))
    page.goto(f"{site}/uploads/{upload.pk}/")
    page.get_by_role("link", name="8 of them wait for the start").click()
    before = Enrollment.objects.latest("day_0", "pk")

    page.get_by_role("button", name=str(before.contact)).click()

    expect(page.get_by_text("begins today")).to_be_visible()
    expect(page.get_by_text("7 leads of fair.csv begin later")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("is as before")).to_be_visible()
    assert Enrollment.objects.get(pk=before.pk).day_0 == before.day_0
