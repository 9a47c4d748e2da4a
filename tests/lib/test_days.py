from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError

from leadflow.lib.days import sensible


@pytest.mark.parametrize("day", [date(2000, 1, 1), date(2100, 12, 31), datetime(2026, 11, 24, 9, tzinfo=UTC)], ids=str)
def test_days_that_people_mean(day):
    sensible(day)


@pytest.mark.parametrize("day", [date.min, date(1999, 12, 31), date(2101, 1, 1), date.max], ids=str)
def test_years_that_nobody_means_are_refused_in_words(day):
    with pytest.raises(ValidationError, match="between the years 2000 and 2100"):
        sensible(day)
