from datetime import date, timedelta
from uuid import uuid4

import pytest

from cadences import firing, promise
from cadences.effects import Said
from cadences.models import Completion, Enrollment, Outcome, Task
from cadences.models.completion import Stale, Suppressed
from contacts.models import Contact, Stage, Suppression, Touch
from tests.cadences.first_call import EFFECTS, at_the_first_call, log
from tests.factories import NOON, make_contact, make_enrollment, make_firm, make_touch, make_user

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("effect", "said", "stage", "state", "open_kinds"), EFFECTS, ids=[f"{e[0]}-{'-'.join(e[1])}" for e in EFFECTS]
)
def test_an_outcome_does_what_the_list_says(effect, said, stage, state, open_kinds):
    task, now = at_the_first_call()

    log(task, effect, at=now, **said)

    contact = Contact.objects.get(pk=task.contact_id)
    enrollment = contact.enrollments.get()
    # The LinkedIn invitation of the day before is still open beside the call.
    assert (contact.stage, enrollment.state) == (stage, state)
    assert sorted(t.kind for t in contact.tasks.open()) == open_kinds
    assert not promise.without_next_step(Contact.objects.all()).exists()


def asked_to_be_called(stage, *, plan):
    """Somebody who asked for a call, and the task of it: a new lead, one in the plan, or at another stage."""
    make_firm(working_days=list(range(7)))
    rep = make_user()
    contact = make_contact(phone="+47 22 55 01 34", owner=rep)
    if plan:
        make_enrollment(contact)
        contact.tasks.all().delete()
        # All that does not wait for an answer is behind them.
        enrollment = contact.enrollments.get()
        always = [step for step in enrollment.planned_steps() if step.condition == "always"]
        Task.objects.bulk_create(
            Task.from_step(enrollment, step, due_on=NOON.date(), at=NOON).as_skipped("Done with", at=NOON)
            for step in always
        )
    elif stage not in ("name", "lead"):
        contact.change_stage(stage, at=NOON, cause="by_hand")
    contact.record_touch(Touch.Kind.CONTACT_REQUEST, at=NOON)
    return contact.tasks.open().get(kind=Task.Kind.REQUEST)


@pytest.mark.parametrize(
    ("stage", "plan", "then", "kinds"),
    [
        pytest.param("lead", False, "lead", [], id="a new lead goes on with the plan"),
        pytest.param("lead", True, "lead", ["request"], id="a lead at the end of the plan"),
        pytest.param("won", False, "won", ["request"], id="a client"),
        pytest.param("lost", False, "lost", ["request"], id="somebody lost"),
        pytest.param("opportunity", False, "opportunity", ["request"], id="an opportunity"),
    ],
)
def test_a_request_is_not_dropped_after_one_unanswered_call(stage, plan, then, kinds):
    task = asked_to_be_called(stage, plan=plan)

    log(task, "no_answer", at=NOON)

    contact = Contact.objects.get(pk=task.contact_id)
    assert contact.stage == then
    assert [one.kind for one in contact.tasks.open()] == kinds
    assert contact.enrollments.live().exists() == (stage == "lead")
    assert not promise.without_next_step(Contact.objects.all()).exists()


@pytest.mark.parametrize(
    ("effect", "said"),
    [
        pytest.param("do_not_contact", {"wished": {"words": "mail only"}}, id="only in a certain way"),
        pytest.param("do_not_contact", {"channel": "phone"}, id="one channel"),
    ],
)
def test_who_answered_and_is_still_a_lead_is_asked_for_the_decision(effect, said):
    task = asked_to_be_called("lead", plan=True)

    log(task, effect, at=NOON, **said)

    contact = Contact.objects.get(pk=task.contact_id)
    assert contact.stage == "lead"
    assert [one.kind for one in contact.tasks.open()] == ["decision"]


def without_phone():
    """A rep's lead who asked us not to call."""
    make_firm(working_days=list(range(7)))
    contact = make_contact(phone="+47 22 55 01 34", owner=make_user(), stage="lead")
    contact.suppress(at=NOON, channel="phone", reason="Mail only")
    return contact


@pytest.mark.parametrize(
    ("kind", "happens"),
    [
        pytest.param("request", lambda c: c.record_touch(Touch.Kind.CONTACT_REQUEST, at=NOON), id="they ask"),
        pytest.param("decision", lambda c: c.record_touch(Touch.Kind.REPLY, at=NOON), id="they reply"),
        pytest.param("revisit", lambda c: come_back(c), id="their day comes"),
        pytest.param("next_step", lambda c: win_over(c), id="an offer is on the table"),
    ],
)
def test_whom_we_must_not_call_is_followed_up_in_writing(kind, happens):
    contact = without_phone()

    happens(contact)

    task = contact.tasks.open().get(kind=kind)
    assert task.channel == "email"
    log(task, "not_now", at=NOON, until=date(2026, 9, 1))
    assert Contact.objects.get(pk=contact.pk).stage == Stage.NURTURE


def come_back(contact):
    contact.set_revisit(NOON.date(), at=NOON, cause="by_hand")
    firing.sweep(NOON, clock=lambda: NOON)


def win_over(contact):
    contact.change_stage(Stage.OPPORTUNITY, at=NOON, cause="by_hand")
    promise.keep(contact, at=NOON)


def test_what_was_to_be_a_call_goes_on_in_writing_when_calls_are_closed():
    make_firm(working_days=list(range(7)))
    contact = make_contact(phone="+47 22 55 01 34", owner=make_user(), stage="lead")
    contact.record_touch(Touch.Kind.REPLY, at=NOON)
    assert contact.tasks.open().get(kind="decision").channel == "phone"

    contact.suppress(at=NOON, channel="phone", reason="Mail only")

    assert contact.tasks.open().get(kind="decision").channel == "email"


def test_who_asks_to_stop_is_heard_on_a_channel_that_was_closed_before():
    contact = without_phone()
    task = Task.objects.create(
        contact=contact, kind="by_hand", channel="phone", rep=contact.owner, due_on=NOON.date(), created_at=NOON
    )

    log(task, "do_not_contact", at=NOON)

    assert Contact.objects.get().stage == Stage.DO_NOT_CONTACT
    assert not Touch.objects.attempts().exists()


def test_an_agreed_call_that_was_not_answered_comes_again():
    task = asked_to_be_called("lead", plan=True)
    log(task, "call_back", at=NOON, agreed=NOON + DAY)
    call_back = task.contact.tasks.open().get()

    log(call_back, "no_answer", at=NOON + DAY)

    contact = Contact.objects.get(pk=task.contact_id)
    assert contact.stage == "lead"
    assert [(one.kind, one.due_on) for one in contact.tasks.open()] == [("call_back", (NOON + 3 * DAY).date())]


def test_the_same_card_twice_makes_one_touch():
    task, now = at_the_first_call()
    key, version = uuid4(), task.version

    first = log(task, "no_answer", at=now, key=key, version=version)
    second = log(task, "no_answer", at=now, key=key, version=version)

    assert first == second
    assert Touch.objects.dials().count() == 1


def test_a_second_rep_is_told_who_was_first():
    task, now = at_the_first_call()
    version = task.version
    log(task, "voicemail", at=now)

    with pytest.raises(Stale) as stale:
        log(task, "no_answer", at=now, rep=make_user(team=task.rep.team), version=version)

    assert stale.value.task.closed_by == task.rep
    assert Touch.objects.dials().count() == 1


def test_nothing_goes_out_to_somebody_who_asked_us_to_stop_a_moment_ago():
    task, now = at_the_first_call()
    task.contact.suppress(at=now, reason="called the office")

    with pytest.raises(Suppressed):
        log(task, "no_answer", at=now)

    assert not Touch.objects.dials().exists()


@pytest.mark.parametrize("effect", ["moved", "no_show"])
def test_with_who_asked_us_to_stop_no_meeting_is_agreed_again(effect):
    task, now = at_the_first_call()
    task.contact.suppress(at=now, reason="called the office")
    make_touch(task.contact, Touch.Kind.REPLY, at=now + DAY)
    answer = Task.objects.open().get(kind=Task.Kind.ANSWER_OR_LEAVE)

    with pytest.raises(Suppressed):
        log(answer, effect, at=now + DAY, agreed=now + 3 * DAY)

    assert list(Task.objects.open()) == [answer]


def test_a_call_back_holds_the_plan_and_the_call_resumes_it():
    task, now = at_the_first_call()
    agreed = now + 5 * DAY
    log(task, "call_back", at=now, agreed=agreed)
    enrollment = Enrollment.objects.get()
    firing.sweep(agreed + DAY, clock=lambda: now)
    enrollment.refresh_from_db()
    assert enrollment.state == Enrollment.State.HELD

    log(Task.objects.get(kind=Task.Kind.CALL_BACK), "no_answer", at=agreed + DAY)

    enrollment.refresh_from_db()
    assert (enrollment.state, enrollment.next_step.key) == (Enrollment.State.RUNNING, "article-mail")


def test_no_answer_to_a_contact_request_starts_the_plan():
    contact = make_contact(phone="+47 22 55 01 34", owner=make_user())
    make_touch(contact, Touch.Kind.CONTACT_REQUEST, asset=None)

    log(contact.tasks.get(), "no_answer", at=NOON)

    assert contact.enrollments.get().state == Enrollment.State.RUNNING


def test_a_decision_not_reached_is_asked_for_again_in_two_working_days():
    contact = make_contact(phone="+47 22 55 01 34", owner=make_user(), stage=Stage.LEAD)
    contact.record_touch(Touch.Kind.REPLY, at=NOON)

    log(contact.tasks.open().get(kind=Task.Kind.DECISION), "no_answer", at=NOON)

    assert contact.tasks.open().get(kind=Task.Kind.DECISION).due_on == date(2026, 3, 12)


def test_stopping_one_channel_leaves_the_others_open():
    task, now = at_the_first_call()
    log(task, "do_not_contact", at=now, channel="phone")

    contact = Contact.objects.get(pk=task.contact_id)
    assert (contact.no_phone, contact.no_email) == (True, False)
    assert Suppression.objects.filter(channel="phone").exists()


def test_whoever_works_a_task_out_of_the_pool_gets_the_contact():
    rep = make_user(is_active=False)
    contact = make_contact(phone="+47 22 55 01 34", team=rep.team)
    make_touch(contact, Touch.Kind.CONTACT_REQUEST, asset=None)
    task = contact.tasks.get()
    assert task.rep is None
    colleague = make_user(team=rep.team)

    log(task, "no_answer", at=NOON, rep=colleague)

    contact.refresh_from_db()
    assert contact.owner == colleague


def test_a_conversation_that_makes_an_opportunity_counts_as_one():
    task, now = at_the_first_call()

    log(task, "connected", at=now, known={"need": "claims"}, decision="opportunity")

    assert Touch.objects.connects().count() == Touch.objects.responses().count() == 1


def test_who_closes_the_channel_of_their_only_task_is_followed_up_another_way():
    contact = make_contact(phone="+47 22 55 01 34", owner=make_user())
    make_touch(contact, Touch.Kind.RFP, asset=None)

    contact.suppress(at=NOON, channel="phone")

    assert contact.tasks.open().get().channel == "email"
    assert not promise.without_next_step(Contact.objects.all()).exists()


def test_logging_an_outcome_asks_few_questions(django_assert_max_num_queries):
    task, now = at_the_first_call()
    task.refresh_from_db()
    outcome, rep = Outcome.objects.get(effect="no_answer"), task.rep

    with django_assert_max_num_queries(35):
        Completion.log(task, outcome, said=Said(), rep=rep, at=now, key=uuid4(), version=task.version)
