"""Somebody's plan on their page: what comes, what became of each step, and what is done with it by hand."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import now

from cadences import promise
from cadences.models import Enrollment, Task
from contacts.models import Contact, Stage, Touch
from leadflow.accounts.models import Firm, User
from tests.factories import make_contact, make_enrollment, make_team, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def rep(client):
    rep = make_user(team=make_team("North"), name="Ana Ruiz")
    client.force_login(rep)
    return rep


@pytest.fixture
def plan(rep):
    """Somebody of the rep's, in the plan since today."""
    return make_enrollment(make_contact(owner=rep, phone="+47 22 55 01 34"), at=now())


def today():
    return Firm.current().day_of(now())


def panel(client, contact):
    return client.get(reverse("plan", args=[contact.pk]), headers={"HX-Request": "true"}).content.decode()


def test_the_panel_shows_each_step_with_its_day(client, plan):
    page = panel(client, plan.contact)

    for step in plan.version.steps.all():
        assert step.name in page
    assert page.count("Planned:") == 10
    assert "<html" not in page


def test_of_a_plan_that_was_stopped_nothing_is_planned_any_more(client, plan):
    plan.contact.set_revisit(today() + timedelta(days=90), note="After the budget.", at=now(), cause="by_hand")

    page = panel(client, plan.contact)

    assert "Planned:" not in page
    assert "Left out:" in page


def test_a_step_that_was_left_out_says_why(client, plan):
    plan.contact.record_touch(Touch.Kind.REPLY, at=now())

    page = panel(client, plan.contact)

    assert "They responded" in page
    assert "Get the decision" in page


def test_a_pause_holds_until_the_day_and_is_taken_back_by_going_on(client, plan):
    until = today() + timedelta(days=10)

    client.post(reverse("pause_plan", args=[plan.pk]), {"until": until, "reason": "wish"})
    plan.refresh_from_db()
    assert (plan.state, plan.held_until) == (Enrollment.State.HELD, until)
    assert "they asked for it" in panel(client, plan.contact)

    before = plan.anchor_on
    answer = client.post(reverse("resume_plan", args=[plan.pk]), headers={"HX-Request": "true"})
    plan.refresh_from_db()
    assert (plan.state, plan.anchor_on) == (Enrollment.State.RUNNING, before)
    assert answer.headers["HX-Retarget"] == "#plan"


def test_undoing_a_second_pause_leaves_the_first(client, plan):
    first, second = today() + timedelta(days=10), today() + timedelta(days=20)
    plan.hold(first, at=now())
    page = client.post(reverse("pause_plan", args=[plan.pk]), {"until": second, "reason": "wish"}, follow=True).text
    undo = page.partition('action="/by-hand/')[2].partition('"')[0]

    client.post(f"/by-hand/{undo}")

    plan.refresh_from_db()
    assert (plan.state, plan.held_until, plan.holds.count()) == (Enrollment.State.HELD, first, 1)


def test_who_stops_a_plan_says_what_comes_instead(client, plan):
    client.post(
        reverse("stop_plan", args=[plan.pk]),
        {"objective": "Send the Bergen numbers", "channel": "email", "due_on": today() + timedelta(days=3)},
    )

    plan.refresh_from_db()
    task = plan.contact.tasks.open().get()
    assert (plan.state, plan.stop_reason) == (Enrollment.State.STOPPED, Enrollment.StopReason.BY_HAND)
    assert (task.kind, task.objective, task.channel) == (Task.Kind.BY_HAND, "Send the Bergen numbers", "email")
    assert not promise.without_next_step(Contact.objects.all()).exists()


def test_a_stopped_lead_starts_again_from_day_0(client, plan):
    plan.stop(Enrollment.StopReason.BY_HAND, at=now())

    client.post(reverse("enroll", args=[plan.contact.pk]), {"cadence": plan.version.cadence.pk})

    again = plan.contact.enrollments.live().get()
    assert (again.day_0, again.started_by.name) == (today(), "Ana Ruiz")


@pytest.mark.parametrize(
    ("name", "fields", "words"),
    [
        ("pause_plan", {"until": "2020-01-01"}, "Choose a day to come."),
        ("pause_plan", {"until": "9999-12-31"}, "more than five years away"),
        ("pause_plan", {"until": "soon"}, "Enter a valid date."),
        ("stop_plan", {"objective": "", "channel": "phone", "due_on": "2099-01-01"}, "This field is required."),
        ("stop_plan", {"objective": "x", "channel": "system", "due_on": "2099-01-01"}, "Select a valid choice."),
        ("stop_plan", {"objective": "x", "channel": "phone", "due_on": "2020-01-01"}, "Choose today or a day to come."),
        ("stop_plan", {"objective": "x", "channel": "phone", "due_on": "9999-12-31"}, "more than five years away"),
    ],
)
def test_a_strange_value_is_refused_and_the_plan_goes_on(client, plan, name, fields, words):
    answer = client.post(reverse(name, args=[plan.pk]), fields)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    plan.refresh_from_db()
    assert plan.state == Enrollment.State.RUNNING


def test_a_plan_that_ended_meanwhile_says_so(client, plan):
    plan.stop(Enrollment.StopReason.MEETING, at=now())

    answer = client.post(reverse("pause_plan", args=[plan.pk]), {"until": today() + timedelta(days=3)})

    assert "has ended meanwhile" in answer.content.decode()


def test_nobody_goes_through_two_plans(client, plan):
    answer = client.post(reverse("enroll", args=[plan.contact.pk]), {"cadence": plan.version.cadence.pk})

    assert "goes through a plan already" in answer.content.decode()
    assert plan.contact.enrollments.count() == 1


def test_a_name_is_made_a_lead_before_it_enters_a_plan(client, rep, plan):
    contact = make_contact(owner=rep)

    answer = client.post(reverse("enroll", args=[contact.pk]), {"cadence": plan.version.cadence.pk})

    assert answer.status_code == 422
    assert not contact.enrollments.exists()


def test_other_teams_and_marketing_do_not_touch_a_plan(client, plan):
    for person in (make_user(team=make_team("South")), make_user(User.Role.MARKETING)):
        client.force_login(person)
        for name in ("pause_plan", "resume_plan", "stop_plan"):
            assert client.post(reverse(name, args=[plan.pk]), {}).status_code == 404
        assert client.get(reverse("plan", args=[plan.contact.pk])).status_code == 404


def test_the_panel_costs_the_same_however_far_the_plan_is(client, plan, django_assert_max_num_queries):
    plan.contact.record_touch(Touch.Kind.REPLY, at=now())

    with django_assert_max_num_queries(12):
        panel(client, plan.contact)


def test_the_timeline_tells_what_the_plan_did(client, plan):
    plan.contact.record_touch(Touch.Kind.REPLY, at=now())
    plan.contact.change_stage(Stage.MEETING, at=now() + timedelta(minutes=1), cause="by_hand")

    answer = client.get(reverse("contact_timeline", args=[plan.contact.pk]))

    titles = [entry.title for entry in answer.context["timeline"].entries]
    assert titles == [
        "21-day follow-up stopped",
        "Sales lead → Meeting",
        "8 steps skipped",
        "Replied",
        "21-day follow-up started",
        "Name → Sales lead",
    ]
