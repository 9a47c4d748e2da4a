"""What a list brings, on the page where it is checked: filled in, changed by the limit, on a desk and on a phone."""

import pytest
from playwright.sync_api import expect

from contacts.models import Upload
from leadflow.accounts.models import User
from leadflow.forecast import working
from leadflow.forecast.models import Forecast
from tests.browser.conftest import DESK, PHONE, overflow
from tests.contacts.uploading import staged
from tests.factories import NOON, make_contact, make_enrollment, make_firm, make_team, make_user
from tests.support import axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HEADINGS = "First name,Last name,Email,Phone,Company,Interaction,Event name,Date"


def a_list(team) -> Upload:
    """Sixty who did two things each, some without a phone, one who asked; with something of everything to mend."""
    rows = [
        f"Ana{n},Berg{n},ana{n}@polder{n}.example,{'+47 22 55 01 34' if n % 3 else ''},Polder {n},{what},05/06/2026"
        for n in range(60)
        for what in ("download,Guide", "booth visit,Fair")
    ]
    rows += [
        "Ida,Moe,ida (at) solano (dot) example,2.345E+11,Solano,contact request,Form,05/06/2026",
        "Per,Lund,per at solano,,Solano,download,Guide,05/06/2026",
    ]
    return staged("\n".join([HEADINGS, *rows]), team=team, name="fair.csv")


@pytest.fixture
def team(db):
    make_firm(daily_dials=20)
    team = make_team("North")
    reps = [make_user(team=team, name=name) for name in ("Ana Brandt", "Ben Okafor", "Chiara Conti-Montgomery")]
    for _ in range(4):
        make_enrollment(make_contact(owner=reps[0]))
    return team


def worked_out() -> None:
    """What the worker would do."""
    working.work_out(Forecast.objects.get().pk, clock=lambda: NOON)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["desk", "phone"])
def test_the_picture_is_accessible_and_fits(new_context, enter, team, screen, theme):
    page = new_context(color_scheme=theme, **screen).new_page()
    upload = a_list(team)
    worked_out()
    upload.answer(starts_a_day=5)

    page.goto(f"{enter(make_user(User.Role.MARKETING), page.context)}/uploads/{upload.pk}/")
    expect(page.locator(".chart-title")).to_be_visible()
    assert axe.findings(page) == []
    assert overflow(page) == 0


def test_the_limit_shows_its_effect_at_once_and_goes_in_with_the_import(page, enter, team):
    upload = a_list(team)
    page.goto(f"{enter(make_user(User.Role.MARKETING))}/uploads/{upload.pk}/")
    expect(page.get_by_text("Being worked out")).to_be_visible()
    worked_out()
    expect(page.locator(".chart-title")).to_be_visible()

    page.get_by_label("At most").fill("2")

    expect(page.get_by_text("the last starts").first).to_be_visible()
    expect(page.get_by_label("At most")).to_be_focused()
    upload.refresh_from_db()
    assert upload.starts_a_day == 2
