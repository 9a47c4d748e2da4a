from types import SimpleNamespace

import pytest

from scoring.fit import Profile, fit

PERSONA = {
    "name": "Head of logistics",
    "kinds": ["Manufacturer"],
    "industries": ["Food", "Pharma"],
    "countries": ["NO", "GB"],
    "titles": ["logistics", "supply chain", "logistik"],
    "excluded_titles": ["assistant", "intern"],
    "min_employees": 50,
    "max_employees": 2000,
}
FITS = {"title": "VP Supply Chain", "kind": "manufacturer", "industry": "food", "country": "NO", "employees": 420}


def persona(**fields):
    return SimpleNamespace(**(PERSONA | fields))


EXAMPLES = {
    "everything fits": ({}, "match"),
    "accents and case do not matter": ({"title": "LEITER LOGISTIK"}, "match"),
    "an unknown firm size": ({"employees": None}, "unknown"),
    "an unknown title": ({"title": ""}, "unknown"),
    "a title we have no word for": ({"title": "Chief Happiness Officer"}, "unknown"),
    "a title that is ruled out": ({"title": "Assistant to logistics"}, "mismatch"),
    "too small": ({"employees": 49}, "mismatch"),
    "just big enough": ({"employees": 50}, "match"),
    "just small enough": ({"employees": 2000}, "match"),
    "too big": ({"employees": 2001}, "mismatch"),
    "another industry": ({"industry": "Fashion"}, "mismatch"),
    "another country": ({"country": "SE"}, "mismatch"),
    "another kind of firm": ({"kind": "Retailer"}, "mismatch"),
    "a mismatch beats an unknown": ({"kind": "Retailer", "employees": None}, "mismatch"),
    "part of a word is no match": ({"title": "Logisticsian"}, "unknown"),
}


@pytest.mark.parametrize(("change", "verdict"), EXAMPLES.values(), ids=EXAMPLES)
def test_a_profile_is_held_against_the_persona(change, verdict):
    found = fit([persona()], Profile(**(FITS | change)))

    assert found.verdict == verdict
    assert len(found.reasons) == 5


def test_without_personas_the_fit_is_unknown():
    assert fit([], Profile(**FITS)).verdict == "unknown"


def test_the_best_persona_wins():
    other = persona(name="Retailer", kinds=["Retailer"])

    assert fit([other, persona()], Profile(**FITS)).persona == "Head of logistics"


def test_an_empty_criterion_asks_for_nothing():
    open_to_all = persona(
        kinds=[], industries=[], countries=[], titles=[], excluded_titles=[], min_employees=None, max_employees=None
    )

    assert fit([open_to_all], Profile()).verdict == "match"
