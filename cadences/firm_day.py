"""The firm's day and calendar at a moment: where `at` becomes a day, once per verb."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property, lru_cache

import holidays

from cadences.calendar import AT_THEIR_PLACE, Calendar
from cadences.working_hours import WorkingHours
from leadflow.accounts.models import DayOff, Firm


@dataclass(frozen=True)
class FirmDay:
    """A day of the firm, with the calendar that tells which days it works."""

    today: date
    calendar: Calendar
    firm: Firm

    @classmethod
    def at(cls, moment: datetime) -> "FirmDay":
        firm = Firm.current()
        return cls(firm.day_of(moment), calendar_of(firm), firm)

    @property
    def next_working_day(self) -> date:
        return self.calendar.next_working_day(self.today)

    @cached_property
    def last_working_day(self) -> date:
        return self.calendar.last_working_day(self.today)

    @property
    def bounds(self) -> tuple[datetime, datetime]:
        """When the day begins and ends."""
        return self.firm.moment(self.today, time.min), self.firm.moment(self.today + timedelta(days=1), time.min)

    @property
    def hours(self) -> WorkingHours:
        """When the firm works."""
        return WorkingHours(self.calendar, self.firm.work_from, self.firm.work_until, self.firm.zone)

    def calendar_for(self, channel: str, country: str) -> Calendar:
        """The days of a step for a contact of a country: for calls and post those that work at both places."""
        if channel not in AT_THEIR_PLACE or not country or country == self.firm.country:
            return self.calendar
        return self.calendar.beside(holidays_of(country).get)

    @property
    def holidays_elsewhere(self) -> list[str]:
        """The countries whose public holiday the last working day of the firm is."""
        return [country for country in _closed_on(self.last_working_day) if country != self.firm.country]

    def in_days(self, days: int) -> date:
        """The working day on or after so many days from now."""
        return self.calendar.working_day_from(self.today + timedelta(days=days))


def calendar_of(firm: Firm) -> Calendar:
    """The firm's calendar: its working days, its country's public holidays, its own days off."""
    own = DayOff.names()
    public = holidays_of(firm.country)
    return Calendar(
        frozenset(firm.working_days),
        lambda day: day in own or day in public,
        lambda day: own.get(day) or public.get(day) or "",
    )


@lru_cache(maxsize=400)
def holidays_of(country: str) -> Mapping[date, str]:
    """The public holidays of a country by their English names; the library works out each year when it is first asked
    for. None are known of many a small country."""
    if not country or country not in holidays.list_supported_countries():
        return {}
    return holidays.country_holidays(country, language="en_US")


@lru_cache(maxsize=64)
def _closed_on(day: date) -> tuple[str, ...]:
    """The countries with a public holiday on a day."""
    countries = holidays.list_supported_countries(include_aliases=False)
    return tuple(country for country in countries if day in holidays_of(country))
