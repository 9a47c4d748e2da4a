"""Rejected leads that marketing contests: what a manager's answer does, as a table; and that nobody falls through."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from cadences import by_hand, contesting, firing, promise
from cadences.contesting import CannotComeBack, TooLate
from cadences.models import Contest, Task
from cadences.models.completion import CannotUndo
from contacts.models import Contact, Stage
from leadflow.accounts.models import User
from tests.factories import NOON, log_outcome, log_task, make_contact, make_enrollment, make_team, make_user

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LATER = NOON + timedelta(hours=2)
GRANTED, STANDS = Contest.Answer.GRANTED, Contest.Answer.STANDS


@pytest.fixture
def house():
    team = make_team()

    class House:
        rep = make_user(team=team)
        petra = make_user(User.Role.MANAGER, name="Petra Lind", manages=[team])
        mira = make_user(User.Role.MARKETING, name="Mira Sol")

    return House


def rejected(house, reason="Competitor", **said):
    lead = make_contact(owner=house.rep, phone="+47 22 55 01 34")
    make_enrollment(lead)
    return log_outcome(lead, "rejected", reason=reason, **said)


def contested(house, rejection, at=LATER):
    return contesting.contest(rejection, why="They asked for a price.", by=house.mira, at=at)


def decide(house, contest, answer, at=LATER + timedelta(minutes=5)):
    return contesting.decide(contest, answer, words="Agreed, call them.", by=house.petra, at=at)


def open_kinds(contact):
    return sorted(task.kind for task in contact.tasks.open())


AFTER = [
    # why they were rejected, what happened since, the manager's answer, the stage then, whether it is on the queue
    ("Competitor", None, GRANTED, Stage.LEAD, True),
    ("Competitor", None, STANDS, Stage.DISQUALIFIED, False),
    ("No interest", None, GRANTED, Stage.LEAD, True),
    ("No interest", None, STANDS, Stage.NURTURE, False),
    ("Bad data", None, GRANTED, Stage.LEAD, True),
    ("Bad data", None, STANDS, Stage.LEAD, False),
    ("No interest", Stage.MEETING, GRANTED, Stage.MEETING, False),
    ("Competitor", Stage.WON, GRANTED, Stage.WON, False),
]


@pytest.mark.parametrize(
    ("reason", "since", "answer", "stage", "queued"), AFTER, ids=[f"{a[0]}-{a[1]}-{a[2]}" for a in AFTER]
)
def test_a_decision_brings_the_lead_back_or_lets_it_be(house, reason, since, answer, stage, queued):
    rejection = rejected(house, reason)
    contact = rejection.task.contact
    if since:
        contact.change_stage(since, at=NOON + timedelta(hours=1), cause="by_hand")
        Task.open_for(contact, Task.Kind.MEETING, due_on=NOON.date(), at=NOON)

    decide(house, contested(house, rejection), answer)

    contact.refresh_from_db()
    assert contact.stage == stage
    assert ("by_hand" in open_kinds(contact)) is queued
    assert not promise.without_next_step(Contact.objects.all()).exists()


def test_the_lead_comes_back_to_its_rep_with_what_was_said(house):
    contest = contested(house, rejected(house))

    contact = decide(house, contest, GRANTED)

    task = contact.tasks.open().get()
    assert (task.rep, task.rank, task.due_on) == (house.rep, Task.RANKS[Task.Kind.REVISIT], NOON.date())
    words = "Marketing: “They asked for a price.” Petra Lind: “Agreed, call them.”"
    assert task.objective == f"Back as a sales lead. {words}"
    change = contact.stage_changes.first()
    assert (change.get_cause_display(), change.by, change.reason) == (
        "The rejection was contested",
        house.petra,
        words,
    )


def test_after_the_call_the_follow_up_plan_begins_anew(house):
    contact = decide(house, contested(house, rejected(house)), GRANTED)

    log_task(contact.tasks.open().get(), "no_answer", rep=house.rep, at=LATER + timedelta(hours=1))

    assert contact.enrollments.live().get().day_0 == NOON.date()


def test_where_the_rep_has_left_it_comes_back_to_the_pool(house):
    rejection = rejected(house)
    house.rep.deactivate(at=NOON + timedelta(hours=1))

    contact = decide(house, contested(house, rejection), GRANTED)

    assert contact.owner is None
    assert contact.tasks.open().get().rep is None


def test_where_a_colleague_took_over_it_comes_back_to_them(house):
    rejection, ben = rejected(house), make_user(team=house.rep.team)
    house.rep.deactivate(at=NOON + timedelta(hours=1), successor=ben)

    assert decide(house, contested(house, rejection), GRANTED).tasks.open().get().rep == ben


def test_a_double_that_is_none_is_a_contact_of_its_own_again(house):
    known = make_contact(owner=house.rep)
    rejection = rejected(house, "Duplicate", same_as=known)
    assert Contact.objects.count() == 1

    contact = decide(house, contested(house, rejection), GRANTED)

    assert (Contact.objects.count(), contact.stage) == (2, Stage.LEAD)
    assert contact != known
    assert "by_hand" in open_kinds(contact)


def test_after_thirty_days_two_stay_one(house):
    rejection = rejected(house, "Duplicate", same_as=make_contact(owner=house.rep))
    contest = contested(house, rejection)

    with pytest.raises(CannotComeBack, match="30 days"):
        decide(house, contest, GRANTED, at=NOON + 31 * DAY)

    assert Contest.objects.open().get() == contest


def test_whoever_asked_us_to_stop_does_not_come_back(house):
    rejection = rejected(house)
    rejection.task.contact.suppress(at=NOON + timedelta(hours=1))
    contest = contested(house, rejection)

    with pytest.raises(CannotComeBack, match="not to contact"):
        decide(house, contest, GRANTED)

    decide(house, contest, STANDS)
    assert not Contest.objects.open().exists()


def never(house, contact, at):
    log_outcome(contact, "not_interested", never=True, at=at)


def wrong_person(house, contact, at):
    log_outcome(contact, "wrong_person", at=at)


def another_day_on_the_phone(house, contact, at):
    log_outcome(contact, "connected", decision="not_now", until=at.date() + 90 * DAY, note="After the budget.", at=at)


def another_day_by_hand(house, contact, at):
    contact.set_revisit(at.date() + 90 * DAY, note="After the budget.", at=at, cause="by_hand", by=house.rep)


def off_the_lists_by_hand(house, contact, at):
    contact.change_stage(Stage.DISQUALIFIED, at=at, by=house.rep, cause="by_hand", reason="Sells what we sell")


@pytest.mark.parametrize(
    ("since", "stage", "told"),
    [
        (never, Stage.DISQUALIFIED, "Not interested"),
        (wrong_person, Stage.DISQUALIFIED, "Wrong person"),
        (another_day_on_the_phone, Stage.NURTURE, "Not now"),
        (another_day_by_hand, Stage.NURTURE, "After the budget"),
        (off_the_lists_by_hand, Stage.DISQUALIFIED, "Sells what we sell"),
    ],
    ids=["never", "wrong person", "another day on the phone", "another day by hand", "off the lists by hand"],
)
def test_what_they_said_since_holds(house, since, stage, told):
    contest = contested(house, rejected(house, "No interest"))
    contact = Contact.objects.get()
    since(house, contact, LATER + DAY)
    contact.refresh_from_db()
    day = contact.revisit_on

    with pytest.raises(CannotComeBack, match=told):
        decide(house, contest, GRANTED, at=LATER + 2 * DAY)

    contact.refresh_from_db()
    assert (contact.stage, contact.revisit_on) == (stage, day)
    decide(house, contest, STANDS, at=LATER + 2 * DAY)


def test_an_outcome_that_was_taken_back_is_no_later_word(house):
    contest = contested(house, rejected(house, "No interest"))
    slip = log_outcome(Contact.objects.get(), "not_interested", never=True, at=LATER + DAY)
    slip.undo(by=house.rep, at=LATER + DAY + timedelta(seconds=5))

    assert decide(house, contest, GRANTED, at=LATER + 2 * DAY).stage == Stage.LEAD


def test_one_contest_is_open_at_a_time(house):
    rejection = rejected(house)
    contest = contested(house, rejection)

    with pytest.raises(TooLate):
        contested(house, rejection)
    with pytest.raises(IntegrityError), transaction.atomic():
        Contest.objects.create(completion=rejection, by=house.mira, at=NOON, why="Once more.")

    decide(house, contest, STANDS)
    contested(house, rejection)
    assert rejection.contests.count() == 2


def test_it_is_decided_once(house):
    contest = contested(house, rejected(house))
    decide(house, contest, STANDS)

    with pytest.raises(TooLate):
        decide(house, contest, GRANTED)

    assert contest.completion.task.contact.stage == Stage.DISQUALIFIED


def test_a_rejection_that_was_taken_back_cannot_be_contested(house):
    rejection = rejected(house)
    rejection.undo(by=house.rep, at=NOON + timedelta(seconds=9))

    with pytest.raises(TooLate):
        contested(house, rejection)


def test_a_rejection_that_is_contested_already_cannot_be_taken_back(house):
    rejection = rejected(house)
    contested(house, rejection, at=NOON + timedelta(seconds=5))

    with pytest.raises(CannotUndo):
        rejection.undo(by=house.rep, at=NOON + timedelta(seconds=9))


@pytest.mark.parametrize("answer", [GRANTED, STANDS])
def test_a_decision_is_taken_back_whole(house, answer):
    rejection = rejected(house, "No interest")
    contest, contact = contested(house, rejection), rejection.task.contact
    keep = by_hand.look_at(Contact, contact)
    decide(house, contest, answer, at=LATER)
    token = keep(by=house.petra, at=LATER).split("/")[-3]

    by_hand.take_back(token, by=house.petra, at=LATER + timedelta(seconds=5))

    contact.refresh_from_db()
    assert (contact.stage, open_kinds(contact)) == (Stage.NURTURE, [])
    assert contact.revisit_on is not None
    assert Contest.objects.open().get() == contest


def test_the_sweep_leaves_alone_who_came_back(house):
    contact = decide(house, contested(house, rejected(house)), GRANTED)

    firing.sweep(LATER + 3 * DAY, clock=lambda: LATER)

    assert open_kinds(contact) == ["by_hand"]
