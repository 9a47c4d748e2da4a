"""What the numbers say, by example."""

from types import SimpleNamespace

import pytest

from leadflow.reports import findings
from leadflow.reports.figures import Figures
from leadflow.reports.sources import Source


def line(name, dials=50, *, goal=50, never=0, overdue=0):
    person = SimpleNamespace(first_name=name)
    return Figures(person=person, dials=dials, goal=goal, pace=goal, never_touched=never, overdue=overdue)


def together(lines):
    return Figures(**{name: sum(getattr(one, name) for one in lines) for name in ("dials", "never_touched", "overdue")})


HEADLINES = [
    pytest.param([], "Nobody works here yet.", id="nobody"),
    pytest.param([line("Ana", 0)], "Nobody has called anybody in these days. Nothing is late.", id="no calls"),
    pytest.param([line("Ana")], "On pace with calls. Nothing is late.", id="one rep"),
    pytest.param([line("Ana"), line("Ben")], "Everybody is on pace with calls. Nothing is late.", id="all on pace"),
    pytest.param(
        [line("Ana"), line("Ben", 20, never=3), line("Jun")],
        "Ben is behind on calls; everyone else is on pace. 3 leads were never touched, all Ben’s.",
        id="one behind",
    ),
    pytest.param(
        [line("Ana"), line("Ben", 20)],
        "Ben is behind on calls; the other is on pace. Nothing is late.",
        id="one of two",
    ),
    pytest.param(
        [line("Ana", 1), line("Ben", 20), line("Jun"), line("Sara")],
        "Ana and Ben are behind on calls; everyone else is on pace. Nothing is late.",
        id="two behind",
    ),
    pytest.param([line("Ana", 9), line("Ben", 20)], "Everybody is behind on calls. Nothing is late.", id="all behind"),
    pytest.param(
        [line("Ana", overdue=12), line("Ben", overdue=2)],
        "Everybody is on pace with calls. 14 tasks are overdue, 12 of them Ana’s.",
        id="whose most are",
    ),
    pytest.param(
        [line("Ana", overdue=1), line("Ben")],
        "Everybody is on pace with calls. 1 task is overdue, Ana’s.",
        id="a single task",
    ),
    pytest.param(
        [line("Ana", overdue=2), line("Ben", overdue=2)],
        "Everybody is on pace with calls. 4 tasks are overdue.",
        id="nobody's in particular",
    ),
]


@pytest.mark.parametrize(("lines", "said"), HEADLINES)
def test_the_headline_says_who_is_behind_and_what_waits(lines, said):
    assert findings.headline(lines, together(lines)) == said


CHARTS = [
    pytest.param([5, 6], "Too few meetings yet to tell how many attempts they take", 0, id="too few"),
    pytest.param([1, 2, 5, 6, 7, 8], "Two of three meetings come after the fourth attempt", 4, id="two of three"),
    pytest.param([1] * 5, "Most meetings come at the first attempt", 0, id="all at once"),
    pytest.param([1, 1, 1, 4, 4, 4], "Half of the meetings come after the third attempt", 3, id="half"),
    pytest.param([10] * 9 + [1], "Nine of ten meetings come after the ninth attempt", 9, id="nearly all late"),
    pytest.param([1, 1, 9, 9, 9], "60 % of meetings come after the eighth attempt", 8, id="no plain share"),
]


@pytest.mark.parametrize(("attempts", "title", "after"), CHARTS)
def test_the_chart_says_after_which_attempt_meetings_come(attempts, title, after):
    assert findings.attempts_until_meeting(attempts) == (title, after)


def source(kind, leads, meetings, accepted=0):
    return Source(kind, people=100, junk=1, read=100, leads=leads, accepted=accepted, meetings=meetings)


SOURCES = [
    pytest.param([], "Too few leads yet to compare the sources", id="none"),
    pytest.param([source("webinar", 30, 3)], "Too few leads yet to compare the sources", id="one is no comparison"),
    pytest.param(
        [source("webinar", 30, 3), source("booth", 10, 4)],
        "Booths bring fewer leads than webinars, but more meetings from them",
        id="fewer but better",
    ),
    pytest.param(
        [source("webinar", 30, 9), source("booth", 10, 1), source("download", 2, 2)],
        "Webinars bring the most leads, and the most meetings from them",
        id="most and best; two leads tell nothing",
    ),
]


@pytest.mark.parametrize(("found", "title"), SOURCES)
def test_the_sources_are_compared_by_leads_and_meetings(found, title):
    assert findings.sources(found) == title
