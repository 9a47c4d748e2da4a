import threading

import pytest

from leadflow.lib.ahead import one_ahead


def test_items_come_in_their_order_and_all_of_them():
    assert list(one_ahead(iter(range(100)))) == list(range(100))
    assert list(one_ahead(iter([]))) == []
    assert list(one_ahead(iter([None, None]))) == [None, None]


def test_the_next_is_made_while_the_one_before_is_worked_on_and_no_further():
    made = [threading.Event() for _ in range(4)]

    def making():
        for number, event in enumerate(made):
            event.set()
            yield number

    for number in one_ahead(making()):
        if number < 3:
            assert made[number + 1].wait(timeout=30)
        if number < 2:
            assert not made[number + 2].is_set()


def test_what_goes_wrong_in_making_one_is_told_in_its_place():
    def making():
        yield 1
        raise ZeroDivisionError

    coming = one_ahead(making())

    assert next(coming) == 1
    with pytest.raises(ZeroDivisionError):
        next(coming)


def test_who_stops_in_the_middle_leaves_no_thread_behind():
    before = threading.active_count()
    coming = one_ahead(iter(range(10)))
    next(coming)

    coming.close()

    assert threading.active_count() == before
