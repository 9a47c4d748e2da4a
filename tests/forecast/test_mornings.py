"""Each morning's forecast is kept, and held against what came."""

from datetime import timedelta

import pytest
from django.urls import reverse

from cadences import firing
from cadences.firm_day import FirmDay
from cadences.models import Task
from contacts.models import Contact
from leadflow.accounts.models import DayOff
from leadflow.forecast import mornings
from leadflow.forecast.models import Foreseen
from tests.factories import NOON, log_task, make_contact, make_firm, make_team, make_user

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
TUESDAY = NOON.date()


@pytest.fixture
def ana(db):
    make_firm()
    return make_user(team=make_team(), name="Ana Brandt")


def lead(rep):
    one = make_contact(owner=rep, phone="+47 22 55 01 34")
    Contact.objects.filter(pk=one.pk).change_stage("lead", at=NOON, cause="by_hand")
    return one


def live(rep, days, *, idle=()):
    """Let days pass: the sweep, the morning's forecast, and the rep who does everything, but for `idle` days."""
    for n in range(days):
        moment = NOON + n * DAY
        firing.sweep(moment, clock=lambda: NOON)
        mornings.keep(at=moment)
        for task in Task.objects.due(moment.date()).order_by("pk") if n not in idle else ():
            log_task(task, "done", rep=rep, at=moment)


def test_it_is_kept_once_a_morning(ana):
    lead(ana)

    assert [mornings.keep(at=NOON), mornings.keep(at=NOON)] == [20, 0]
    assert sum(Foreseen.objects.values_list("number", flat=True)) == 10


@pytest.mark.parametrize(
    "moment",
    [
        pytest.param(NOON.replace(hour=4, minute=59), id="before five"),
        pytest.param(NOON + 4 * DAY, id="on a Saturday"),
        pytest.param(NOON + DAY, id="on a day off"),
    ],
)
def test_it_is_kept_on_mornings_of_working_days_only(ana, moment):
    DayOff.objects.create(day=TUESDAY + DAY, name="Works outing")

    assert mornings.keep(at=moment) == 0


def test_what_was_foreseen_and_done_agrees_with_what_came(ana):
    lead(ana)
    live(ana, 21)

    found = mornings.record([ana.pk], day=FirmDay.at(NOON + 21 * DAY))

    assert [held for held in found.days if held.day_before not in (None, held.came)] == []
    assert [held for held in found.days if held.done != held.came] == []
    assert sum(held.came for held in found.days) == 8
    assert (found.error_day, found.error_week) == (0, 0)


def test_what_nobody_could_foresee_is_the_error(ana):
    live(ana, 2)
    for _ in range(3):
        Task.open_for(make_contact(owner=ana), Task.Kind.REQUEST, due_on=TUESDAY + 2 * DAY, at=NOON + 2 * DAY)
    firing.sweep(NOON + 2 * DAY, clock=lambda: NOON)
    mornings.keep(at=NOON + 2 * DAY)
    mornings.keep(at=NOON + 3 * DAY)

    found = mornings.record([ana.pk], day=FirmDay.at(NOON + 3 * DAY))

    assert [(held.day_before, held.came, held.done) for held in found.days] == [(0, 3, 0), (0, 0, 0), (None, 0, 0)]
    assert found.error_day == 1.5
    assert found.finding.endswith("was off, on average: of the morning before by 1.5 tasks.")


def test_before_the_first_day_is_over_it_says_so(ana):
    mornings.keep(at=NOON)

    found = mornings.record([ana.pk], day=FirmDay.at(NOON))

    assert found.days == []
    assert "No forecast is old enough" in found.finding


def test_forecasts_are_forgotten_after_a_year(ana):
    Foreseen.objects.create(made_on=TUESDAY - 366 * DAY, rep=ana, day=TUESDAY, number=1, came=1, done=1)
    mornings.keep(at=NOON)

    assert not Foreseen.objects.exclude(made_on=TUESDAY).exists()


def test_the_page_says_how_the_forecast_held(client, ana, at_noon):
    lead(ana)
    live(ana, 3)
    at_noon.move_to(NOON + 3 * DAY)
    client.force_login(ana)

    page = client.get(reverse("weeks")).content.decode()

    assert "How the forecast held" in page
    assert "of the morning before by 0.0 tasks" in page


def test_it_asks_as_much_for_many_as_for_few(ana, django_assert_max_num_queries):
    for number in range(3):
        for _ in range(4):
            lead(make_user(team=ana.team))
        with django_assert_max_num_queries(30):
            mornings.keep(at=NOON + number * DAY)
