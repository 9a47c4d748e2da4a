from types import SimpleNamespace

import pytest

from scoring.fit import Profile, fit

PERSONA = {
    "pk": 7,
    "name": "Head of logistics",
    "kinds": ["Manufacturer"],
    "industries": ["Food", "Pharma"],
    "countries": ["NO", "GB"],
    "titles": ["logistics", "supply chain", "logistik"],
    "levels": [],
    "excluded_kinds": [],
    "excluded_industries": [],
    "excluded_countries": [],
    "excluded_titles": ["assistant", "intern"],
    "wished": [],
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


# What a persona asks otherwise: (its criteria, the profile, the verdict, how many wishes came true).
CRITERIA = {
    "another language's word for the work": ({}, {"title": "Responsable achats et logistique"}, "match", 0),
    "a compound": ({}, {"title": "Logistikleiterin"}, "match", 0),
    "high enough": ({"levels": ["vp", "head"]}, {}, "match", 0),
    "too low": ({"levels": ["chief"]}, {"title": "Logistics Coordinator"}, "mismatch", 0),
    "a height that no word tells": ({"levels": ["chief"]}, {"title": "Logistics"}, "unknown", 0),
    "an industry that is ruled out": ({"excluded_industries": ["Tobacco"]}, {"industry": "tobacco"}, "mismatch", 0),
    "any industry but one": ({"industries": [], "excluded_industries": ["Tobacco"]}, {"industry": "Toys"}, "match", 0),
    "a country that is ruled out": ({"countries": [], "excluded_countries": ["RU"]}, {"country": "RU"}, "mismatch", 0),
    "a kind of firm that is ruled out": ({"excluded_kinds": ["Retailer"]}, {"kind": "Retailer"}, "mismatch", 0),
    "a wish that came true": ({"wished": ["size"]}, {}, "match", 1),
    "a wish that did not": ({"wished": ["size"]}, {"employees": 3}, "match", 0),
    "a wish of which nothing is known": ({"wished": ["size", "industries"]}, {"employees": None}, "match", 1),
    "what is ruled out is no wish": (
        {"wished": ["industries"], "excluded_industries": ["Tobacco"]},
        {"industry": "Tobacco"},
        "mismatch",
        0,
    ),
}


@pytest.mark.parametrize(("criteria", "change", "verdict", "wishes"), CRITERIA.values(), ids=CRITERIA)
def test_each_criterion_is_asked_for_wished_for_or_rules_out(criteria, change, verdict, wishes):
    found = fit([persona(**criteria)], Profile(**(FITS | change)))

    assert (found.verdict, found.wishes) == (verdict, wishes)


def test_of_two_that_match_the_one_with_more_wishes_wins():
    plain, wishing = persona(name="Plain"), persona(name="Wishing", wished=["size"])

    assert fit([plain, wishing], Profile(**FITS)).persona == "Wishing"


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
