"""What a rehearsal says in words, and when it says that there is too little to tell."""

from datetime import timedelta

import pytest

from leadflow.rehearsal.findings import Findings, days
from tests.factories import NOON

TODAY = NOON.date()
NOTHING = dict.fromkeys(
    "lead ready no_longer meetings found found_before met_found met_found_before spared missed extra gained".split(), 0
)
BY_DAYS = {"earlier": None, "ahead": None, "ahead_before": None}
NOBODY_MET = "Nobody took a meeting in the year before, so nothing can be said about who it would have found."
NOTHING_NEW = "Nobody would become a sales lead, and nobody would stop being one."


def found(**numbers) -> Findings:
    return Findings(**NOTHING | BY_DAYS | numbers)


# The numbers, what it says of today, and what it says of the year before.
HEADLINES = {
    "nothing": ({}, NOTHING_NEW, NOBODY_MET),
    "one becomes a lead": ({"lead": 1}, "1 person would become a sales lead.", NOBODY_MET),
    "many of each": (
        {"lead": 1200, "ready": 4, "no_longer": 7},
        "1,200 people would become sales leads, 4 of your leads would become sales ready, and 7 would not be sales"
        " leads any more.",
        NOBODY_MET,
    ),
    "too few meetings": (
        {"meetings": 3, "met_found": 3},
        NOTHING_NEW,
        "3 meetings in the year before: too few to tell which version finds more.",
    ),
    "earlier": (
        {"lead": 42, "meetings": 31, "met_found": 28, "met_found_before": 25, "earlier": 12},
        "42 people would become sales leads.",
        "Of 31 meetings in the year before, this version would have found 28, the one in force 25; in the middle 12"
        " days earlier.",
    ),
    "later": (
        {"meetings": 10, "met_found": 8, "met_found_before": 10, "earlier": -1},
        NOTHING_NEW,
        "Of 10 meetings in the year before, this version would have found 8, the one in force 10; in the middle 1 day"
        " later.",
    ),
    "as soon": (
        {"meetings": 10, "met_found": 10, "met_found_before": 10, "earlier": 0},
        NOTHING_NEW,
        "Of 10 meetings in the year before, this version would have found 10, the one in force 10; neither sooner than"
        " the other.",
    ),
    "none found by both": (
        {"meetings": 10, "met_found": 4},
        NOTHING_NEW,
        "Of 10 meetings in the year before, this version would have found 4, the one in force 0.",
    ),
}


@pytest.mark.parametrize(("numbers", "today", "before"), HEADLINES.values(), ids=HEADLINES)
def test_the_headline(numbers, today, before):
    assert found(**numbers).headline == f"{today} {before}"


def test_shares_are_of_the_meetings_and_of_the_leads():
    findings = found(meetings=40, met_found=30, met_found_before=20, found=120, found_before=200)

    assert (findings.share_found, findings.share_found_before) == (0.75, 0.5)
    assert (findings.share_met, findings.share_met_before) == (0.25, 0.1)
    assert found().share_found is None


def ago(number):
    return None if number is None else TODAY - timedelta(days=number)


# Days ago on which the draft and the version in force found them and they met; how much earlier, and how far ahead.
DAYS = {
    "nobody": ([], None, None, None),
    "found by neither": ([(None, None, 5)], None, None, None),
    "found by one": ([(30, None, 5)], None, 25, None),
    "found by both": ([(30, 20, 5)], 10, 25, 15),
    "the middle of three": ([(30, 20, 5), (40, 39, 5), (90, 10, 5)], 10, 35, 15),
    "the middle of two": ([(30, 20, 5), (40, 39, 5)], 5.5, 30, 24.5),
    "later": ([(10, 20, 5)], -10, 5, 15),
}


@pytest.mark.parametrize(("met", "earlier", "ahead", "ahead_before"), DAYS.values(), ids=DAYS)
def test_days_in_the_middle(met, earlier, ahead, ahead_before):
    counted = days([tuple(ago(number) for number in row) for row in met])

    assert counted == {"earlier": earlier, "ahead": ahead, "ahead_before": ahead_before}
