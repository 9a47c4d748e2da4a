"""Who enters which plan: the first in the order that fits takes somebody in, and the usual one catches the rest."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from cadences import entry, firing, promise
from cadences.conditions import Someone
from cadences.entry import Facts
from cadences.models import Cadence, Enrollment, Task
from contacts.models import Contact, Persona, Stage, Touch
from tests.cadences.plans import make_plan
from tests.factories import NOON, log_outcome, log_task, make_company, make_contact, make_team, make_touch, make_user

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
Kind, Occasion = Touch.Kind, Cadence.Occasion


@pytest.fixture
def rep():
    return make_user(team=make_team())


def a_plan(name="Booth", occasion=Occasion.NEW_LEAD, **asked) -> Cadence:
    plan = make_plan(name)
    plan.take_in(occasion, **asked)
    return plan


def plan_of(contact) -> str:
    live = contact.enrollments.live().select_related("version__cadence").first()
    return live.version.cadence.name if live else ""


FITS = [
    ("asks for nothing", {}, {}, True),
    ("another occasion", {"occasion": Occasion.NO_SHOW}, {}, False),
    ("by hand alone", {"occasion": Occasion.BY_HAND}, {}, False),
    ("dormant, and they are", {"occasion": Occasion.DORMANT}, {"occasions": {Occasion.DORMANT}}, True),
    ("dormant, and they are not", {"occasion": Occasion.DORMANT}, {}, False),
    ("a booth, and they were there", {"sources": [Kind.BOOTH_VISIT]}, {"sources": {Kind.BOOTH_VISIT, "rfp"}}, True),
    ("a booth, and they were not", {"sources": [Kind.BOOTH_VISIT]}, {"sources": {Kind.DOWNLOAD}}, False),
    ("sales ready, and they are", {"stage": Stage.SALES_READY}, {"stage": Stage.SALES_READY}, True),
    ("sales ready, and they are not", {"stage": Stage.SALES_READY}, {}, False),
    ("a persona, and they fit", {"persona_id": 3}, {"someone": Someone(persona_id=3)}, True),
    ("a persona, and they fit another", {"persona_id": 3}, {"someone": Someone(persona_id=4)}, False),
    ("an industry, told otherwise", {"industries": "Food, Fish"}, {"someone": Someone(industry=" FISH")}, True),
    ("an industry, and none is known", {"industries": "Food"}, {}, False),
    ("a size, and they have it", {"min_employees": 50, "max_employees": 99}, {"someone": Someone(employees=99)}, True),
    ("a size, and they are larger", {"max_employees": 99}, {"someone": Someone(employees=100)}, False),
    ("a size, and none is known", {"min_employees": 50}, {}, False),
]


@pytest.mark.parametrize(("asked", "facts", "fits"), [each[1:] for each in FITS], ids=[each[0] for each in FITS])
def test_a_plan_takes_in_whom_it_asks_for(asked, facts, fits):
    plan = Cadence(**{"occasion": Occasion.NEW_LEAD} | asked)
    facts = {name: frozenset(value) if isinstance(value, set) else value for name, value in facts.items()}

    assert entry.choose([plan], Facts(**{"occasions": frozenset([Occasion.NEW_LEAD])} | facts)) is (
        plan if fits else None
    )


@given(st.lists(st.booleans(), max_size=6))
def test_the_first_that_fits_wins(fitting):
    plans = [
        Cadence(name=str(n), occasion=Occasion.NEW_LEAD if fits else Occasion.NO_SHOW) for n, fits in enumerate(fitting)
    ]

    found = entry.choose(plans, Facts(frozenset([Occasion.NEW_LEAD])))

    assert found is (plans[fitting.index(True)] if any(fitting) else None)


def became_lead(rep, *kinds, at=NOON, **fields) -> Contact:
    contact = make_contact(owner=rep, phone="+47 22 55 01 34", **fields)
    for kind in kinds or (Kind.DOWNLOAD, Kind.WEBINAR_ATTENDED):
        make_touch(contact, kind, at=at)
    contact.refresh_from_db()
    return contact


def test_a_new_lead_enters_the_plan_for_where_they_came_from(rep):
    a_plan(sources=[Kind.BOOTH_VISIT])

    assert plan_of(became_lead(rep, Kind.BOOTH_VISIT, Kind.DOWNLOAD)) == "Booth"
    assert plan_of(became_lead(rep)) == "21-day follow-up"


def test_without_a_rule_everybody_enters_the_usual_one(rep):
    make_plan("By hand")

    assert plan_of(became_lead(rep)) == "21-day follow-up"


def test_a_plan_that_was_never_published_takes_nobody_in(rep):
    Cadence.objects.create(name="Draft").take_in(Occasion.NEW_LEAD)

    assert plan_of(became_lead(rep)) == "21-day follow-up"


def test_managers_put_plans_in_order(rep):
    first, second = a_plan("First"), a_plan("Second")
    assert plan_of(became_lead(rep)) == "First"

    second.move(-1)
    assert plan_of(became_lead(rep)) == "Second"
    second.move(+1)
    second.move(+9)
    assert [plan.name for plan in entry.by_rule()] == ["First", "Second"]
    assert plan_of(became_lead(rep)) == "First"
    first.take_in(Occasion.BY_HAND)
    assert plan_of(became_lead(rep)) == "Second"


def test_what_was_said_of_who_enters_is_taken_back(rep):
    plan = a_plan(sources=[Kind.BOOTH_VISIT])
    edition = plan.take_in(Occasion.NO_SHOW, sources=[])

    plan.take_back(edition)

    plan.refresh_from_db()
    assert (plan.occasion, plan.sources, plan.rank) == (Occasion.NEW_LEAD, [Kind.BOOTH_VISIT], 1)


def test_somebody_at_a_firm_that_buys_from_us(rep):
    a_plan("Clients", Occasion.CLIENT)
    house = make_company()
    assert plan_of(became_lead(rep, company=house)) == "21-day follow-up"

    make_contact(company=house, stage=Stage.WON)

    assert plan_of(became_lead(rep, company=house)) == "Clients"


@pytest.mark.parametrize(
    ("tried", "plan"),
    [([400], "Reactivation"), ([400, 100], "21-day follow-up"), ([], "21-day follow-up")],
    ids=["tried long ago", "tried since", "never tried"],
)
def test_somebody_whom_nobody_tried_to_reach_for_a_year(rep, tried, plan):
    a_plan("Reactivation", Occasion.DORMANT)
    contact = make_contact(owner=rep, phone="+47 22 55 01 34")
    for days in tried:
        make_touch(
            contact,
            Kind.ATTEMPT,
            at=NOON - days * DAY,
            asset=False,
            channel="phone",
            outcome="no_answer",
            key=str(days),
        )

    for kind in (Kind.DOWNLOAD, Kind.WEBINAR_ATTENDED):
        make_touch(contact, kind)

    assert plan_of(contact) == plan


def test_a_persona_that_they_fit(rep):
    persona = Persona.objects.create(name="Cold chain buyer", titles=["quality"])
    a_plan("Buyers", persona_id=persona.pk)

    assert plan_of(became_lead(rep, title="Head of quality")) == "Buyers"
    assert plan_of(became_lead(rep, title="Head of sales")) == "21-day follow-up"


def ask_and_call(rep, effect="no_answer") -> Contact:
    contact = make_contact(owner=rep, phone="+47 22 55 01 34")
    make_touch(contact, Kind.CONTACT_REQUEST)
    log_task(contact.tasks.open().get(), effect, rep=rep)
    return contact


@pytest.mark.parametrize(
    ("occasions", "plan"),
    [
        ([Occasion.REQUEST, Occasion.NEW_LEAD], "request"),
        ([Occasion.NEW_LEAD, Occasion.REQUEST], "request"),
        ([Occasion.NEW_LEAD], "new_lead"),
        ([], "21-day follow-up"),
    ],
    ids=["a plan for it", "a plan for it, asked later", "as a new lead", "the usual one"],
)
def test_after_the_call_they_asked_for(rep, occasions, plan):
    for occasion in occasions:
        a_plan(occasion.value, occasion)

    assert plan_of(ask_and_call(rep)) == plan


def test_back_on_the_agreed_day(rep):
    a_plan("Back", Occasion.REVISIT)
    contact = make_contact(owner=rep, phone="+47 22 55 01 34")
    contact.set_revisit((NOON + DAY).date(), at=NOON, cause="outcome")
    firing.sweep(NOON + DAY, clock=lambda: NOON)

    log_task(contact.tasks.open().get(), "no_answer", rep=rep, at=NOON + DAY)

    assert plan_of(contact) == "Back"


def met(rep) -> Task:
    """Somebody with whom a meeting was booked, and the task that asks how it was."""
    contact = became_lead(rep)
    log_outcome(contact, "meeting", agreed=NOON + DAY)
    return contact.tasks.open().get()


@pytest.mark.parametrize("with_plan", [True, False], ids=["by a plan", "without one"])
@pytest.mark.parametrize(
    ("effect", "occasion", "kind", "said"),
    [
        ("no_show", Occasion.NO_SHOW, Task.Kind.NEXT_STEP, {}),
        ("held", Occasion.MEETING, Task.Kind.DECISION, {"known": {"need": "Less spoilage"}}),
    ],
)
def test_after_a_meeting(rep, effect, occasion, kind, said, with_plan):
    if with_plan:
        a_plan("After", occasion)
    task = met(rep)

    log_task(task, effect, rep=rep, at=NOON + DAY, **said)

    contact = task.contact
    assert plan_of(contact) == ("After" if with_plan else "")
    assert [each.kind for each in contact.tasks.open()] == ([] if with_plan else [kind])
    assert not promise.without_next_step(Contact.objects.all()).exists()


def test_a_new_meeting_ends_the_plan_for_the_one_that_was_missed(rep):
    a_plan("Missed", Occasion.NO_SHOW)
    task = met(rep)
    log_task(task, "no_show", rep=rep, at=NOON + DAY)

    log_outcome(task.contact, "meeting", at=NOON + DAY, agreed=NOON + 3 * DAY)

    assert plan_of(task.contact) == ""
    assert task.contact.enrollments.first().stop_reason == Enrollment.StopReason.MEETING


def test_who_missed_a_meeting_and_never_answers_rests(rep):
    a_plan("Missed", Occasion.NO_SHOW)
    task = met(rep)
    log_task(task, "no_show", rep=rep, at=NOON + DAY)

    task.contact.enrollments.live().get().finish(at=NOON + DAY)

    task.contact.refresh_from_db()
    assert task.contact.stage == Stage.NURTURE


GIVING_WAY = [
    # what runs, in which order plans stand, whether it gives way to the plan for contact requests
    ("the usual one", [Occasion.REQUEST], "21-day follow-up", True),
    ("one that stands lower", [Occasion.REQUEST, Occasion.NEW_LEAD], "new_lead", True),
    ("one that stands higher", [Occasion.NEW_LEAD, Occasion.REQUEST], "new_lead", False),
    ("no plan for requests", [Occasion.NEW_LEAD], "new_lead", False),
]


@pytest.mark.parametrize(
    ("order", "runs", "gives_way"), [each[1:] for each in GIVING_WAY], ids=[g[0] for g in GIVING_WAY]
)
def test_a_contact_request_outranks_a_plan_that_stands_lower(rep, order, runs, gives_way):
    for occasion in order:
        a_plan(occasion.value, occasion)
    contact = became_lead(rep)
    assert plan_of(contact) == runs

    make_touch(contact, Kind.CONTACT_REQUEST, at=NOON + DAY)

    running = contact.enrollments.get()
    assert (running.stop_reason == Enrollment.StopReason.REPLACED) is gives_way
    assert plan_of(contact) == ("" if gives_way else runs)
    if gives_way:
        log_task(contact.tasks.open().get(), "no_answer", rep=rep, at=NOON + DAY)
        assert plan_of(contact) == "request"
        assert not promise.without_next_step(Contact.objects.all()).exists()


def test_many_plans_give_way_at_once_as_one_is_stopped(rep):
    people = [became_lead(rep) for _ in range(7)]
    firing.sweep(NOON + 2 * DAY, clock=lambda: NOON + 2 * DAY)
    a_plan("After a request", Occasion.REQUEST)
    by_itself, alone, *others = people

    def questions(contacts) -> int:
        with CaptureQueriesContext(connection) as asked:
            entry.give_way(contacts, Occasion.REQUEST, at=NOON + 3 * DAY)
        return len(asked)

    by_itself.enrollments.get().stop(Enrollment.StopReason.REPLACED, at=NOON + 3 * DAY)
    assert questions(others) == questions([alone])
    plan = ("state", "stop_reason", "ended_at", "held_until", "anchor_on", *Enrollment.LANES)
    task = ("kind", "state", "reason", "closed_at", "due_on", "version")
    ended = [(person.enrollments.values_list(*plan).get(), person.tasks.values_list(*task).get()) for person in people]
    assert ended[0][1][1:3] == (Task.State.CANCELLED, "Moved to another plan")
    assert set(ended) == {ended[0]}


def test_no_other_occasion_disturbs_a_plan_that_runs(rep):
    contact = became_lead(rep)
    a_plan("Booth", sources=[Kind.BOOTH_VISIT])

    make_touch(contact, Kind.BOOTH_VISIT, at=NOON + DAY)

    assert plan_of(contact) == "21-day follow-up"


def test_it_asks_the_same_questions_of_many(rep):
    a_plan("Booth", sources=[Kind.BOOTH_VISIT], industries="Food")
    a_plan("Clients", Occasion.CLIENT)
    a_plan("Reactivation", Occasion.DORMANT)
    people = [make_contact(owner=rep, company=make_company(industry="Food")) for _ in range(6)]

    def questions(contacts) -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            entry.plans_for(contacts, Occasion.NEW_LEAD, at=NOON)
        return len(asked)

    assert questions(people) == questions(people[:1])
