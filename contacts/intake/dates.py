"""Days and times as lists write them, turned into UTC.

A column is looked at before it is read: whether 05/06 is the fifth of June or the sixth of May is decided once for the
column, by a value that leaves no choice. A time without a zone is read in the list's zone; without one it stays
unread, and is counted, so that somebody can be asked.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from leadflow.lib.text import folded

_MONTHS = {
    name: number
    for number, names in enumerate(
        """
        jan january januar janner janvier janv enero ene januari gennaio gen
        feb february februar feber fevrier fevr fev febrero februari febbraio
        mar march marz maerz mrz mars marzo maart mrt
        apr april avril avr abril abr aprile
        may mai mayo mei maggio mag
        jun june juni juin junio giugno giu
        jul july juli juillet juil julio luglio lug
        aug august aout agosto ago augustus
        sep sept september septembre septiembre set settembre
        oct october oktober okt octobre octubre ottobre ott
        nov november novembre noviembre
        dec december dezember dez decembre diciembre dic dicembre
        """.strip().splitlines(),
        start=1,
    )
    for name in names.split()
}
# Summer time included: an export that prints EDT means EDT.
_ABBREVIATIONS = {
    "UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "BST": 1, "WEST": 1, "CET": 1, "MEZ": 1, "CEST": 2, "MESZ": 2, "EET": 2,
    "EEST": 3, "MSK": 3, "SAST": 2, "GST": 4, "PKT": 5, "IST": 5.5, "SGT": 8, "HKT": 8, "AWST": 8, "JST": 9, "KST": 9,
    "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6,
    "PST": -8, "PDT": -7, "AKST": -9, "AKDT": -8, "HST": -10, "BRT": -3, "ART": -3,
}  # fmt: skip
# The place whose clocks an abbreviation stands for, where the file as a whole is said to be in it.
_PLACES = {
    "UTC": "UTC", "GMT": "UTC", "Z": "UTC", "BST": "Europe/London", "CET": "Europe/Paris", "CEST": "Europe/Paris",
    "MEZ": "Europe/Berlin", "MESZ": "Europe/Berlin", "EET": "Europe/Helsinki", "EEST": "Europe/Helsinki",
    "IST": "Asia/Kolkata", "JST": "Asia/Tokyo", "AEST": "Australia/Sydney", "AEDT": "Australia/Sydney",
    "EST": "America/New_York", "EDT": "America/New_York", "ET": "America/New_York", "CST": "America/Chicago",
    "CDT": "America/Chicago", "CT": "America/Chicago", "MST": "America/Denver", "MDT": "America/Denver",
    "MT": "America/Denver", "PST": "America/Los_Angeles", "PDT": "America/Los_Angeles", "PT": "America/Los_Angeles",
}  # fmt: skip
_SPELT_OUT = {
    "central european": "Europe/Paris",
    "eastern": "America/New_York",
    "central": "America/Chicago",
    "mountain": "America/Denver",
    "pacific": "America/Los_Angeles",
}

_ZONE = r"Z|(?:UTC|GMT)?\s?[+-]\d{1,2}(?::?\d{2})?|[A-Z]{2,5}"
_CLOCK_BEGINS = re.compile(
    r"[T,\s]+(?:(?:at|um|à|a las|a les|alle|alle ore|ore|om|-)\s)?(?=\d{1,2}[:.h]\d{2}(?!\d*[./-]\d))"
)
_CLOCK = re.compile(
    r"(\d{1,2})[:.h](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?\s?([AaPp]\.?\s?[Mm]\.?)?(?:\s?Uhr)?\s?(?:\(?("
    + _ZONE
    + r")\)?)?"
)
_WEEKDAY = r"(?:[^\W\d_]{2,12}\.?,?\s)?"
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})")
_MONTH_FIRST = re.compile(_WEEKDAY + r"([^\W\d_]{3,10})\.?\s(\d{1,2})(?:st|nd|rd|th)?,?\s(\d{4})")
_MONTH_INSIDE = re.compile(
    _WEEKDAY
    + r"(\d{1,2})(?:st|nd|rd|th|er|\.|º)?[\s-](?:de\s|of\s)?([^\W\d_]{3,10})\.?,?[\s-](?:de\s|del\s)?(\d{4}|\d{2})"
)
_NUMERIC = re.compile(r"\s*(\d{1,2})[-/.](\d{1,2})[-/.](?:\d{4}|\d{2})(?!\d)")
_HALF_DAY = re.compile(r"\d\s?[AaPp]\.?\s?[Mm]\b")
_SERIAL = re.compile(r"[2-6]\d{4}(?:\.\d+)?")
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?")
_IANA = re.compile(
    r"\b(?:Africa|America|Antarctica|Asia|Atlantic|Australia|Europe|Indian|Pacific|US)/[A-Za-z_]+(?:/[A-Za-z_]+)?\b"
)
_LETTERS_BEHIND = re.compile(r"\d(?:\s?[AaPp]\.?[Mm]\.?)?\s\(?([A-Z]{2,4})\)?\s*\Z")
_NAMED = re.compile(r"\b(central european|eastern|central|mountain|pacific)\b[^/]{0,12}\btime\b", re.IGNORECASE)
_LABELLED = re.compile(
    r"(?:time ?zone|zeitzone|fuseau horaire|zona horaria|tijdzone|fuso orario|times?)\W{1,4}([A-Z]{2,4})\b",
    re.IGNORECASE,
)
_NOON = 12
_UNIX_ZERO = datetime.fromtimestamp(0, UTC)
# No day and time takes so many letters; what does would be searched for long.
_LONGEST = 200
# Other years are slips and marks for nothing: 0001, 1899, 9999.
_YEARS = range(1900, 2101)


class NotADate(ValueError):
    """The cell holds something that is no day or time."""


@lru_cache(maxsize=1024)
def zone_named(name: str) -> ZoneInfo | None:
    """The zone with an IANA name, or None."""
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        return None


def zone_in(text: str) -> str | None:
    """The IANA name of the zone that a line of a preamble or footer speaks of: "Times: America/Chicago"."""
    if (found := _IANA.search(text)) and zone_named(found[0]):
        return found[0]
    if found := _NAMED.search(text):
        return _SPELT_OUT[found[1].lower()]
    if found := _LABELLED.search(text):
        return _PLACES.get(found[1])
    return None


def zone_behind(moment: str) -> str | None:
    """The IANA name of the zone whose letters stand behind a time: "11:00 AM EDT"."""
    found = _LETTERS_BEHIND.search(moment)
    return _PLACES.get(found[1]) if found else None


def zone_of_heading(heading: str) -> tzinfo | None:
    """The zone a heading names in brackets: "Submit Date (UTC)"."""
    found = re.search(rf"[(\[](?P<zone>{_ZONE})[)\]]", heading)
    return _offset(found["zone"]) if found else None


def place_of(abbreviation: str) -> str | None:
    """The IANA name of a zone whose clocks are meant by "EDT"."""
    return _PLACES.get(abbreviation)


@lru_cache(maxsize=1024)
def _offset(text: str) -> tzinfo | None:
    """The fixed offset behind "+05:30", "UTC-4", "EDT"; None for letters that are no zone."""
    if text in _ABBREVIATIONS:
        return timezone(timedelta(hours=_ABBREVIATIONS[text])) if text not in ("UTC", "GMT", "Z") else UTC
    if text in _PLACES:
        return zone_named(_PLACES[text])
    found = re.fullmatch(r"(?:UTC|GMT)?\s?([+-])(\d{1,2}):?(\d{2})?", text)
    if not found:
        return None
    offset = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    return timezone(-offset if found[1] == "-" else offset) if offset < timedelta(hours=24) else None


def is_numeric(cell: str) -> bool:
    """Whether a cell holds a date whose order could be open: 05/06/2026."""
    return _NUMERIC.match(cell) is not None


def can_be_either(cell: str) -> bool:
    """Whether a cell begins with a date that is another day if its day and month change places: 05/06/2026."""
    found = _NUMERIC.match(cell)
    return found is not None and int(found[1]) <= 12 and int(found[2]) <= 12 and int(found[1]) != int(found[2])


def day_first_in(cells: Iterable[str]) -> bool | None:
    """True where the day must come first (25/12), False where the month must (12/25), None where nothing decides it.

    A column with both is read by the more frequent one; the other cells are then no dates. Dots are written by those
    who put the day first, unless am or pm stands beside them.
    """
    day_first = month_first = 0
    dotted = False
    for cell in cells:
        if found := _NUMERIC.match(cell):
            dotted = dotted or ("." in found[0] and not _HALF_DAY.search(cell))
            day_first += int(found[1]) > 12
            month_first += int(found[2]) > 12
            if day_first + month_first >= 50:
                break
    if day_first == month_first:
        return True if dotted and not month_first else None
    return day_first > month_first


def day_first_by_habit(cells: Iterable[str], zone: str | None) -> bool:
    """What is likely where nothing decides it: am and pm are American, then the zone tells."""
    if any(_HALF_DAY.search(cell) for cell in cells):
        return False
    return not (zone and zone.startswith(("America/", "US/")))


class MomentReader:
    """Reads the cells of one column of times.

    Days and clock times repeat, so each is made out once: a list of a hundred thousand has few of either.
    Counts in `zoneless` the times it could not place for want of a zone, and keeps in `abbreviations` those it saw.
    `order_open` says that nothing decides whether the day comes first.
    """

    def __init__(self, *, day_first: bool, zone: tzinfo | None, epoch_1904: bool = False, order_open: bool = False):
        self.order_open = order_open
        self._day_first, self._zone = day_first, zone
        self._day_zero = datetime(1904, 1, 1, tzinfo=UTC) if epoch_1904 else datetime(1899, 12, 30, tzinfo=UTC)
        self._days: dict[str, datetime] = {}
        self._clocks: dict[str, _Clock] = {}
        self._offsets: dict[tuple[str, int], timedelta] = {}
        # Where the last cell was cut, which is where the next one most likely is.
        self._cut, self._between, self._resume = 0, " ", 0
        self.zoneless = 0
        self.abbreviations: set[str] = set()

    def __call__(self, cell: str) -> datetime | None:
        """The moment in UTC; a day alone is its noon in the list's zone, so that it stays that day nearby.

        None for a time that no zone places. Raises NotADate.
        """
        day_text = cell[: self._cut]
        day, clock = self._days.get(day_text), self._clocks.get(cell[self._resume :])
        if day is None or clock is None or cell[self._cut : self._resume] != self._between:
            if len(cell) > _LONGEST:
                raise NotADate(cell[:_LONGEST])
            begins = _CLOCK_BEGINS.search(cell)
            if begins is None:
                return self._without_clock(cell)
            self._cut, self._between, self._resume = begins.start(), begins[0], begins.end()
            day_text, clock_text = cell[: self._cut], cell[self._resume :]
            day = self._days.get(day_text) or self._day(day_text)
            clock = self._clocks.get(clock_text) or self._clock(clock_text)
        if clock.zone is not None:
            return (day + clock.since_midnight).replace(tzinfo=clock.zone).astimezone(UTC)
        if self._zone is None:
            self.zoneless += 1
            return None
        key = (day_text, clock.hour)
        offset = self._offsets.get(key)
        if offset is None:
            # Clocks change on the hour, so one look-up serves all of it.
            offset = self._offsets[key] = _offset_at(day + timedelta(hours=clock.hour), self._zone)
        return day + clock.since_midnight - offset

    def _day(self, text: str) -> datetime:
        day = self._days[text] = _read_day(text, day_first=self._day_first)
        return day

    def _clock(self, text: str) -> "_Clock":
        clock = self._clocks[text] = _read_clock(text.strip())
        if clock.named:
            self.abbreviations.add(clock.named)
        return clock

    def _without_clock(self, cell: str) -> datetime | None:
        text = cell.strip()
        if _EPOCH.fullmatch(text):
            return _UNIX_ZERO + timedelta(seconds=int(text[:10]))
        if _SERIAL.fullmatch(text):
            moment = self._day_zero + timedelta(days=float(text))
            if "." in text.removesuffix(".0"):
                return self._placed(moment.replace(microsecond=0))
            day = moment.replace(microsecond=0)
        else:
            day = self._days.get(text) or self._day(text)
        noon = day + timedelta(hours=_NOON)
        return noon - _offset_at(noon, self._zone) if self._zone else noon

    def _placed(self, local: datetime) -> datetime | None:
        if self._zone is None:
            self.zoneless += 1
            return None
        return local - _offset_at(local, self._zone)


@dataclass(frozen=True, slots=True)
class _Clock:
    hour: int
    since_midnight: timedelta
    zone: tzinfo | None
    named: str


def _offset_at(local: datetime, zone: tzinfo) -> timedelta:
    """The zone's offset at a wall-clock time (which is marked UTC only to be counted with)."""
    return local.replace(tzinfo=zone).utcoffset() or timedelta()


def _read_clock(text: str) -> _Clock:
    found = _CLOCK.fullmatch(text)
    if found is None:
        raise NotADate(text)
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    if found[4] and 1 <= hour <= 12:
        hour = hour % 12 + (12 if found[4][0] in "pP" else 0)
    zone = _offset(found[5]) if found[5] else None
    if hour > 23 or minute > 59 or second > 59 or (found[5] and zone is None):
        raise NotADate(text)
    named = found[5] if found[5] and found[5].isalpha() else ""
    return _Clock(hour, timedelta(hours=hour, minutes=minute, seconds=second), zone, named)


def _read_day(text: str, *, day_first: bool) -> datetime:
    """Midnight of a day, marked UTC to be counted with. Raises NotADate."""
    text = " ".join(text.split()).rstrip(",")
    if found := _YEAR_FIRST.fullmatch(text):
        year, month, day = _year(found[1]), int(found[2]), int(found[3])
    elif found := _YEAR_LAST.fullmatch(text):
        first, second, year = int(found[1]), int(found[2]), _year(found[3])
        day, month = (first, second) if day_first else (second, first)
    elif found := _MONTH_FIRST.fullmatch(text):
        month, day, year = _month(found[1]), int(found[2]), _year(found[3])
    elif found := _MONTH_INSIDE.fullmatch(text):
        day, month, year = int(found[1]), _month(found[2]), _year(found[3])
    else:
        raise NotADate(text)
    try:
        return datetime(year, month, day, tzinfo=UTC)
    except ValueError:
        raise NotADate(text) from None


def _year(digits: str) -> int:
    year = int(digits)
    if len(digits) == 2:
        year += 2000 if year < 70 else 1900
    if year not in _YEARS:
        raise NotADate(digits)
    return year


@lru_cache(maxsize=1024)
def _month(word: str) -> int:
    month = _MONTHS.get(folded(word)) or _MONTHS.get(folded(word)[:3])
    if month is None:
        raise NotADate(word)
    return month


def stays(cell: str, moment: MomentReader) -> list[tuple[datetime, datetime]]:
    """The times somebody joined and left, where one cell holds all of them: `A - B (17 minutes)`, one or several.

    Raises NotADate.
    """
    found = []
    for piece in _STAYS_BETWEEN.split(cell):
        joined, dash, left = piece.partition(" - ")
        if dash:
            begin, end = moment(joined.strip()), moment(_IN_BRACKETS.sub("", left).strip())
            if begin and end and end >= begin:
                found.append((begin, end))
    return found


_STAYS_BETWEEN = re.compile(r'[";\n]+')
_IN_BRACKETS = re.compile(r"\([^)]*\)\s*,?\s*$")
