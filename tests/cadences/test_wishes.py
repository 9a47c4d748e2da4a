"""How somebody wants to be contacted, heeded by plans, tasks, cards and what is foretold (promise 14)."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.urls import reverse

from cadences import firing, promise
from cadences.foretelling import Waits, foretell
from cadences.models import Enrollment, Task
from contacts import wishes
from contacts.models import Channel, Contact, Touch
from tests.cadences.cards import NOW, log, make_step
from tests.cadences.days import all_done
from tests.cadences.wordings import publish_wordings
from tests.factories import NOON, make_contact, make_enrollment, make_firm

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
TUESDAY, WEDNESDAY, FRIDAY = 1, 2, 4


@pytest.fixture
def plan(ana):
    """Day 0 is Tuesday 10 March, without weekends or days off."""
    make_firm(working_days=list(range(7)))
    return make_enrollment(make_contact("Tom Vik", owner=ana, phone="+47 22 55 01 34"))


def test_without_a_wish_all_comes_on_its_day(plan):
    came = all_done(plan, until=9)

    assert came == {"research": 1, "intro-mail": 2, "second-mail": 5, "linkedin": 7, "first-call": 8}


def test_mail_only_leaves_out_the_rest_with_the_reason(plan):
    plan.contact.wish(only_by="email", at=NOON)

    came = all_done(plan, until=20)

    assert set(came) == {"research", "intro-mail", "second-mail", "article-mail", "third-mail"}
    skipped = plan.tasks.filter(state=Task.State.SKIPPED)
    assert {task.step_key for task in skipped} == {"linkedin", "first-call", "post-card", "second-call"}
    assert {task.reason for task in skipped} == {"They want to hear from us another way"}


def test_calls_come_on_the_weekday_they_want_and_lose_no_days(plan):
    plan.contact.wish(call_days=[FRIDAY], at=NOON)

    came = all_done(plan, until=12)

    # Day 8 is a Wednesday; the mail of day 10 keeps its day, two days after the call.
    assert came["first-call"] == 10
    assert plan.tasks.get(step_key="first-call").planned_on == date(2026, 3, 20)


def test_once_a_week_keeps_a_week_between_two_attempts(plan):
    plan.contact.wish(every_days=7, at=NOON)

    came = all_done(plan, until=24)

    days = sorted(day for key, day in came.items() if key != "research")
    assert days[0] == 2
    assert all(later - sooner >= 7 for sooner, later in pairwise(days))


def test_the_plan_tells_the_day_and_why(plan):
    plan.contact.wish(call_days=[FRIDAY], every_days=7, at=NOON)

    lines = {line.step.key: line for line in Enrollment.objects.get(pk=plan.pk).plan(NOON)}

    assert lines["intro-mail"].day == date(2026, 3, 12)
    assert lines["second-mail"].day == date(2026, 3, 19)
    assert "less than 7 days after the last time" in lines["second-mail"].why
    assert lines["first-call"].day.weekday() == FRIDAY


@pytest.mark.parametrize("rule", ["next", "weekday", "exact"])
def test_a_wish_goes_before_the_rule_of_a_step_and_the_plan_knows_it(ana, rule):
    make_firm(country="")
    publish_wordings({key: {"day_rule": rule} for key in ("intro-mail", "first-call")})
    plan = make_enrollment(make_contact(owner=ana, phone="+47 22 55 01 34"))
    plan.contact.wish(call_days=[FRIDAY], at=NOON)
    told = {line.step.key: (line.day - NOON.date()).days for line in plan.plan(NOON)}

    came = all_done(plan, until=18)

    assert came == {key: day for key, day in told.items() if 0 < day < 18}


def test_on_a_day_off_that_they_do_not_mind_a_step_for_that_very_day_comes(ana):
    make_firm(country="")
    publish_wordings({"second-mail": {"day": 4, "day_rule": "exact"}})
    plan = make_enrollment(make_contact(owner=ana))
    plan.contact.wish(every_days=2, at=NOON)

    assert all_done(plan, until=5)["second-mail"] == 4


def test_the_plan_tells_what_will_be_left_out(plan):
    plan.contact.wish(only_by="email", every_days=7, at=NOON)

    lines = {line.step.key: line for line in Enrollment.objects.get(pk=plan.pk).plan(NOON)}

    assert lines["linkedin"].skips == "They want to hear from us another way"
    assert lines["intro-mail"].skips == ""


def test_the_dry_run_tells_who_waits_for_their_day(plan):
    plan.contact.wish(every_days=14, at=NOON)
    plan.contact.record_touch(Touch.Kind.ATTEMPT, at=NOON, channel=Channel.EMAIL, outcome="done", key="mail")
    plan.stop("by_hand", at=NOON)
    again = Enrollment.objects.enroll([plan.contact], plan.version, at=NOON - 5 * DAY)[0]
    Enrollment.objects.filter(pk=again.pk).update(next_step=plan.version.steps.get(key="intro-mail"))

    told = foretell(NOON)

    assert told.waiting[Waits.WISH] == (1, date(2026, 3, 24))
    firing.sweep(NOON, clock=lambda: NOON)
    again.refresh_from_db()
    assert again.next_due_on == date(2026, 3, 24)


def test_a_wish_counts_at_once_for_what_is_open(plan):
    firing.sweep(NOON + DAY, clock=lambda: NOON)
    call = Task.from_step(plan, plan.version.steps.get(key="second-call"), due_on=NOON.date(), at=NOON)
    call.blocking = False
    call.save()
    decision = Task.open_for(plan.contact, Task.Kind.DECISION, due_on=NOON.date(), at=NOON)

    plan.contact.wish(only_by="email", at=NOON + DAY)

    call.refresh_from_db()
    decision.refresh_from_db()
    assert (call.state, call.reason) == (Task.State.SKIPPED, "They want to hear from us another way")
    assert (decision.is_open, decision.channel) == (True, Channel.EMAIL)
    assert not promise.without_next_step(Contact.objects.all()).exists()


def test_an_open_call_moves_to_the_day_they_want(plan):
    call = Task.open_for(plan.contact, Task.Kind.DECISION, due_on=NOON.date(), at=NOON)
    agreed = Task.open_for(plan.contact, Task.Kind.CALL_BACK, due_on=NOON.date(), not_before=NOON, at=NOON)

    plan.contact.wish(call_days=[WEDNESDAY], at=NOON)

    call.refresh_from_db()
    agreed.refresh_from_db()
    assert (call.due_on, agreed.due_on) == (NOON.date() + DAY, NOON.date())


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        ({}, ""),
        ({"only_by": "email"}, "Mail only"),
        ({"call_days": [FRIDAY, TUESDAY]}, "Calls on Tuesday, Friday"),
        (
            {"every_days": 7, "only_by": "phone", "words": "Not before four"},
            "Calls only. Once a week at most. Not before four",
        ),
    ],
)
def test_a_wish_in_words(plan, wish, words):
    plan.contact.wish(**wish, at=NOON)

    assert plan.contact.wished == words
    assert wishes.in_words("", None, None) == ""


@pytest.mark.usefixtures("at_noon")
def test_a_card_takes_down_what_they_want_and_an_undo_takes_it_back(client):
    task = make_step("first-call")

    fields = {"do_not_contact__scope": "wishes", "do_not_contact__only_by": "email", "do_not_contact__every_days": "7"}
    log(client, task, "do_not_contact", **fields)

    contact = Contact.objects.get(pk=task.contact_id)
    assert contact.wished == "Mail only. Once a week at most"
    for mail in contact.tasks.open():
        assert "No calls" in client.get(reverse("work_task", args=[mail.pk])).text
    contact.tasks.get(pk=task.pk).completions.get().undo(by=task.rep, at=NOW)
    assert Contact.objects.get(pk=contact.pk).wished == ""


@pytest.mark.usefixtures("at_noon")
def test_the_page_asks_and_tells(client):
    task = make_step("first-call")
    client.force_login(task.rep)

    client.post(reverse("wish", args=[task.contact_id]), {"call_days": ["1", "3"], "words": "After four"})

    assert "Calls on Tuesday, Thursday. After four" in client.get(reverse("contact", args=[task.contact_id])).text
    answer = client.post(reverse("wish", args=[task.contact_id]), {"only_by": "pigeon"})
    assert answer.status_code == 422
