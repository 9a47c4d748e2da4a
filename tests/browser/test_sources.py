"""The second list from a source needs no answers, in a real browser; and what is remembered can be mended."""

import pytest
from playwright.sync_api import expect

from contacts.importing import work
from contacts.models import Contact, ListSource, Upload
from leadflow.accounts.models import User
from tests.browser.conftest import DESK, PHONE, overflow
from tests.contacts.uploading import imported, staged
from tests.factories import NOON, make_team, make_user
from tests.support import axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HEADINGS = "Kontaktperson am Stand;E-Mail;Firma;Telefon;Gescannt am;Hobby"
FIRST = f"{HEADINGS}\nAna Ruiz;ana@nordquay.example;Nordquay;+47 22 55 01 34;12.03.2026 10:05;Chess"
SECOND = f"{HEADINGS}\nEva Lind;eva@polder.example;Polder;+47 22 55 01 35;13.03.2026 11:40;Golf"


def drop(page, site, content, name):
    page.goto(f"{site}/uploads/new/")
    page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "text/csv", "buffer": content.encode()})
    expect(page.get_by_text("Reading the list")).to_be_visible()
    done()


def done():
    """What the worker would do."""
    work.do_all(Upload.objects.latest("pk").pk, clock=lambda: NOON)


def test_the_second_list_from_a_source_needs_no_answers(page, enter):
    make_team("North")
    rep = make_user(team=make_team("South"), name="Ana Brandt")
    site = enter(make_user(User.Role.MARKETING))

    drop(page, site, FIRST, "stand.csv")
    page.get_by_label("Kontaktperson am Stand").select_option("full_name")
    page.get_by_label("Time zone of the times in the file").select_option("Europe/Oslo")
    page.get_by_label("Who follows up?").select_option(f"rep-{rep.pk}")
    page.get_by_role("button", name="Read again").click()
    expect(page.get_by_text("Reading the list")).to_be_visible()
    done()
    page.get_by_role("button", name="Import 1 person").click()
    expect(page.get_by_text("Importing")).to_be_visible()
    done()

    drop(page, site, SECOND, "stand (1).csv")
    expect(page.get_by_text("Read like the list from “Lists like stand” before")).to_be_visible()
    page.get_by_role("button", name="Import 1 person").press("Enter")
    expect(page.get_by_text("Importing")).to_be_visible()
    done()

    eva = Contact.objects.get(name="Eva Lind")
    touch = eva.touches.get()
    assert (touch.kind, f"{touch.at:%Y-%m-%d %H:%M}") == ("booth_visit", "2026-03-13 10:40")
    assert Upload.objects.latest("pk").rep == rep


def test_a_wrong_memory_is_seen_and_mended(page, enter):
    make_team("North")
    source = remember(FIRST, zone="Europe/Oslo", mapping={"0": "notes"})
    site = enter(make_user(User.Role.MARKETING))

    page.goto(f"{site}/sources/{source.pk}/")
    page.get_by_role("heading", name="Columns").click()
    page.get_by_label("Kontaktperson am Stand").select_option("full_name")
    page.get_by_label("Name", exact=True).first.fill("Our stand")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Our stand", exact=True)).to_be_visible()

    upload = staged(SECOND)
    page.goto(f"{site}/uploads/{upload.pk}/")
    expect(page.get_by_text("Read like the list from “Our stand” before")).to_be_visible()
    expect(page.get_by_role("cell", name="Eva Lind")).to_be_visible()
    page.get_by_role("button", name="Start anew").click()
    expect(page.get_by_text("Reading the list")).to_be_visible()
    done()
    expect(page.get_by_label("Kontaktperson am Stand")).to_be_visible()
    expect(page.get_by_text("Read like")).to_have_count(0)


def test_a_list_can_be_pasted(page, enter):
    make_team("North")
    page.goto(f"{enter(make_user(User.Role.MARKETING))}/uploads/new/")

    page.get_by_label("Or paste it here").fill("Name\tEmail\nAna Ruiz\tana@nordquay.example")
    page.get_by_role("button", name="Read the list").click()
    expect(page.get_by_text("Reading the list")).to_be_visible()
    done()
    page.get_by_label("What is the list about?").fill("Round table")
    page.get_by_role("button", name="Import 1 person").click()
    expect(page.get_by_text("Importing")).to_be_visible()
    done()

    assert Contact.objects.get().touches.get().asset.name == "Round table"


def remember(content, **choices) -> ListSource:
    return ListSource.objects.remember(imported(content, **choices), name="", at=NOON)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["desk", "phone"])
def test_sources_are_accessible_and_fit(new_context, live_server, enter, screen, theme):
    make_team("North")
    source = remember(FIRST, zone="Europe/Oslo", mapping={"0": "full_name"})
    for number in range(4):
        junk = "\n".join([SECOND, *(f"Mickey Mouse;asdf{n}@asdf.com;;;;" for n in range(number))])
        imported(junk, name=f"stand {number}.csv")
    check = staged(f"{HEADINGS};Shoe size\nEva Lind;eva@polder.example;Polder;+47 22 55 01 35;13.03.2026;Golf;41")
    plain = staged("Wer;Email;Nummer\nEva Lind;eva@polder.example;1")
    context = new_context(color_scheme=theme, **screen)
    page = context.new_page()
    enter(make_user(User.Role.MARKETING, name="Mia Sandvik"), context)
    troubles = {}

    for path in (
        "/sources/",
        f"/sources/{source.pk}/",
        "/uploads/new/",
        f"/uploads/{check.pk}/",
        f"/uploads/{plain.pk}/",
        "/contacts/add/",
    ):
        page.goto(f"{live_server.url}{path}")
        page.evaluate("document.querySelectorAll('main details').forEach(each => each.open = true)")
        found = axe.findings(page)
        if found or overflow(page):
            troubles[path] = (found, overflow(page))

    assert troubles == {}
