"""Those who go through an earlier version move to the new one: nobody gets a step twice, nobody loses the next one."""

from datetime import date, timedelta

import pytest
from django.db.models import Count
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cadences import firing, promise
from cadences.editing import moving
from cadences.editing import plan as plans
from cadences.editing.checks import problems
from cadences.editing.plan import DraftStep
from cadences.models import Cadence, Enrollment, Moving, Task
from contacts.models import Contact
from tests.factories import NOON, make_contact, make_enrollment, make_firm, make_user

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def cadence():
    make_firm(working_days=list(range(7)))
    return Cadence.default()


def go(enrollment, days, since=0):
    """So many days pass, each step done on its day. Returns the moment of the last."""
    for n in range(since, days + 1):
        at = NOON + n * DAY
        firing.sweep(at, clock=lambda at=at: at)
        for task in enrollment.tasks.open():
            Task.objects.filter(pk=task.pk).update(state=Task.State.DONE, closed_at=at)
            task.refresh_from_db()
            enrollment.step_closed(task, at=at)
    return NOON + days * DAY


def publish(cadence, *changes, at):
    draft = cadence.begin_draft()
    for change in changes:
        draft.edit(change)
    foreseen = moving.foresee(draft, at=at)
    asked = moving.publish(draft, by=None, at=at, read=draft.edition, everybody=True)
    done = moving.do_all(asked.pk, clock=lambda: at)
    assert (done.moved, done.stayed, done.held_apart) == (foreseen.move, foreseen.stay, foreseen.held_apart)
    return done


def remove(key):
    return lambda plan: plans.remove(plan, key)


def put(key, day):
    return lambda plan: plans.change(plan, key, day=day)


def add(key, day, **fields):
    return lambda plan: plans.add(plan, DraftStep(key, day, "phone", key, **fields))


def next_of(enrollment):
    enrollment.refresh_from_db()
    return enrollment.next_step and enrollment.next_step.key, enrollment.next_due_on and (
        enrollment.next_due_on - NOON.date()
    ).days


# Each on day 12, the step of that day done; the next is the post card of day 14.
@pytest.mark.parametrize(
    ("changes", "expected", "apart"),
    [
        ([add("later-call", 13)], ("later-call", 13), 0),
        ([add("early-call", 3)], ("post-card", 14), 0),
        ([remove("post-card")], ("second-call", 18), 0),
        ([put("post-card", 16)], ("post-card", 16), 0),
        ([put("third-mail", 17)], ("post-card", 14), 0),
        ([put("third-mail", 11), put("post-card", 13)], ("post-card", 14), 0),
        ([remove("third-mail"), put("post-card", 13)], ("post-card", 14), 1),
        ([put("post-card", 4)], ("post-card", 14), 1),
    ],
    ids=[
        "a new step ahead", "a new step behind them", "the next one removed", "the next one later",
        "the last one later: it does not come again", "both a day earlier", "the last one gone: held apart",
        "the next one moved behind them: it still comes, held apart",
    ],
)  # fmt: skip
def test_what_comes_next_after_a_move(cadence, changes, expected, apart):
    enrollment = make_enrollment()
    at = go(enrollment, 12)

    done = publish(cadence, *changes, at=at)

    assert next_of(enrollment) == expected
    assert (done.moved, done.stayed, done.held_apart) == (1, 0, apart)
    assert enrollment.version == cadence.current


def test_what_was_left_out_says_why(cadence):
    enrollment = make_enrollment()
    publish(cadence, add("early-call", 3), at=go(enrollment, 12))

    assert enrollment.tasks.get(step_key="early-call").reason == "The plan was changed after this day"


def test_for_whom_nothing_would_be_left_stays(cadence):
    enrollment = make_enrollment()
    at = go(enrollment, 12)

    done = publish(cadence, *(remove(key) for key in ("post-card", "second-call", "final-mail")), at=at)

    assert (done.moved, done.stayed) == (0, 1)
    assert next_of(enrollment) == ("post-card", 14)
    assert enrollment.version.number == 1


def test_an_open_step_stays_open_and_the_rest_follows_the_new_version(cadence):
    enrollment = make_enrollment()
    at = go(enrollment, 5)
    at = NOON + 8 * DAY
    firing.sweep(at, clock=lambda: at)

    publish(cadence, remove("article-mail"), at=at)

    assert {task.step_key for task in enrollment.tasks.open()} >= {"first-call"}
    go(enrollment, 8, since=8)
    assert next_of(enrollment) == ("third-mail", 12)


# On day 5 with its mail open; the article of day 10 follows.
@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param([remove("second-mail"), put("first-call", 5)], ("first-call", 7), id="the open one removed"),
        pytest.param([put("second-mail", 9), put("first-call", 5)], ("first-call", 7), id="the open one later"),
        pytest.param([remove("second-mail"), put("first-call", 8)], ("first-call", 8), id="far enough as it is"),
    ],
)
def test_nothing_comes_too_soon_after_a_step_that_was_open_when_they_were_moved(cadence, changes, expected):
    enrollment = make_enrollment()
    go(enrollment, 4)
    at = NOON + 5 * DAY
    firing.sweep(at, clock=lambda: at)
    publish(cadence, *changes, at=at)
    foretold = next(line.day for line in enrollment_now(enrollment).plan(at) if line.step.key == "first-call")

    go(enrollment, 5, since=5)

    assert next_of(enrollment) == expected
    assert foretold == enrollment.next_due_on


def enrollment_now(enrollment):
    enrollment.refresh_from_db()
    return enrollment


def test_after_an_answer_new_steps_that_wait_for_none_are_left_out(cadence):
    enrollment = make_enrollment()
    at = go(enrollment, 2)
    enrollment.respond(at=at)

    publish(cadence, add("new-call", 9), add("new-card", 15, condition="always"), at=at)

    assert enrollment.tasks.get(step_key="new-call").reason == "They responded"
    assert next_of(enrollment) == ("new-card", 15)


def test_a_hold_stays_a_hold(cadence):
    enrollment = make_enrollment()
    at = go(enrollment, 2)
    enrollment.hold((at + 5 * DAY).date(), at=at)

    publish(cadence, remove("second-mail"), at=at + 3 * DAY)

    enrollment.refresh_from_db()
    assert (enrollment.state, enrollment.version.number) == ("held", 2)
    promise.resume(enrollment, at=at + 5 * DAY)
    assert next_of(enrollment) == ("first-call", 13)


def test_who_has_ended_is_not_moved(cadence):
    enrollment = make_enrollment()
    enrollment.stop(Enrollment.StopReason.BY_HAND, at=NOON)

    assert publish(cadence, remove("post-card"), at=NOON).moved == 0
    enrollment.refresh_from_db()
    assert enrollment.version.number == 1


def test_moved_in_pieces_everybody_is_moved_once(cadence, monkeypatch):
    monkeypatch.setattr(moving, "PIECE", 2)
    for _ in range(5):
        make_enrollment()

    done = publish(cadence, remove("post-card"), at=NOON)

    assert (done.moved, done.finished_at) == (5, NOON)
    assert set(Enrollment.objects.values_list("version__number", flat=True)) == {2}


def test_a_worker_that_died_is_taken_over_and_two_do_not_do_one_piece(cadence):
    make_enrollment()
    draft = cadence.begin_draft()
    asked = moving.publish(draft, by=None, at=NOON, read=draft.edition, everybody=True)
    assert Moving.claim(asked.pk, at=NOON)

    assert not moving.do_next(asked.pk, clock=lambda: NOON)
    assert moving.do_all(asked.pk, clock=lambda: NOON + timedelta(minutes=2)).moved == 1


steps = st.lists(
    st.tuples(
        st.sampled_from(["a", "b", "c", "d", "e", "f", "g"]),
        st.integers(1, 25),
        st.sampled_from(["phone", "email", "research", "post"]),
        st.sampled_from(["always", "no_response"]),
        st.booleans(),
    ),
    min_size=1,
    max_size=7,
    unique_by=lambda step: step[0],
)


def as_plan(drawn):
    start = DraftStep("start", 0, "system", "Start", condition="always", blocking=False)
    return plans.in_order(
        [
            start,
            *(
                DraftStep(key, day, channel, key, condition, blocking, subject="Hello", body="Hello")
                for key, day, channel, condition, blocking in drawn
            ),
        ]
    )


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    versions=st.lists(steps, min_size=2, max_size=3),
    passing=st.lists(
        st.tuples(st.integers(0, 9), st.sampled_from(["done", "left", "answer", "hold"])), min_size=2, max_size=5
    ),
)
def test_whatever_moves_nobody_gets_a_step_twice_or_is_left_without_a_next(versions, passing):
    """Random plans, published one after the other while time passes for two people: both stand anywhere."""
    versions = [plan for plan in map(as_plan, versions) if not problems(plan)]
    cadence, at = Cadence.objects.get(is_default=True), NOON
    rep = make_user()
    people = [make_contact(owner=rep, phone="+47 22 55 01 34") for _ in range(2)]
    for plan in versions:
        draft = cadence.begin_draft()
        draft.edit(lambda _, plan=plan: plan)
        asked = moving.publish(draft, by=None, at=at, read=draft.edition, everybody=True)
        had = set(Task.objects.open().values_list("pk", flat=True))
        moving.do_all(asked.pk, clock=lambda at=at: at)
        assert had <= set(Task.objects.open().values_list("pk", flat=True))
        held_to_the_promises()
        for person in people:
            make_enrollment(person, at=at)
        for days, what in passing:
            at += days * DAY
            firing.sweep(at, clock=lambda at=at: at)
            live_through(what, at)
            held_to_the_promises()
    for n in range(10):
        moment = at + 5 * n * DAY
        firing.sweep(moment, clock=lambda moment=moment: moment)
        live_through("done", moment)
        held_to_the_promises()


def live_through(what, at):
    for enrollment in Enrollment.objects.live().select_related("contact", "version"):
        if what == "answer":
            enrollment.respond(at=at)
        elif what == "hold" and enrollment.state == Enrollment.State.RUNNING:
            enrollment.hold((at + 4 * DAY).date(), at=at)
        elif what == "done":
            for task in enrollment.tasks.open():
                Task.objects.filter(pk=task.pk).update(state=Task.State.DONE, closed_at=at)
                task.refresh_from_db()
                enrollment.step_closed(task, at=at)
        if what != "left":
            promise.keep(Contact.objects.get(pk=enrollment.contact_id), at=at)


def held_to_the_promises():
    assert not promise.without_next_step(Contact.objects.all()).exists()
    came = Task.objects.exclude(step_key="").order_by().values("enrollment", "step_key").annotate(n=Count("pk"))
    assert not came.filter(n__gt=1).exists()
    waiting = Task.objects.open().filter(blocking=True).order_by().values("enrollment").annotate(n=Count("pk"))
    assert not waiting.filter(n__gt=1).exists()


def test_the_day_of_the_next_step_is_never_before_the_move(cadence):
    enrollment = make_enrollment()
    at = go(enrollment, 12) + DAY

    publish(cadence, put("post-card", 1), remove("research"), at=at)

    enrollment.refresh_from_db()
    assert enrollment.next_due_on >= at.date() > date(2026, 3, 1)
