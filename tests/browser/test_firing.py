"""A rep reads on a contact's page why each step comes on its day; a manager takes a mend back."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from cadences import firing
from cadences.models import Enrollment
from contacts.models import Stage
from leadflow.accounts.models import User
from tests.browser.conftest import overflow
from tests.factories import make_contact, make_enrollment, make_firm, make_team, make_user
from tests.support import axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DAY = timedelta(days=1)
WIDTHS = (1366, 320)


@pytest.fixture
def north():
    make_firm(working_days=list(range(7)))
    return make_team("North")


@pytest.fixture
def late(north):
    """A plan that began five days ago, and whose research is three days late since it was put off by one."""
    rep, began = make_user(team=north, name="Ana Brandt"), now() - 5 * DAY
    plan = make_enrollment(make_contact("Ingrid Solbakken", owner=rep, at=began), at=began)
    firing.sweep(began + DAY, clock=lambda: began + DAY)
    plan.tasks.get().snooze((began + 2 * DAY).date(), at=began + DAY)
    return plan


@pytest.fixture
def petra(north):
    lost = make_contact("Lost Lead", owner=make_user(team=north, name="Ben Okafor"), stage=Stage.LEAD)
    Enrollment.objects.filter(contact=lost).delete()
    return make_user(User.Role.MANAGER, name="Petra Lind", manages=[north])


def test_the_plan_says_why_each_step_comes_on_its_day(page, enter, late):
    page.goto(f"{enter(late.contact.owner)}/contacts/{late.contact_id}/")

    plan = page.locator("ol.plan")
    plan.get_by_text("put off from").wait_for()
    assert plan.get_by_text("Day 2, 4 days later: Research: website and LinkedIn is 4 days late").is_visible()


def test_a_mend_is_taken_back_with_one_click(page, enter, petra):
    page.goto(enter(petra) + "/slipping/")
    page.get_by_role("button", name="Follow up Lost Lead").click()
    page.get_by_role("heading", name="Nobody is slipping").wait_for()

    page.get_by_role("button", name="Undo").click()

    page.get_by_text("Taken back. Lost Lead is as before.").wait_for()
    page.goto(enter(petra) + "/slipping/")
    assert page.get_by_text("Has no next step").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_both_are_sound_at_every_width(new_context, enter, late, petra, scheme):
    for width in WIDTHS:
        context = new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
        for person, address in ((late.contact.owner, f"/contacts/{late.contact_id}/"), (petra, "/slipping/")):
            page = context.new_page()
            page.goto(enter(person, context) + address)
            page.wait_for_load_state("networkidle")
            assert overflow(page) == 0, (address, width)
            assert axe.findings(page) == [], (address, width)
