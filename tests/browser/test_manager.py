"""A manager finds who is behind, opens the rows behind a number, and mends what slips."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from cadences.models import Enrollment
from contacts.models import Stage
from leadflow.accounts.models import User
from tests.browser.conftest import overflow
from tests.factories import log_outcome, make_contact, make_firm, make_team, make_touch, make_user
from tests.support import axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDTHS = (1366, 320)


@pytest.fixture
def petra():
    """A manager of two reps: Ana calls, Ben has not begun."""
    make_firm(daily_dials=3, working_days=list(range(7)))
    north = make_team("North")
    ana, ben = (make_user(team=north, name=name) for name in ("Ana Brandt", "Ben Okafor"))
    moment = now() - timedelta(minutes=5)
    for name, effect in (("Ingrid Solbakken", "connected"), ("Tom Ferrisdale", "no_answer"), ("Zoe Arnd", "voicemail")):
        contact = make_contact(name, owner=ana, at=moment)
        make_touch(contact, at=moment - timedelta(days=3))
        log_outcome(contact, effect, at=moment)
    lost = make_contact("Lost Lead", owner=ben, stage=Stage.LEAD, at=moment)
    Enrollment.objects.filter(contact=lost).delete()
    return make_user(User.Role.MANAGER, name="Petra Lind", manages=[north])


def test_a_manager_sees_who_called_and_opens_the_calls(page, enter, petra):
    page.goto(enter(petra) + "/team/?period=today")

    line = page.get_by_role("row").filter(has_text="Ana Brandt")
    line.get_by_role("link", name="3 of 3").click()

    assert page.get_by_role("heading", level=1).inner_text() == "Dials"
    assert page.locator("tbody tr").count() == 3
    assert page.get_by_text("Ingrid Solbakken").is_visible()


def test_a_manager_mends_what_slips_with_one_click(page, enter, petra):
    page.goto(enter(petra) + "/slipping/")
    assert page.get_by_text("Has no next step").is_visible()

    page.get_by_role("button", name="Follow up Lost Lead").click()

    page.get_by_role("heading", name="Nobody is slipping").wait_for()
    assert page.get_by_text("Lost Lead is followed up again, by Ben Okafor.").is_visible()


def test_other_days_are_two_dates_away(page, enter, petra):
    page.goto(enter(petra) + "/team/")
    page.locator("summary", has_text="This week").click()

    page.get_by_label("From", exact=True).fill("2026-03-02")
    page.get_by_label("To", exact=True).fill("2026-03-06")
    page.get_by_role("button", name="Show these days").click()

    assert page.get_by_role("heading", level=1).inner_text() == "North team, 2 Mar 2026 to 6 Mar 2026"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_are_sound_at_every_width(new_context, enter, petra, scheme):
    for width in WIDTHS:
        context = new_context(viewport={"width": width, "height": 768}, color_scheme=scheme)
        page = context.new_page()
        site = enter(petra, context)
        for path in ("/team/?period=today", "/team/calls/?period=today", "/team/leads/", "/slipping/", "/late/"):
            page.goto(site + path)
            assert axe.findings(page) == [], (path, width)
            assert overflow(page) == 0, (path, width)
