from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadflow.lib.when import Style, in_full, span

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("accepted", "style"),
    [
        ("en-US,en;q=0.9", Style(month_first=True, twelve_hours=True)),
        ("en-GB", Style()),
        ("en-AU;q=0.8", Style(twelve_hours=True)),
        ("de-DE,de;q=0.9,en-US;q=0.8", Style()),
        ("es-US", Style()),
        ("en", Style()),
        ("", Style()),
        (";;,,-", Style()),
    ],
)
def test_the_first_language_of_the_browser_decides(accepted, style):
    assert Style.accepted(accepted) == style


@pytest.mark.parametrize(
    ("day", "words", "in_america"),
    [
        (date(2026, 11, 24), "today", "today"),
        (date(2026, 11, 23), "yesterday", "yesterday"),
        (date(2026, 11, 25), "tomorrow", "tomorrow"),
        (date(2026, 11, 17), "Tue 17 Nov", "Tue, Nov 17"),
        (date(2027, 2, 1), "Mon 1 Feb", "Mon, Feb 1"),
        (date(2025, 11, 17), "17 Nov 2025", "Nov 17, 2025"),
        (date(2028, 2, 29), "29 Feb 2028", "Feb 29, 2028"),
    ],
)
def test_a_day_is_told_as_far_as_it_is_away(day, words, in_america):
    assert Style().day(day, today=TODAY) == words
    assert Style(month_first=True).day(day, today=TODAY) == in_america


def test_without_today_a_day_has_its_year():
    assert Style().day(TODAY) == "24 Nov 2026"


def test_in_full_a_day_reads_the_same_for_everybody():
    assert in_full(date(2026, 9, 2)) == "2 September 2026"


@pytest.mark.parametrize(("hour", "words"), [(0, "12:05 am"), (9, "9:05 am"), (12, "12:05 pm"), (23, "11:05 pm")])
def test_a_clock_of_twelve_hours_begins_at_twelve(hour, words):
    assert Style(twelve_hours=True).clock(datetime(2026, 11, 24, hour, 5, tzinfo=UTC)) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 s"),
        (40, "40 s"),
        (60, "1 min"),
        (1080, "18 min"),
        (3600, "1 h"),
        (11100, "3 h 5 min"),
        (97200, "1 d 3 h"),
        (172800, "2 d"),
        (-5, "0 s"),
    ],
)
def test_a_span_has_at_most_two_units(seconds, words):
    assert span(seconds) == words


@given(st.text())
def test_whatever_a_browser_sends_gives_a_style(accepted):
    assert isinstance(Style.accepted(accepted), Style)
