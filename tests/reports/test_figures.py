"""Each figure of the manager's page is the number of rows it opens."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.urls import reverse

from cadences.models import Task
from contacts.models import Channel, Contact, Stage, Touch
from leadflow.reports import rows
from leadflow.reports.figures import overview, planned_dials
from leadflow.reports.scope import Scope, ScopeForm
from tests.factories import NOON, log_outcome, make_contact, make_enrollment, make_firm, make_touch

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
# The Thursday of the week in which everything happens; NOON is a Tuesday.
THURSDAY = NOON + 2 * DAY + 5 * HOUR


def scope_of(viewer, at=THURSDAY, **asked):
    form = ScopeForm({key: str(getattr(value, "pk", value)) for key, value in asked.items()}, viewer=viewer)
    return Scope.asked_for(form, viewer, at=at)


@pytest.fixture
def worked_week(house):
    """A week with something of everything, in both teams."""
    for rep in (house.ana, house.ben, house.lena):
        stranger = make_contact(owner=rep, phone="+44 20 7946 0117")
        log_outcome(stranger, "no_answer", at=NOON)
        known = make_contact(owner=rep)
        make_touch(known, at=NOON - 9 * DAY)
        make_touch(known, at=NOON - DAY)
        log_outcome(known, "connected", at=NOON + HOUR)
        booked = make_contact(owner=rep)
        make_touch(booked, at=NOON - 9 * DAY)
        log_outcome(booked, "done", channel=Channel.EMAIL, at=NOON - 2 * DAY)
        log_outcome(booked, "meeting", at=NOON + 2 * HOUR, agreed=NOON + DAY)
        log_outcome(booked, "held", kind=Task.Kind.MEETING, channel=Channel.OTHER, at=NOON + DAY)
        missed = make_contact(owner=rep, stage=Stage.MEETING, at=NOON - 9 * DAY)
        log_outcome(missed, "no_show", channel=Channel.OTHER, kind=Task.Kind.MEETING, at=NOON + DAY)
        # A lead of last week whom nobody tried, with an overdue task.
        make_enrollment(make_contact(owner=rep), at=NOON - 6 * DAY)
        waiting = make_contact(owner=rep, stage=Stage.LEAD, at=NOON - 6 * DAY)
        Task.open_for(waiting, Task.Kind.BY_HAND, due_on=(NOON - DAY).date(), at=NOON - 6 * DAY)
        asked = make_contact(owner=rep, phone="+44 20 7946 0118")
        make_touch(asked, Touch.Kind.CONTACT_REQUEST, asset=None, at=NOON)
        log_outcome(asked, "voicemail", kind=Task.Kind.REQUEST, at=NOON + timedelta(minutes=40))
        rejected = make_contact(owner=rep, stage=Stage.LEAD, at=NOON)
        log_outcome(rejected, "rejected", channel=Channel.RESEARCH, reason="Competitor", at=NOON + HOUR)
    pool = make_contact(team=house.north)
    Contact.objects.filter(pk=pool.pk).change_stage(Stage.LEAD, at=NOON - 6 * DAY, cause="by_hand")
    Contact.objects.filter(pk=pool.pk).update(owner=None)
    Task.objects.open().filter(contact=pool).update(rep=None)
    return house


def test_every_figure_says_what_happened(worked_week):
    total = overview(scope_of(worked_week.petra)).total

    assert (total.dials, total.connects, total.cold) == (8, 4, 2)
    assert (total.meetings, total.held, total.no_shows) == (2, 2, 2)
    assert total.answer == 40 * 60
    assert total.connect_rate == 0.5


SCOPES = {"the team": "petra", "one rep": "petra", "nobody yet": "petra", "everything": "admin"}


@pytest.mark.parametrize("whose", SCOPES)
def test_each_number_equals_the_rows_behind_it(worked_week, whose):
    asked = {"one rep": {"rep": worked_week.ana}, "nobody yet": {"pool": "on"}}.get(whose, {})
    scope = scope_of(getattr(worked_week, SCOPES[whose]), **asked)
    total = overview(scope).total

    listed = {key: list(figure.rows(scope)) for key, figure in rows.ALL.items()}
    numbers = {key: getattr(total, key) for key in rows.ALL if hasattr(total, key)}
    numbers |= {"requests": len(total.answers), "first_touch": len(total.first_touches)}

    assert numbers == {key: len(found) for key, found in listed.items() if key in numbers}
    if whose != "nobody yet":
        assert all(listed.values()), "the week has something of everything"


def test_the_page_of_a_figure_lists_as_many_rows_as_its_number_says(worked_week, client):
    client.force_login(worked_week.petra)
    with time_machine.travel(THURSDAY, tick=False):
        lines = client.get(reverse("dashboard")).context["table"]
        anas = next(line for line in lines if line.name == "Ana Brandt")
        pages = {key: client.get(url).context["page"].rows for key, url in anas.links.items()}

    numbers = {key: getattr(anas.figures, key, None) for key in pages}
    numbers |= {"requests": len(anas.figures.answers), "first_touch": len(anas.figures.first_touches)}
    del numbers["not_accepted"]
    assert numbers == {key: len(pages[key]) for key in numbers}
    assert parse_qs(urlsplit(anas.links["dials"]).query)["rep"] == [str(worked_week.ana.pk)]


def test_the_columns_of_the_chart_open_their_meetings(worked_week, client):
    client.force_login(worked_week.petra)
    with time_machine.travel(THURSDAY, tick=False):
        columns = client.get(reverse("dashboard")).context["chart"]["columns"]
        opened = [len(client.get(column["url"]).context["page"].rows) for column in columns]

    assert opened == [column["value"] for column in columns]
    assert sum(opened) == 2


def test_the_figures_on_top_are_those_of_all_lines_together(worked_week):
    found = overview(scope_of(worked_week.petra))

    for name in ("dials", "connects", "meetings", "given", "accepted", "overdue", "never_touched"):
        lines = [getattr(figures, name) for figures in (*found.people, found.pool)]
        assert getattr(found.total, name) == sum(lines)


def test_a_rep_who_left_keeps_a_line_while_there_is_work_of_theirs(worked_week):
    worked_week.ben.deactivate(at=THURSDAY)

    named = {figures.person.name: figures for figures in overview(scope_of(worked_week.petra)).people}

    assert named["Ben Okafor"].dials == 4
    assert named["Ben Okafor"].goal == 0


def test_calls_to_people_of_another_team_are_counted_but_not_shown_by_name(house, client):
    contact = make_contact(name="Ingrid Solbakken", owner=house.ana)
    log_outcome(contact, "no_answer")
    contact.assign(house.lena, at=NOON)
    client.force_login(house.petra)

    with time_machine.travel(THURSDAY, tick=False):
        page = client.get(reverse("calls"))

    assert len(page.context["page"].rows) == 1
    assert b"A contact of South" in page.content
    assert b"Ingrid" not in page.content


GOALS = [
    # moment, period, dials planned, until this moment
    pytest.param(NOON.replace(hour=8), "today", 60, 0, id="in the morning nothing is due yet"),
    pytest.param(NOON.replace(hour=13), "today", 60, 30, id="at noon half of it"),
    pytest.param(NOON.replace(hour=20), "today", 60, 60, id="in the evening all of it"),
    pytest.param(NOON.replace(hour=13), "week", 120, 90, id="Monday counts whole"),
    pytest.param(NOON + 4 * DAY, "today", 0, 0, id="nobody calls on a Saturday"),
    pytest.param(NOON + 5 * DAY, "week", 300, 300, id="five days in a week"),
    pytest.param(NOON, "last-week", 300, 300, id="last week is over"),
]


@pytest.mark.parametrize(("moment", "period", "goal", "pace"), GOALS)
def test_the_goal_is_the_dials_of_the_working_days_so_far(house, moment, period, goal, pace):
    make_firm(daily_dials=60)

    assert planned_dials(scope_of(house.petra, at=moment, period=period)) == (goal, pytest.approx(pace))


def test_a_request_by_night_waits_from_the_morning_on(house):
    contact = make_contact(owner=house.ana, phone="+44 20 7946 0118")
    make_touch(contact, Touch.Kind.CONTACT_REQUEST, asset=None, at=NOON.replace(hour=22))
    log_outcome(contact, "connected", kind=Task.Kind.REQUEST, at=(NOON + DAY).replace(hour=8, minute=25))

    assert overview(scope_of(house.petra)).total.answer == 25 * 60


def test_research_is_no_first_touch(house):
    enrollment = make_enrollment(make_contact(owner=house.ana), at=NOON - 6 * DAY)
    log_outcome(enrollment.contact, "done", channel=Channel.RESEARCH, at=NOON)

    total = overview(scope_of(house.petra)).total

    assert (total.never_touched, total.first_touch) == (1, None)
