"""Somebody is out of office, and a colleague replies: what a rep tells, and what the pages say."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils.timezone import now
from playwright.sync_api import expect

from cadences import firing
from cadences.calendar import on
from cadences.models import Enrollment, Task
from contacts.models import Touch
from leadflow.accounts.models import Absence, Firm, User
from tests.browser.conftest import DESK, NO_PHONE, PHONE, overflow
from tests.factories import make_company, make_contact, make_enrollment, make_firm, make_team, make_user
from tests.support import axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DAY = timedelta(days=1)


@pytest.fixture
def ana(db):
    make_firm(working_days=list(range(7)), call_from="00:00", call_until="23:59:59")
    return make_user(team=make_team("North"), name="Ana Brandt")


@pytest.fixture
def firm(ana):
    return make_company("Polder", domain="polder.example", industry="cold storage")


@pytest.fixture
def today(ana):
    return Firm.current().day_of(now())


def in_plan(name, ana, firm) -> Enrollment:
    """Somebody whose first step is open today."""
    contact = make_contact(name, owner=ana, company=firm, phone="+47 22 55 01 34", country="")
    plan = make_enrollment(contact, at=now() - DAY)
    firing.sweep(now(), clock=now)
    return plan


def test_a_rep_says_by_the_keyboard_that_they_are_out_of_office(new_context, enter, ana, firm, today):
    plan = in_plan("Eva Berg", ana, firm)
    page = new_context(**DESK).new_page()
    site = enter(ana, page.context)
    page.goto(f"{site}/work/")
    expect(page.get_by_role("heading", name="Eva Berg")).to_be_visible()

    page.keyboard.press("h")
    until = page.get_by_label("They are out until")
    expect(until).to_be_focused()
    until.fill((today + 6 * DAY).isoformat())
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"Nothing comes to Eva before {on(today + 7 * DAY)}.")).to_be_visible()

    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", name="Eva Berg")).to_be_visible()
    plan.refresh_from_db()
    assert plan.state == Enrollment.State.RUNNING

    page.goto(f"{site}/work/")
    page.keyboard.press("h")
    expect(until).to_be_focused()
    page.keyboard.press("Escape")
    expect(until).to_be_hidden()
    expect(page.locator("summary", has_text="Out of office")).to_be_focused()
    page.keyboard.press("h")
    expect(until).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Nothing comes to Eva before")).to_be_visible()
    page.goto(f"{site}/contacts/{plan.contact_id}/")
    expect(page.locator("#plan").get_by_text(f"On hold until {on(today + 7 * DAY)}: out of office")).to_be_visible()
    expect(page.locator("#timeline").get_by_text("Out of office")).to_be_visible()
    page.get_by_role("button", name="Go on now").click()
    expect(page.locator("#plan").get_by_text("On hold until")).to_have_count(0)


def test_a_colleague_replies_and_the_other_waits(new_context, enter, ana, firm, today):
    eva, tom = in_plan("Eva Berg", ana, firm), in_plan("Tom Vik", ana, firm)
    page = new_context(**DESK).new_page()
    site = enter(ana, page.context)
    page.goto(f"{site}/contacts/{eva.contact_id}/")
    page.get_by_role("link", name="They replied or called").click()
    page.get_by_label("What they said").fill("We decide in May.")
    page.get_by_role("dialog").get_by_role("button", name="Save, and get the decision").click()
    expect(page.get_by_text("is off the plan")).to_be_visible()

    page.goto(f"{site}/contacts/{tom.contact_id}/")
    expect(page.locator("#plan").get_by_text(f"On hold until {on(today + 7 * DAY)}: Eva Berg replied")).to_be_visible()
    expect(page.locator("#timeline").get_by_text("Eva Berg replied")).to_be_visible()

    answer = Touch.objects.get(kind=Touch.Kind.REPLY)
    answer.void(by=ana, at=now())
    page.reload()
    expect(page.locator("#plan").get_by_text("Planned:").first).to_be_attached()
    expect(page.locator("#plan").get_by_text("On hold until")).to_have_count(0)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["desk", "phone"])
def test_the_pages_are_accessible_and_fit(new_context, enter, ana, firm, today, screen, theme):
    page = new_context(color_scheme=theme, **screen).new_page()
    page.add_init_script(NO_PHONE)
    eva, tom = in_plan("Eva Berg", ana, firm), in_plan("Tom Vik-Haugen", ana, firm)
    tom.contact.wish(only_by="email", call_days=[1, 3], every_days=7, words="Not before four", at=now())
    eva.contact.record_touch(Touch.Kind.REPLY, at=now(), channel="email")
    card = Task.open_for(tom.contact, Task.Kind.NEXT_STEP, due_on=today, at=now(), objective="Send the offer.")
    away = make_user(team=make_team("South"), name="Ben Haugen")
    Absence(rep=away, first=today, last=today + 3 * DAY).keep(at=now())
    lost = make_contact("Liv Dahl", owner=away, stage="lead")
    Task.open_for(lost, Task.Kind.REQUEST, due_on=today, at=now())
    site = enter(ana, page.context)

    def is_sound(address, name, choose=""):
        page.goto(f"{site}{address}")
        page.wait_for_load_state("networkidle")
        if choose:
            page.get_by_label(choose).check()
        if folder := os.environ.get("LOOK_AT"):
            page.screenshot(path=Path(folder) / f"{name}-{screen['viewport']['width']}-{theme}.png", full_page=True)
        assert axe.findings(page) == []
        assert overflow(page) == 0

    is_sound(f"/contacts/{tom.contact_id}/", "contact")
    is_sound(f"/contacts/{tom.contact_id}/plan/", "plan")
    is_sound(f"/contacts/{tom.contact_id}/wishes/", "wishes")
    is_sound(f"/contacts/{tom.contact_id}/out-of-office/", "out")
    is_sound(f"/plans/{tom.pk}/pause/", "pause")
    is_sound(f"/work/{card.pk}/", "card")
    is_sound(f"/work/{card.pk}/cancel/", "cancel")
    is_sound(f"/work/{card.pk}/?panel=do_not_contact", "stop", choose="contact only in a certain way")
    site = enter(make_user(User.Role.MANAGER, manages=[ana.team, away.team]), page.context)
    is_sound("/slipping/", "slipping")
    site = enter(make_user(User.Role.ADMINISTRATOR), page.context)
    is_sound("/firm/", "firm")
