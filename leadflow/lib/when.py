"""Days and times in words, as the reader's country writes them. Pure: what "today" is, the caller says."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MONTH_FIRST = {"us", "ph"}
TWELVE_HOURS = {"us", "ph", "ca", "au", "nz", "in"}


@dataclass(frozen=True)
class Style:
    """How a reader's country writes a day and a time. Months are always words, so that no order misleads."""

    month_first: bool = False
    twelve_hours: bool = False

    @classmethod
    def accepted(cls, accept_language: str) -> "Style":
        """The style of the first language a browser accepts; day first and 24 hours where it names no country."""
        first = accept_language.split(",")[0].split(";")[0].strip().lower()
        language, _, rest = first.partition("-")
        country = rest.rpartition("-")[2]
        english = language == "en"
        return cls(english and country in MONTH_FIRST, english and country in TWELVE_HOURS)

    def clock(self, moment: datetime) -> str:
        """A time of day, in the zone the moment carries: 14:05, or 2:05 pm."""
        if not self.twelve_hours:
            return f"{moment:%H:%M}"
        return f"{moment.hour % 12 or 12}:{moment:%M} {'am' if moment.hour < 12 else 'pm'}"

    def day(self, day: date, *, today: date | None = None) -> str:
        """A day: today, yesterday or tomorrow, else with its weekday within half a year, else with its year."""
        if today and abs((day - today).days) <= 1:
            return {0: "today", 1: "tomorrow", -1: "yesterday"}[(day - today).days]
        month = MONTHS[day.month - 1]
        short = f"{month} {day.day}" if self.month_first else f"{day.day} {month}"
        if today and abs(day - today) < timedelta(days=180):
            return f"{DAYS[day.weekday()]}, {short}" if self.month_first else f"{DAYS[day.weekday()]} {short}"
        return f"{short}, {day.year}" if self.month_first else f"{short} {day.year}"

    def moment(self, moment: datetime, *, today: date | None = None) -> str:
        """A day and a time of day, in the zone the moment carries."""
        return f"{self.day(moment.date(), today=today)}, {self.clock(moment)}"


def in_full(day: date) -> str:
    """A day within a sentence, the same for every reader: 2 September 2026."""
    return f"{day.day} {day:%B %Y}"


def span(seconds: float) -> str:
    """How long, in its two largest units: 40 s, 18 min, 3 h 5 min, 1 d 3 h."""
    seconds = max(0, round(seconds))
    if seconds < 60:
        return f"{seconds} s"
    if seconds < 3600:
        return f"{seconds // 60} min"
    if seconds < 86400:
        hours, minutes = divmod(seconds // 60, 60)
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    days, hours = divmod(seconds // 3600, 24)
    return f"{days} d {hours} h" if hours else f"{days} d"
