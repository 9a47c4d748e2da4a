"""What comes after the last step without a decision: never nothing (rule 11, promise 12)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from cadences import ending, promise
from cadences.models import Cadence, Task
from cadences.models.ends import round_trip
from contacts.models import Contact, Stage, Touch
from leadflow.accounts.models import User
from tests.cadences.plans import make_plan
from tests.factories import NOON, log_task, make_contact, make_enrollment, make_firm, make_team, make_user

pytestmark = pytest.mark.django_db
Then = Cadence.Then


@pytest.fixture
def rep():
    return make_user(team=make_team())


@pytest.fixture
def manager(rep):
    return make_user(User.Role.MANAGER, manages=[rep.team])


def ended(rep, then, **said) -> Contact:
    """Somebody at the end of a plan that leads on so, who never answered."""
    contact = make_contact(owner=rep, phone="+47 22 55 01 34")
    enrollment = make_enrollment(contact)
    Cadence.default().lead_on(then, **said)
    enrollment.refresh_from_db()
    enrollment.finish(at=NOON)
    contact.refresh_from_db()
    return contact


@pytest.mark.parametrize(("days", "after"), [(None, 181), (31, 31)], ids=["the firm's days", "the plan's own"])
def test_they_rest_and_come_back(rep, days, after):
    make_firm(revisit_days=181)

    contact = ended(rep, Then.NURTURE, days=days)

    assert (contact.stage, contact.revisit_on) == (Stage.NURTURE, NOON.date() + timedelta(days=after))


def test_another_plan_begins(rep):
    contact = ended(rep, Then.PLAN, plan=make_plan("Quarterly letter"))

    [first, second] = contact.enrollments.order_by("pk")
    assert (first.state, second.state, second.version.cadence.name) == ("finished", "running", "Quarterly letter")
    assert (contact.stage, second.day_0) == (Stage.LEAD, NOON.date())


def test_where_the_other_plan_takes_nobody_in_they_rest(rep):
    contact = ended(rep, Then.PLAN, plan=Cadence.objects.create(name="Never published"))

    assert contact.stage == Stage.NURTURE


def test_the_manager_decides(rep, manager):
    contact = ended(rep, Then.MANAGER)

    task = contact.tasks.open().get()
    assert (task.kind, task.rep, contact.stage) == (Task.Kind.WHAT_NEXT, manager, Stage.LEAD)
    assert not promise.without_next_step(Contact.objects.all()).exists()


def test_without_anybody_who_manages_it_lies_in_the_pool(rep):
    assert ended(rep, Then.MANAGER).tasks.open().get().rep is None


def test_what_the_manager_decides_stays_with_them_when_the_contact_changes_hands(rep, manager):
    contact = ended(rep, Then.MANAGER)

    contact.assign(make_user(team=rep.team), at=NOON)

    assert contact.tasks.open().get().rep == manager


@pytest.mark.parametrize(
    ("effect", "stage", "goes_through_a_plan"),
    [("done", Stage.LEAD, True), ("not_now", Stage.NURTURE, False), ("not_interested", Stage.NURTURE, False)],
)
def test_a_decision_without_a_talk_is_no_attempt(rep, manager, effect, stage, goes_through_a_plan):
    contact = ended(rep, Then.MANAGER)

    log_task(contact.tasks.open().get(), effect, rep=manager)

    contact.refresh_from_db()
    assert (contact.stage, contact.enrollments.live().exists()) == (stage, goes_through_a_plan)
    assert not Touch.objects.filter(contact=contact, direction=Touch.Direction.OUTBOUND).exists()


@pytest.mark.parametrize("then", [Then.NURTURE, Then.MANAGER])
def test_of_whoever_answered_the_decision_is_asked_for_whatever_comes_else(rep, then):
    contact = make_contact(owner=rep, phone="+47 22 55 01 34")
    enrollment = make_enrollment(contact)
    Cadence.default().lead_on(then)
    enrollment.respond(at=NOON)
    enrollment.finish(at=NOON)

    assert [task.kind for task in contact.tasks.open()] == [Task.Kind.DECISION]


CIRCLES = [
    ("itself", {}, 1, 1, [1]),
    ("back at once", {2: 1}, 1, 2, [2, 1]),
    ("over another", {2: 3, 3: 1}, 1, 2, [2, 3, 1]),
    ("onwards", {2: 3}, 1, 2, []),
    ("others in a circle", {2: 3, 3: 2}, 1, 2, []),
]


@pytest.mark.parametrize(("leads_to", "start", "then", "way"), [c[1:] for c in CIRCLES], ids=[c[0] for c in CIRCLES])
def test_the_way_back_is_found(leads_to, start, then, way):
    assert round_trip(leads_to, start, then) == way


def test_no_plan_leads_back_to_itself():
    usual, letter, card = Cadence.default(), make_plan("Letter"), make_plan("Card")
    usual.lead_on(Then.PLAN, plan=letter)
    letter.lead_on(Then.PLAN, plan=card)

    with pytest.raises(Cadence.LeadsBack) as refusal:
        card.lead_on(Then.PLAN, plan=usual)

    assert str(refusal.value) == "Card → 21-day follow-up → Letter → Card"
    card.refresh_from_db()
    assert card.then == Then.NURTURE


def test_the_database_keeps_a_plan_from_following_itself():
    usual = Cadence.default()

    with pytest.raises(IntegrityError), transaction.atomic():
        Cadence.objects.filter(pk=usual.pk).update(then=Then.PLAN, then_plan=usual)


def test_the_last_word_is_taken_back_once():
    usual = Cadence.default()
    first = usual.lead_on(Then.NURTURE, days=30)
    second = usual.lead_on(Then.MANAGER)

    with pytest.raises(Cadence.Changed):
        usual.take_back(first)
    usual.take_back(second)

    usual.refresh_from_db()
    assert (usual.then, usual.then_days) == (Then.NURTURE, 30)
    with pytest.raises(Cadence.Changed):
        usual.take_back(second)


def test_what_comes_is_told_of_a_plan_that_leads_nowhere():
    usual = Cadence.default()
    usual.lead_on(Then.PLAN, plan=Cadence.objects.create(name="Never published"))

    assert ending.after(usual) == Then.NURTURE
