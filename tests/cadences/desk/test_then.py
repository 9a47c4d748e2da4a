from datetime import timedelta

import pytest

from cadences import promise
from cadences.desk.card import Card
from cadences.models import Task
from contacts.models import Stage
from tests.cadences.cards import NOW, make_step, make_task
from tests.factories import make_contact, make_user

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
TODAY = NOW.date()


def then(task, at=NOW):
    task = Card.tasks(task.rep).get(pk=task.pk)
    found = Card(task, viewer=task.rep, at=at).then
    return found.words, found.day


PLAN = [
    ("research", "introductory mail", 1),
    ("intro-mail", "second mail", 3),
    ("second-mail", "invitation to connect on LinkedIn", 2),
    ("first-call", "mail with an article", 2),
    ("second-call", "final mail", 3),
]


@pytest.mark.parametrize(("key", "words", "days"), PLAN, ids=[p[0] for p in PLAN])
def test_the_next_step_of_the_plan_with_its_day(key, words, days):
    assert then(make_step(key)) == (words, TODAY + days * DAY)


@pytest.mark.parametrize("key", ["research", "intro-mail", "second-mail", "first-call", "second-call", "final-mail"])
def test_what_the_card_says_comes_is_what_the_plan_does(key):
    task = make_step(key)
    _, day = then(task)

    Task.objects.filter(pk=task.pk).update(state=Task.State.DONE, closed_at=NOW)
    task.refresh_from_db()
    promise.keep(task.contact, at=NOW, closed_now=task)

    enrollment = task.contact.enrollments.get()
    days = [due for due in (enrollment.next_due_on, enrollment.side_due_on) if due]
    assert day == (min(days) if days else task.contact.__class__.objects.get(pk=task.contact_id).revisit_on)


def test_a_late_step_moves_what_comes_after_it():
    task = make_step("first-call")
    late = NOW + 3 * DAY

    assert then(task, at=late) == ("mail with an article", TODAY + 5 * DAY)


def test_after_the_last_step_they_come_back_in_half_a_year():
    words, day = then(make_step("final-mail"))

    assert words == "end of the plan, back"
    assert day >= TODAY + 180 * DAY


def test_a_decision_that_was_not_reached_comes_again():
    assert then(make_task(Task.Kind.DECISION)) == ("again", TODAY + 2 * DAY)


def test_a_lead_without_a_plan_gets_one_after_the_call():
    assert then(make_task(Task.Kind.REQUEST)) == ("“21-day follow-up” begins", TODAY + DAY)


def test_a_plan_on_hold_goes_on_when_the_hold_ends():
    task = make_step("first-call")
    task.enrollment.hold(TODAY + 9 * DAY, at=NOW)

    assert then(task) == ("the plan goes on", TODAY + 9 * DAY)


def test_for_somebody_who_is_no_lead_nothing_is_planned():
    contact = make_contact(owner=make_user(), stage=Stage.WON)

    assert then(make_task(contact=contact)) == ("nothing planned", None)
