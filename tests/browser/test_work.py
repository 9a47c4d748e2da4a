"""A rep's day with real keys in a real browser: Today, Work, and everything that a card can end in."""

from datetime import timedelta

import pytest
from django.utils.timezone import now
from playwright.sync_api import expect

from cadences.models import Completion, Task
from contacts.models import Asset, Channel, Contact, Stage, Touch
from tests.browser.conftest import DESK, NO_PHONE, PHONE, overflow
from tests.cadences.cards import make_step, make_task
from tests.factories import make_asset, make_company, make_contact, make_firm, make_touch, make_user
from tests.support import axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CHANNELS = [Channel.PHONE, Channel.EMAIL, Channel.LINKEDIN, Channel.RESEARCH, Channel.POST]


@pytest.fixture
def ana():
    """A rep whose contacts can be called at any hour, so that the tests may run at any."""
    make_firm(
        name="Harborline", working_days=list(range(7)), call_from="00:00", call_until="23:59:59", offer="keep it cold"
    )
    return make_user(name="Ana Brandt", phone="+47 22 55 01 30")


def give(rep, name, channel=Channel.PHONE, *, kind=Task.Kind.BY_HAND) -> Task:
    """Somebody to follow up today, who has done something."""
    number = Contact.objects.count()
    contact = make_contact(
        name,
        owner=rep,
        phone=f"+47 22 55 01 {10 + number}",
        country="NO",
        title="Logistics",
        email=f"p{number}@polder.example",
        company=make_company(f"Polder {number}", industry="cold storage", domain=f"polder{number}.example"),
    )
    make_touch(contact, Touch.Kind.DOWNLOAD, asset=make_asset("Five signs", Asset.Kind.DOWNLOAD), at=now())
    contact.change_stage(Stage.LEAD, at=now(), cause="by_hand")
    return make_task(kind, channel, contact=contact, due_on=now().date() - timedelta(days=1), objective="Hear them.")


@pytest.fixture
def desk(new_context, enter, ana):
    """Ana's browser; says what went wrong on its pages when the test is over."""
    context = new_context(**DESK)
    context.add_init_script(NO_PHONE)
    page = context.new_page()
    troubles = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.address = enter(ana, context)
    yield page
    assert troubles == []


def on_card(page, name):
    """The card of that person is there and takes keys: a key too soon after a swap is held back."""
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    page.wait_for_timeout(300)


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def test_a_dial_that_did_not_reach_the_person_costs_two_keys(desk, ana):
    give(ana, "Tom Ferrisdale")
    give(ana, "Amara Osei")
    desk.goto(f"{desk.address}/today/")
    press(desk, "Enter")
    on_card(desk, "Tom Ferrisdale")

    press(desk, "c", "1")

    on_card(desk, "Amara Osei")
    assert Touch.objects.get(channel="phone", direction="out").outcome == "no_answer"
    expect(desk.locator("#live")).to_contain_text("Amara Osei")
    expect(desk.get_by_role("heading", level=1)).to_be_focused()
    expect(desk.locator("#toasts")).to_contain_text("No answer: Tom.")
    expect(desk.locator(".bench-score")).to_contain_text("1 of 60 dials")
    assert desk.evaluate("window.dialled") == "tel:+4722550110"


def test_a_key_pressed_twice_by_accident_logs_once(desk, ana):
    give(ana, "Tom Ferrisdale")
    give(ana, "Amara Osei")
    desk.goto(f"{desk.address}/work/")
    on_card(desk, "Tom Ferrisdale")

    press(desk, "1", "1")

    on_card(desk, "Amara Osei")
    assert Touch.objects.dials().count() == 1


def test_undo_by_its_key_brings_the_card_and_the_note_back(desk, ana):
    give(ana, "Tom Ferrisdale")
    give(ana, "Amara Osei")
    desk.goto(f"{desk.address}/work/")
    on_card(desk, "Tom Ferrisdale")

    press(desk, "n")
    desk.keyboard.type("Back at ten")
    press(desk, "Escape", "2")
    on_card(desk, "Amara Osei")
    press(desk, "z")

    on_card(desk, "Tom Ferrisdale")
    expect(desk.get_by_label("Note", exact=True)).to_have_value("Back at ten")
    assert not Touch.objects.dials().exists()


def test_a_conversation_stays_until_something_was_learnt_and_a_second_key_decides(desk, ana):
    task = give(ana, "Tom Ferrisdale")
    desk.goto(f"{desk.address}/work/")
    on_card(desk, "Tom Ferrisdale")

    press(desk, "3", "Enter")
    expect(desk.locator(".ask-errors")).to_contain_text("at least one thing")
    expect(desk.get_by_label("Need", exact=True)).to_be_focused()
    desk.wait_for_timeout(300)
    desk.keyboard.type("claims")
    press(desk, "Escape", "6", "Enter")

    expect(desk.locator("h1")).to_contain_text("Done")
    contact = Contact.objects.get(pk=task.contact_id)
    assert (contact.stage, contact.need) == (Stage.NURTURE, "claims")


@pytest.mark.parametrize(
    ("keys", "stage"),
    [
        (["4", "Enter"], Stage.MEETING),
        (["5", "Enter"], Stage.LEAD),
        (["6", "Enter"], Stage.NURTURE),
        (["6", "1", "Enter"], Stage.NURTURE),
        (["7", "h", "Enter"], Stage.NURTURE),
        (["7", "x", "Enter"], Stage.DISQUALIFIED),
        (["8"], Stage.LEAD),
        (["9", "Enter"], Stage.DISQUALIFIED),
        (["0", "Enter"], Stage.DO_NOT_CONTACT),
        (["d", "2", "Enter"], Stage.DISQUALIFIED),
        (["b"], Stage.LEAD),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, list) else "",
)
def test_every_outcome_is_a_key_and_enter_takes_what_is_filled_in(desk, ana, keys, stage):
    task = give(ana, "Tom Ferrisdale")
    desk.goto(f"{desk.address}/work/")
    on_card(desk, "Tom Ferrisdale")

    press(desk, *keys)

    expect(desk.locator("#toasts")).to_contain_text("Tom")
    assert Contact.objects.get(pk=task.contact_id).stage == stage


def test_enter_in_a_field_of_the_card_logs_nothing(desk, ana):
    give(ana, "Tom Ferrisdale", Channel.RESEARCH)
    desk.goto(f"{desk.address}/work/")
    on_card(desk, "Tom Ferrisdale")

    desk.locator(".findings").get_by_label("Job title").press("Enter")
    desk.wait_for_timeout(500)

    assert not Completion.objects.exists()


def test_a_panel_closes_by_esc_and_gives_the_focus_back(desk, ana):
    give(ana, "Tom Ferrisdale")
    desk.goto(f"{desk.address}/work/")
    on_card(desk, "Tom Ferrisdale")

    press(desk, "6")
    expect(desk.get_by_role("group", name="Not now").first).to_be_visible()
    press(desk, "Escape")

    expect(desk.locator("[data-panel][open]")).to_have_count(0)
    expect(desk.locator("summary[data-key='6']")).to_be_focused()


def test_a_stale_card_says_who_was_faster_and_keeps_the_note(desk, ana):
    task = give(ana, "Tom Ferrisdale")
    desk.goto(f"{desk.address}/work/")
    on_card(desk, "Tom Ferrisdale")
    desk.get_by_label("Note", exact=True).fill("Assistant says ten")
    ben = make_user(name="Ben Okafor", team=ana.team)
    Task.objects.filter(pk=task.pk).update(state="done", closed_at=now(), closed_by=ben, version=7)
    press(desk, "Escape")
    desk.locator("h1").click()

    press(desk, "1")

    expect(desk.locator(".callout")).to_contain_text("Ben logged this")
    expect(desk.get_by_label("Note", exact=True)).to_have_value("Assistant says ten")
    desk.get_by_role("button", name="Keep it with Tom").click()
    expect(desk.locator("#toasts")).to_contain_text("The note is kept")
    assert Touch.objects.get(kind=Touch.Kind.NOTE).gist == "Assistant says ten"


def test_what_is_typed_survives_skipping_leaving_and_coming_back(desk, ana):
    give(ana, "Tom Ferrisdale", Channel.EMAIL)
    give(ana, "Amara Osei")
    desk.goto(f"{desk.address}/work/")
    on_card(desk, "Tom Ferrisdale")
    desk.get_by_label("Text", exact=True).fill("My own words")
    desk.get_by_label("Note", exact=True).fill("try Friday")
    press(desk, "Escape", "j")
    on_card(desk, "Amara Osei")
    desk.goto(f"{desk.address}/today/")

    desk.get_by_role("link", name="Tom Ferrisdale").click()
    on_card(desk, "Tom Ferrisdale")

    expect(desk.get_by_label("Text", exact=True)).to_have_value("My own words")
    expect(desk.get_by_label("Note", exact=True)).to_have_value("try Friday")


def test_when_leadflow_does_not_answer_the_card_stays_with_what_was_typed(desk, ana):
    give(ana, "Tom Ferrisdale")
    desk.goto(f"{desk.address}/work/")
    on_card(desk, "Tom Ferrisdale")
    desk.get_by_label("Note", exact=True).fill("rang long")
    press(desk, "Escape")
    desk.route("**/log/", lambda route: route.abort())

    press(desk, "1")

    expect(desk.locator("#toasts")).to_contain_text("does not answer")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Tom Ferrisdale")
    expect(desk.get_by_label("Note", exact=True)).to_have_value("rang long")


def test_an_answer_from_the_card_puts_the_decision_on_top(desk, ana):
    task = give(ana, "Tom Ferrisdale")
    desk.goto(f"{desk.address}/work/")
    on_card(desk, "Tom Ferrisdale")

    press(desk, "r")
    expect(desk.get_by_role("radio", name="By mail")).to_be_focused()
    press(desk, "2", "Enter")

    expect(desk.get_by_text("Get the decision: a meeting, not now, or no.")).to_be_visible()
    assert Touch.objects.get(kind=Touch.Kind.CALLED_US).contact == task.contact


def test_an_answer_from_anywhere_is_noted_by_keyboard_alone_and_taken_back(desk, ana):
    contact = give(ana, "Tom Ferrisdale").contact
    complaints = []
    desk.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    desk.goto(f"{desk.address}/today/")

    press(desk, "r")
    expect(desk.get_by_label("Who?")).to_be_focused()
    desk.keyboard.type("ferris")
    expect(desk.locator("#response-found").get_by_role("link", name="Tom Ferrisdale")).to_be_visible()
    press(desk, "Tab", "Enter")
    expect(desk.get_by_role("radio", name="By mail")).to_be_focused()
    press(desk, "2", "Tab")
    desk.keyboard.type("Asks for a price")
    press(desk, "Tab", "Enter")

    expect(desk.get_by_text("Get the decision: a meeting, not now, or no.")).to_be_visible()
    assert Touch.objects.get(kind=Touch.Kind.CALLED_US).gist == "Asks for a price"
    desk.wait_for_timeout(300)
    press(desk, "z")
    expect(desk.locator("#toasts")).to_contain_text("Taken back. Tom Ferrisdale is as before.")
    assert not contact.tasks.open().filter(kind=Task.Kind.DECISION).exists()
    assert complaints == []


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_card_needs_no_scrolling_on_a_desk(desk, ana, channel):
    give(ana, "Tom Ferrisdale", channel)

    desk.goto(f"{desk.address}/work/")
    on_card(desk, "Tom Ferrisdale")

    assert desk.evaluate("document.documentElement.scrollHeight - innerHeight") <= 0
    assert desk.evaluate("(box => box.scrollHeight - box.clientHeight)(document.querySelector('.bench-body'))") <= 0


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["desk", "phone"])
def test_today_and_every_card_are_accessible_and_fit(new_context, enter, ana, screen, theme):
    tasks = [give(ana, f"Tom {channel.label}", channel) for channel in CHANNELS]
    give(ana, "Ingrid Solbakken", kind=Task.Kind.REQUEST)
    context = new_context(color_scheme=theme, **screen)
    page = context.new_page()
    address = enter(ana, context)

    for path in ["/today/", *(f"/work/{task.pk}/" for task in tasks), f"/work/{tasks[0].pk}/?panel=connected"]:
        page.goto(f"{address}{path}")
        assert axe.findings(page) == [], path
        assert overflow(page) == 0, path


def test_a_card_says_what_made_it_void_while_it_lay_open(desk, ana):
    task = make_step("first-call", contact=make_contact("Ida Moe", owner=ana, phone="+47 22 55 01 34", stage="lead"))
    desk.goto(f"{desk.address}/work/{task.pk}/")
    on_card(desk, "Ida Moe")
    desk.locator("#id_note, [name=note]").first.fill("Assistant says ten")

    task.contact.record_touch(Touch.Kind.REPLY, at=now(), channel=Channel.EMAIL)
    desk.keyboard.press("Escape")
    press(desk, "1")

    expect(desk.get_by_text("Skipped: replied, ")).to_be_visible()
    expect(desk.get_by_text("Nothing more was logged.")).to_be_visible()
    assert axe.findings(desk) == []
    desk.get_by_role("button", name="Keep it with").click()
    expect(desk.get_by_text("The note is kept with Ida.")).to_be_visible()
    assert Touch.objects.filter(kind=Touch.Kind.NOTE, gist="Assistant says ten").exists()
