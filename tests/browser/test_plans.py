"""A plan is changed, published, and those who are under way are moved."""

import pytest
from django.utils.timezone import now
from playwright.sync_api import expect

from cadences.editing import moving
from cadences.models import Cadence, Moving
from leadflow.accounts.models import User
from tests.browser.conftest import DESK
from tests.factories import make_contact, make_enrollment, make_team, make_touch, make_user
from tests.support import axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_plan_is_edited_published_and_those_under_way_move(new_context, enter):
    rep = make_user(team=make_team("North"), name="Ana Brandt")
    enrollment = make_enrollment(make_contact("Eva Lind", owner=rep, phone="+47 22 55 01 34"), at=now())
    context = new_context(**DESK)
    page, site = context.new_page(), enter(make_user(User.Role.MANAGER, name="Tom Ferrisdale"), context)

    # The manager finds the plan and drafts a change.
    page.goto(f"{site}/plans/")
    page.get_by_role("link", name="21-day follow-up").click()
    page.get_by_role("button", name="Draft a change").click()
    later = page.get_by_role("button", name="Post card a day later")
    later.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Day 15")).to_be_visible()
    # Whoever uses the keyboard stays where they are.
    expect(later).to_be_focused()
    page.get_by_role("status").get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Day 14")).to_be_visible()
    page.get_by_role("button", name="Remove Third mail").click()
    expect(page.get_by_role("link", name="Third mail")).to_have_count(0)
    assert axe.findings(page) == []

    # A step is added.
    page.get_by_role("link", name="Add a step").click()
    page.get_by_label("Name").fill("Third call")
    page.locator("#id_day").fill("16")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name="Third call")).to_be_visible()

    # What publishing does is said before.
    page.get_by_role("link", name="Publish").click()
    expect(page.get_by_text("1 active: 1 would move, 0 stay.")).to_be_visible()
    assert axe.findings(page) == []
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Version 2 is published.")).to_be_visible()
    moving.do_all(Moving.objects.get().pk, clock=now)
    page.reload()
    expect(page.get_by_text("1 moved to this version")).to_be_visible()
    assert axe.findings(page) == []
    enrollment.refresh_from_db()
    assert enrollment.version == Cadence.default().current


def test_a_plan_of_the_library_takes_in_new_leads_of_its_source(new_context, enter):
    rep = make_user(team=make_team("North"), name="Ana Brandt")
    context = new_context(**DESK)
    page, site = context.new_page(), enter(make_user(User.Role.MANAGER, name="Tom Ferrisdale"), context)

    # The manager begins a plan with one that is written already.
    page.goto(f"{site}/plans/")
    page.get_by_role("link", name="New plan").click()
    assert axe.findings(page) == []
    page.get_by_role("button", name="Begin with it After a booth or webinar").click()
    expect(page.get_by_text("Nobody enters it before you publish it.")).to_be_visible()
    page.get_by_role("link", name="Publish").click()
    page.get_by_role("button", name="Publish").click()

    # Who enters it is said on its page, and can be changed.
    expect(page.get_by_text("who attended webinar or visited our booth")).to_be_visible()
    page.get_by_role("link", name="Change who enters it").click()
    expect(page.get_by_label("New sales leads", exact=True)).to_be_checked()
    page.get_by_label("Attended webinar").uncheck()
    assert axe.findings(page) == []
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("New sales leads: who visited our booth in the last year.")).to_be_visible()
    expect(page.get_by_role("status").get_by_role("button", name="Undo")).to_be_visible()
    page.get_by_role("link", name="Plans").first.click()
    expect(page.get_by_text("Everybody else who becomes a sales lead")).to_be_visible()
    assert axe.findings(page) == []

    # A new lead of that source enters it, any other the usual one.
    for kind, plan in (("booth_visit", "After a booth or webinar"), ("download", "21-day follow-up")):
        lead = make_contact(owner=rep, phone="+47 22 55 01 34")
        for _ in range(2):
            make_touch(lead, kind, at=now())
        assert lead.enrollments.get().version.cadence.name == plan
