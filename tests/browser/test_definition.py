"""From a change that marketing would like to the people it moved: drafted, rehearsed, signed by both, explained."""

import re

import pytest
from django.utils.timezone import now
from playwright.sync_api import Page, expect

from contacts.models import Contact, Stage, Touch
from leadflow.accounts.models import User
from leadflow.rehearsal import working
from leadflow.rehearsal.models import Rehearsal
from scoring import rescoring
from scoring.models import Rescore
from tests.browser.conftest import DESK
from tests.factories import make_contact, make_team, make_touch, make_user
from tests.support import axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def seat(new_context, enter):
    """A browser window of somebody's own."""

    def take(person: User) -> tuple[Page, str]:
        context = new_context(**DESK)
        return context.new_page(), enter(person, context)

    return take


def workers_are_done() -> None:
    """The test does what beat and the workers would."""
    for rehearsal in Rehearsal.objects.all():
        working.do_all(rehearsal.pk, clock=now)
    rescoring.ask_for_what_is_due(at=now())
    for one in Rescore.objects.open():
        rescoring.do_all(one.pk, clock=now)


def test_a_change_is_drafted_rehearsed_signed_and_explained(seat):
    north = make_team("North")
    rep = make_user(team=north, name="Ana Brandt")
    manager = make_user(User.Role.MANAGER, manages=[north], name="Tom Ferrisdale")
    once, never = make_contact("Eva Lind", owner=rep), make_contact("Ben Okafor", owner=rep)
    make_touch(once, Touch.Kind.BOOTH_VISIT, at=now())
    page, site = seat(make_user(User.Role.MARKETING, name="Mara Voss"))

    # Marketing drafts the change, and says why.
    page.goto(f"{site}/definition/")
    assert axe.findings(page) == []
    page.get_by_role("button", name="Draft a change").click()
    page.get_by_label("Interactions that make a sales lead").fill("1")
    page.get_by_label("Why this change").fill("Booths are dear, and nobody calls who came only there.")
    assert axe.findings(page) == []
    page.get_by_role("button", name="Save").click()
    expect(page.locator("ins").first).to_be_visible()

    # She rehearses it, and sees whom it would make a lead.
    expect(page.get_by_role("button", name="Rehearse")).to_be_visible()
    page.get_by_role("button", name="Rehearse").click()
    workers_are_done()
    page.goto(f"{site}/definition/draft/")
    page.get_by_role("region", name="Rehearsal").get_by_role("link").first.click()
    expect(page.get_by_text("would become a sales lead").first).to_be_visible()
    assert axe.findings(page) == []

    # Both sides sign.
    page.goto(f"{site}/definition/draft/")
    page.get_by_role("button", name="Sign for marketing").click()
    expect(page.get_by_text("Sales has not signed")).to_be_visible()
    assert Contact.objects.filter(stage=Stage.LEAD).count() == 0
    of_manager, _ = seat(manager)
    of_manager.goto(f"{site}/definition/draft/")
    expect(of_manager.get_by_text("Mara Voss").first).to_be_visible()
    of_manager.get_by_role("button", name="Sign for sales").click()
    expect(of_manager.get_by_text("is agreed")).to_be_visible()
    assert axe.findings(of_manager) == []
    workers_are_done()

    # Whom it moves is moved, and the page of each explains it to the rep.
    once.refresh_from_db()
    never.refresh_from_db()
    assert (once.stage, never.stage) == (Stage.LEAD, Stage.NAME)
    of_rep, _ = seat(rep)
    of_rep.goto(f"{site}/contacts/{once.pk}/")
    why = of_rep.get_by_role("region", name="Why")
    expect(why.get_by_text("By Lead definition 2.")).to_be_visible()
    why.get_by_text("How they came here").click()
    expect(why.get_by_text("Enough interactions · Lead definition 2")).to_be_visible()
    assert axe.findings(of_rep) == []
    why.get_by_role("link", name="Visited our booth").first.click()
    of_rep.wait_for_url(re.compile(r"/contacts/\d+/\?before=.*#touch-\d+$"))
    expect(of_rep.locator("[id^=touch-]:target")).to_be_visible()
