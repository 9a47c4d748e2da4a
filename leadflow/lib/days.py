"""Days and moments as requests bring them: calendars reach from the year 1 to 9999, what people mean does not."""

from datetime import date

from django.core.exceptions import ValidationError

FIRST_YEAR, LAST_YEAR = 2000, 2100


def sensible(day: date) -> None:
    """A form field's validator, of days and moments. Raises ValidationError for years that nobody means."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValidationError(f"Choose a day between the years {FIRST_YEAR} and {LAST_YEAR}.")
