"""The main job end to end, in a real browser, with a real worker and beat: from a webinar's export to a logged call."""

import re
import time
from pathlib import Path
from uuid import uuid4

import pytest
from django.utils.timezone import now
from playwright.sync_api import expect

from cadences.effects import Said
from cadences.models import Completion, Outcome
from contacts.models import Contact, Stage, Touch, Upload
from leadflow.accounts.models import User
from tests.browser.conftest import NO_PHONE
from tests.factories import make_firm, make_team, make_user
from tests.support import axe
from tests.support.beat import Beat
from tests.support.clock import let_days_pass

pytestmark = [pytest.mark.browser, pytest.mark.broker, pytest.mark.django_db(transaction=True)]

LISTS = Path(__file__).parents[1] / "lists"
PATIENCE = 120


@pytest.fixture
def beat(tmp_path):
    running = Beat(tmp_path / "beat.log")
    yield running
    running.stop()
    print(running.log.read_text())


@pytest.fixture
def people():
    make_firm(name="Harborline", working_days=list(range(7)), call_from="00:00", call_until="23:59")
    team = make_team("North")
    return {
        "marketer": make_user(User.Role.MARKETING, name="Mara Voss"),
        "rep": make_user(team=team, name="Ana Brandt", time_zone="UTC"),
        "manager": make_user(User.Role.MANAGER, name="Petra Lind", manages=[team]),
    }


@pytest.fixture
def seat(browser, enter):
    """A browser window of somebody's own."""
    opened = []

    def take(person):
        context = browser.new_context(viewport={"width": 1366, "height": 768})
        context.set_default_timeout(PATIENCE * 1000)
        context.add_init_script(NO_PHONE)
        opened.append(context)
        return context.new_page(), enter(person, context)

    yield take
    for context in opened:
        context.close()


@pytest.fixture(autouse=True)
def _worker_log(worker):
    yield
    print(worker.log.read_text())


def eventually(condition, what):
    until = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < until, what
        time.sleep(0.2)


def upload(page, site, file):
    """Drop a list, answer what is asked, look at it again if that changed how it reads, and import it."""
    page.goto(f"{site}/uploads/new/")
    page.locator("input[type=file]").set_input_files(LISTS / file)
    import_it = page.get_by_role("button", name=re.compile("^Import"))
    import_it.wait_for()
    assert axe.findings(page) == []
    if page.get_by_label("Time zone").count():
        page.get_by_label("Time zone").select_option("Europe/Oslo")
        with page.expect_navigation():
            import_it.click()
        import_it.wait_for()
    import_it.click()
    eventually(lambda: Upload.objects.latest("pk").phase == Upload.Phase.DONE, f"{file} was not imported")


def test_from_a_webinar_list_to_a_logged_call(people, seat, worker, beat):
    marketing, site = seat(people["marketer"])
    upload(marketing, site, "zoom_webinar_attendee_report.csv")
    assert Contact.objects.filter(stage=Stage.LEAD).count() == 0
    upload(marketing, site, "adv_badge_scans_merged_hidden.xlsx")

    # Whoever came to the webinar and to the booth did two distinct things.
    lead = Contact.objects.filter(stage=Stage.LEAD).first()
    assert lead is not None
    assert lead.owner == people["rep"]

    # Eight days on the plan has come to the first call.
    lead.add_points(phone="+47 22 55 01 34", at=now())
    for step in ("research", "intro-mail", "second-mail"):
        finish(bring_up(lead, step, beat))
    call = bring_up(lead, "first-call", beat)

    rep, site = seat(people["rep"])
    rep.goto(f"{site}/today/")
    expect(rep.get_by_role("link", name=lead.name).first).to_be_visible()
    assert axe.findings(rep) == []
    rep.goto(f"{site}/work/{call.pk}/")
    assert axe.findings(rep) == []
    rep.keyboard.press("c")
    rep.keyboard.press("2")
    eventually(lambda: Touch.objects.dials().filter(contact=lead).exists(), "the dial was not logged")
    # The next card is there at once, or the day is done.
    expect(rep.locator(f"form[action='/work/{call.pk}/log/']")).to_have_count(0)

    # They reply, and the decision is on top.
    rep.goto(f"{site}/contacts/{lead.pk}/")
    rep.keyboard.press("r")
    gist = rep.locator("#response-form [name=gist]")
    gist.fill("Interesting, what does it cost?")
    rep.get_by_role("button", name=re.compile("get the decision")).click()
    rep.wait_for_url("**/work/**")
    assert lead.tasks.open().filter(kind="decision").exists()
    rep.goto(f"{site}/today/")
    hot = rep.locator(".queue").first
    expect(hot).to_contain_text("what does it cost")

    # And the manager sees the dial.
    manager, site = seat(people["manager"])
    manager.goto(f"{site}/team/")
    row = manager.get_by_role("row").filter(has_text="Ana Brandt")
    expect(row).to_contain_text("1 of")
    assert axe.findings(manager) == []


def bring_up(lead, step, beat):
    """Let days pass until the step is a task, by beat's and the worker's own doing."""
    enrollment = lead.enrollments.live().get()
    let_days_pass((enrollment.next_due_on - now().date()).days)
    beat.stop()
    beat.start()
    eventually(lambda: lead.tasks.open().filter(step_key=step).exists(), f"{step} did not come")
    return lead.tasks.get(step_key=step)


def finish(task):
    """As its rep does, without the browser."""
    outcome = Outcome.objects.get(effect=Touch.Outcome.DONE)
    Completion.log(task, outcome, said=Said(), rep=task.rep, at=now(), key=uuid4(), version=task.version)
