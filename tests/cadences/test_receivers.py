"""What news of a contact does to plans and tasks."""

from datetime import timedelta

import pytest
from django.urls import reverse

from cadences.models import Task
from cadences.models.completion import Suppressed
from contacts.models import Stage, Touch
from leadflow.accounts.models import Team, User
from scoring import rescoring
from scoring.models import LeadDefinition, Rescore
from tests.cadences.cards import log
from tests.factories import NOON, log_task, make_contact, make_enrollment, make_team, make_touch, make_user

pytestmark = pytest.mark.django_db

Kind = Touch.Kind


@pytest.mark.parametrize(
    ("stage", "kind", "days_ago", "after", "asked"),
    [
        (Stage.NAME, Kind.CONTACT_REQUEST, 1, Stage.LEAD, True),
        (Stage.NAME, Kind.CONTACT_REQUEST, 1000, Stage.NAME, False),
        (Stage.NAME, Kind.RFP, 700, Stage.LEAD, True),
        (Stage.MEETING, Kind.CONTACT_REQUEST, 1, Stage.MEETING, True),
        (Stage.MEETING, Kind.CONTACT_REQUEST, 1000, Stage.MEETING, False),
        (Stage.DISQUALIFIED, Kind.CONTACT_REQUEST, 1000, Stage.DISQUALIFIED, False),
    ],
    ids=[
        "yesterday",
        "years ago",
        "a request for proposal counts for three years",
        "yesterday, of somebody with a meeting",
        "years ago, of somebody with a meeting",
        "years ago, of somebody off the lists",
    ],
)
def test_a_request_that_a_list_brings_from_long_ago_asks_for_no_call(stage, kind, days_ago, after, asked):
    contact = make_contact(stage=stage, owner=make_user(), at=NOON - timedelta(days=10))

    make_touch(contact, kind, at=NOON - timedelta(days=days_ago), recorded_at=NOON, asset=None)

    contact.refresh_from_db()
    assert contact.stage == after
    assert contact.tasks.open().filter(kind=Task.Kind.REQUEST).exists() is asked
    assert not contact.tasks.open().filter(kind=Task.Kind.ANSWER_OR_LEAVE).exists()


def test_a_request_from_long_ago_is_no_answer_to_the_plan():
    enrollment = make_enrollment(at=NOON - timedelta(days=3))

    make_touch(enrollment.contact, Kind.CONTACT_REQUEST, at=NOON - timedelta(days=1000), recorded_at=NOON, asset=None)

    enrollment.refresh_from_db()
    assert enrollment.responded_at is None


@pytest.mark.parametrize("off_the_lists", ["asked us to stop", "disqualified"])
def test_whoever_asked_before_they_were_off_the_lists_is_called_when_they_are_a_lead_again(off_the_lists):
    rep, day = make_user(), timedelta(days=1)
    contact = make_contact(owner=rep)
    make_touch(contact, Kind.CONTACT_REQUEST, at=NOON, asset=None)
    if off_the_lists == "asked us to stop":
        contact.suppress(at=NOON + day, by=rep)
        contact.lift_suppressions(at=NOON + 2 * day, by=rep)
    else:
        contact.change_stage(Stage.DISQUALIFIED, at=NOON + day, by=rep, cause="by_hand")
        contact.change_stage(Stage.NAME, at=NOON + 2 * day, by=rep, cause="by_hand")

    make_touch(contact, Kind.DOWNLOAD, at=NOON + 3 * day)

    contact.refresh_from_db()
    task = contact.tasks.open().get()
    assert (contact.stage, task.kind, task.rep) == (Stage.LEAD, Task.Kind.REQUEST, rep)


def test_whose_old_request_counts_by_a_new_definition_is_called():
    contact = make_contact(owner=make_user())
    make_touch(contact, Kind.CONTACT_REQUEST, at=NOON - timedelta(days=400), recorded_at=NOON, asset=None)
    assert not contact.tasks.exists()
    version = LeadDefinition.objects.create(version=2, in_force_from=NOON, window_days=730)

    rescoring.do_all(Rescore.for_definition(version, at=NOON).pk, clock=lambda: NOON)

    contact.refresh_from_db()
    assert (contact.stage, contact.tasks.open().get().kind) == (Stage.LEAD, Task.Kind.REQUEST)


@pytest.fixture
def petra():
    """The manager of the team in which contacts are made."""
    team = make_team("North")
    return make_user(User.Role.MANAGER, name="Petra Holm", manages=[team])


def stopped(owner=None):
    contact = make_contact("Tom Ferrisdale", owner=owner)
    contact.suppress(at=NOON - timedelta(days=30))
    contact.refresh_from_db()
    return contact


@pytest.mark.parametrize("is_owned", [True, False], ids=["somebody owns them", "nobody owns them"])
def test_a_request_of_somebody_who_asked_us_to_stop_is_the_managers_to_answer(petra, is_owned):
    tom = stopped(make_user(team=Team.objects.get()) if is_owned else None)

    make_touch(tom, Kind.CONTACT_REQUEST, at=NOON, asset=None)

    task = tom.tasks.open().get()
    assert (task.kind, task.rep) == (Task.Kind.ANSWER_OR_LEAVE, petra)


def test_without_a_manager_it_is_an_administrators(petra):
    petra.deactivate(at=NOON)
    admin = make_user(User.Role.ADMINISTRATOR)
    tom = stopped(make_user(team=Team.objects.get()))

    make_touch(tom, Kind.CONTACT_REQUEST, at=NOON, asset=None)

    assert tom.tasks.open().get().rep == admin


@pytest.mark.parametrize(("effect", "attempts"), [("done", 1), ("skipped", 0)])
def test_a_manager_finds_the_request_in_the_rail_and_answers_or_leaves(client, at_noon, petra, effect, attempts):
    tom = stopped()
    make_touch(tom, Kind.CONTACT_REQUEST, at=NOON, asset=None)
    task = tom.tasks.open().get()
    client.force_login(petra)
    assert reverse("today") in client.get(reverse("dashboard")).text
    assert reverse("work_task", args=[task.pk]) in client.get(reverse("today")).text

    log(client, task, effect, user=petra, skipped__reason="they said never")

    assert not tom.tasks.open().exists()
    assert tom.touches.filter(kind=Kind.ATTEMPT).count() == attempts
    tom.refresh_from_db()
    assert tom.stage == Stage.DO_NOT_CONTACT


def test_nothing_else_is_logged_of_somebody_who_asked_us_to_stop(petra):
    tom = stopped()
    make_touch(tom, Kind.CONTACT_REQUEST, at=NOON, asset=None)

    with pytest.raises(Suppressed):
        log_task(tom.tasks.open().get(), "connected", rep=petra)
