"""Every page of the product, as whoever may open it: sound by axe in light and dark, no wider than a phone, without
complaints of the browser. What stands in ROUTES (tests/routes.py) and is a page is looked at here."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import reverse
from playwright.sync_api import expect

from contacts.models import Touch, UploadRow
from leadflow.ops.demo import build
from tests.browser.conftest import DESK, PHONE, overflow
from tests.factories import make_contact, make_touch
from tests.routes import ADMIN, MANAGER, MARKETING, OWNER, ROUTES, make_world
from tests.support import axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ROLES = (OWNER, MANAGER, MARKETING, ADMIN)
# Answers that are no page: pieces of one, files, and what only leads on.
NO_PAGES = {
    "home", "health_check", "demo_progress", "contact_timeline", "company_timeline", "upload_progress", "upload_rows",
    "likely_same", "touch", "rehearsal_headline", "contests_waiting", "plan_file",
    "health_sign",
}  # fmt: skip
# Pages that look different to whom they also belong.
ALSO = {MANAGER: ("today", "contact", "contact_list"), MARKETING: ("contact", "contact_list", "company"), ADMIN: ()}
OF_ALLAUTH = ("account_change_password", "account_logout", "mfa_index", "mfa_activate_totp")
BEFORE_LOG_IN = ("account_login", "account_reset_password", "account_reset_password_done", "account_inactive")
ERRORS = ("400", "403", "403_csrf", "404", "429", "500")


def pages_of(role, world):
    """The addresses that this role is the first of ROLES to open, and those that it sees in its own way."""
    for name, route in ROUTES.items():
        if name not in NO_PAGES and role in route.get:
            first = next(each for each in ROLES if each in route.get)
            if role == first or name in ALSO[role]:
                yield reverse(name, args=route.of(world))


def stretch(world):
    """Words without a blank in all places that take them."""
    long = "Donaudampfschifffahrtselektrizitaetenhauptbetriebswerk"
    world.company.name, world.company.domain = long, f"{long.lower()}.example"
    world.company.save()
    world.upload.name = f"{long}_{long}.csv"
    world.upload.save()
    UploadRow.objects.filter(pk=world.row.pk).update(reasons=["The name is made up"])
    contact = world.contact
    contact.name, contact.title, contact.extra = long, long, {f"Custom_{long}": long}
    contact.save()
    contact.points.create(kind="email", value=f"{long}@{world.company.domain}", normalised=f"{long}@x".lower())
    make_touch(contact, Touch.Kind.BOOTH_VISIT, gist=long, detail={"answers": {"How many loggers?": long}})
    make_contact(f"{long} again", company=world.company, owner=contact.owner)


def look_at(page, theme, wrong, name):
    """Note what is wrong with the page as it stands. In the dark only its colours can be otherwise."""
    page.evaluate("document.querySelectorAll('main details:not([data-menu], [name])').forEach(one => one.open = true)")
    if theme == "dark":
        wrong += [f"{name}: {finding}" for finding in axe.findings(page, "color-contrast")]
        return
    wrong += [f"{name}: {finding}" for finding in axe.findings(page)]
    page.set_viewport_size(PHONE["viewport"])
    wrong += [f"{name}: {wide} pixels too wide for a phone" for wide in [overflow(page)] if wide]
    page.set_viewport_size(DESK["viewport"])


@pytest.fixture(params=["light", "dark"])
def theme(request):
    return request.param


@pytest.fixture
def page(new_context, theme):
    """A desk on which nothing moves."""
    return new_context(reduced_motion="reduce", color_scheme=theme, **DESK).new_page()


@pytest.mark.parametrize("role", ROLES)
def test_every_page_is_sound(page, theme, enter, role):
    world, wrong = make_world(), []
    stretch(world)
    site = enter(world.people[role], page.context)
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.on("request", lambda asked: asked.url.startswith((site, "data:")) or wrong.append(asked.url))

    for path in [*pages_of(role, world), *(reverse(name) for name in OF_ALLAUTH if role == OWNER)]:
        page.goto(f"{site}{path}")
        # What a page loads by itself is part of it.
        expect(page.locator("main .htmx-request")).to_have_count(0)
        look_at(page, theme, wrong, path)

    assert wrong == []


def test_what_one_sees_before_log_in_is_sound(page, theme, live_server, settings, tmp_path):
    wrong, site = [], live_server.url

    for name in ("set_up", *BEFORE_LOG_IN):
        page.goto(f"{site}{reverse(name)}")
        look_at(page, theme, wrong, name)
    settings.DATA_DIR = tmp_path
    build.note(40)
    page.goto(f"{site}/")
    look_at(page, theme, wrong, "while the demo is being built")

    assert wrong == []


def test_errors_are_told_on_sound_pages(page, theme, live_server):
    wrong = []
    page.goto(f"{live_server.url}/account/login/")
    request = RequestFactory().get("/")
    request.user = AnonymousUser()

    for name in ERRORS:
        page.set_content(render_to_string(f"{name}.html", request=request), wait_until="load")
        look_at(page, theme, wrong, name)

    assert wrong == []
