"""What keeps a plan from being published, one example for each rule."""

from dataclasses import replace

import pytest

from cadences.defaults import STEPS
from cadences.editing import checks
from cadences.editing.plan import DraftStep
from tests.cadences.editing.test_plan import CALL, MAIL, PLAN, START


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        (PLAN, None),
        ((), "no steps"),
        ((START,), "no steps"),
        ((MAIL, replace(CALL, day=2)), "“Mail” and “Call” both fall on day 2"),
        ((MAIL, replace(CALL, day=2, blocking=False)), None),
        ((replace(MAIL, body=" "),), "“Mail” is a mail without a text."),
        ((replace(MAIL, subject=""),), "“Mail” is a mail without a subject."),
        ((replace(MAIL, subject="", body=""),), "“Mail” is a mail without a subject and a text."),
        ((MAIL, replace(CALL, key="mail")), "the key “mail”"),
        ((replace(CALL, day=365),), None),
        ((replace(CALL, day=366),), "“Call” falls on day 366"),
        ((replace(CALL, name=" "),), "The step on day 5 has no name."),
        ((replace(MAIL, subject_b="Hi"),), None),
        ((replace(MAIL, subject_b="Hello"),), "Both wordings of “Mail” say the same."),
        ((MAIL, replace(CALL, min_gap=3)), None),
        ((MAIL, replace(CALL, min_gap=4)), "“Call” is to come at least 4 days after “Mail”, and the plan puts 3"),
        ((replace(CALL, min_employees=9, max_employees=5),), "“Call” is for firms of 9 to 5 people: nobody."),
        ((replace(CALL, channel="research", condition="no_answer"),), "an answer by research, which nobody gives"),
        (tuple(replace(CALL, key=f"c{n}", day=n) for n in range(61)), "61 steps"),
    ],
    ids=[
        "nothing wrong", "empty", "only what Leadflow does", "two to wait for on a day", "one comes beside",
        "a mail without text", "without subject", "without either", "keys", "a whole year", "over a year", "no name",
        "two wordings", "twice the same words", "as far apart as planned", "further apart than planned",
        "a size that nobody has", "an answer that nobody gives", "too many",
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_in_plain_words(plan, words):
    found = " ".join(problem.words for problem in checks.problems(plan))

    assert words in found if words else found == ""


@pytest.mark.parametrize(
    ("plan", "is_mail_alone"),
    [((MAIL,), True), ((MAIL, DraftStep("r", 1, "research", "Research")), True), (PLAN, False), ((CALL,), False)],
    ids=["mail", "mail after research", "mail and a call", "a call"],
)
def test_a_plan_of_mail_alone_is_warned_about(plan, is_mail_alone):
    assert checks.advice(plan) == ([checks.MAIL_ALONE] if is_mail_alone else [])


def test_the_plan_that_leadflow_comes_with_has_nothing_wrong():
    plan = tuple(DraftStep(**step) for step in STEPS)

    assert checks.problems(plan) == [] == checks.advice(plan)
