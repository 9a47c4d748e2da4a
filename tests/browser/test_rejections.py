"""A lead is rejected with two keys and Enter, contested by marketing, and brought back by the manager."""

import pytest
from django.urls import reverse
from django.utils.timezone import now
from playwright.sync_api import expect

from cadences.models import Contest, Task
from contacts.models import Stage
from leadflow.accounts.models import User
from tests.browser.conftest import DESK, NO_PHONE
from tests.factories import make_contact, make_team, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_lead_is_rejected_contested_and_brought_back(browser, live_server, enter):
    team, moment = make_team("North"), now()
    rep = make_user(team=team, name="Ana Brandt")
    manager = make_user(User.Role.MANAGER, name="Petra Lind", manages=[team])
    marketer = make_user(User.Role.MARKETING, name="Mira Sol")
    lead = make_contact("Tom Ferrisdale", owner=rep, phone="+44 20 7946 0117", stage=Stage.LEAD, at=moment)
    task = Task.open_for(lead, Task.Kind.NEXT_STEP, due_on=moment.date(), at=moment)

    def page_of(person, address):
        context = browser.new_context(**DESK)
        context.add_init_script(NO_PHONE)
        page = context.new_page()
        page.goto(enter(person, context) + address)
        return page

    work = page_of(rep, reverse("work_task", args=[task.pk]))
    expect(work.get_by_role("heading", name="Tom Ferrisdale")).to_be_focused()
    work.wait_for_timeout(400)
    work.keyboard.press("d")
    expect(work.get_by_label("Competitor")).to_be_visible()
    work.wait_for_timeout(400)
    work.keyboard.press("2")
    expect(work.get_by_label("Competitor")).to_be_checked()
    work.keyboard.press("Enter")
    expect(work.get_by_text("Tom is no lead. Marketing sees why.")).to_be_visible()

    rejected = page_of(marketer, reverse("rejected"))
    rejected.locator("summary", has_text="Contest").click()
    rejected.get_by_label("Why they are a lead").fill("They asked for a price.")
    rejected.get_by_role("button", name="Ask the manager").click()
    expect(rejected.get_by_text("waits for the manager", exact=True)).to_be_visible()

    late = page_of(manager, reverse("late"))
    expect(late.locator(".rail li .count")).to_contain_text("1")
    late.get_by_role("link", name="Rejected leads").first.click()
    late.get_by_role("link", name="1 contested", exact=True).click()
    late.get_by_label("Your answer").fill("Right, call them.")
    late.get_by_role("button", name="Back as a sales lead").click()
    expect(late.get_by_text("is back as a sales lead, on top of the queue of Ana Brandt")).to_be_visible()

    back = Task.objects.open().get(contact=lead)
    work.goto(live_server.url + reverse("work_task", args=[back.pk]))
    expect(work.get_by_text("Back as a sales lead. Marketing: “They asked for a price.”")).to_be_visible()
    rejected.reload()
    expect(rejected.get_by_text("“Right, call them.”")).to_be_visible()
    assert Contest.objects.get().answer == Contest.Answer.GRANTED
