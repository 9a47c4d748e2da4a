from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from cadences.editing.plan import change
from cadences.models import Cadence, Completion, Task, Voicemail
from contacts.models import Channel, Contact, Stage, Touch
from leadflow.accounts.models import User
from tests.cadences.cards import NOW, make_step, make_task, sent
from tests.factories import (
    make_asset,
    make_company,
    make_contact,
    make_firm,
    make_team,
    make_touch,
    make_user,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]

Kind = Task.Kind
HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/work/"}


def open_card(client, task, user=None, **params):
    client.force_login(user or task.rep)
    return client.get(reverse("work_task", args=[task.pk]), params)


def person(name, rep, **fields):
    fields = {"phone": "+44 20 7946 0118", "country": "GB", "stage": "lead"} | fields
    return make_contact(name, owner=rep, **fields)


STEPS = ["research", "intro-mail", "second-mail", "linkedin", "first-call", "post-card", "second-call", "final-mail"]


@pytest.mark.parametrize("key", STEPS)
def test_every_step_of_the_default_plan_has_a_card_with_aim_and_outcomes(client, key):
    task = make_step(key)

    page = open_card(client, task)

    assert page.status_code == 200
    assert page.context["card"].objective.text in page.text.replace("&#x27;", "'")
    assert page.context["dock"]


def test_where_it_may_be_several_hours_the_card_says_the_earliest_and_the_latest(client):
    task = make_task(Kind.CALL_BACK)
    Contact.objects.filter(pk=task.contact_id).update(country="US")
    task.contact.points.all().delete()

    page = open_card(client, task)

    assert "00:00 to 06:00 there" in strip_tags(page.text)


@pytest.mark.parametrize("channel", [c for c in Channel if c != Channel.SYSTEM])
def test_every_channel_has_a_card_that_can_be_done(client, channel):
    task = make_task(Kind.BY_HAND, channel)

    page = open_card(client, task)

    offered = {choice.offer.effect for group in page.context["dock"] for choice in group.choices}
    assert page.status_code == 200
    assert offered & {"done", "no_answer"}


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind != Kind.STEP])
def test_every_kind_of_task_has_a_card(client, kind):
    task = make_task(kind, Channel.RESEARCH if kind == Kind.MEND else Channel.PHONE)

    assert open_card(client, task).status_code == 200


def test_the_card_says_who_why_what_and_what_comes_then(client):
    make_firm(name="Harborline", offer="keep goods cold")
    ana = make_user(name="Ana Brandt", phone="+47 22 55 01 30")
    tom = person("Tom Ferrisdale", ana, company=make_company("Brightwater Labs", employees=420), city="London")
    make_touch(tom, Touch.Kind.DOWNLOAD, asset=make_asset("Five signs"), at=NOW - timedelta(days=9))
    task = make_step("first-call", contact=tom)

    text = open_card(client, task, ana).text

    for words in (
        "Tom Ferrisdale",
        "Brightwater Labs",
        "420 people",
        'href="tel:+442079460118"',
        "10:00</time> in London",
        "fine to call",
        "Step 6 of 11; 1 of 2 by phone",
        "<em>Five signs</em>",
        "this is Ana from Harborline",
        Voicemail.objects.first().name,
        "mail with an article",
        "Thu 12 Mar",
    ):
        assert words in text, words


def test_the_next_voicemail_of_the_series_is_offered(client):
    task = make_step("first-call")
    task.contact.record_touch("attempt", at=NOW - timedelta(days=3), channel="phone", outcome="voicemail", key="1")

    assert open_card(client, task).context["card"].voicemail == Voicemail.objects.all()[1]


def test_a_contact_far_away_is_not_called_at_night(client):
    rep = make_user()
    asleep = make_task(rep=rep, contact=person("Dana Whitlock", rep, phone="+1 415 555 0132", country="US"))
    awake = make_task(rep=rep, contact=person("Tom Ferrisdale", rep))
    client.force_login(rep)

    first = client.get(reverse("work"))
    assert first.url == reverse("work_task", args=[awake.pk])
    assert "call from" in open_card(client, asleep).text


def test_what_was_agreed_for_later_waits_for_its_time(client, at_noon):
    rep = make_user()
    later = make_task(Kind.CALL_BACK, rep=rep, not_before=NOW + timedelta(hours=2))
    client.force_login(rep)

    page = client.get(reverse("work"))
    assert "Nothing to do right now" in page.text
    assert "12:00" in page.text

    at_noon.shift(timedelta(hours=2))
    assert client.get(reverse("work")).url == reverse("work_task", args=[later.pk])


def test_when_all_is_done_it_says_what_comes_tomorrow(client):
    task = make_task(due_on=NOW.date() + timedelta(days=1))
    client.force_login(task.rep)

    assert "Done. 1 tomorrow." in client.get(reverse("work")).text


def test_only_calls_leaves_the_rest_for_later_and_stays_so(client):
    rep = make_user()
    make_task(Kind.BY_HAND, Channel.EMAIL, rep=rep, contact=person("Amara Osei", rep, email="a@polder.example"))
    call = make_task(rep=rep, contact=person("Tom Ferrisdale", rep))
    client.force_login(rep)

    assert client.get(reverse("work"), {"only": "calls"}).url == f"/work/{call.pk}/?only=calls"
    data = sent(call, "no_answer") | {"only": "calls"}
    assert "No more calls" in client.post(reverse("log_outcome", args=[call.pk]), data, headers=HTMX).text


def test_skipped_cards_come_last_and_back_brings_the_last_one(client):
    rep = make_user()
    first = make_task(rep=rep, contact=person("Tom Ferrisdale", rep))
    second = make_task(rep=rep, contact=person("Amara Osei", rep))
    client.force_login(rep)

    skipped = client.post(reverse("skip_task", args=[first.pk]), headers=HTMX)
    assert skipped["HX-Replace-Url"] == reverse("work_task", args=[second.pk])

    back = client.post(reverse("back_to_task"), headers=HTMX)
    assert back["HX-Replace-Url"] == reverse("work_task", args=[first.pk])
    assert client.post(reverse("back_to_task"), headers=HTMX).status_code == 200


def test_a_second_dial_comes_before_everything_else(client):
    rep = make_user()
    make_task(Kind.REQUEST, rep=rep, contact=person("Amara Osei", rep))
    again = make_task(rep=rep, contact=person("Tom Ferrisdale", rep), redials=1, not_before=NOW)
    client.force_login(rep)

    assert client.get(reverse("work")).url == reverse("work_task", args=[again.pk])


def test_a_closed_task_says_how_it_ended_and_offers_the_next(client):
    task = make_task()
    client.force_login(task.rep)
    client.post(reverse("log_outcome", args=[task.pk]), sent(task, "no_answer"))

    text = open_card(client, task).text

    assert "You logged this" in text
    assert "data-panel" not in text


def test_a_panel_opens_by_its_address_without_scripts(client):
    task = make_task()

    text = open_card(client, task, panel="not_now").text

    assert text.count("data-panel open") == 1


def test_who_else_is_known_and_who_of_us_works_there(client):
    north, south = make_team("North"), make_team("South")
    ana, ben = make_user(team=north, name="Ana Brandt"), make_user(team=south, name="Ben Okafor")
    firm = make_company("Brightwater Labs")
    person("Amara Osei", ana, company=firm)
    person("Secret Sven", ben, company=firm, email="sven@polder.example")
    task = make_task(contact=person("Tom Ferrisdale", ana, company=firm), rep=ana)

    text = open_card(client, task).text

    assert "Amara Osei" in text
    assert "Ben (South) is working here" in text
    assert "Secret Sven" not in text


def test_what_a_list_carried_is_shown_harmlessly(client):
    rep = make_user()
    nasty = "<img src=x onerror=alert(1)>{{ settings.SECRET_KEY }}"
    contact = person(f"{nasty} Null", rep, title=nasty, company=make_company(nasty))
    contact.points.create(kind="linkedin", value="javascript:alert(1)//linkedin.com/in/x", normalised="in/x")
    make_touch(contact, Touch.Kind.BOOTH_VISIT, asset=make_asset(nasty), gist=nasty)
    task = make_step("intro-mail", contact=contact)

    text = open_card(client, task).text

    assert "<img src=x" not in text
    assert "javascript:" not in text
    assert "&lt;img src=x onerror=alert(1)&gt;{{ settings.SECRET_KEY }}" in text
    assert "&amp;lt;" not in text


def test_a_text_with_a_mistake_is_told_and_shown_as_it_is(client):
    task = make_step("intro-mail")
    draft = Cadence.default().begin_draft()
    draft.edit(lambda plan: change(plan, "intro-mail", body="Hello {{ contact.first_name"))
    Task.objects.filter(pk=task.pk).update(step=draft.steps.get(key="intro-mail"))

    text = open_card(client, task).text

    assert "This text has a mistake" in text
    assert "Hello {{ contact.first_name" in text


def test_findings_are_kept_with_the_outcome_and_survive_its_undo(client):
    task = make_step("research", contact=person("Tom Ferrisdale", make_user(), company=make_company("Brightwater")))
    found = {
        "card__title": "VP Supply",
        "card__firm": "Brightwater",
        "card__domain": "https://www.brightwater.example/about",
        "card__industry": "biotech",
        "card__employees": "420",
        "card__linkedin": "https://linkedin.com/in/tom-f",
    }
    client.force_login(task.rep)

    client.post(reverse("log_outcome", args=[task.pk]), sent(task, "done", **found), headers=HTMX)
    client.post(reverse("undo_outcome", args=[Completion.objects.get().pk]), headers=HTMX)

    contact = Contact.objects.get(pk=task.contact_id)
    assert (contact.title, contact.company.domain, contact.company.employees) == (
        "VP Supply",
        "brightwater.example",
        420,
    )
    assert contact.linkedin == "https://www.linkedin.com/in/tom-f"
    task.refresh_from_db()
    assert task.is_open


BAD_FINDINGS = [
    ({"card__domain": "not a site"}, "no domain"),
    ({"card__employees": "-3"}, "greater than"),
    ({"card__email": "nobody"}, "no mail address"),
    ({"card__linkedin": "javascript:alert(1)"}, "LinkedIn"),
]


@pytest.mark.parametrize(("found", "words"), BAD_FINDINGS, ids=[b[1] for b in BAD_FINDINGS])
def test_a_wrong_finding_is_said_and_nothing_is_written(client, found, words):
    task = make_step("research")
    client.force_login(task.rep)

    answer = client.post(reverse("log_outcome", args=[task.pk]), sent(task, "done", card__title="Boss", **found))

    task.refresh_from_db()
    assert answer.status_code == 422
    assert words in answer.text
    assert "Boss" in answer.text
    assert task.is_open
    assert Contact.objects.get(pk=task.contact_id).title == ""


def test_the_right_number_replaces_the_wrong_one(client):
    contact = person("Tom Ferrisdale", make_user())
    wrong = contact.points.get(kind="phone")
    task = make_task(Kind.MEND, Channel.RESEARCH, contact=contact)
    client.force_login(task.rep)
    found = {"card__wrong": [wrong.pk], "card__phone": "+44 20 7946 0199"}

    client.post(reverse("log_outcome", args=[task.pk]), sent(task, "done", **found))

    assert Contact.objects.get(pk=contact.pk).phone == "+44 20 7946 0199"


def test_the_address_of_a_post_card_is_kept(client):
    task = make_step("post-card")
    client.force_login(task.rep)

    data = sent(task, "done", card__body="Dear", card__address="Harbour 1\nOslo")
    client.post(reverse("log_outcome", args=[task.pk]), data)

    assert Contact.objects.get(pk=task.contact_id).address.split() == ["Harbour", "1", "Oslo"]


def test_the_mail_program_opens_with_the_text(client):
    task = make_step("intro-mail")

    card = open_card(client, task).context["card"]

    assert card.mailto.startswith(f"mailto:{task.contact.email}?subject=")
    assert "&body=Hello%20" in card.mailto


@pytest.mark.parametrize("role", [User.Role.MARKETING, User.Role.REP])
def test_a_card_of_another_team_does_not_exist(client, role):
    task = make_task()
    stranger = make_user(role, team=make_team() if role == User.Role.REP else None)

    assert open_card(client, task, stranger).status_code == 404


def test_a_manager_sees_the_card_with_the_reps_words(client):
    make_firm(name="Harborline")
    task = make_step("first-call", contact=person("Tom Ferrisdale", make_user(name="Ana Brandt")))
    mia = make_user(User.Role.MANAGER, name="Mia Lund", manages=[task.rep.team])

    assert "this is Ana from Harborline" in open_card(client, task, mia).text


@pytest.mark.parametrize("number", [5, 50])
def test_the_card_asks_the_same_questions_however_long_the_queue(client, number, django_assert_max_num_queries):
    rep = make_user()
    firm = make_company("Brightwater Labs")
    for n in range(number):
        contact = person(f"Person {n}", rep, company=firm, email=f"n{n}@polder.example")
        make_task(rep=rep, contact=contact)
    for n in range(number):
        make_touch(contact, at=NOW - timedelta(days=n))
    client.force_login(rep)
    client.get(reverse("work"))

    with django_assert_max_num_queries(19):
        page = client.get(reverse("work_task", args=[Task.objects.first().pk]), headers=HTMX)

    assert page.status_code == 200


def test_the_stage_tells_why(client):
    rep = make_user()
    contact = make_contact("Tom Ferrisdale", owner=rep, phone="+44 20 7946 0118", country="GB")
    make_touch(contact, Touch.Kind.DOWNLOAD, asset=make_asset("Five signs"))
    make_touch(contact, Touch.Kind.WEBINAR_ATTENDED, asset=make_asset("Cold chain"), minutes=63)
    contact.refresh_from_db()
    assert contact.stage == Stage.LEAD
    task = make_task(contact=contact, rep=rep)

    text = open_card(client, task).text

    assert "Enough interactions" in text
    assert "Downloaded “Five signs”" in text
