"""Every component once, in a real browser: with axe, with the keyboard alone, on a desk and on a phone."""

import gzip

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from leadflow.accounts.models import User
from tests.browser.conftest import DESK, PHONE, overflow
from tests.factories import make_user
from tests.support import axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


# What a finger or a pointer must hit, with its height. Links in a sentence are as high as their line (WCAG 2.5.8).
SMALLER_THAN = """least => [...document.querySelectorAll("a[href], button, summary, select, input, textarea")]
    .filter(each => each.checkVisibility({visibilityProperty: true}))
    .filter(each => !each.closest("p, .visually-hidden, dialog, .skip"))
    .map(each => [each, each.closest("label, .form-check, .person, .queue-row, .stat, tr") ?? each])
    .map(([each, target]) => [each, target.getBoundingClientRect().height])
    .filter(([each, height]) => height > 0 && height < least - 0.5)
    .map(([each, height]) => each.outerHTML.slice(0, 120) + " " + height)"""
FOCUS_SHOWS = """() => {
    const each = document.activeElement;
    const box = each.getBoundingClientRect();
    const middle = Math.min(box.y + box.height / 2, innerHeight - 1);
    const bar = document.elementFromPoint(box.x + box.width / 2, middle)?.closest(".rail, .notices");
    if (bar && !bar.contains(each)) return "covered: " + each.outerHTML.slice(0, 120);
    for (let up = each; up && up !== document.body; up = up.parentElement) {
        const style = getComputedStyle(up);
        if (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) return "";
    }
    return "no outline: " + each.outerHTML.slice(0, 120);
}"""


@pytest.fixture
def guide(enter, page):
    """The style guide, opened by an administrator."""
    address = enter(make_user(User.Role.ADMINISTRATOR, name="Petra Lind"))
    page.goto(f"{address}/styleguide/")
    return page


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["desk", "phone"])
def test_every_component_is_accessible_and_fits(new_context, live_server, enter, screen, theme):
    context = new_context(color_scheme=theme, **screen)
    page = context.new_page()
    troubles = []
    page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    page.on("request", lambda request: request.url.startswith(live_server.url) or troubles.append(request.url))
    enter(make_user(User.Role.ADMINISTRATOR), context)

    page.goto(f"{live_server.url}/styleguide/")

    assert axe.findings(page) == []
    assert overflow(page) == 0
    assert page.evaluate(SMALLER_THAN, 24 if screen is DESK else 44) == []
    assert troubles == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_dialogs_are_accessible(new_context, live_server, enter, theme):
    context = new_context(color_scheme=theme, **DESK)
    page = context.new_page()
    enter(make_user(User.Role.ADMINISTRATOR), context)
    page.goto(f"{live_server.url}/styleguide/")

    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    assert axe.findings(page) == []
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    expect(page.locator("#palette")).to_be_visible()
    assert axe.findings(page) == []


def test_keys_work_while_the_counts_of_the_menu_are_still_on_their_way(guide):
    guide.route(f"**{reverse('contests_waiting')}", lambda route: None)
    guide.reload()

    guide.keyboard.press("?")

    expect(guide.locator("#keys")).to_be_visible()


def test_the_theme_one_chose_outweighs_the_systems(new_context, live_server, enter):
    context = new_context(color_scheme="light")
    page = context.new_page()
    enter(make_user(User.Role.ADMINISTRATOR, theme="dark"), context)

    page.goto(f"{live_server.url}/styleguide/")

    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(21, 22, 20)"


def test_the_first_load_weighs_less_than_150_kilobytes(enter, page):
    bodies = []
    page.on("response", lambda response: bodies.append(response.body()))

    page.goto(f"{enter(make_user(User.Role.ADMINISTRATOR))}/styleguide/", wait_until="networkidle")

    assert sum(len(gzip.compress(body)) for body in bodies) < 150_000


def test_whoever_walks_with_the_tab_key_always_sees_where_they_are(guide):
    seen = set()
    for _ in range(120):
        guide.keyboard.press("Tab")
        if guide.evaluate("document.activeElement === document.body"):
            break
        assert guide.evaluate(FOCUS_SHOWS) == ""
        seen.add(guide.evaluate("document.activeElement.outerHTML"))
    assert len(seen) > 40


def test_the_skip_link_leads_past_the_rail(guide):
    guide.keyboard.press("Tab")
    guide.keyboard.press("Enter")
    guide.keyboard.press("Tab")

    assert guide.evaluate("Boolean(document.activeElement.closest('main'))")


def test_j_and_k_move_along_rows_x_ticks_and_enter_opens(guide):
    guide.keyboard.press("j")
    expect(guide.get_by_role("link", name="Ingrid Solbakken").last).to_be_focused()
    guide.keyboard.press("j")
    guide.keyboard.press("j")
    guide.keyboard.press("k")
    expect(guide.get_by_role("link", name="Łukasz Brzeziak")).to_be_focused()
    for _ in range(2):
        guide.keyboard.press("j")
    guide.keyboard.press("x")
    expect(guide.get_by_label("Select Ana Brandt")).to_be_checked()
    guide.keyboard.press("Enter")
    expect(guide).to_have_url(guide.url.partition("#")[0] + "#ana")


def test_keys_wait_while_somebody_types_and_esc_leaves_the_field(guide):
    note = guide.get_by_label("Note", exact=True)
    guide.keyboard.press("n")
    expect(note).to_be_focused()
    guide.keyboard.type("tjk?")
    expect(note).to_have_value("tjk?")
    guide.keyboard.press("Escape")
    expect(note).not_to_be_focused()
    guide.keyboard.press("t")
    expect(guide.get_by_text("Voicemail logged.")).to_be_visible()


def test_who_switched_single_keys_off_has_none(enter, page):
    address = enter(make_user(User.Role.ADMINISTRATOR, keys_on=False))
    page.goto(f"{address}/styleguide/")

    page.keyboard.press("?")
    page.keyboard.press("n")

    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(page.get_by_label("Note", exact=True)).not_to_be_focused()
    expect(page.locator("main .key-hint").first).to_be_hidden()


def test_the_question_mark_lists_the_keys_of_this_page(guide):
    guide.keyboard.press("?")

    listed = guide.locator("#keys")
    expect(listed).to_be_visible()
    for words in ["Outcome", "No answer", "Show a toast", "Search people", "In the list", "Ctrl"]:
        expect(listed.get_by_text(words, exact=True).first).to_be_visible()


def test_control_k_goes_anywhere(guide):
    guide.keyboard.press("Control+k")
    guide.keyboard.type("your sett")
    guide.keyboard.press("Enter")

    expect(guide).to_have_url(guide.url.replace("/styleguide/", "/settings/"))


def test_a_toast_leaves_after_ten_seconds_but_waits_while_it_is_pointed_at(enter, page):
    page.clock.install()
    page.goto(f"{enter(make_user(User.Role.ADMINISTRATOR))}/styleguide/")
    page.keyboard.press("t")
    words = page.get_by_text("Voicemail logged.")
    expect(words).to_be_visible()

    page.clock.run_for(6_000)
    words.hover()
    page.clock.run_for(20_000)
    expect(words).to_be_visible()
    page.mouse.move(0, 0)
    page.clock.run_for(5_000)
    expect(words).to_be_hidden()


def test_undo_is_one_key_away(guide):
    guide.keyboard.press("t")
    expect(guide.get_by_role("button", name="Undo")).to_be_visible()

    with guide.expect_request(lambda request: request.method == "POST"):
        guide.keyboard.press("z")


FAILURES = [
    pytest.param(
        {"status": 500, "body": "<h1>trace</h1>", "content_type": "text/html"}, "could not be saved", id="500"
    ),
    pytest.param(
        {"status": 409, "body": "Ana logged this 2 s ago.", "content_type": "text/plain"},
        "Ana logged this 2 s ago.",
        id="409",
    ),
    pytest.param({"status": 403, "body": "", "content_type": "text/html"}, "You may not do that", id="403"),
    pytest.param(None, "does not answer", id="no connection"),
]


@pytest.mark.parametrize(("answer", "words"), FAILURES)
def test_a_note_that_could_not_be_saved_stays_and_a_toast_says_why(guide, answer, words):
    note = guide.get_by_label("Note", exact=True)
    note.fill("back at ten")
    guide.route("**/*", lambda route: route.fulfill(**answer) if answer else route.abort())

    guide.get_by_role("button", name="Save the note").click()

    expect(guide.locator(".notice-problem")).to_contain_text(words)
    expect(note).to_have_value("back at ten")
    guide.unroute_all()
    guide.get_by_role("link", name="People", exact=True).first.click()
    guide.goto(guide.url.replace("/people/", "/styleguide/"))
    expect(note).to_have_value("back at ten")


def test_a_saved_note_is_no_draft_any_more_and_the_news_comes_with_the_fragment(guide):
    note = guide.get_by_label("Note", exact=True)
    note.fill("back at ten")

    guide.get_by_role("button", name="Save the note").click()

    expect(guide.get_by_text("Voicemail logged.")).to_be_visible()
    expect(guide.locator("#live")).to_have_text("The note was saved.")
    expect(note).to_have_value("")
    guide.reload()
    expect(note).to_have_value("")


def test_a_card_that_somebody_else_changed_comes_back_as_it_is_now_with_the_note(guide):
    note = guide.get_by_label("Note", exact=True)
    note.fill("back at ten")
    field = '<label>Note<textarea data-draft="styleguide-note"></textarea></label>'
    card = f"<form data-autofocus><b>Ana logged this.</b>{field}</form>"
    guide.route("**/*", lambda route: route.fulfill(status=409, body=card, content_type="text/html"))

    guide.get_by_role("button", name="Save the note").click()

    expect(guide.get_by_text("Ana logged this.")).to_be_visible()
    expect(note).to_have_value("back at ten")
    assert guide.evaluate("document.activeElement.textContent.startsWith('Ana logged this.')")


def test_who_was_logged_out_meanwhile_is_told_and_loses_nothing(guide, context):
    note = guide.get_by_label("Note", exact=True)
    note.fill("back at ten")
    context.clear_cookies(name="sessionid")

    guide.get_by_role("button", name="Save the note").click()

    expect(guide.get_by_text("You were logged out.")).to_be_visible()
    expect(note).to_have_value("back at ten")


def test_a_note_survives_a_reload_and_ends_with_the_log_out(guide):
    note = guide.get_by_label("Note", exact=True)
    note.fill("back at ten")
    guide.reload()
    expect(note).to_have_value("back at ten")

    guide.locator(".rail-person summary").click()
    guide.get_by_role("button", name="Log out").last.click()

    assert guide.evaluate("Object.keys(localStorage)") == []


def test_a_menu_closes_by_esc_and_gives_the_focus_back(guide):
    menu = guide.locator("main summary").first
    menu.click()
    guide.get_by_role("link", name="Last week").first.focus()
    guide.keyboard.press("Escape")

    expect(menu).to_be_focused()
    expect(guide.locator("details[data-menu][open]")).to_have_count(0)


def test_a_file_of_another_kind_is_refused_before_it_is_sent(guide):
    field = guide.locator("input[type=file]")
    field.set_input_files({"name": "photo.png", "mimeType": "image/png", "buffer": b"x"})
    expect(guide.get_by_text("is not a list Leadflow reads")).to_be_visible()

    field.set_input_files({"name": "list.csv", "mimeType": "text/csv", "buffer": b"a,b"})
    expect(guide.get_by_text("list.csv, 1 kB")).to_be_visible()


def test_a_button_copies(guide, context):
    context.grant_permissions(["clipboard-read", "clipboard-write"])

    guide.get_by_role("button", name="Copy the number").click()

    expect(guide.get_by_text("Copied").first).to_be_visible()
    assert guide.evaluate("navigator.clipboard.readText()") == "+44 20 7946 0117"


def test_an_error_in_a_form_leads_to_its_field(guide):
    guide.get_by_role("link", name="Mail address: Enter a valid email address.").click()

    expect(guide.locator("#wrong_email")).to_be_focused()


def test_without_javascript_forms_and_navigation_work(new_context, live_server, enter):
    context = new_context(java_script_enabled=False)
    page = context.new_page()
    enter(make_user(User.Role.ADMINISTRATOR), context)
    page.goto(f"{live_server.url}/styleguide/")

    page.get_by_role("button", name="Show a toast").click()
    expect(page.get_by_text("Voicemail logged.")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Voicemail logged.")).to_be_visible()
    page.get_by_role("link", name="People", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("People")
