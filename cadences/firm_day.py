"""The firm's day and calendar at a moment: where `at` becomes a day, once per verb."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

import holidays

from cadences.calendar import Calendar
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

    @property
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

    def in_days(self, days: int) -> date:
        """The working day on or after so many days from now."""
        return self.calendar.working_day_from(self.today + timedelta(days=days))


def calendar_of(firm: Firm) -> Calendar:
    """The firm's calendar: its working days, its country's public holidays, its own days off."""
    own = DayOff.days()
    public = _public_holidays(firm.country)
    return Calendar(frozenset(firm.working_days), lambda day: day in own or day in public)


@lru_cache(maxsize=64)
def _public_holidays(country: str):
    """The holidays of a country; the library works out each year when it is first asked for."""
    if not country or country not in holidays.list_supported_countries():
        return frozenset()
    return holidays.country_holidays(country)
