"""Calls and post wait for a day that works at the contact's place, too."""

from datetime import UTC, date, datetime, timedelta

import pytest

from cadences import firing
from cadences.desk.card import Card
from cadences.firm_day import FirmDay
from cadences.foretelling import foretell
from cadences.models import Enrollment, Step, Task
from tests.factories import make_contact, make_enrollment, make_firm, make_user

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
# A Tuesday, and a public holiday in France.
BASTILLE = date(2026, 7, 14)


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, tzinfo=UTC)


def due_by(channel, *, country, day=BASTILLE, lane="next") -> Enrollment:
    """Somebody whose next step is one by a channel, due on a day."""
    contact = make_contact(owner=make_user(), phone="+33 1 99 00 12 34", country=country)
    enrollment = make_enrollment(contact, at=at(day - 30 * DAY))
    step = Step.objects.filter(version=enrollment.version, channel=channel, blocking=True).first()
    Enrollment.objects.filter(pk=enrollment.pk).update(
        next_step=step, next_due_on=day, anchor_on=day - step.day * DAY, side_step=None, side_due_on=None
    )
    return enrollment


def sweep(day):
    return firing.sweep(at(day), clock=lambda: at(day))


@pytest.mark.parametrize(
    ("channel", "country", "firm", "expected"),
    [
        pytest.param("phone", "FR", "NO", BASTILLE + DAY, id="a call"),
        pytest.param("post", "FR", "NO", BASTILLE + DAY, id="a post card"),
        pytest.param("email", "FR", "NO", BASTILLE, id="a mail waits for nothing"),
        pytest.param("phone", "DE", "NO", BASTILLE, id="no holiday there"),
        pytest.param("phone", "", "NO", BASTILLE, id="no country known"),
        pytest.param("phone", "ZZ", "NO", BASTILLE, id="no country of which holidays are known"),
        pytest.param("phone", "FR", "FR", BASTILLE + DAY, id="the firm's own holiday"),
        pytest.param("phone", "FR", "", BASTILLE + DAY, id="a firm without holidays"),
    ],
)
def test_the_step_comes_on_the_next_day_that_works_at_both_places(channel, country, firm, expected):
    make_firm(country=firm)
    enrollment = due_by(channel, country=country)

    for ahead in (0, 1):
        sweep(BASTILLE + ahead * DAY)

    [task] = enrollment.tasks.all()
    assert (task.due_on, task.planned_on) == (expected, expected)
    assert FirmDay.at(at(expected)).firm.day_of(task.created_at) == expected


def test_after_days_without_a_sweep_it_has_the_day_it_would_have_come():
    make_firm(country="NO")
    enrollment = due_by("phone", country="FR")

    sweep(BASTILLE + 2 * DAY)

    assert enrollment.tasks.get().due_on == BASTILLE + DAY


def test_a_holiday_there_loses_no_days():
    make_firm(country="NO")
    enrollment = due_by("phone", country="FR")
    before = Enrollment.objects.get(pk=enrollment.pk).anchor_on
    sweep(BASTILLE + DAY)

    enrollment.refresh_from_db()
    enrollment.tasks.update(state=Task.State.DONE, closed_at=at(BASTILLE + DAY))
    enrollment.step_closed(enrollment.tasks.get(), at=at(BASTILLE + DAY))

    enrollment.refresh_from_db()
    assert enrollment.anchor_on == before


@pytest.mark.parametrize("ahead", [0, 1, 2])
def test_what_is_foretold_is_what_the_sweep_does(ahead):
    make_firm(country="NO")
    due_by("phone", country="FR")
    due_by("phone", country="DE")
    due_by("email", country="FR")
    moment = at(BASTILLE + ahead * DAY)

    told = foretell(moment)
    swept = sweep(BASTILLE + ahead * DAY)

    assert (told.due, told.fired.total()) == (swept.due, swept.fired)
    assert swept.due == (2 if ahead == 0 else 3)


def test_the_plan_says_why_a_call_comes_a_day_later():
    make_firm(country="NO")
    begins = at(BASTILLE - 8 * DAY)
    enrollment = make_enrollment(make_contact(owner=make_user(), phone="+33 1 99 00 12 34", country="FR"), at=begins)

    [line] = [line for line in enrollment.plan(begins) if line.step.day == 8]

    assert (line.step.channel, line.day) == ("phone", BASTILLE + DAY)
    assert line.why == "Tuesday 14 July is National Day"


@pytest.mark.parametrize(("country", "expected"), [("FR", "National Day"), ("DE", ""), ("", "")])
def test_the_card_names_the_holiday_there(country, expected):
    rep = make_user()
    contact = make_contact(owner=rep, country=country)
    task = Task.open_for(contact, Task.Kind.CALL_BACK, due_on=BASTILLE, at=at(BASTILLE), channel="phone")

    assert Card(task, viewer=rep, at=at(BASTILLE)).holiday_there == expected
