from datetime import timedelta

import pytest
from django.urls import reverse

from cadences.models import Task
from contacts.models import Contact, Touch
from leadflow.accounts.models import User
from tests.cadences.cards import NOW, make_step, make_task, sent
from tests.factories import make_asset, make_company, make_contact, make_firm, make_team, make_touch, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]

DAY = timedelta(days=1)
TODAY = NOW.date()
Kind = Task.Kind


def person(name, rep, **fields):
    return make_contact(name, owner=rep, **({"phone": "+44 20 7946 0118", "country": "GB", "stage": "lead"} | fields))


def open_today(client, user):
    client.force_login(user)
    return client.get(reverse("today"))


def test_the_day_lies_in_groups_with_the_reason_for_each(client):
    make_firm(daily_dials=40)
    ana = make_user(name="Ana Brandt")
    tom, amara = person("Tom Ferrisdale", ana, company=make_company("Brightwater Labs")), person("Amara Osei", ana)
    make_touch(tom, Touch.Kind.DOWNLOAD, asset=make_asset("Five signs"), at=NOW - DAY)
    make_step("first-call", contact=tom)
    make_task(Kind.REQUEST, contact=amara, rep=ana, objective="Please call me about reefers.")
    make_task(contact=person("Chidi Obi", ana), rep=ana, due_on=TODAY - 2 * DAY, objective="Send the offer")
    make_task(contact=person("Marta Cierva", ana), rep=ana, due_on=TODAY + DAY)

    page = open_today(client, ana)

    groups = page.context["page"].groups
    assert [(group.title, [str(row.task.contact) for row in group.rows]) for group in groups] == [
        ("Hot", ["Amara Osei"]),
        ("Overdue", ["Chidi Obi"]),
        ("Due today", ["Tom Ferrisdale"]),
    ]
    for words in (
        "Tuesday, 10 March",
        "3 to do. One person asked to hear from you. 1 overdue.",
        "Please call me about reefers.",
        "Downloaded <em>Five signs</em>.",
        "Sales lead · 6 of 11",
        "2 days late",
        "of 40 dials",
        "1 tomorrow",
        "Brightwater Labs",
    ):
        assert words in page.text, words


def test_who_can_be_called_now_comes_before_who_opens_later(client):
    ana = make_user()
    make_task(rep=ana, contact=person("Dana Whitlock", ana, phone="+1 415 555 0132", country="US"))
    make_task(rep=ana, contact=person("Tom Ferrisdale", ana))

    page = open_today(client, ana)

    (group,) = page.context["page"].groups
    assert [str(row.task.contact) for row in group.rows] == ["Tom Ferrisdale", "Dana Whitlock"]
    assert "· 1 opens <time" in page.text
    assert "today, 15:00</time>" in page.text


def test_the_score_of_the_day_counts_what_was_logged_today(client):
    task = make_task()
    client.force_login(task.rep)
    client.post(
        reverse("log_outcome", args=[task.pk]),
        sent(task, "meeting", meeting__day="2026-03-12", meeting__time="10:00"),
    )
    Touch.objects.create(
        contact=task.contact, kind="attempt", direction="out", channel="phone", rep=task.rep, at=NOW - DAY, key="old"
    )

    score = open_today(client, task.rep).context["page"].score

    assert (score.dials, score.connects, score.meetings) == (1, 1, 1)


def test_an_empty_day_says_what_comes_tomorrow(client):
    task = make_task(due_on=TODAY + DAY)

    assert "Done. 1 tomorrow." in open_today(client, task.rep).text


def test_a_rep_takes_a_task_out_of_the_pool_with_its_contact(client):
    ana = make_user()
    task = make_task(rep=ana, contact=make_contact("Tom Ferrisdale", team=ana.team, phone="+44 20 7946 0118"))
    Task.objects.filter(pk=task.pk).update(rep=None)
    assert "Nobody’s yet" in open_today(client, ana).text

    answer = client.post(reverse("take_task", args=[task.pk]))

    assert answer.url == reverse("work_task", args=[task.pk])
    assert Contact.objects.get(pk=task.contact_id).owner == ana
    assert Task.objects.get(pk=task.pk).rep == ana


def test_of_two_who_take_a_task_the_second_is_told(client):
    ana, ben = make_user(), make_user()
    ben.team = ana.team
    ben.save()
    task = make_task(rep=ana, contact=make_contact(team=ana.team))
    Task.objects.filter(pk=task.pk).update(rep=None)
    for rep in (ana, ben):
        client.force_login(rep)
        answer = client.post(reverse("take_task", args=[task.pk]), follow=True)

    assert "Somebody took it a moment ago" in answer.text
    assert Contact.objects.get(pk=task.contact_id).owner == ana


def test_a_manager_looks_at_the_day_of_a_rep_of_their_teams(client):
    task = make_task()
    mia = make_user(User.Role.MANAGER, manages=[task.rep.team])
    stranger = make_user()
    client.force_login(mia)

    page = client.get(reverse("day_of_rep", args=[task.rep.pk]))

    assert str(task.contact) in page.text
    assert str(task.rep) in client.get(reverse("today")).text
    assert client.get(reverse("day_of_rep", args=[stranger.pk])).status_code == 404


def test_a_rep_does_not_look_at_the_days_of_others(client):
    ana, ben = make_user(), make_user(team=make_team())
    client.force_login(ana)

    assert client.get(reverse("day_of_rep", args=[ben.pk])).status_code == 404


@pytest.mark.parametrize("name", ["today", "work", "response_new"])
def test_marketing_has_no_queue(client, name):
    client.force_login(make_user(User.Role.MARKETING))

    assert client.get(reverse(name)).status_code == 404


@pytest.mark.parametrize("name", ["today", "work", "response_new"])
def test_whoever_is_not_logged_in_is_asked_to(client, name):
    assert client.get(reverse(name)).url.startswith(reverse("account_login"))


@pytest.mark.parametrize("number", [5, 50])
def test_the_day_asks_the_same_questions_however_long_it_is(client, number, django_assert_max_num_queries):
    ana = make_user()
    for n in range(number):
        contact = person(f"Person {n}", ana, company=make_company(), email=f"n{n}@polder.example")
        make_touch(contact, at=NOW - DAY)
        make_task(rep=ana, contact=contact, due_on=TODAY + (n % 3 - 1) * DAY)
    client.force_login(ana)
    client.get(reverse("today"))

    with django_assert_max_num_queries(13):
        page = client.get(reverse("today"))

    assert page.text.count("queue-row") >= min(number, 4)


def test_a_long_queue_shows_its_beginning_and_says_how_many_more(client):
    ana = make_user()
    contact = person("Tom Ferrisdale", ana)
    for _ in range(60):
        make_task(rep=ana, contact=contact)

    page = open_today(client, ana)

    assert page.text.count('class="queue-row"') == 50
    assert "10 more come up as these are done." in page.text
