import contextlib
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contacts.intake import dates
from contacts.intake.dates import MomentReader, NotADate

OSLO = ZoneInfo("Europe/Oslo")
TEN_FIVE = datetime(2026, 9, 16, 8, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    "cell",
    [
        "2026-09-16 10:05",
        "2026-09-16T10:05:00",
        "2026/9/16 10:05",
        "16.09.2026 10:05",
        "16.9.26 10:05",
        "16/09/2026 10:05:00",
        "Sep 16, 2026 10:05 AM",
        "Wed, 16 Sep 2026 10:05",
        "16. September 2026 um 10.05 Uhr",
        "mercredi 16 septembre 2026 à 10h05",
        "16 de septiembre de 2026 10:05",
        "16 settembre 2026, 10:05",
        "16 september 2026 om 10:05",
        "46281.42013889",
    ],
)
def test_a_time_is_read_however_it_is_written(cell):
    assert MomentReader(day_first=True, zone=OSLO)(cell) == TEN_FIVE


@pytest.mark.parametrize(
    ("cell", "at"),
    [
        ("9/16/26, 3:58:02 PM", datetime(2026, 9, 16, 13, 58, 2, tzinfo=UTC)),
        ("9/16/26 12:05 AM", datetime(2026, 9, 15, 22, 5, tzinfo=UTC)),
        ("9/16/26 12:05 PM", datetime(2026, 9, 16, 10, 5, tzinfo=UTC)),
        ("2026-10-01 09:15 am", datetime(2026, 10, 1, 7, 15, tzinfo=UTC)),
    ],
)
def test_noon_and_midnight_are_not_confused(cell, at):
    assert MomentReader(day_first=False, zone=OSLO)(cell) == at


@pytest.mark.parametrize(
    "cell",
    ["2026-09-16T08:05:00Z", "2026-09-16T13:35:00+05:30", "2026-09-16 04:05 EDT", "2026-09-16 08:05 UTC", "1789545900"],
)
def test_a_zone_in_the_cell_wins_over_that_of_the_list(cell):
    assert MomentReader(day_first=True, zone=OSLO)(cell) == TEN_FIVE


def test_a_day_alone_is_its_noon_so_that_it_stays_that_day_nearby():
    assert MomentReader(day_first=True, zone=OSLO)("18 Apr 2026") == datetime(2026, 4, 18, 10, tzinfo=UTC)
    assert MomentReader(day_first=True, zone=None)("18 Apr 2026") == datetime(2026, 4, 18, 12, tzinfo=UTC)


def test_a_time_that_no_zone_places_is_counted_and_left_out():
    moment = MomentReader(day_first=True, zone=None)

    assert moment("2026-09-16 10:05") is None
    assert moment.zoneless == 1


@pytest.mark.parametrize(
    "cell",
    [
        "soon",
        "2026-02-30",
        "31/13/2026",
        "10:05",
        "2026-09-16 25:00",
        "2026-09-16 10:05 XYZ",
        "16",
        "0001-01-01",
        "9999-12-31 23:59",
    ],
)
def test_what_is_no_time_is_said_to_be_none(cell):
    with pytest.raises(NotADate):
        MomentReader(day_first=True, zone=OSLO)(cell)


def test_the_hour_that_comes_twice_is_taken_the_first_time():
    assert MomentReader(day_first=True, zone=OSLO)("2026-10-25 02:30") == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("cells", "day_first"),
    [
        (["05/06/2026", "25/06/2026"], True),
        (["05/06/2026", "06/25/2026"], False),
        (["05/06/2026"], None),
        (["05.06.2026", "", "07.07.2026 10:00"], True),
        (["05.06.2026", "06.25.2026"], False),
        (["05.06.2026 10:00 AM"], None),
        (["2026-06-25"], None),
        (["25/06/2026", "06/25/2026", "26/06/2026"], True),
    ],
)
def test_one_value_that_leaves_no_choice_decides_for_the_column(cells, day_first):
    assert dates.day_first_in(cells) is day_first


@pytest.mark.parametrize(
    ("cells", "zone", "day_first"),
    [
        (["05/06/2026 02:00 PM"], "Europe/Oslo", False),
        (["05/06/2026"], "America/New_York", False),
        (["05/06/2026"], "Europe/Oslo", True),
        (["05/06/2026"], None, True),
    ],
)
def test_where_nothing_decides_habit_does(cells, zone, day_first):
    assert dates.day_first_by_habit(cells, zone) is day_first


@pytest.mark.parametrize(
    ("line", "zone"),
    [
        ("Booth B-12 | Times: America/Chicago", "America/Chicago"),
        ("As of 2026-09-18 07:22:10 Pacific Standard Time/PST", "America/Los_Angeles"),
        ("Central European Time", "Europe/Paris"),
        ("Time zone: EST", "America/New_York"),
        ("Start time", None),
        ("Europe/Atlantis", None),
    ],
)
def test_a_line_may_name_the_zone_of_the_whole_list(line, zone):
    assert dates.zone_in(line) == zone


def test_several_stays_may_stand_in_one_cell():
    moment = MomentReader(day_first=False, zone=OSLO)
    cell = (
        '"Oct 07, 2026 02:03 PM EDT - Oct 07, 2026 02:20 PM EDT (17 minutes)",'
        '"Oct 07, 2026 02:25 PM EDT - Oct 07, 2026 03:02 PM EDT (37 minutes)"'
    )

    assert [left - joined for joined, left in dates.stays(cell, moment)] == [
        timedelta(minutes=17),
        timedelta(minutes=37),
    ]


@given(st.integers(160_000_000, 2_800_000_000), st.sampled_from(["%Y-%m-%d %H:%M:%S", "%d.%m.%Y %H:%M:%S"]))
def test_a_time_written_down_is_read_back(seconds, written):
    moment = datetime.fromtimestamp(seconds, UTC)

    assert MomentReader(day_first=True, zone=UTC)(moment.strftime(written)) == moment


@given(st.text(max_size=40))
def test_any_text_is_a_moment_or_none(text):
    with contextlib.suppress(NotADate):
        MomentReader(day_first=True, zone=OSLO)(text)


def test_a_time_with_blanks_without_end_is_none():
    with pytest.raises(NotADate):
        MomentReader(day_first=True, zone=None)("2026-09-16" + " " * 30_000)
