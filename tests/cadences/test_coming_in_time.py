"""Days that several things move at once: limits, wishes, holidays and days off; nothing comes on a day that is not
wanted, and nothing waits for ever."""

from datetime import date, timedelta

import pytest

from cadences import firing
from cadences.firm_day import FirmDay
from cadences.foretelling import foretell
from cadences.models import Enrollment, Task
from leadflow.accounts.models import Absence, DayOff
from leadflow.forecast import load
from leadflow.forecast.shares import Share
from tests.cadences.calls import calling, limit
from tests.cadences.days import all_done
from tests.cadences.wordings import publish_wordings
from tests.factories import NOON, log_task, make_contact, make_enrollment, make_firm, make_team, make_user

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
# A Tuesday.
TODAY = NOON.date()
TUESDAY, FRIDAY = 1, 4
# A Monday; the Tuesday after it is a public holiday in Ireland.
SIXTEENTH = date(2026, 3, 16)


@pytest.fixture
def ana(db):
    make_firm(country="")
    return make_user(name="Ana Brandt", team=make_team("North"))


def sweep(days=0) -> int:
    """How many steps come on a day; as many as were foretold."""
    now = NOON + days * DAY
    told, swept = foretell(now), firing.sweep(now, clock=lambda: now)
    assert (told.fired.total(), told.skipped) == (swept.fired, swept.skipped)
    return swept.fired


def on_the_card(plan, key="first-call", days=0) -> date:
    lines = Enrollment.objects.get(pk=plan.pk).plan(NOON + days * DAY)
    return next(line.day for line in lines if line.step.key == key)


def finish(task, days):
    Task.objects.filter(pk=task.pk).update(state=Task.State.DONE, closed_at=NOON + days * DAY, closed_by=task.rep)


def fall_on(day: date):
    """All calls fall on that day."""
    Enrollment.objects.update(next_due_on=day, anchor_on=day - 8 * DAY, day_0=day - 8 * DAY)


def test_a_call_that_no_sweep_brought_on_their_day_waits_for_their_next(ana):
    [plan] = calling(1, ana)
    plan.contact.wish(call_days=[TUESDAY], at=NOON)

    assert on_the_card(plan, days=1) == TODAY + 7 * DAY
    assert [sweep(days) for days in range(1, 8)] == [0, 0, 0, 0, 0, 0, 1]


def test_who_changes_their_mind_is_called_on_the_day_they_want_now(ana):
    [plan] = calling(1, ana)
    plan.contact.wish(call_days=[FRIDAY], at=NOON)
    sweep()
    plan.contact.wish(call_days=[TUESDAY], at=NOON + DAY)

    assert on_the_card(plan, days=1) == TODAY + 7 * DAY
    assert sweep(1) == 0


def test_whose_day_was_full_is_first_on_the_next_that_they_want(ana):
    """However many came since, and though the plan is worked out anew meanwhile."""
    limit(1)
    [waiting] = calling(1, ana)
    waiting.contact.wish(call_days=[TUESDAY], at=NOON)
    calling(2, ana, days_ago=1)
    came = {}
    for days in range(8):
        fresh = calling(1, ana)[0]
        Enrollment.objects.filter(pk=fresh.pk).update(next_due_on=TODAY + days * DAY)
        sweep(days)
        Enrollment.objects.get(pk=waiting.pk).replan(NOON + days * DAY)
        for task in Task.objects.open().filter(step_key="first-call"):
            came[task.enrollment_id] = days
            finish(task, days)
        if days < 7:
            assert on_the_card(waiting, days=days) == TODAY + 7 * DAY

    assert came[waiting.pk] == 7


@pytest.mark.parametrize("rule", ["next", "weekday", "exact"])
def test_what_had_no_room_skips_a_holiday_there_whatever_its_rule(ana, rule):
    publish_wordings({"first-call": {"day_rule": rule}})
    limit(1)
    calling(2, ana, country="IE")
    fall_on(SIXTEENTH)

    assert sweep(6) == 1
    finish(Task.objects.get(step_key="first-call"), 6)
    assert [sweep(7), sweep(8)] == [0, 1]


def test_what_was_for_a_saturday_and_had_no_room_comes_on_monday(ana):
    publish_wordings({"first-call": {"day_rule": "exact"}})
    limit(1)
    plans = calling(2, ana)
    fall_on(TODAY + 4 * DAY)

    assert sweep(4) == 1
    task = Task.objects.get(step_key="first-call")
    finish(task, 4)
    [left] = [plan for plan in plans if plan.pk != task.enrollment_id]
    assert on_the_card(left, days=4) == SIXTEENTH
    assert [sweep(5), sweep(6)] == [0, 1]


def test_what_was_for_a_very_day_that_nobody_swept_does_not_come_on_a_holiday_there(ana):
    publish_wordings({"first-call": {"day_rule": "exact"}})
    calling(1, ana, country="IE")
    fall_on(SIXTEENTH - 2 * DAY)

    assert [sweep(7), sweep(8)] == [0, 1]


def test_days_without_sweeps_bring_no_two_at_once_to_whom_wants_a_distance(ana):
    publish_wordings({"linkedin": {"day": 3, "blocking": False}, "research": {"blocking": False}})
    plan = make_enrollment(make_contact(owner=ana, phone="+47 22 55 01 34"))
    plan.contact.wish(every_days=1, at=NOON)

    # The research, which reaches nobody, and the mail.
    assert sweep(3) == 2


def test_what_lapses_is_no_attempt_from_which_a_distance_counts(ana):
    [plan] = calling(1, ana)
    long_ago = TODAY - 15 * DAY
    linkedin = {"state": Task.State.OPEN, "closed_at": None, "blocking": False}
    plan.tasks.filter(step_key="linkedin").update(**linkedin, due_on=long_ago, planned_on=long_ago)
    plan.contact.wish(every_days=7, at=NOON)

    assert sweep() == 1


def test_the_plan_says_what_is_left_out_for_want_of_an_address(ana):
    make_firm(working_days=list(range(7)), country="")
    plan = make_enrollment(make_contact(owner=ana, phone=""))
    plan.contact.wish(every_days=7, at=NOON)
    told = {line.step.key: line for line in plan.plan(NOON)}

    came = all_done(plan, until=48)

    assert told["first-call"].skips == Task.Skip.NO_PHONE
    assert came == {key: (told[key].day - TODAY).days for key in came}
    assert "final-mail" in came


def test_steps_beside_the_plan_come_one_after_the_other(ana):
    beside = {"blocking": False}
    publish_wordings(
        {"research": beside | {"day": 0}, "first-call": beside | {"day": 1}, "linkedin": beside | {"day": 2}}
    )
    plan = make_enrollment(make_contact(owner=ana, phone="+47 22 55 01 34"))
    plan.contact.wish(call_days=[FRIDAY], at=NOON)
    told = on_the_card(plan, "linkedin")

    for days in range(4):
        sweep(days)

    assert {task.planned_on for task in plan.tasks.filter(step_key="linkedin")} == {told} == {TODAY + 3 * DAY}


def test_the_forecast_goes_by_the_weekday_of_a_step_whose_day_is_off_by_now(ana):
    publish_wordings({"first-call": {"day_rule": "weekday"}})
    [plan] = calling(1, ana)
    fall_on(TODAY + 2 * DAY)
    DayOff(day=TODAY + 2 * DAY, name="Off").save()

    days, [row] = load.rows([Share(ana.pk, None)], most=None, day=FirmDay.at(NOON))

    assert days[row.already.index(1)] == on_the_card(plan) == TODAY + 9 * DAY


def test_the_forecast_keeps_a_distance_from_what_is_done_after_an_absence(ana):
    plan = make_enrollment(make_contact(owner=ana, phone="+47 22 55 01 34"))
    for days in range(3):
        sweep(days)
        for task in Task.objects.open().filter(step_key="research"):
            log_task(task, "done", rep=ana, at=NOON + days * DAY)
    plan.contact.wish(every_days=7, at=NOON + 2 * DAY)
    Absence.objects.create(rep=ana, first=TODAY + 2 * DAY, last=TODAY + 8 * DAY, changed_at=NOON)

    days, [row] = load.rows([Share(ana.pk, None)], most=None, day=FirmDay.at(NOON + 2 * DAY))

    come = [day for day, number in zip(days, row.already, strict=True) for _ in range(number)]
    assert come[:2] == [date(2026, 3, 19), date(2026, 3, 26)]
