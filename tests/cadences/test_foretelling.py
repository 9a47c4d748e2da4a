"""What a sweep would do is told by the code that fires; nothing is written by asking."""

import json
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cadences import firing
from cadences.firm_day import FirmDay
from cadences.foretelling import Waits, coming, foretell, waiting
from cadences.models import Enrollment, Task
from contacts.models import Channel, Contact, Stage
from leadflow.accounts.models import DayOff
from tests.factories import NOON, make_contact, make_enrollment, make_firm, make_user

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _every_day_is_a_working_day(db):
    make_firm(working_days=list(range(7)))


def at_step(key, **fields):
    """Somebody to whom that step comes tomorrow."""
    plan = make_enrollment(**fields)
    step = plan.version.steps.get(key=key)
    Enrollment.objects.filter(pk=plan.pk).update(next_step=step)
    plan.refresh_from_db()
    return plan


def without_phone():
    return at_step("first-call", contact=make_contact(owner=make_user()))


def with_mail_closed():
    plan = at_step("intro-mail")
    plan.contact.suppress(at=NOON, channel=Channel.EMAIL)
    return plan


def on_hold():
    plan = make_enrollment()
    plan.hold((NOON + 9 * DAY).date(), at=NOON)
    return plan


def on_hold_for_a_call():
    plan = make_enrollment()
    plan.hold((NOON + DAY).date(), at=NOON)
    Task.open_for(plan.contact, Task.Kind.CALL_BACK, due_on=(NOON + DAY).date(), at=NOON)
    return plan


def that_begins_later():
    plan = make_enrollment()
    later = (NOON + 5 * DAY).date()
    Enrollment.objects.filter(pk=plan.pk).update(
        day_0=later, anchor_on=later, next_due_on=later + DAY, side_due_on=later + 7 * DAY, most_a_day=1
    )
    return plan


def with_an_open_step():
    plan = make_enrollment()
    firing.sweep(NOON + DAY, clock=lambda: NOON + DAY)
    return plan


def on_a_day_off():
    plan = make_enrollment()
    DayOff.objects.create(day=(NOON + DAY).date(), name="Works outing")
    return plan


def with_a_day_to_come():
    plan = make_enrollment()
    Enrollment.objects.filter(pk=plan.pk).update(next_due_on=(NOON + 4 * DAY).date())
    return plan


def through():
    plan = make_enrollment()
    Enrollment.objects.filter(pk=plan.pk).update(next_step=None, next_due_on=None, side_step=None, side_due_on=None)
    return plan


def through_with_a_task_beside():
    plan = through()
    Task.open_for(plan.contact, Task.Kind.DECISION, due_on=(NOON + DAY).date(), at=NOON)
    return plan


COMES = [
    pytest.param(make_enrollment, [("research", "")], id="a step whose day it is"),
    pytest.param(
        without_phone, [("first-call", "No phone number")], id="no phone, and what follows comes after the planned gap"
    ),
    pytest.param(with_mail_closed, [("intro-mail", Task.Skip.CLOSED_CHANNEL)], id="a channel they closed"),
]


@pytest.mark.parametrize(("plan", "comes"), COMES)
def test_it_tells_what_comes_and_what_would_be_skipped(plan, comes):
    plan()

    found = coming(Enrollment.objects.all(), FirmDay.at(NOON + DAY))

    assert [(one.step.key, one.skipped) for one in found] == comes


WAITS = [
    pytest.param(on_hold, Waits.HELD, 9, id="on hold"),
    pytest.param(on_hold_for_a_call, Waits.CALL_BACK, 1, id="on hold until an agreed call"),
    pytest.param(that_begins_later, Waits.START, 6, id="a load limit"),
    pytest.param(with_an_open_step, Waits.OPEN_STEP, 7, id="an open step"),
    pytest.param(on_a_day_off, Waits.DAY_OFF, 1, id="a day off"),
    pytest.param(with_a_day_to_come, Waits.LATER, 4, id="a day to come"),
    pytest.param(through, Waits.OVER, None, id="the plan is over"),
    pytest.param(through_with_a_task_beside, Waits.BESIDE, None, id="an open task beside the plan"),
]


@pytest.mark.parametrize(("plan", "why", "days"), WAITS)
def test_it_tells_why_nothing_comes(plan, why, days):
    plan()
    day = FirmDay.at(NOON + DAY)

    assert not list(coming(Enrollment.objects.all(), day))
    [one] = waiting(Enrollment.objects.all(), day)

    assert (one.waits, one.comes_on) == (why, None if days is None else (NOON + days * DAY).date())
    assert firing.sweep(NOON + DAY, clock=lambda: NOON + DAY).due == 0


ALL = [case.values[0] for case in (*COMES, *WAITS)]


def test_what_is_foretold_is_what_the_sweep_then_does():
    for make in ALL:
        if make is not on_a_day_off:
            make()
    make_contact(stage=Stage.NURTURE, revisit_on=(NOON + DAY).date())
    for days in (1, 2, 9, 30):
        moment = NOON + days * DAY
        told = foretell(moment)
        swept = firing.sweep(moment, clock=lambda moment=moment: moment)

        assert (told.due, told.fired.total(), told.skipped) == (swept.due, swept.fired, swept.skipped)
        assert (told.resumed, told.lapsed, told.revisited) == (swept.resumed, swept.lapsed, swept.revisited)


def test_everybody_in_a_plan_is_told_of_once():
    for make in ALL:
        make()
    day = FirmDay.at(NOON + DAY)

    comes = [one.enrollment.pk for one in coming(Enrollment.objects.all(), day)]
    waits = list(waiting(Enrollment.objects.all(), day).values_list("pk", flat=True))

    assert sorted({*comes, *waits}) == sorted(Enrollment.objects.live().values_list("pk", flat=True))
    assert not set(comes) & set(waits)


def test_asking_writes_nothing():
    for make in ALL:
        make()

    with CaptureQueriesContext(connection) as asked:
        foretell(NOON + DAY)

    assert all(query["sql"].lstrip("( ").startswith("SELECT") for query in asked.captured_queries)


def test_it_asks_as_many_questions_for_many_as_for_few(django_assert_num_queries):
    make_enrollment()
    foretell(NOON + DAY)
    with CaptureQueriesContext(connection) as few:
        foretell(NOON + DAY)
    for _ in range(12):
        make_enrollment()

    with django_assert_num_queries(len(few)):
        assert foretell(NOON + DAY).fired.total() == 13


def told(*arguments):
    said = StringIO()
    call_command("sweep", "--dry-run", "--at", (NOON + DAY).isoformat(), *arguments, stdout=said)
    return said.getvalue()


def test_the_command_tells_it_in_words():
    make_enrollment()
    without_phone()
    on_hold()

    assert told().splitlines() == [
        "2026-03-11: 2 due, 1 would fire, 1 would be skipped.",
        "  1 by research",
        "  1 skipped: No phone number",
        "0 holds would end, 0 tasks lapse, 0 people come back.",
        "  1 wait: On hold (19 March 2026 or later)",
    ]
    assert not Task.objects.exists()


def test_of_one_rep_it_tells_each_by_name():
    ana = make_user(name="Ana Brandt", email="ana@harborline.example")
    make_enrollment(make_contact("Ingrid Moen", owner=ana))
    make_enrollment(make_contact("Jon Vik", owner=ana)).hold(date(2026, 3, 20), at=NOON)
    make_enrollment()

    found = json.loads(told("--json", "--rep", "ANA@harborline.example"))

    assert (found["due"], found["fired"]) == (1, {"Research": 1})
    assert found["waiting"] == {"held": {"number": 1, "from": "2026-03-20"}}
    assert [(lead["name"], lead["what"]) for lead in found["leads"]] == [
        ("Ingrid Moen", "Research: website and LinkedIn"),
        ("Jon Vik", "On hold, 20 March 2026"),
    ]
    assert Contact.objects.filter(pk=found["leads"][0]["contact"], owner=ana).exists()


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        pytest.param(["--dry-run", "--rep", "x@nobody.example"], "Nobody logs in as x@nobody.example", id="nobody"),
        pytest.param(["--rep", "x@nobody.example"], "goes with --dry-run", id="a rep's own sweep"),
        pytest.param(["--at", "soon"], "must be a moment", id="no moment"),
    ],
)
def test_what_cannot_be_told_says_why(arguments, problem):
    with pytest.raises(CommandError, match=problem):
        call_command("sweep", *arguments)
