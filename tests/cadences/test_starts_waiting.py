"""Who waits for the start of their plan: begun by hand, what their plan says, and what others say of them."""

from datetime import timedelta

import pytest
from django.urls import reverse

from cadences import firing, promise
from cadences.models import Enrollment, Task
from contacts.models import Contact, Touch
from leadflow.accounts.models import User
from leadflow.reports import late, rows
from leadflow.reports.scope import Scope, ScopeForm
from leadflow.reports.slipping import Cause, slipping
from tests.cadences.starting import a_list
from tests.contacts.uploading import imported, undone
from tests.factories import NOON, log_task, make_contact, make_enrollment, make_firm, make_touch, make_user

DAY = timedelta(days=1)
TUESDAY = NOON.date()


# Begun by hand


@pytest.mark.parametrize("of_the_plan", ["as planned", "after an answer", "on hold"])
def test_one_who_waits_can_be_started_today(team, of_the_plan):
    rep = make_user(team=team)
    imported(a_list(3), starts_a_day=1)
    plan = Enrollment.objects.latest("day_0")
    if of_the_plan == "after an answer":
        plan.respond(at=NOON)
    elif of_the_plan == "on hold":
        plan.hold(TUESDAY + 9 * DAY, at=NOON)

    assert plan.start_now(by=rep, at=NOON)
    assert not plan.start_now(by=rep, at=NOON), "it has begun"

    plan.refresh_from_db()
    assert (plan.day_0, plan.started_by, plan.next_due_on) == (TUESDAY, rep, TUESDAY + DAY)
    assert not promise.without_next_step(Contact.objects.all()).exists()


def test_a_plan_that_is_over_is_not_started(team):
    make_user(team=team)
    imported(a_list(2), starts_a_day=1)
    plan = Enrollment.objects.latest("day_0")
    plan.stop(Enrollment.StopReason.BY_HAND, at=NOON)

    assert not plan.start_now(by=None, at=NOON)


def test_whose_plan_somebody_started_by_hand_is_kept_when_the_list_goes(team):
    rep = make_user(team=team)
    upload = imported(a_list(2), starts_a_day=1)
    plan = Enrollment.objects.latest("day_0")
    plan.start_now(by=rep, at=NOON + timedelta(minutes=1))

    upload = undone(upload)

    assert list(Contact.objects.all()) == [plan.contact]
    assert "their plan was begun" in upload.rows.filter(undone="kept").first().reasons[-1]


# What the plan says


def test_the_plan_counts_from_its_start(team, reps):
    make_firm(working_days=[0, 1, 2, 3, 4, 5, 6])
    imported(a_list(6), starts_a_day=1)
    last = Enrollment.objects.latest("day_0", "pk")

    assert [(line.day - TUESDAY).days for line in last.plan(NOON)] == [
        2 + n for n in (0, 1, 2, 5, 7, 8, 10, 12, 14, 18, 21)
    ]
    assert [line.fate for line in last.plan(NOON)] == ["planned"] * 11


def test_nothing_fires_before_the_start(team, reps):
    imported(a_list(6), starts_a_day=1)

    fired = {}
    for n in range(5):
        firing.sweep(NOON + n * DAY, clock=lambda: NOON)
        fired[n] = Task.objects.filter(step_key="research").count()

    # Research comes the day after the start; the weekend begins on the fifth day.
    assert fired == {0: 0, 1: 2, 2: 4, 3: 6, 4: 6}


def test_promise_12_holds_while_they_wait(team, reps):
    imported(a_list(9), starts_a_day=1)

    assert not promise.without_next_step(Contact.objects.all()).exists()


@pytest.mark.parametrize(
    ("resumed_after", "research"),
    [pytest.param(1, 3, id="before it"), pytest.param(6, 7, id="after it")],
)
def test_a_pause_takes_nothing_from_a_plan_that_has_not_begun(team, resumed_after, research):
    make_firm(working_days=[0, 1, 2, 3, 4, 5, 6])
    make_user(team=team)
    imported(a_list(3), starts_a_day=1)
    last = Enrollment.objects.latest("day_0")
    assert last.day_0 == TUESDAY + 2 * DAY

    last.hold(TUESDAY + resumed_after * DAY, at=NOON)
    last.resume(at=NOON + resumed_after * DAY)

    assert last.next_due_on == TUESDAY + research * DAY


# What others say


def scope_at(moment) -> Scope:
    viewer = make_user(User.Role.ADMINISTRATOR)
    return Scope.asked_for(ScopeForm({"period": "30-days"}, viewer=viewer), viewer, at=moment)


def test_who_waits_for_the_start_is_late_with_nobody(team, reps):
    imported(a_list(24), starts_a_day=1, by=make_user(User.Role.MARKETING))
    friday_after = NOON + 10 * DAY
    begun_for_long = Enrollment.objects.filter(day_0__lte=TUESDAY + 7 * DAY).count()
    assert 0 < begun_for_long < 24

    scope = scope_at(friday_after)

    assert rows.never_touched(scope).count() == begun_for_long
    # Sixteen working hours from Wednesday morning are over.
    assert rows.not_accepted(scope).count() == Enrollment.objects.filter(day_0__lte=TUESDAY + 8 * DAY).count()
    assert late.lists_not_worked(scope).get().open_leads == begun_for_long


def test_a_list_of_which_all_wait_is_not_late(team, reps):
    for rep in reps:
        for _ in range(2):
            make_enrollment(make_contact(owner=rep))
    imported(a_list(2), starts_a_day=2)
    Enrollment.objects.filter(day_0=TUESDAY + DAY).update(day_0=TUESDAY + 20 * DAY)

    assert not late.lists_not_worked(scope_at(NOON + 10 * DAY)).exists()


def test_what_lies_in_a_pool_until_its_start_does_not_slip(team):
    imported(a_list(3), starts_a_day=1)

    causes = {contact.name: contact.cause for contact in slipping(Contact.objects.all(), at=NOON + 3 * DAY)}

    assert causes == dict.fromkeys(["Ana0 Berg0", "Ana1 Berg1"], Cause.NO_REPS)


def test_the_first_touch_is_measured_from_the_start(team):
    rep = make_user(team=team)
    imported(a_list(3), starts_a_day=1)
    last = Enrollment.objects.latest("day_0")
    firing.sweep(NOON + 6 * DAY, clock=lambda: NOON)
    firing.sweep(NOON + 6 * DAY, clock=lambda: NOON)
    task = Task.objects.get(contact=last.contact, step_key="research")
    log_task(task, "done", rep=rep, at=NOON + 6 * DAY)
    make_touch(last.contact, Touch.Kind.ATTEMPT, at=NOON + 6 * DAY, rep=rep, asset=None, key="x")

    lead = rows.given(scope_at(NOON + 6 * DAY)).get(contact=last.contact)

    waited = rows.until_first_touch(lead.at, lead.begins_on, lead.first_touch, firm=make_firm())
    assert timedelta(seconds=waited) == timedelta(days=4, hours=10)


def test_the_plan_says_when_it_starts(client, team, at_noon):
    rep = make_user(team=team)
    imported(a_list(2), starts_a_day=1)
    client.force_login(rep)
    last = Enrollment.objects.latest("day_0")

    panel = client.get(reverse("plan", args=[last.contact_id])).content.decode()
    timeline = client.get(reverse("contact_timeline", args=[last.contact_id])).content.decode()

    assert "Starts <" in panel
    assert "tomorrow" in panel
    assert "Starts on 11 March 2026" in timeline
