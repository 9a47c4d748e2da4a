"""Time zones by their names in the IANA database."""

from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError


@cache
def names() -> tuple[str, ...]:
    """The zones people choose from: places, without the legacy aliases."""
    return (
        "UTC",
        *sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc/")),
    )


def validate_zone(name: str) -> None:
    """Django validator: refuse what is not a zone of the database, before it reaches a query."""
    try:
        ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        raise ValidationError(f"“{name}” is not a time zone. Write it like Europe/Oslo.") from None
