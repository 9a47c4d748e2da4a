"""A task is cancelled by hand: the plan goes on, and nobody is left without a next step (promise 12)."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import now

from cadences import firing, promise
from cadences.models import Enrollment, Task
from contacts import timeline
from contacts.models import Contact, Stage
from tests.factories import make_contact, make_enrollment, make_firm, make_team, make_user

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def rep(client):
    make_firm(working_days=list(range(7)))
    rep = make_user(team=make_team("North"), name="Ana Ruiz")
    client.force_login(rep)
    return rep


@pytest.fixture
def step(rep):
    """The research step of a plan, open today."""
    plan = make_enrollment(make_contact(owner=rep), at=now() - DAY)
    firing.sweep(now(), clock=now)
    return plan.tasks.get(step_key="research")


def call_off(client, task, **fields):
    return client.post(reverse("cancel_task", args=[task.pk]), {"reason": "Asked elsewhere"} | fields)


def nobody_falls_through():
    return not promise.without_next_step(Contact.objects.all()).exists()


def test_after_a_step_the_plan_goes_on(client, step, rep):
    call_off(client, step)

    step.refresh_from_db()
    assert (step.state, step.reason, step.closed_by) == (Task.State.CANCELLED, "Asked elsewhere", rep)
    assert Enrollment.objects.get().next_step.key == "intro-mail"
    entry = timeline.of(Contact.objects.all(), show="plan").entries[0]
    assert (entry.title, entry.text, entry.by) == (f"{step} dropped", "Asked elsewhere", rep)


def test_it_can_be_taken_back(client, step):
    call_off(client, step)

    page = client.get(reverse("contact", args=[step.contact_id])).text
    client.post("/by-hand/" + page.partition('action="/by-hand/')[2].partition('"')[0])

    step.refresh_from_db()
    assert step.is_open
    assert Enrollment.objects.get().next_step is None


def test_where_it_was_the_last_thing_what_comes_next_is_asked_for(client, rep):
    contact = make_contact(owner=rep, stage=Stage.OPPORTUNITY)
    task = Task.open_for(contact, Task.Kind.NEXT_STEP, due_on=now().date(), at=now())
    assert "What comes instead" in client.get(reverse("cancel_task", args=[task.pk])).text

    assert call_off(client, task).status_code == 422
    task.refresh_from_db()
    assert task.is_open
    call_off(client, task, objective="Send the offer", channel="email", due_on=now().date() + DAY)

    assert [one.objective for one in contact.tasks.open()] == ["Send the offer"]
    assert nobody_falls_through()


def test_where_more_is_to_do_nothing_is_asked(client, rep, step):
    other = Task.open_for(step.contact, Task.Kind.DECISION, due_on=now().date(), at=now())

    assert "What comes instead" not in client.get(reverse("cancel_task", args=[other.pk])).text
    call_off(client, other)

    other.refresh_from_db()
    assert not other.is_open
    assert nobody_falls_through()


def test_the_verb_alone_leaves_nobody_without_a_next_step(rep):
    for stage in (Stage.LEAD, Stage.OPPORTUNITY):
        contact = make_contact(owner=rep, stage=stage)
        Enrollment.objects.filter(contact=contact).delete()
        task = Task.open_for(contact, Task.Kind.NEXT_STEP, due_on=now().date(), at=now())
        assert promise.call_off(task, reason="No need", by=rep, at=now())
        assert not promise.call_off(task, reason="Again", by=rep, at=now())

    assert nobody_falls_through()


def test_what_was_ended_meanwhile_says_so(client, step):
    Task.objects.filter(pk=step.pk).cancel("Gone", at=now())

    assert "ended meanwhile" in call_off(client, step).text


def test_what_managers_decide_and_what_other_teams_do_is_not_cancelled(client, step):
    for kind in Task.OF_MANAGERS:
        task = Task.open_for(step.contact, kind, due_on=now().date(), at=now())
        assert call_off(client, task).status_code == 404
    client.force_login(make_user())
    assert call_off(client, step).status_code == 404
