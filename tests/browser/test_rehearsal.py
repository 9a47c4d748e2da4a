"""A draft is rehearsed before it is signed, on a desk and on a phone."""

from datetime import timedelta
from itertools import product

import pytest
from django.utils.timezone import now
from playwright.sync_api import expect

from contacts.models import Touch
from leadflow.accounts.models import User
from leadflow.rehearsal import working
from leadflow.rehearsal.models import Rehearsal
from tests.browser.conftest import DESK, PHONE, overflow
from tests.factories import (
    log_outcome,
    make_asset,
    make_company,
    make_contact,
    make_enrollment,
    make_firm,
    make_team,
    make_user,
)
from tests.rehearsal.rehearsing import make_draft
from tests.support import axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
K = Touch.Kind
DAY = timedelta(days=1)


def make_history() -> None:
    """A year of a firm with three reps: who did one thing, two or four, some of whom took a meeting."""
    make_firm(daily_dials=6)
    today = now()
    north = make_team("North")
    reps = [make_user(team=north, name=name) for name in ("Ana Brandt", "Ben Okafor", "Chiara Conti-Montgomery")]
    assets = [make_asset(f"Cold chain {kind}", kind) for kind in ("webinar", "booth", "download")]
    company = make_company("Nordquay Temperature-Controlled Logistics")
    kinds = (K.WEBINAR_ATTENDED, K.BOOTH_VISIT, K.DOWNLOAD)
    for number, things in product(range(15), (1, 2, 4)):
        contact = make_contact(
            f"Ingrid Solbakken-Wetterstrand{number}",
            owner=reps[number % 3] if number % 5 else None,
            team=north,
            title="Head of supply chain",
            company=company if number % 2 else None,
        )
        for step in range(things):
            at = today - (200 - 30 * step - 4 * number) * DAY
            asset = assets[(number + step) % 3] if step < 3 else make_asset()
            contact.record_touch(kinds[(number + step) % 3], at=at, recorded_at=at, asset=asset, key=f"{step}")
        contact.refresh_from_db()
        if things > 1 and number % 3 == 0:
            log_outcome(contact, "meeting", at=today - 40 * DAY, agreed=today - 30 * DAY, rep=contact.owner or reps[0])
    make_enrollment(make_contact(owner=reps[0]))


def rehearsed() -> None:
    """What the workers would do."""
    working.do_all(Rehearsal.objects.get().pk, clock=now)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["desk", "phone"])
def test_a_draft_is_rehearsed_before_it_is_signed(new_context, enter, screen, theme):
    page = new_context(color_scheme=theme, **screen).new_page()
    make_history()
    make_draft(
        lead_interactions=1,
        counting=[K.WEBINAR_ATTENDED, K.BOOTH_VISIT],
        window_days=180,
        ready_interactions=2,
        ready_kinds=2,
    )

    site = enter(make_user(User.Role.MARKETING), page.context)
    page.goto(f"{site}/definition/draft/")
    beside = page.get_by_role("region", name="Rehearsal")
    expect(beside.get_by_text("Not rehearsed yet")).to_be_visible()
    assert axe.findings(page) == []
    beside.get_by_role("button", name="Rehearse").click()
    expect(page.get_by_text("Being rehearsed")).to_be_visible()
    assert axe.findings(page) == []
    rehearsed()

    expect(page.get_by_role("heading", name="If it came in force now")).to_be_visible()
    assert axe.findings(page) == []
    assert overflow(page) == 0

    page.get_by_role("link", name="would become sales leads").click()
    expect(page.get_by_role("heading", name="Would become sales leads")).to_be_visible()
    assert axe.findings(page) == []
    assert overflow(page) == 0

    page.goto(f"{site}/definition/draft/")
    expect(beside.get_by_text("would become")).to_be_visible()
    assert overflow(page) == 0
