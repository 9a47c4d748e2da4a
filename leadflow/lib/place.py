"""Where somebody is, as far as their clock goes: may they be called now, and when is it the right time?"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from importlib import resources
from zoneinfo import ZoneInfo

# Numbers that belong to no place (toll free) are listed with every zone of their plan.
TOO_MANY = 12


@dataclass(frozen=True)
class Place:
    """The time zones somebody may be in; several where a large country is all we know."""

    zones: tuple[str, ...]
    # False: nothing tells, so they are taken to be where we are.
    is_known: bool = True

    @classmethod
    def of(cls, *, time_zone: str = "", phone: str = "", country: str = "", home: str) -> "Place":
        """What tells most precisely wins: their zone, their number (E.164), their country, else `home`, our zone."""
        if time_zone and _exists(time_zone):
            return cls((time_zone,))
        by_number, by_country = zones_of_number(phone), zones_of_country(country)
        within = tuple(zone for zone in by_number if zone in by_country)
        found = within or min(filter(None, (by_number, by_country)), key=len, default=())
        return cls(found) if found else cls((home,), is_known=False)

    def clocks(self, moment: datetime) -> list[datetime]:
        """The moment on each clock that differs, the earliest first."""
        local = {clock.isoformat(): clock for clock in (moment.astimezone(ZoneInfo(zone)) for zone in self.zones)}
        return [local[written] for written in sorted(local)]

    @property
    def zone(self) -> ZoneInfo:
        """The zone to agree a time in: theirs, or the first that may be."""
        return ZoneInfo(self.zones[0])

    def is_open(self, moment: datetime, hours: tuple[time, time]) -> bool:
        """Whether it is within these hours on every clock they may have."""
        return all(hours[0] <= clock.time() < hours[1] for clock in self.clocks(moment))

    def opens_at(self, moment: datetime, hours: tuple[time, time]) -> datetime | None:
        """When it is next within the hours: the moment itself if it is now, None if the clocks never agree."""
        if self.is_open(moment, hours):
            return moment
        starts = (
            self._at(clock.date() + timedelta(days=ahead), hours[0], clock)
            for clock in self.clocks(moment)
            for ahead in (0, 1)
        )
        return min((start for start in starts if start > moment and self.is_open(start, hours)), default=None)

    @staticmethod
    def _at(day: date, begins: time, clock: datetime) -> datetime:
        return datetime.combine(day, begins, clock.tzinfo)


@lru_cache(maxsize=1024)
def _exists(zone: str) -> bool:
    try:
        ZoneInfo(zone)
    except (ValueError, OSError, LookupError):
        return False
    return True


@lru_cache(maxsize=20_000)
def zones_of_number(number: str) -> tuple[str, ...]:
    """The zones of a number in E.164; none for what is no such number or belongs to no place."""
    if not number.startswith("+"):
        return ()
    # Takes half a second to load, which commands that ask for no zone should not pay.
    from phonenumbers import NumberParseException, parse, timezone

    try:
        zones = timezone.time_zones_for_number(parse(number))
    except NumberParseException:
        return ()
    found = tuple(zone for zone in zones if _exists(zone))
    return found if len(found) <= TOO_MANY else ()


@lru_cache(maxsize=300)
def zones_of_country(country: str) -> tuple[str, ...]:
    """The zones of a country by its ISO code, as the tz database lists them."""
    return tuple(zone for code, zone in _listed() if code == country.upper())


def country_of_zone(zone: str) -> str:
    """The country of a zone by its ISO code; empty for a zone that the tz database lists with none, like UTC."""
    return next((code for code, listed in _listed() if listed == zone), "")


@lru_cache(maxsize=1)
def _listed() -> tuple[tuple[str, str], ...]:
    """Country and zone, as the tz database lists them."""
    table = resources.files("tzdata.zoneinfo").joinpath("zone.tab").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    return tuple((row[0], row[2]) for row in rows)
