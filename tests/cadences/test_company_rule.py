"""A colleague answers: the others at that firm pause, stop or go on, as our firm chose."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cadences import firing, holds, promise
from cadences.models import Enrollment, Task
from contacts import timeline
from contacts.models import Contact, Stage, Touch
from leadflow.accounts.models import Firm
from tests.contacts.uploading import imported
from tests.factories import (
    NOON,
    log_outcome,
    make_company,
    make_contact,
    make_enrollment,
    make_firm,
    make_team,
    make_user,
)

pytestmark = pytest.mark.django_db

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
TUESDAY = NOON.date()
LATER = NOON + HOUR
Colleagues = Firm.Colleagues


@pytest.fixture
def firm(db):
    return make_company("Nordquay", domain="nordquay.example")


@pytest.fixture
def eva(ana, firm):
    """Who answers."""
    return make_enrollment(make_contact("Eva Berg", owner=ana, company=firm, phone="+47 22 55 01 34")).contact


@pytest.fixture
def tom(ana, firm):
    """The plan of a colleague of hers."""
    return make_enrollment(make_contact("Tom Vik", owner=ana, company=firm))


def how(plan) -> tuple[str, date | None]:
    plan.refresh_from_db()
    return plan.state, plan.held_until


RUNNING, AFTER_A_WEEK = (Enrollment.State.RUNNING, None), (Enrollment.State.HELD, TUESDAY + 7 * DAY)


@pytest.mark.parametrize(
    ("kind", "what"),
    [
        (Touch.Kind.REPLY, AFTER_A_WEEK),
        (Touch.Kind.CALLED_US, AFTER_A_WEEK),
        (Touch.Kind.CONTACT_REQUEST, AFTER_A_WEEK),
        (Touch.Kind.DOWNLOAD, RUNNING),
        (Touch.Kind.LINKEDIN_CONNECTION, RUNNING),
    ],
)
def test_an_answer_pauses_the_colleagues(eva, tom, kind, what):
    eva.record_touch(kind, at=LATER)

    assert how(tom) == what


@pytest.mark.parametrize(
    ("rule", "days", "what"),
    [
        (Colleagues.LEAVE, 7, RUNNING),
        (Colleagues.PAUSE, 7, AFTER_A_WEEK),
        (Colleagues.PAUSE, 3, (Enrollment.State.HELD, TUESDAY + 3 * DAY)),
        (Colleagues.PAUSE, 4, (Enrollment.State.HELD, date(2026, 3, 16))),
        (Colleagues.STOP, 7, (Enrollment.State.STOPPED, None)),
    ],
)
def test_our_firm_says_what_becomes_of_them(eva, tom, rule, days, what):
    make_firm(colleagues=rule, colleagues_days=days)

    eva.record_touch(Touch.Kind.REPLY, at=LATER)

    assert how(tom) == what
    assert not promise.without_next_step(Contact.objects.all()).exists()


def test_a_meeting_holds_them_until_the_working_day_after_it(eva, tom):
    log_outcome(eva, "meeting", at=LATER, agreed=NOON + 10 * DAY)

    assert how(tom) == (Enrollment.State.HELD, date(2026, 3, 23))
    assert holds.told(tom) == "On hold until Monday 23 March: Eva Berg has a meeting with us, Tuesday 10 March 11:00"


def test_a_meeting_that_is_moved_moves_them(eva, tom):
    log_outcome(eva, "meeting", at=LATER, agreed=NOON + 10 * DAY)

    log_outcome(eva, "moved", at=LATER + DAY, agreed=NOON + 2 * DAY)

    assert how(tom) == (Enrollment.State.HELD, TUESDAY + 3 * DAY)


def test_a_call_that_brought_no_meeting_holds_nobody(eva, tom):
    log_outcome(eva, "connected", at=LATER, known={"need": "Cooling"})

    assert how(tom) == RUNNING


def test_the_plan_goes_on_by_itself_with_its_gaps(eva, tom):
    planned = [line.day for line in tom.plan(NOON)]
    eva.record_touch(Touch.Kind.REPLY, at=LATER)

    firing.sweep(NOON + 7 * DAY, clock=lambda: NOON)

    assert how(tom) == RUNNING
    assert [line.day for line in tom.plan(NOON + 7 * DAY)][1:4] == [day + 7 * DAY for day in planned[1:4]]


@pytest.mark.parametrize(
    "leave",
    [
        pytest.param(lambda tom: Contact.objects.filter(pk=tom.contact_id).update(company=None), id="no firm known"),
        pytest.param(lambda tom: tom.respond(at=NOON), id="answered too"),
        pytest.param(
            lambda tom: Task.open_for(tom.contact, Task.Kind.CALL_BACK, due_on=TUESDAY + DAY, at=NOON),
            id="has an agreed call",
        ),
        pytest.param(lambda tom: tom.hold(TUESDAY + 20 * DAY, at=NOON), id="on hold for longer"),
        pytest.param(lambda tom: tom.stop("by_hand", at=NOON), id="in no plan"),
    ],
)
def test_who_is_left_alone(eva, tom, leave):
    leave(tom)
    before = how(tom)

    eva.record_touch(Touch.Kind.REPLY, at=LATER)

    assert how(tom) == before


def test_people_without_a_firm_have_no_colleagues(ana):
    plans = [make_enrollment(make_contact(owner=ana, email=f"p{n}@gmail.com")) for n in range(2)]

    plans[0].contact.record_touch(Touch.Kind.REPLY, at=LATER)

    assert how(plans[1]) == RUNNING


def test_what_a_list_brings_pauses_nobody(team, tom):
    text = "Email,Company,Interaction\nliv@nordquay.example,Nordquay,asked to be contacted\n"
    imported(text, at=LATER, team=team)

    assert how(tom) == RUNNING


def test_what_happened_long_ago_pauses_nobody(eva, tom):
    eva.record_touch(Touch.Kind.REPLY, at=NOON - 30 * DAY, recorded_at=LATER)

    assert how(tom) == RUNNING


def test_the_timeline_tells_who_and_why_and_another_team_nothing_of_whom(eva, tom, firm):
    nils = make_enrollment(make_contact("Nils Dahl", owner=make_user(team=make_team("South")), company=firm))
    eva.record_touch(Touch.Kind.REPLY, at=LATER)

    for plan, who in ((tom, "Eva Berg"), (nils, "A colleague at their firm")):
        entry = timeline.of(Contact.objects.filter(pk=plan.contact_id)).entries[0]
        assert (entry.title, entry.text) == ("21-day follow-up on hold until Tuesday 17 March", f"{who} replied")
        plan.refresh_from_db()
        assert holds.told(plan) == f"On hold until Tuesday 17 March: {who} replied, Tuesday 10 March 11:00"


def test_who_is_stopped_rests_and_comes_back(eva, tom, firm):
    make_firm(colleagues=Colleagues.STOP, revisit_days=90)
    nils = make_enrollment(make_contact("Nils Dahl", owner=make_user(team=make_team("South")), company=firm))
    firing.sweep(NOON + DAY, clock=lambda: NOON)

    eva.record_touch(Touch.Kind.REPLY, at=NOON + DAY + HOUR)

    for plan, who in ((tom, "Eva Berg"), (nils, "A colleague at their firm")):
        contact = Contact.objects.get(pk=plan.contact_id)
        assert (contact.stage, contact.stage_changes.first().reason) == (Stage.NURTURE, f"{who} replied")
        assert contact.revisit_on == date(2026, 6, 9)
        assert not contact.tasks.open().exists()


# Taken back


@pytest.mark.parametrize("rule", [Colleagues.PAUSE, Colleagues.STOP])
def test_an_answer_that_was_none_holds_nobody(eva, tom, ana, rule):
    make_firm(colleagues=rule)
    firing.sweep(NOON + DAY, clock=lambda: NOON)
    tasks = list(tom.tasks.values_list("step_key", "state", "planned_on"))
    touch = eva.record_touch(Touch.Kind.REPLY, at=NOON + DAY + HOUR)

    touch.void(by=ana, at=NOON + DAY + HOUR)

    assert how(tom) == RUNNING
    assert list(tom.tasks.values_list("step_key", "state", "planned_on")) == tasks
    assert Contact.objects.get(pk=tom.contact_id).stage == Stage.LEAD
    assert not tom.holds.exists()


def test_undoing_a_meeting_lets_the_colleagues_go_on(eva, tom, ana):
    completion = log_outcome(eva, "meeting", at=LATER, agreed=NOON + 10 * DAY)

    completion.undo(by=ana, at=LATER)

    assert how(tom) == RUNNING


def test_what_held_them_before_holds_them_again(eva, tom, ana):
    holds.out_of_office(tom.contact, TUESDAY + 2 * DAY, at=NOON, by=ana)
    touch = eva.record_touch(Touch.Kind.REPLY, at=LATER)
    assert how(tom) == AFTER_A_WEEK

    touch.void(by=ana, at=LATER)

    assert how(tom) == (Enrollment.State.HELD, TUESDAY + 3 * DAY)
    assert holds.told(tom) == "On hold until Friday 13 March: out of office"


def test_who_was_paused_anew_since_stays_so(eva, tom, ana):
    touch = eva.record_touch(Touch.Kind.REPLY, at=LATER)
    tom.hold(TUESDAY + 20 * DAY, at=LATER + HOUR)

    touch.void(by=ana, at=LATER + HOUR)

    assert how(tom) == (Enrollment.State.HELD, TUESDAY + 20 * DAY)


def test_taking_an_entered_answer_back_on_the_page_takes_the_pauses_back(client, time_machine, ana, eva, tom):
    time_machine.move_to(LATER, tick=False)
    client.force_login(ana)
    client.post(
        reverse("response_new"),
        {"contact": eva.pk, "channel": "email", "gist": "Later", "key": "5f7c5e0e-0000-4000-8000-000000000001"},
    )
    undo = client.get(reverse("contact", args=[eva.pk])).text.partition('action="/by-hand/')[2].partition('"')[0]
    assert "Eva Berg replied" in client.get(reverse("plan", args=[tom.contact_id])).text

    client.post(f"/by-hand/{undo}")

    assert how(tom) == RUNNING


@pytest.mark.parametrize("rule", [Colleagues.PAUSE, Colleagues.STOP])
def test_a_firm_of_many_costs_no_more_queries(ana, rule):
    make_firm(colleagues=rule)
    firms = []
    for colleagues in (2, 12):
        company = make_company()
        firms.append([make_enrollment(make_contact(owner=ana, company=company)) for _ in range(colleagues + 1)])
    firing.sweep(NOON + DAY, clock=lambda: NOON)

    few, many = (queries_of(plans[0].contact) for plans in firms)

    assert few == many
    assert not Enrollment.objects.filter(state=Enrollment.State.RUNNING, responded_at=None).exists()


def queries_of(contact) -> int:
    with CaptureQueriesContext(connection) as asked:
        contact.record_touch(Touch.Kind.REPLY, at=NOON + DAY + HOUR)
    return len(asked)
