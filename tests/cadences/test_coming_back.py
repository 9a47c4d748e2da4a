"""Not now is not no (promise 13): on the agreed day they are back, and at once when they become active again."""

from datetime import timedelta

import pytest
from django.urls import reverse

from cadences import firing, promise
from cadences.desk.queue import Queue
from cadences.firm_day import FirmDay
from cadences.models import Cadence, Task
from contacts.models import Asset, Contact, Stage, Touch
from leadflow.accounts.models import User
from tests.cadences.cards import log, make_task
from tests.cadences.plans import make_plan
from tests.factories import NOON, log_task, make_asset, make_contact, make_enrollment, make_team, make_touch, make_user

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
# A Tuesday, thirteen weeks on.
BACK = NOON + 91 * DAY
Kind = Touch.Kind


def sweep(at):
    firing.sweep(at, clock=lambda: at)


@pytest.fixture
def rep():
    return make_user(team=make_team())


def put_away(rep, *, note="New budget after the summer", **said):
    """Somebody in the plan who says “not now” on a call."""
    contact = make_contact("Tom Ferrisdale", owner=rep, phone="+47 22 55 01 34")
    make_enrollment(contact)
    task = Task.open_for(contact, Task.Kind.BY_HAND, due_on=NOON.date(), at=NOON)
    log_task(task, "not_now", rep=rep, at=NOON, until=BACK.date(), note=note, **said)
    return contact


def test_on_the_agreed_day_they_are_on_top_of_the_same_reps_queue(rep):
    contact = put_away(rep)
    for name in ("Overdue", "Due"):
        other = make_contact(name, owner=rep, phone="+47 22 55 01 35", stage="lead")
        Task.open_for(other, Task.Kind.NEXT_STEP, due_on=(BACK - DAY).date(), at=NOON)

    sweep(BACK - DAY)
    assert not contact.tasks.open().exists()
    sweep(BACK)

    contact.refresh_from_db()
    assert contact.stage == Stage.LEAD
    first = Queue(Task.objects.of(rep), day=FirmDay.at(BACK), at=BACK).first()
    assert first.task_id == contact.tasks.open().get(kind=Task.Kind.REVISIT).pk


WHOSE = [
    # what became of the rep meanwhile, whether there is a colleague, whose it is then
    ("stays", True, "rep"),
    ("leaves, with a successor", True, "colleague"),
    ("leaves, and somebody of the team is next in turn", True, "colleague"),
    ("leaves, and nobody is there", False, "pool"),
]


@pytest.mark.parametrize(("meanwhile", "accompanied", "whose"), WHOSE, ids=[w[0] for w in WHOSE])
def test_they_come_back_to_whoever_has_them_then(rep, meanwhile, accompanied, whose):
    contact, colleague = put_away(rep), make_user(team=rep.team) if accompanied else None
    if meanwhile != "stays":
        rep.deactivate(at=NOON + DAY, successor=colleague if "successor" in meanwhile else None)

    sweep(BACK)

    task = contact.tasks.open().get()
    assert task.rep == {"rep": rep, "colleague": colleague, "pool": None}[whose]
    assert not promise.without_next_step(Contact.objects.all()).exists()


def test_the_card_tells_what_was_agreed_and_what_happened(rep, client, at_noon):
    contact = put_away(rep)
    make_touch(contact, asset=make_asset("Warm strawberries", Asset.Kind.DOWNLOAD), at=NOON - DAY)
    at_noon.move_to(BACK)
    sweep(BACK)
    client.force_login(rep)

    page = client.get(reverse("work_task", args=[contact.tasks.open().get().pk])).text

    assert "You agreed: “New budget after the summer”" in page
    assert "Warm strawberries" in page
    assert "Revisit" in page


def test_interest_and_fit_are_judged_anew_and_they_are_leads_all_the_same(rep):
    contact = put_away(rep)
    Contact.objects.filter(pk=contact.pk).update(interest=7)

    sweep(BACK)

    contact.refresh_from_db()
    assert (contact.stage, contact.interest) == (Stage.LEAD, 0)


def test_who_is_ready_by_now_comes_back_as_ready(rep):
    contact = put_away(rep)
    kinds = (Kind.DOWNLOAD, Kind.BOOTH_VISIT, Kind.WEBINAR_ATTENDED, Kind.NETWORKING)
    touches = [
        Touch(contact=contact, kind=kind, direction="in", at=NOON - DAY, key=kind, asset=make_asset()) for kind in kinds
    ]
    Touch.objects.bulk_create(touches)

    sweep(BACK)

    contact.refresh_from_db()
    assert contact.stage == Stage.SALES_READY
    assert [task.kind for task in contact.tasks.open()] == [Task.Kind.REVISIT]


@pytest.mark.parametrize("chosen", [True, False], ids=["a plan was chosen", "the usual one"])
def test_after_the_call_they_enter_the_plan_that_was_chosen(rep, chosen):
    plan = make_plan()
    contact = put_away(rep, then_plan=plan if chosen else None)
    sweep(BACK)

    log_task(contact.tasks.open().get(), "no_answer", rep=rep, at=BACK)

    assert contact.enrollments.live().get().version.cadence == (plan if chosen else Cadence.default())


def test_a_choice_holds_for_one_way_back(rep):
    contact = put_away(rep, then_plan=make_plan())
    sweep(BACK)
    log_task(contact.tasks.open().get(), "not_now", rep=rep, at=BACK, until=(BACK + 30 * DAY).date())
    sweep(BACK + 30 * DAY)

    log_task(contact.tasks.open().get(), "no_answer", rep=rep, at=BACK + 30 * DAY)

    assert contact.enrollments.live().get().version.cadence == Cadence.default()


def test_the_plan_is_chosen_on_the_card_where_there_is_a_choice(client, at_noon):
    plan, task = make_plan(), make_task()
    client.force_login(task.rep)
    assert "Plan after that call" in client.get(reverse("work_task", args=[task.pk])).text

    log(client, task, Touch.Outcome.NOT_NOW, not_now__when="180", not_now__plan=plan.pk)

    assert promise.plan_chosen(task.contact) == plan


def test_without_a_choice_the_card_asks_for_none(client, at_noon):
    task = make_task()
    client.force_login(task.rep)

    assert "Plan after that call" not in client.get(reverse("work_task", args=[task.pk])).text


ACTIVE = [
    # what they did before, what they do now, the stage then, what is open then
    ("one thing, having done one before", [Kind.DOWNLOAD], [Kind.WEBINAR_ATTENDED], Stage.LEAD, []),
    ("two things, having done none", [], [Kind.DOWNLOAD, Kind.WEBINAR_ATTENDED], Stage.LEAD, []),
    ("one thing, having done none", [], [Kind.DOWNLOAD], Stage.NURTURE, []),
    ("a registration", [Kind.DOWNLOAD], [Kind.WEBINAR_REGISTERED], Stage.NURTURE, []),
    ("to stand on a list", [Kind.DOWNLOAD, Kind.BOOTH_VISIT], [Kind.LISTED], Stage.NURTURE, []),
    ("four of three kinds", [Kind.DOWNLOAD, Kind.BOOTH_VISIT, Kind.NETWORKING], [Kind.REFERRAL], Stage.SALES_READY, []),
    ("a contact request", [], [Kind.CONTACT_REQUEST], Stage.LEAD, ["request"]),
    ("a request for a proposal", [], [Kind.RFP], Stage.LEAD, ["request"]),
    ("a chat that asks for contact", [], [Kind.CHAT_CONTACT_REQUEST], Stage.LEAD, ["request"]),
    ("a reply", [], [Kind.REPLY], Stage.LEAD, ["decision"]),
    ("a call", [], [Kind.CALLED_US], Stage.LEAD, ["decision"]),
]


@pytest.mark.parametrize(("before", "now", "stage", "kinds"), [a[1:] for a in ACTIVE], ids=[a[0] for a in ACTIVE])
def test_whoever_becomes_active_again_comes_back_at_once(rep, before, now, stage, kinds):
    contact = make_contact(owner=rep, phone="+47 22 55 01 34")
    touches = [
        Touch(contact=contact, kind=kind, direction="in", at=NOON - DAY, key=kind, asset=make_asset())
        for kind in before
    ]
    Touch.objects.bulk_create(touches)
    contact.set_revisit(BACK.date(), at=NOON, cause="outcome")

    for kind in now:
        make_touch(contact, kind, at=NOON + DAY)

    contact.refresh_from_db()
    assert contact.stage == stage
    assert [task.kind for task in contact.tasks.open()] == kinds
    assert contact.enrollments.live().exists() is (stage != Stage.NURTURE and not kinds)
    assert (contact.revisit_on is not None) is (stage == Stage.NURTURE)
    assert not promise.without_next_step(Contact.objects.all()).exists()


def test_a_manager_may_see_whose_day_they_come_back_on(rep):
    contact = put_away(rep)
    boss = make_user(User.Role.MANAGER, manages=[rep.team])
    sweep(BACK)

    assert Task.objects.visible_to(boss).get(contact=contact, state="open").rep == rep
