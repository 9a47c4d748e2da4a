"""Intervals of shares, against the values that their authors published."""

import pytest

from leadflow.lib.shares import Share, difference, interval


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_interval_of_one_share(hits, of, low, high):
    """R. G. Newcombe, Two-sided confidence intervals for the single proportion, 1998, table I, method 3."""
    assert interval(Share(hits, of)) == pytest.approx((low, high), abs=0.00005)


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    [
        ((48, 80), (56, 70), 0.0524, 0.3339),
        ((3, 10), (9, 10), 0.1705, 0.8090),
        ((2, 7), (6, 7), 0.0582, 0.8062),
        ((0, 29), (5, 56), -0.0381, 0.1926),
        ((0, 20), (0, 10), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((0, 20), (10, 10), 0.6791, 1.0),
        ((0, 10), (10, 10), 0.6075, 1.0),
    ],
)
def test_the_interval_of_the_difference_of_two(one, other, low, high):
    """R. G. Newcombe, Interval estimation for the difference between independent proportions, 1998, table II, method
    10."""
    assert difference(Share(*one), Share(*other)) == pytest.approx((low, high), abs=0.00005)


def test_exchanged_the_difference_is_the_other_way_round():
    low, high = difference(Share(4, 31), Share(6, 29))

    assert difference(Share(6, 29), Share(4, 31)) == pytest.approx((-high, -low))
