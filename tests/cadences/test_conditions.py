"""For whom a step is: whoever it is not for skips it, with the reason, and everybody who tells of it agrees."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cadences import firing
from cadences.conditions import Someone, why_not
from cadences.editing.plan import DraftStep
from cadences.firm_day import FirmDay
from cadences.foretelling import coming, foretell
from cadences.models import Cadence, Enrollment, Task
from contacts.models import Channel, Persona, Touch
from tests.factories import NOON, make_company, make_contact, make_firm, make_user

DAY = timedelta(days=1)
CALL = {"key": "call", "day": 1, "channel": "phone", "name": "Call"}


def asking(**asked):
    return DraftStep(**CALL | asked)


OPERATIONS, FOOD = {"persona_id": 1}, {"industries": "Food, Pharma"}
FIFTY, UP_TO, RANGE = {"min_employees": 50}, {"max_employees": 500}, {"min_employees": 50, "max_employees": 500}
UNLESS_ANSWERED = {"condition": "no_answer"}


@pytest.mark.parametrize(
    ("asked", "someone", "why"),
    [
        ({}, {}, ""),
        (OPERATIONS, {"persona_id": 1}, ""),
        (OPERATIONS, {"persona_id": 2}, "Only for persona Head of Operations"),
        (OPERATIONS, {}, "Only for persona Head of Operations"),
        (FOOD, {"industry": "PHARMA"}, ""),
        (FOOD, {"industry": "Toys"}, "Only for firms in Food or Pharma"),
        (FOOD, {}, "Only for firms in Food or Pharma"),
        (FIFTY, {"employees": 50}, ""),
        (FIFTY, {"employees": 49}, "Only for firms of at least 50 people"),
        (UP_TO, {"employees": 500}, ""),
        (UP_TO, {"employees": 501}, "Only for firms of 0 to 500 people"),
        (RANGE, {"employees": None}, "Only for firms of 50 to 500 people"),
        ({"preferred": "email"}, {"channel": "email"}, ""),
        ({"preferred": "email"}, {"channel": "phone"}, "Only for whom we reach by mail first"),
        (UNLESS_ANSWERED, {"answered": frozenset({"email"})}, ""),
        (UNLESS_ANSWERED, {"answered": frozenset({"phone"})}, "They answered by phone"),
        ({"channel": "linkedin"} | UNLESS_ANSWERED, {"answered": frozenset({"linkedin"})}, "They answered by LinkedIn"),
        (OPERATIONS | FOOD, {"persona_id": 1, "industry": "Toys"}, "Only for firms in Food or Pharma"),
    ],
    ids=[
        "for everybody", "the persona", "another persona", "no persona known", "one of the industries",
        "another industry", "no industry known", "big enough", "too small", "small enough", "too big",
        "no size known", "the channel", "another channel", "answered by another channel", "answered by this one",
        "a name stays a name", "all that is asked must be so",
    ],
)  # fmt: skip
def test_for_whom_a_step_is(asked, someone, why):
    assert why_not(asking(**asked), Someone(**someone), {1: "Head of Operations"}) == why


@pytest.fixture
def rep():
    make_firm(working_days=list(range(7)))
    return make_user()


def publish(*steps, by):
    """The starting plan says this from now on."""
    draft = Cadence.default().begin_draft()
    draft.edit(lambda plan: tuple(DraftStep(**step) for step in steps))
    draft.refresh_from_db()
    draft.publish(by=by, at=NOON, read=draft.edition)


def somebody(rep, **firm):
    return make_contact(owner=rep, stage="lead", phone="+1 555 010 0199", company=make_company(**firm))


def sweep(days):
    return firing.sweep(NOON + days * DAY, clock=lambda: NOON)


@pytest.mark.django_db
def test_whom_a_step_is_not_for_skips_it_and_goes_on(rep):
    persona = Persona.objects.create(name="Head of Operations")
    publish(CALL | {"persona_id": persona.pk}, CALL | {"key": "again", "day": 3, "name": "Second call"}, by=rep)
    meant, other = somebody(rep), somebody(rep)
    meant.persona = persona
    meant.save()
    told = foretell(NOON + DAY)

    swept = sweep(1)

    assert (swept.fired, swept.skipped) == (1, {"Only for persona Head of Operations": 1})
    assert (told.fired.total(), told.skipped) == (swept.fired, swept.skipped)
    [skipped] = other.tasks.filter(state=Task.State.SKIPPED)
    assert skipped.reason == "Only for persona Head of Operations"
    assert other.enrollments.get().next_step.key == "again"


@pytest.mark.django_db
def test_the_plan_of_somebody_tells_what_they_will_skip_before_it_is_due(rep):
    publish(CALL, CALL | {"key": "big", "day": 3, "name": "For large firms", "min_employees": 500}, by=rep)
    enrollment = somebody(rep, employees=20).enrollments.get()

    assert [line.skips for line in enrollment.plan(NOON)] == ["", "Only for firms of at least 500 people"]


@pytest.mark.django_db
@pytest.mark.parametrize(("answered", "skips"), [("phone", True), ("email", False)], ids=["by this", "by another"])
def test_an_answer_by_the_channel_of_a_step_skips_it_open_or_to_come(rep, answered, skips):
    again = CALL | {"condition": "no_answer"}
    publish(again, again | {"key": "again", "day": 2, "name": "Second call", "blocking": False}, by=rep)
    contact = somebody(rep)
    sweep(1)

    contact.record_touch(Touch.Kind.REPLY, channel=answered, at=NOON + DAY)
    sweep(2)

    states = {task.step_key: (task.state, task.reason) for task in contact.tasks.filter(kind=Task.Kind.STEP)}
    gone = ("skipped", "They answered by phone")
    assert states == dict.fromkeys(["call", "again"], gone if skips else ("open", ""))


@pytest.mark.django_db
def test_an_answer_before_the_plan_began_counts_for_nothing(rep):
    publish(CALL | {"condition": "no_answer"}, by=rep)
    contact = make_contact(owner=rep, phone="+1 555 010 0199")
    contact.record_touch(Touch.Kind.REPLY, channel=Channel.PHONE, at=NOON - DAY)
    contact.change_stage("lead", at=NOON, cause="by_hand")

    assert sweep(1).fired == 1


@pytest.mark.django_db
def test_how_many_there_are_costs_no_further_questions(rep):
    publish(CALL | FOOD | {"preferred": "phone", "condition": "no_answer"}, by=rep)

    def questions(number):
        for _ in range(number):
            somebody(rep, industry="Food")
        day = FirmDay.at(NOON + DAY)
        with CaptureQueriesContext(connection) as asked:
            assert len(list(coming(Enrollment.objects.all(), day))) == Enrollment.objects.count()
        return len(asked)

    assert questions(2) == questions(12)
