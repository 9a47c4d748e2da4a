"""Whoever is disqualified is out of everything, and is heard all the same when they turn to us."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from cadences import firing
from cadences.desk.today import Today
from cadences.models import Cadence, Enrollment, Task
from contacts import entering
from contacts.models import Contact, Persona, Stage, Touch
from leadflow.accounts.models import User
from leadflow.reports import rows
from leadflow.reports.scope import Scope, ScopeForm
from leadflow.reports.slipping import slipping
from scoring.reach import reach
from tests.contacts.uploading import imported
from tests.factories import NOON, make_contact, make_enrollment, make_team, make_touch, make_user

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LATER = NOON + 10 * DAY


class House:
    """A rep, the manager, and Tom, whose plan was under way when he was taken off the lists."""

    def __init__(self):
        team = make_team("North")
        self.rep = make_user(team=team)
        self.petra = make_user(User.Role.MANAGER, manages=[team])
        self.marketer = make_user(User.Role.MARKETING)
        self.tom = make_contact("Tom Ferrisdale", owner=self.rep, email="tom@polder.example", phone="+47 22 55 01 34")
        make_enrollment(self.tom)
        firing.sweep(NOON + DAY, clock=lambda: NOON)
        Task.open_for(self.tom, Task.Kind.NEXT_STEP, due_on=NOON.date(), at=NOON)
        self.tom.change_stage(Stage.DISQUALIFIED, at=NOON + DAY, cause="by_hand", by=self.rep, reason="Competitor")

    def scope(self):
        return Scope.asked_for(ScopeForm({}, viewer=self.petra), self.petra, at=LATER)


@pytest.fixture
def house():
    return House()


def listed(client, house, **query):
    client.force_login(house.rep)
    return [contact.name for contact in client.get(reverse("contact_list"), query).context["page"].rows]


def counted(client, house):
    client.force_login(house.rep)
    return client.get(reverse("contact_list")).context["count"]


PLACES = {
    "the queue": lambda client, house: Today(house.rep, at=LATER).total,
    "open tasks": lambda client, house: house.tom.tasks.open().count(),
    "a plan": lambda client, house: Enrollment.objects.live().count(),
    "the list of contacts": lambda client, house: len(listed(client, house)),
    "its count": lambda client, house: int(counted(client, house)),
    "a persona's count": lambda client, house: reach(Persona(name="All"), Contact.objects.on_the_lists()).match,
    "overdue": lambda client, house: rows.overdue(house.scope()).count(),
    "never touched": lambda client, house: rows.never_touched(house.scope()).count(),
    "not accepted": lambda client, house: rows.not_accepted(house.scope()).count(),
    "slipping": lambda client, house: slipping(Contact.objects.all(), at=LATER).count(),
    "nurture": lambda client, house: len(client.get(reverse("nurture"), {"whose": "all"}).context["page"].rows),
}


@pytest.mark.parametrize("place", PLACES)
def test_whoever_is_off_the_lists_stands_nowhere(client, house, place):
    firing.sweep(LATER, clock=lambda: LATER)
    client.force_login(house.rep)

    assert PLACES[place](client, house) == 0


@pytest.mark.parametrize(
    "query", [{"stage": "disqualified"}, {"stage": "any"}, {"q": "ferrisdale"}], ids=["their stage", "any", "a search"]
)
def test_whoever_asks_for_them_finds_them(client, house, query):
    assert listed(client, house, **query) == ["Tom Ferrisdale"]


def test_nobody_enters_a_plan_from_there(house):
    assert not Enrollment.objects.enroll([house.tom], Cadence.default().current, at=LATER)


def test_interactions_make_no_lead_of_them(house):
    for kind in (Touch.Kind.DOWNLOAD, Touch.Kind.WEBINAR_ATTENDED, Touch.Kind.BOOTH_VISIT, Touch.Kind.NETWORKING):
        make_touch(house.tom, kind, at=LATER)

    house.tom.refresh_from_db()
    assert house.tom.stage == Stage.DISQUALIFIED


def post(client, person, name, *args, **fields):
    client.force_login(person)
    with time_machine.travel(LATER, tick=False):
        answer = client.post(reverse(name, args=args), fields)
    assert answer.status_code in (200, 302), answer.content.decode()


KEY = "7f1c4f3e-1111-4c6e-9b52-000000000001"
WAYS = {
    "a touch entered by hand": lambda client, house: post(
        client,
        house.rep,
        "add_touch",
        house.tom.pk,
        kind="contact_request",
        when="2026-03-20T08:00",
        gist="Please call",
    ),
    "somebody entered alone": lambda client, house: entering.enter(
        {"full_name": "Tom Ferrisdale", "email": "tom@polder.example"},
        kind="contact_request",
        team=house.rep.team,
        by=house.marketer,
        at=LATER,
    ),
    "a list": lambda client, house: imported(
        "Email,Name,Message\ntom@polder.example,Tom Ferrisdale,Please call",
        kind="contact_request",
        at=LATER,
        team=house.rep.team,
    ),
    "a request for a proposal": lambda client, house: make_touch(
        house.tom, Touch.Kind.RFP, at=LATER, gist="Please call"
    ),
    "a reply": lambda client, house: post(
        client, house.rep, "response_new", contact=house.tom.pk, channel="email", gist="Please call", key=KEY
    ),
    "a call of theirs": lambda client, house: post(
        client, house.rep, "response_new", contact=house.tom.pk, channel="phone", gist="Please call", key=KEY
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_whoever_turns_to_us_from_there_is_the_managers_to_answer(client, house, way):
    WAYS[way](client, house)

    task = Task.objects.open().get()
    assert (task.kind, task.contact, task.rep) == (Task.Kind.ANSWER_OR_LEAVE, house.tom, house.petra)
    house.tom.refresh_from_db()
    assert house.tom.stage == Stage.DISQUALIFIED
    assert Today(house.petra, at=LATER).total == 1


def test_what_they_said_years_ago_is_no_question_now(house):
    make_touch(house.tom, Touch.Kind.REPLY, at=NOON - 800 * DAY, recorded_at=LATER, asset=None)

    assert not Task.objects.open().exists()
