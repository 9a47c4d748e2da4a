"""A rep goes away: enters it, the stand-in does what falls due, and it comes back."""

from datetime import timedelta

import pytest
from django.utils.timezone import now
from playwright.sync_api import expect

from cadences.models import Task
from leadflow.accounts.models import Absence, Firm, User
from tests.browser.conftest import DESK, PHONE, overflow
from tests.factories import make_contact, make_firm, make_team, make_user
from tests.support import axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DAY = timedelta(days=1)


@pytest.fixture
def team(db):
    make_firm(working_days=list(range(7)))
    return make_team("North")


@pytest.fixture
def ana(team):
    return make_user(team=team, name="Ana Brandt")


@pytest.fixture
def ben(team):
    return make_user(team=team, name="Benjamin Haugen-Montgomery")


@pytest.fixture
def today(team):
    return Firm.current().day_of(now())


def to_do(rep, today, kind=Task.Kind.BY_HAND) -> Task:
    contact = make_contact("Ingrid Solbakken", owner=rep, stage="lead")
    return Task.open_for(contact, kind, due_on=today, at=now(), channel="research", objective="Find the decider.")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["desk", "phone"])
def test_the_pages_are_accessible_and_fit(new_context, enter, ana, ben, today, screen, theme):
    page = new_context(color_scheme=theme, **screen).new_page()
    to_do(ana, today)
    to_do(ana, today, Task.Kind.REQUEST)
    absence = Absence(rep=ana, first=today - DAY, last=today + 9 * DAY, stand_in=ben)
    absence.keep(at=now())
    Absence(rep=ben, first=today + 20 * DAY, last=today + 20 * DAY).keep(at=now())

    def is_sound(address):
        page.goto(f"{site}{address}")
        assert axe.findings(page) == []
        assert overflow(page) == 0

    site = enter(make_user(User.Role.MANAGER, manages=[ana.team]), page.context)
    for address in ("/absences/", f"/absences/{absence.pk}/", f"/today/{ana.pk}/", f"/today/{ben.pk}/"):
        is_sound(address)
    site = enter(ana, page.context)
    for address in ("/absences/", "/today/"):
        is_sound(address)
    site = enter(ben, page.context)
    for address in ("/today/", "/work/"):
        is_sound(address)


def test_a_rep_enters_an_absence_and_the_stand_in_does_the_work(new_context, enter, ana, ben, today):
    task = to_do(ana, today)
    hers = new_context(**DESK).new_page()
    site = enter(ana, hers.context)
    hers.goto(f"{site}/today/")
    hers.locator(".rail-person summary").click()
    hers.get_by_role("link", name="Your absences").click()
    hers.get_by_label("First day away").fill(today.isoformat())
    hers.get_by_label("Last day away").fill((today + 3 * DAY).isoformat())
    hers.get_by_label("Meanwhile").select_option(label="Benjamin Haugen-Montgomery stands in")
    hers.get_by_role("button", name="Enter").click()
    expect(hers.get_by_text("Benjamin Haugen-Montgomery stands in.").first).to_be_visible()

    his = new_context(**DESK).new_page()
    enter(ben, his.context)
    his.goto(f"{site}/today/")
    expect(his.get_by_text("for Ana, away until")).to_be_visible()
    his.get_by_role("link", name="Ingrid Solbakken").click()
    expect(his.get_by_text("Ana Brandt, away until")).to_be_visible()

    hers.goto(f"{site}/today/")
    expect(hers.get_by_text("What falls due is in the queue of Benjamin Haugen-Montgomery.")).to_be_visible()
    hers.get_by_role("button", name="I am back").click()
    expect(hers.get_by_text("Ana Brandt is not away then.")).to_be_visible()
    expect(hers.get_by_role("link", name="Ingrid Solbakken")).to_be_visible()
    his.goto(f"{site}/today/")
    expect(his.get_by_text("for Ana, away until")).to_have_count(0)
    task.refresh_from_db()
    assert (task.rep, task.contact.owner) == (ana, ana)


def test_ending_an_absence_is_taken_back_by_its_button(page, enter, ana, today):
    site = enter(make_user(User.Role.MANAGER, manages=[ana.team]))
    Absence(rep=ana, first=today, last=today + 3 * DAY).keep(at=now())
    page.goto(f"{site}/absences/")

    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("Everybody is here every working day.")).to_be_visible()
    page.get_by_role("button", name="Undo").click()

    expect(page.get_by_text("it waits", exact=True)).to_be_visible()
    assert Absence.objects.get().last == today + 3 * DAY
