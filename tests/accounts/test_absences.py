"""Entering absences: what is refused and why, who may, and taking it back."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.timezone import now

from leadflow.accounts.models import Absence, User
from tests.factories import NOON, make_team, make_user

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
TUESDAY = NOON.date()


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def ana():
    return make_user(team=make_team("North"), name="Ana Brandt")


@pytest.fixture
def ben(ana):
    return make_user(team=ana.team, name="Ben Haugen")


@pytest.fixture
def boss(ana):
    return make_user(User.Role.MANAGER, manages=[ana.team], name="Nora Manager")


def answers(first=TUESDAY + DAY, last=TUESDAY + 3 * DAY, stand_in=None, rep=None) -> dict:
    given = {"first": first, "last": last, "stand_in": stand_in.pk if stand_in else ""}
    return given | ({"rep": rep.pk} if rep else {})


def entered(client, by, **how):
    client.force_login(by)
    return client.post(reverse("add_absence"), answers(**how), follow=True)


def undo(client, page):
    [offer] = [m.extra_tags.removeprefix("undo:") for m in page.context["messages"] if "undo:" in m.extra_tags]
    return client.post(offer, follow=True)


def days() -> list[tuple[date, date, int | None]]:
    return list(Absence.objects.values_list("first", "last", "stand_in"))


def test_a_rep_enters_their_own(client, ana, ben):
    page = entered(client, ana, stand_in=ben)

    assert days() == [(TUESDAY + DAY, TUESDAY + 3 * DAY, ben.pk)]
    assert "Ana Brandt is away from 11 March 2026 to 13 March 2026. Ben Haugen stands in." in page.text


def test_a_manager_enters_it_for_a_rep(client, ana, boss):
    entered(client, boss, rep=ana)

    assert Absence.objects.get().rep == ana


def test_a_rep_enters_nothing_for_others(client, ana, ben):
    entered(client, ana, rep=ben)

    assert Absence.objects.get().rep == ana


def test_a_manager_enters_nothing_for_other_teams(client, boss):
    page = entered(client, boss, rep=make_user())

    assert page.status_code == 422
    assert days() == []


@pytest.mark.parametrize(
    ("how", "words"),
    [
        pytest.param(
            {"first": TUESDAY + 3 * DAY, "last": TUESDAY + DAY},
            "That is before the first day. Give the last day on which they are away.",
            id="the wrong way round",
        ),
        pytest.param(
            {"first": TUESDAY - 3 * DAY, "last": TUESDAY - DAY}, "That is over. Give a day from today on.", id="over"
        ),
        pytest.param(
            {"last": TUESDAY + 400 * DAY},
            "That is more than a year. Look at the years of both days.",
            id="a slip of the year",
        ),
        pytest.param({"first": "soon"}, "Enter a valid date.", id="no day"),
        pytest.param({"first": ""}, "This field is required.", id="none"),
    ],
)
def test_days_that_cannot_be_are_refused_with_the_reason(client, ana, how, words):
    page = entered(client, ana, **how)

    assert page.status_code == 422
    assert words in page.text
    assert days() == []


@pytest.mark.parametrize(
    ("first", "last", "is_refused"),
    [
        pytest.param(-2, 0, False, id="until the day before"),
        pytest.param(-2, 1, True, id="into the first day"),
        pytest.param(2, 2, True, id="within"),
        pytest.param(1, 3, True, id="the same"),
        pytest.param(0, 9, True, id="around"),
        pytest.param(3, 5, True, id="from the last day"),
        pytest.param(4, 5, False, id="from the day after"),
    ],
)
def test_overlapping_absences_are_refused(client, ana, first, last, is_refused):
    entered(client, ana)

    page = entered(client, ana, first=TUESDAY + first * DAY, last=TUESDAY + last * DAY)

    words = "Ana Brandt is away from 11 March 2026 to 13 March 2026 already. Change that absence, or choose other days."
    assert (words in page.text) == is_refused
    assert len(days()) == (1 if is_refused else 2)


@pytest.mark.parametrize(
    ("who", "words"),
    [
        pytest.param("away", "Ben Haugen is away on 13 March 2026. Choose somebody else, or let it wait.", id="away"),
        pytest.param("stranger", "Select a valid choice.", id="of another team"),
        pytest.param("gone", "Select a valid choice.", id="no longer here"),
        pytest.param("herself", "Select a valid choice.", id="herself"),
    ],
)
def test_who_cannot_stand_in_is_refused(client, ana, ben, who, words):
    Absence(rep=ben, first=TUESDAY + 3 * DAY, last=TUESDAY + 3 * DAY).keep(at=NOON)
    gone = make_user(team=ana.team, is_active=False)

    page = entered(client, ana, stand_in={"away": ben, "stranger": make_user(), "gone": gone, "herself": ana}[who])

    assert words in page.text
    assert not ana.absences.exists()


def test_a_manager_is_told_where_the_stand_in_is_of_another_team(client, ana, boss):
    south = make_team("South")
    boss.managed_teams.add(south)
    cy = make_user(team=south, name="Cy Moe")

    page = entered(client, boss, rep=ana, stand_in=cy)

    assert "Cy Moe is not of Ana Brandt’s team, North, and does not see its contacts." in page.text


def test_who_stands_in_and_goes_away_too_is_told_what_becomes_of_it(client, ana, ben):
    entered(client, ana, stand_in=ben)

    page = entered(client, ben)

    words = "Ben Haugen stands in for Ana Brandt from 11 March 2026 to 13 March 2026: on days when both are away it"
    assert words in page.text


def test_an_absence_is_changed_and_taken_back(client, ana, ben):
    entered(client, ana)
    absence = Absence.objects.get()

    page = client.post(
        reverse("absence", args=[absence.pk]), answers(last=TUESDAY + 9 * DAY, stand_in=ben), follow=True
    )
    assert days() == [(TUESDAY + DAY, TUESDAY + 9 * DAY, ben.pk)]

    undo(client, page)
    assert days() == [(TUESDAY + DAY, TUESDAY + 3 * DAY, None)]


def test_what_was_entered_is_taken_back(client, ana):
    undo(client, entered(client, ana))

    assert days() == []


@pytest.mark.parametrize(
    ("first", "left"),
    [
        pytest.param(TUESDAY + DAY, [], id="not begun: removed"),
        pytest.param(TUESDAY, [], id="began today: removed"),
        pytest.param(TUESDAY - DAY, [(TUESDAY - DAY, TUESDAY - DAY, None)], id="running: here from today on"),
    ],
)
def test_an_absence_is_ended_and_taken_back(client, ana, first, left):
    entered(client, ana, first=first)
    before = days()

    page = client.post(reverse("end_absence", args=[Absence.objects.get().pk]), follow=True)
    assert days() == left

    undo(client, page)
    assert days() == before


def test_it_is_too_late_after_some_seconds(client, ana):
    page = entered(client, ana)
    [offer] = [m.extra_tags.removeprefix("undo:") for m in page.context["messages"]]

    with time_machine.travel(now() + Absence.UNDO_WITHIN + timedelta(seconds=5)):
        page = client.post(offer, follow=True)

    assert "It was too late to take that back." in page.text
    assert len(days()) == 1


def test_nobody_takes_back_what_others_entered(client, ana, boss):
    page = entered(client, ana)
    [offer] = [m.extra_tags.removeprefix("undo:") for m in page.context["messages"]]
    client.force_login(make_user(User.Role.MANAGER))

    client.post(offer)

    assert len(days()) == 1


def test_a_rep_sees_their_own_and_a_manager_those_of_the_team(client, ana, ben, boss):
    for rep in (ana, ben, make_user(name="Cy Moe")):
        Absence(rep=rep, first=TUESDAY, last=TUESDAY).keep(at=NOON)

    seen = {
        who: {one.rep for one in Absence.objects.visible_to(who)}
        for who in (ana, boss, make_user(User.Role.MARKETING), make_user(User.Role.MANAGER))
    }

    assert list(seen.values()) == [{ana}, {ana, ben}, set(), set()]
    assert Absence.objects.visible_to(make_user(User.Role.ADMINISTRATOR)).count() == 3


@pytest.mark.parametrize("wrong", ["order", "oneself", "same start"])
def test_the_database_keeps_what_must_never_be(ana, wrong):
    Absence(rep=ana, first=TUESDAY, last=TUESDAY).keep(at=NOON)
    first, last = TUESDAY + DAY, TUESDAY + 2 * DAY
    of = {
        "order": {"first": last, "last": first},
        "oneself": {"first": first, "last": last, "stand_in": ana},
        "same start": {"first": TUESDAY, "last": last},
    }

    with pytest.raises(IntegrityError), transaction.atomic():
        Absence.objects.create(rep=ana, changed_at=NOON, **of[wrong])
