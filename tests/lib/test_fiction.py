import pytest

from leadflow.lib import fiction, phone

FOR_FILMS = [
    ("(415) 555-0143", "US"),
    ("+1 604 555 0199", None),
    ("555-0143", None),
    ("415 555 0143", None),
    ("07700 900461", "GB"),
    ("+44 20 7946 0958", None),
    ("01632 960123", "GB"),
    ("028 9649 6123", "GB"),
    ("(02) 5550 1234", "AU"),
    ("08 7010 1234", "AU"),
    ("0491 570 156", "AU"),
    ("030 23125 001", "DE"),
    ("0171 39200 12", "DE"),
    ("0221 4710 123", "DE"),
    ("01 99 00 12 34", "FR"),
    ("06 39 98 12 34", "FR"),
    ("020 912 3456", "IE"),
    ("08-465 004 12", "SE"),
    ("070-174 06 35", "SE"),
]
ANYBODYS = [
    ("+1 415 555 2671", None),
    ("+1 415 555 0243", None),
    ("+1 555 415 0143", None),
    ("+49 30 5550143", None),
    ("+44 20 5550 0143", None),
    ("07700 901461", "GB"),
    ("+44 20 7946 1958", None),
    ("0491 570 154", "AU"),
    ("030 23126 001", "DE"),
    ("01 99 01 12 34", "FR"),
    ("020 922 3456", "IE"),
    ("070-174 06 04", "SE"),
    ("+47 22 55 01 43", None),
    ("5550143000", None),
    ("22 55 01 43", None),
    ("", None),
]


@pytest.mark.parametrize(("text", "country"), FOR_FILMS)
def test_a_number_that_a_country_keeps_for_fiction_is_known(text, country):
    assert fiction.country_of(phone.normalise(text, country))


@pytest.mark.parametrize(("text", "country"), ANYBODYS)
def test_a_number_beside_such_a_range_may_be_anybodys(text, country):
    assert fiction.country_of(phone.normalise(text, country)) == ""
