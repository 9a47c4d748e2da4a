"""A plan on the line of its days."""

import pytest

from cadences.editing.picture import LINE, draw
from cadences.editing.plan import DraftStep
from tests.cadences.editing.test_plan import CALL, MAIL, PLAN, START


def call(day, blocking=True):
    return DraftStep(f"c{day}{blocking}", day, "phone", "Call", blocking=blocking)


@pytest.mark.parametrize(
    ("plan", "places", "ticks"),
    [
        (PLAN, ["11.95%", "25.38%"], [0, 7, 14, 21]),
        ((call(42),), ["97.00%"], [0, 14, 28, 42]),
        ((call(365),), ["97.00%"], [0, 126, 252]),
    ],
    ids=["three weeks at least", "six weeks", "a year"],
)
def test_steps_lie_on_the_line_by_their_days(plan, places, ticks):
    picture = draw(plan)

    assert [mark.x for mark in picture.marks] == places
    assert [tick.day for tick in picture.ticks] == ticks


def test_what_comes_beside_lies_above_the_line():
    on, beside = draw((call(3), call(3, blocking=False))).marks

    assert on.y == LINE
    assert beside.y < LINE


@pytest.mark.parametrize(
    ("plan", "words"),
    [((START, MAIL, CALL), "2 steps, on days 2, 5."), ((CALL,), "1 step, on day 5."), ((), "No steps yet.")],
    ids=["two", "one", "none"],
)
def test_the_picture_is_told_in_words(plan, words):
    assert draw(plan).words == words
