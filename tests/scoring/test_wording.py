"""What is signed is what decides: the words of a definition follow its rules."""

import pytest

from contacts.models import Persona, Touch
from scoring.models import LeadDefinition
from scoring.wording import NOUNS, changes, in_words, somebody, span

K = Touch.Kind

PERSONAS = {
    "nothing said": (Persona(name="Anybody"), "someone"),
    "a kind and a size": (
        Persona(kinds=["manufacturer"], min_employees=50, max_employees=2000),
        "someone at a manufacturer of 50 to 2,000 people",
    ),
    "an industry alone": (Persona(industries=["logistics", "food"]), "someone at a firm in logistics or food"),
    "a vowel": (Persona(kinds=["importer"]), "someone at an importer"),
    "a country": (Persona(kinds=["importer"], countries=["NO"]), "someone at an importer in Norway"),
    "titles": (
        Persona(titles=["quality", "supply chain"]),
        "someone with a job such as quality or supply chain",
    ),
    "a size alone": (Persona(min_employees=50), "someone at a firm of at least 50 people"),
    "a height": (
        Persona(levels=["vp", "head"], kinds=["importer"]),
        "someone who is vice president or head or director at an importer",
    ),
    "only wished for": (
        Persona(kinds=["importer"], industries=["food"], wished=["industries"]),
        "someone at an importer",
    ),
    "ruled out": (
        Persona(kinds=["importer"], excluded_titles=["student"], excluded_countries=["SE"]),
        "someone at an importer (but not student or Sweden)",
    ),
    "at most": (Persona(max_employees=50), "someone at a firm of at most 50 people"),
}


@pytest.mark.parametrize(("persona", "words"), PERSONAS.values(), ids=PERSONAS)
def test_a_persona_is_somebody(persona, words):
    assert somebody(persona) == words


SPANS = {1: "day", 90: "90 days", 365: "year", 730: "two years", 1095: "three years"}


@pytest.mark.parametrize(("days", "words"), SPANS.items(), ids=str)
def test_days_are_said_as_people_say_them(days, words):
    assert span(days) == words


# What is changed: (rules, topic, what is then said of it).
SAID = {
    "as it comes": (
        {},
        "A sales lead",
        "A sales lead is anybody who did two different things in the last year, or asked to be contacted.",
    ),
    "one is enough": (
        {"lead_interactions": 1, "window_days": 180, "at_once": []},
        "A sales lead",
        "A sales lead is anybody who did one thing in the last 180 days.",
    ),
    "at once": (
        {"at_once": [K.CONTACT_REQUEST, K.RFP]},
        "At once",
        "Requests for proposal and contact requests make a sales lead at once, whatever else somebody did.",
    ),
    "weights": (
        {"counting": [K.DOWNLOAD, K.BOOTH_VISIT, K.REFERRAL], "weights": {K.BOOTH_VISIT: 2}},
        "What counts",
        "Downloads and referrals count, each of them once. Visits to our booth count for two.",
    ),
    "light": (
        {"light": [K.WEBSITE_VISIT, K.NEWSLETTER_CLICK]},
        "Counts together",
        "Clicks in the newsletter and visits to our website count as one together.",
    ),
    "windows": (
        {"windows": {K.RFP: 1095, K.DOWNLOAD: 90}},
        "How long",
        "What somebody did counts for a year; downloads for 90 days; requests for proposal for three years.",
    ),
    "webinars": ({"min_minutes": 30}, "Webinars", "A webinar counts for those who stayed 30 minutes or more."),
    "ready": ({}, "Sales ready", "A sales lead is sales ready with four different things of at least three kinds."),
    "ready by one kind": (
        {"ready_interactions": 3, "ready_kinds": 1},
        "Sales ready",
        "A sales lead is sales ready with three different things.",
    ),
    "waits": (
        {"unknown": "waits"},
        "Fit not known",
        "Whoever we know too little of to tell whether they fit waits until we do, unless they ask.",
    ),
    "never": (
        {"never": ["competitor", "recruiter"]},
        "Never",
        "Who is marked “Works for a competitor” or “Recruiter” becomes no lead by what they do; a request of theirs is "
        "answered.",
    ),
}


@pytest.mark.parametrize(("rules", "topic", "words"), SAID.values(), ids=SAID)
def test_the_rules_are_said_in_words(rules, topic, words):
    assert in_words(LeadDefinition(**rules), [])[topic] == words


@pytest.mark.parametrize(
    ("rules", "topic"),
    [({"at_once": []}, "At once"), ({"light": []}, "Counts together"), ({"min_minutes": 0}, "Webinars")],
    ids=["at once", "together", "webinars"],
)
def test_of_what_there_is_nothing_to_say_nothing_is_said(rules, topic):
    assert topic not in in_words(LeadDefinition(**rules), [])


def test_each_rule_that_changes_changes_the_words():
    before = in_words(LeadDefinition(), [])
    other = {
        "counting": [K.DOWNLOAD],
        "light": [],
        "at_once": [],
        "windows": {},
        "weights": {K.DOWNLOAD: 2},
        "min_minutes": 20,
        "window_days": 100,
        "lead_interactions": 3,
        "ready_interactions": 5,
        "ready_kinds": 2,
        "unknown": "waits",
        "never": ["competitor"],
    }
    assert other.keys() == set(LeadDefinition.RULES)
    for name, value in other.items():
        assert changes(before, in_words(LeadDefinition(**{name: value}), [])), name


def test_whatever_can_count_has_a_name():
    definition = LeadDefinition()

    assert set(NOUNS) == {*definition.counting, *definition.light}


def test_a_change_shows_word_for_word_what_goes_and_what_comes():
    before = {"A sales lead": "Anybody who did two different things.", "Never": "Nobody."}
    after = {"A sales lead": "Anybody who did three different things.", "Webinars": "Ten minutes."}

    assert changes(before, after) == {
        "A sales lead": [
            ("same", "Anybody who did"),
            ("gone", "two"),
            ("new", "three"),
            ("same", "different things."),
        ],
        "Webinars": [("new", "Ten minutes.")],
        "Never": [("gone", "Nobody.")],
    }
