"""Strange lists break nothing: a few hundred in each run, always the same; new ones for minutes with --chaos."""

import time

import pytest

from tests.fuzz.watching import watch

# What once broke the reader stands as a test of its own beside the rule that was mended.
CASES, MINUTES = 300, 10


def test_strange_lists_are_read_or_refused_and_break_nothing(tmp_path):
    told = watch("every run", tmp_path, cases=CASES, until=None)

    assert (told.finds, told.cases) == ([], CASES)
    assert 0 < told.refused < CASES


@pytest.mark.chaos
def test_lists_stranger_than_ever_break_nothing(tmp_path):
    told = watch(str(time.time_ns()), tmp_path, cases=None, until=time.monotonic() + MINUTES * 60)

    assert told.finds == []
