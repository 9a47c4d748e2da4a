"""What a message offers can be pressed on a phone, too."""

import pytest

from tests.browser.conftest import PHONE
from tests.factories import make_contact, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_undo_stands_whole_on_a_phone(new_context, enter):
    rep = make_user()
    lead = make_contact("Ida Moe of the Quay", owner=rep, stage="lead")
    page = new_context(reduced_motion="reduce", **PHONE).new_page()
    site = enter(rep, page.context)
    page.goto(f"{site}/contacts/{lead.pk}/revisit/")
    page.get_by_label("What was agreed").fill("New budget in spring")
    page.get_by_role("button", name="Come back then").click()

    notice, undo = page.locator("[data-toast]").bounding_box(), page.get_by_role("button", name="Undo").bounding_box()

    assert undo["x"] >= notice["x"]
    assert undo["x"] + undo["width"] <= notice["x"] + notice["width"]
    assert notice["x"] + notice["width"] <= PHONE["viewport"]["width"]
