"""How long it took until those in a plan decided, and who they are."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from cadences.models import Cadence, Enrollment
from contacts.models import Touch
from leadflow.reports import decisions
from tests.factories import NOON, make_contact, make_enrollment
from tests.reports.test_steps import NOW, scope_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
Reason = Enrollment.StopReason


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


def decide(rep, days, tries, reason=Reason.DECISION):
    """Somebody decides so many days after day 0, tried so many times until then, and looked up once."""
    contact = make_contact(owner=rep, phone="+47 22 55 01 34")
    enrollment = make_enrollment(contact)
    for n in range(tries):
        contact.record_touch(Touch.Kind.ATTEMPT, at=NOON + timedelta(minutes=n), channel="phone", rep=rep, key=f"t{n}")
    contact.record_touch(Touch.Kind.ATTEMPT, at=NOON, channel="research", rep=rep, key="research")
    enrollment.stop(reason, at=NOON + days * DAY)
    contact.record_touch(Touch.Kind.ATTEMPT, at=NOON + (days + 1) * DAY, channel="phone", rep=rep, key="after")
    return enrollment


@pytest.fixture
def three(house):
    decide(house.ana, days=2, tries=1)
    decide(house.ana, days=8, tries=4, reason=Reason.MEETING)
    decide(house.ana, days=12, tries=5, reason=Reason.MEETING)
    decide(house.ana, days=3, tries=2, reason=Reason.BY_HAND)
    return house


def test_half_of_them_took_no_more_days_and_tries(three):
    found = decisions.until_decided(scope_of(three.petra), Cadence.default())

    assert [(each.words, each.number, each.days, each.tries) for each in found] == [
        ("all decisions", 3, 8, 4),
        ("a meeting", 2, 8, 4),
        ("not now, or no", 1, 2, 1),
    ]


def test_before_day_0_no_days_have_passed():
    assert decisions.days_until(NOW.date(), NOON.date()) == 0


@pytest.mark.parametrize(
    ("who", "query", "number"),
    [
        ("petra", {}, 3),
        ("admin", {}, 3),
        ("petra", {"rep": "ben"}, 0),
        ("petra", {"period": "", "since": "2025-01-01", "until": "2025-02-01"}, 0),
    ],
)
def test_teams_reps_and_days_narrow_it(three, who, query, number):
    rep = {"rep": getattr(three, query["rep"]).pk} if "rep" in query else {}

    assert decisions.decided(scope_of(getattr(three, who), **query | rep), Cadence.default()).count() == number


def test_each_number_opens_its_people(three, client):
    client.force_login(three.petra)

    for each, url in client.get(reverse("steps")).context["decided"]:
        rows = client.get(url).context["page"].rows
        assert len(rows) == each.number
        assert each.days in {row.days for row in rows}
        assert each.tries in {row.tries for row in rows}
