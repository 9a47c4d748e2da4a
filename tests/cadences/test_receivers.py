"""What news of a contact does to plans and tasks."""

from datetime import timedelta

import pytest

from cadences.models import Task
from contacts.models import Stage, Touch
from tests.factories import NOON, make_contact, make_enrollment, make_touch, make_user

pytestmark = pytest.mark.django_db

Kind = Touch.Kind


@pytest.mark.parametrize(
    ("stage", "kind", "days_ago", "after", "asked"),
    [
        (Stage.NAME, Kind.CONTACT_REQUEST, 1, Stage.LEAD, True),
        (Stage.NAME, Kind.CONTACT_REQUEST, 1000, Stage.NAME, False),
        (Stage.NAME, Kind.RFP, 700, Stage.LEAD, True),
        (Stage.MEETING, Kind.CONTACT_REQUEST, 1, Stage.MEETING, True),
        (Stage.MEETING, Kind.CONTACT_REQUEST, 1000, Stage.MEETING, False),
        (Stage.DISQUALIFIED, Kind.CONTACT_REQUEST, 1000, Stage.DISQUALIFIED, False),
    ],
    ids=[
        "yesterday",
        "years ago",
        "a request for proposal counts for three years",
        "yesterday, of somebody with a meeting",
        "years ago, of somebody with a meeting",
        "years ago, of somebody off the lists",
    ],
)
def test_a_request_that_a_list_brings_from_long_ago_asks_for_no_call(stage, kind, days_ago, after, asked):
    contact = make_contact(stage=stage, owner=make_user(), at=NOON - timedelta(days=10))

    make_touch(contact, kind, at=NOON - timedelta(days=days_ago), recorded_at=NOON, asset=None)

    contact.refresh_from_db()
    assert contact.stage == after
    assert contact.tasks.open().filter(kind=Task.Kind.REQUEST).exists() is asked
    assert not contact.tasks.open().filter(kind=Task.Kind.ANSWER_OR_LEAVE).exists()


def test_a_request_from_long_ago_is_no_answer_to_the_plan():
    enrollment = make_enrollment(at=NOON - timedelta(days=3))

    make_touch(enrollment.contact, Kind.CONTACT_REQUEST, at=NOON - timedelta(days=1000), recorded_at=NOON, asset=None)

    enrollment.refresh_from_db()
    assert enrollment.responded_at is None
