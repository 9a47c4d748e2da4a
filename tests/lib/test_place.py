from datetime import UTC, datetime, time

import pytest

from leadflow.lib.place import Place

HOURS = (time(8), time(18))
# 10:00 in London, 05:00 in New York, 02:00 in Los Angeles.
MORNING = datetime(2026, 3, 10, 10, 0, tzinfo=UTC)

KNOWN_BY = [
    ("their zone before all else", {"time_zone": "Asia/Tokyo", "phone": "+442079460117"}, ("Asia/Tokyo",)),
    ("a number's area", {"phone": "+14155550100", "country": "US"}, ("America/Los_Angeles",)),
    ("the country", {"country": "NO"}, ("Europe/Oslo",)),
    ("a number of the whole country, and the country", {"phone": "+4791234567", "country": "no"}, ("Europe/Oslo",)),
    ("a toll-free number says nothing", {"phone": "+18005550100", "country": "NO"}, ("Europe/Oslo",)),
    ("a zone that is none", {"time_zone": "Mars/Base", "country": "NO"}, ("Europe/Oslo",)),
    ("a number that is none", {"phone": "+99", "country": "NO"}, ("Europe/Oslo",)),
    ("digits of no country", {"phone": "22550134", "country": "NO"}, ("Europe/Oslo",)),
]


@pytest.mark.parametrize(("known", "zones"), [k[1:] for k in KNOWN_BY], ids=[k[0] for k in KNOWN_BY])
def test_the_most_precise_knowledge_wins(known, zones):
    assert Place.of(**known, home="UTC") == Place(zones)


def test_who_may_be_anywhere_is_taken_to_be_where_we_are():
    assert Place.of(home="Europe/Oslo") == Place(("Europe/Oslo",), is_known=False)


OPENS = [
    ("now", {"country": "NO"}, MORNING),
    ("this morning there", {"phone": "+12125550100"}, datetime(2026, 3, 10, 12, 0, tzinfo=UTC)),
    ("tomorrow morning there", {"country": "JP"}, datetime(2026, 3, 10, 23, 0, tzinfo=UTC)),
    # Anywhere in Australia: from eight in Perth, while it is eleven in Melbourne.
    (
        "when it is day on every clock",
        {"phone": "+61491570156", "country": "AU"},
        datetime(2026, 3, 11, 0, 0, tzinfo=UTC),
    ),
]


@pytest.mark.parametrize(("known", "opens"), [o[1:] for o in OPENS], ids=[o[0] for o in OPENS])
def test_calls_wait_for_the_hours_at_the_contacts_place(known, opens):
    place = Place.of(**known, home="UTC")

    assert place.opens_at(MORNING, HOURS) == opens
    assert place.is_open(opens, HOURS)


def test_the_hours_end_before_their_last_minute():
    oslo = Place(("Europe/Oslo",))

    assert oslo.is_open(datetime(2026, 3, 10, 16, 59, tzinfo=UTC), HOURS)
    assert not oslo.is_open(datetime(2026, 3, 10, 17, 0, tzinfo=UTC), HOURS)


def test_clocks_that_never_agree_never_open():
    assert Place(("Pacific/Auckland", "America/New_York")).opens_at(MORNING, (time(9), time(12))) is None
