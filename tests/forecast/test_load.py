"""What is foreseen for each rep and day, held against what the sweep then does."""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from cadences import firing
from cadences.editing import moving
from cadences.editing import plan as plans
from cadences.firm_day import FirmDay
from cadences.models import Cadence, Enrollment, Task
from contacts.models import Channel, Contact
from leadflow.accounts.models import DayOff
from leadflow.forecast import load
from leadflow.forecast.shares import Share
from tests.cadences.plans import make_plan
from tests.cadences.wordings import publish_wordings
from tests.factories import NOON, log_task, make_company, make_contact, make_firm, make_team, make_user

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
TUESDAY = NOON.date()


def of(rep, *, most=None, at=NOON, **share) -> load.Row:
    """What is foreseen for one rep."""
    _, [row] = load.rows([Share(rep.pk, None, **share)], most=most, day=FirmDay.at(at))
    return row


def work_through(rep, days, *, at=NOON) -> list[int]:
    """Let the days pass, the rep doing every task on its day while nobody answers; how many there were on each."""
    done = Counter()
    last = days[-1]
    moment = at
    while moment.date() <= last:
        firing.sweep(moment, clock=lambda: at)
        todo = Task.objects.open().filter(rep=rep, due_on__lte=moment.date()).order_by("pk")
        for task in todo if moment.date() in days else ():
            done[moment.date()] += 1
            log_task(task, "done", rep=rep, at=moment)
        moment += DAY
    return [done[day] for day in days]


def plan_days(*offsets) -> list[int]:
    """The fifteen working days from Tuesday on, each with how many tasks fall so many days after Tuesday."""
    days = [TUESDAY + n * DAY for n in range(21) if (TUESDAY + n * DAY).weekday() < 5]
    return [sum(day == TUESDAY + offset * DAY for offset in offsets) for day in days]


@pytest.mark.parametrize(
    ("out", "offsets"),
    [
        pytest.param("", [1, 2, 6, 7, 8, 10, 13, 15, 20], id="everybody who can be reached"),
        pytest.param("phone,text", [1, 2, 6, 7, 10, 13, 15], id="no calls without a number"),
        pytest.param("email,phone,text", [1, 7, 15], id="without any address"),
    ],
)
def test_a_lead_adds_the_steps_by_which_they_can_be_reached(out, offsets):
    rep = make_user()

    row = of(rep, plans=[(out, 1)])

    assert row.added == plan_days(*offsets)


@pytest.mark.parametrize(
    ("before", "offsets"),
    [("@{}", [1, 8]), ("@{},phone,text", [1]), ("@999", [1, 2, 6, 7, 8, 10, 13, 15, 20])],
    ids=["another plan", "another plan, and no number", "a plan that is gone"],
)
def test_a_lead_adds_the_steps_of_the_plan_they_enter(before, offsets):
    rep, plan = make_user(), make_plan(keys=("start", "research", "first-call"))

    assert of(rep, plans=[(before.format(plan.pk), 1)]).added == plan_days(*offsets)


def test_a_limit_spreads_what_a_list_adds():
    rep = make_user()

    all_at_once, spread = of(rep, plans=[("", 4)]), of(rep, most=1, plans=[("", 4)])

    assert all_at_once.added[:3] == [0, 4, 4]
    assert spread.added[:3] == [0, 1, 2]
    assert spread.last_start == TUESDAY + 3 * DAY


def test_who_asked_is_on_todays_queue():
    assert of(make_user(), most=1, requests=[1, 2, 3]).added[0] == 3


def test_what_is_overdue_waits_today():
    rep = make_user()
    lead = make_contact(owner=rep)
    Task.open_for(lead, Task.Kind.BY_HAND, due_on=TUESDAY - 5 * DAY, at=NOON)
    Task.open_for(lead, Task.Kind.BY_HAND, due_on=TUESDAY + 4 * DAY, at=NOON)

    # The fifth day of the plan is a Saturday.
    assert of(rep).already[:5] == [1, 0, 0, 0, 1]


def test_on_a_day_off_the_picture_begins_with_the_next_working_day():
    days, _ = load.rows([], most=None, day=FirmDay.at(NOON + 4 * DAY))

    assert days[0] == date(2026, 3, 16)
    assert len(days) == 15


def test_looking_ahead_costs_the_same_however_many(django_assert_num_queries):
    reps = [make_user() for _ in range(3)]
    for _ in range(2):
        for rep in reps:
            lead = make_contact(owner=rep)
            Enrollment.objects.enroll([lead], Cadence.default().current, at=NOON)
        shares = [Share(rep.pk, None, plans=[("", 5)]) for rep in reps]
        with django_assert_num_queries(13):
            load.rows(shares, most=2, day=FirmDay.at(NOON))


def test_a_step_that_is_not_for_somebody_is_foreseen_for_nobody_else():
    make_firm()
    rep = make_user(team=make_team())
    publish_wordings(
        {
            "first-call": {"min_employees": 50},
            "third-mail": {"preferred": "email"},
            "linkedin": {"condition": "no_answer"},
        }
    )
    for company in (make_company(employees=50), make_company(employees=49), None):
        make_contact(owner=rep, company=company, phone="+47 22 55 01 34", stage="lead")
    days, [row] = load.rows([Share(rep.pk, None)], most=None, day=FirmDay.at(NOON))

    assert row.already == work_through(rep, days)


def test_what_they_want_another_way_is_not_foreseen():
    make_firm()
    rep = make_user(team=make_team())
    make_contact(owner=rep, phone="+47 22 55 01 34", stage="lead", only_by="email")
    days, [row] = load.rows([Share(rep.pk, None)], most=None, day=FirmDay.at(NOON))

    assert row.already == work_through(rep, days)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda plan: plans.remove(plans.remove(plan, "research"), "linkedin"), id="a step less before it"),
        pytest.param(lambda plan: plans.remove(plan, "second-mail"), id="without the open one"),
        pytest.param(lambda plan: plans.change(plan, "second-mail", day=19), id="the open one later"),
    ],
)
def test_who_was_moved_with_a_step_open_is_foreseen_in_the_new_version(change):
    make_firm(working_days=list(range(7)))
    rep = make_user(team=make_team())
    make_contact(owner=rep, phone="+47 22 55 01 34", stage="lead")
    at = NOON
    for _ in range(5):
        work_through(rep, [at.date()], at=at)
        at += DAY
    firing.sweep(at, clock=lambda: at)
    assert Task.objects.open().get().step_key == "second-mail"
    draft = Cadence.default().begin_draft()
    draft.edit(change)
    moving.do_all(moving.publish(draft, by=None, at=at, read=draft.edition, everybody=True).pk, clock=lambda: at)
    days, [row] = load.rows([Share(rep.pk, None)], most=None, day=FirmDay.at(at))

    assert row.already == work_through(rep, days, at=at)


starts = st.lists(
    st.tuples(
        st.integers(-25, 0),
        st.booleans(),
        st.sampled_from([None, Channel.EMAIL, Channel.LINKEDIN]),
        # In Ireland 17 March is a public holiday.
        st.sampled_from(["", "IE"]),
        st.sampled_from([{}, {"call_days": {1, 4}}, {"every_days": 7}]),
    ),
    min_size=1,
    max_size=5,
)


@settings(
    max_examples=15,
    phases=[p for p in Phase if p != Phase.shrink],
    suppress_health_check=list(HealthCheck),
    deadline=None,
)
@given(leads=starts, late=st.integers(0, 4), off=st.sets(st.integers(0, 20), max_size=4))
def test_what_reps_have_already_comes_as_foreseen(leads, late, off):
    """Plans in any place, begun and worked before, some with a task that has been open for days, for people at another
    place and with wishes of their own."""
    with transaction.atomic():
        make_firm()
        for n in off:
            DayOff(day=TUESDAY + n * DAY, name="Off").save()
        rep = make_user(team=make_team())
        for begun, has_phone, closed, country, wish in sorted(leads, key=lambda lead: lead[0]):
            lead = make_contact(owner=rep, phone="+47 22 55 01 34" if has_phone else "", country=country)
            lead.wish(**wish, at=NOON + begun * DAY)
            if closed:
                lead.suppress(channel=closed, at=NOON + begun * DAY)
            Contact.objects.filter(pk=lead.pk).change_stage("lead", at=NOON + begun * DAY, cause="by_hand")
        moment = NOON - 25 * DAY
        while moment <= NOON:
            firing.sweep(moment, clock=lambda: NOON)
            if moment < NOON - late * DAY:
                for task in Task.objects.open().filter(due_on__lte=moment.date()).order_by("pk"):
                    log_task(task, "done", rep=rep, at=moment)
            moment += DAY
        days, [row] = load.rows([Share(rep.pk, None)], most=None, day=FirmDay.at(NOON))

        assert row.already == work_through(rep, days)
        transaction.set_rollback(True)
