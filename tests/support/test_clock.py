from datetime import timedelta

import pytest

from contacts.models import Touch
from tests.factories import NOON, make_enrollment, make_touch
from tests.support.clock import let_days_pass

pytestmark = pytest.mark.django_db


def test_days_pass_for_days_and_for_moments():
    enrollment = make_enrollment()
    touch = make_touch(enrollment.contact)
    enrollment.refresh_from_db()
    due = enrollment.next_due_on

    let_days_pass(7)

    enrollment.refresh_from_db()
    assert enrollment.next_due_on == due - timedelta(days=7)
    assert Touch.objects.get(pk=touch.pk).at == NOON - timedelta(days=7)


def test_a_day_stays_a_day():
    enrollment = make_enrollment()
    let_days_pass(7)

    enrollment.refresh_from_db()
    assert type(enrollment).objects.filter(next_due_on=enrollment.next_due_on).exists()
