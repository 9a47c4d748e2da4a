import pytest

from leadflow.accounts.models import DayOff, Firm
from leadflow.lib.once import once, read_anew, reading_once
from tests.factories import NOON, make_firm

pytestmark = pytest.mark.django_db


def test_what_is_asked_for_twice_is_read_once():
    with reading_once():
        assert [once("x", lambda n=n: n) for n in (1, 2)] == [1, 1]


def test_nothing_is_kept_from_one_to_the_next():
    for n in (1, 2):
        with reading_once():
            assert once("x", lambda n=n: n) == n


def test_outside_everything_is_read_each_time():
    assert [once("x", lambda n=n: n) for n in (1, 2)] == [1, 2]


def test_one_inside_another_shares_what_was_read():
    with reading_once():
        once("x", lambda: 1)
        with reading_once():
            assert once("x", lambda: 2) == 1
        assert once("x", lambda: 3) == 1


def test_whoever_writes_has_it_read_anew():
    with reading_once():
        once("x", lambda: 1)
        read_anew()
        assert once("x", lambda: 2) == 2


def test_the_firm_and_its_days_off_are_read_once(django_assert_num_queries):
    make_firm()

    with reading_once(), django_assert_num_queries(2):
        for _ in range(3):
            Firm.current()
            DayOff.days()


def test_a_change_of_the_firm_is_seen_at_once():
    make_firm(name="Harborline")

    with reading_once():
        firm = Firm.current()
        firm.name = "Nordquay"
        assert Firm.current().name == "Harborline"
        firm.save()
        assert Firm.current().name == "Nordquay"


def test_a_new_day_off_is_seen_at_once():
    with reading_once():
        assert not DayOff.days()
        outing = DayOff.objects.create(day=NOON.date(), name="Outing")
        assert DayOff.days() == {NOON.date()}
        outing.delete()
        assert not DayOff.days()
