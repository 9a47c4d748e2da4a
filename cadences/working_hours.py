"""How long work takes by the firm's own clock. Pure: moments in, moments out; nothing here knows what time it is."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from cadences.calendar import Calendar


@dataclass(frozen=True)
class WorkingHours:
    """The hours at which the firm works, on its working days and in its zone."""

    calendar: Calendar
    opens: time
    closes: time
    zone: ZoneInfo

    def after(self, start: datetime, hours: float) -> datetime:
        """The moment at which that many working hours have gone by since `start`."""
        left, here = timedelta(hours=hours), start.astimezone(UTC)
        day = self.calendar.working_day_from(self._day(start))
        while True:
            opens, closes = self._of(day)
            here = max(here, opens)
            if closes - here >= left:
                return here + left
            left -= max(closes - here, timedelta())
            day = self.calendar.next_working_day(day)

    def before(self, end: datetime, hours: float) -> datetime:
        """The last moment since which that many working hours have gone by at `end`.

        Of all starts until then `after` is over at `end`, and of no later one.
        """
        left, here = timedelta(hours=hours), end.astimezone(UTC)
        day = self.calendar.last_working_day(self._day(end))
        while True:
            opens, closes = self._of(day)
            here = min(here, closes)
            if here - opens >= left:
                return here - left
            left -= max(here - opens, timedelta())
            day = self.calendar.last_working_day(day - timedelta(days=1))

    def _day(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()

    def _of(self, day: date) -> tuple[datetime, datetime]:
        """When work begins and ends on a day. As instants, since a day may be an hour shorter or longer."""
        opens, closes = (datetime.combine(day, at, self.zone).astimezone(UTC) for at in (self.opens, self.closes))
        return opens, closes
