"""In which zone a list's times are, and whether its days or its months come first."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from contacts.intake import dates
from contacts.intake.dates import MomentReader, NotADate
from contacts.intake.formats import Format
from contacts.intake.rows import is_time
from contacts.intake.sheets import Part


@dataclass(slots=True)
class Clock:
    """How the times of one list are read, and what was learnt while reading them."""

    zone: str | None
    # "file", "given", or None where nobody said.
    source: str | None
    day_first: bool
    # Nothing in the file decides the order, and it matters.
    order_open: bool
    epoch_1904: bool
    _made: list[MomentReader] = field(default_factory=list)

    def readers(self, part: Part) -> dict[int, MomentReader]:
        """A reader for each column of times: column index to reader."""
        times = [index for index, name in enumerate(part.fields) if is_time(name)]
        return {index: self._reader(part.section.headings[index], _decided(part, index)) for index in times}

    def moment(self, text: str) -> datetime | None:
        """A single time of the preamble; None if it is none."""
        try:
            return self._reader("", None)(text) if text else None
        except NotADate:
            return None

    def _reader(self, heading: str, own_order: bool | None) -> MomentReader:
        """`own_order`: whether the column itself says that the day comes first."""
        reader = MomentReader(
            day_first=self.day_first if own_order is None else own_order,
            zone=dates.zone_of_heading(heading) or (dates.zone_named(self.zone) if self.zone else None),
            epoch_1904=self.epoch_1904,
            order_open=self.order_open and own_order is None,
        )
        self._made.append(reader)
        return reader

    @property
    def needs_zone(self) -> bool:
        """Whether times were left out for want of a zone."""
        return any(reader.zoneless for reader in self._made)

    def learn(self) -> None:
        """After reading: zones named in the cells are the file's."""
        seen = Counter(name for reader in self._made for name in reader.abbreviations)
        if self.source != "file" and seen and (place := dates.place_of(seen.most_common(1)[0][0])):
            self.zone, self.source = place, "file"


def decide(
    parts: Sequence[Part],
    format_: Format,
    *,
    in_file: str | None,
    given: str | None,
    other_dates: Iterable[str],
    day_first: bool | None,
    epoch_1904: bool,
) -> Clock:
    """Settle zone and order. `in_file` is the zone the file names, which wins over the one given."""
    zone = in_file or given
    source = "file" if in_file else "given" if given else None
    slashed = [
        (part, i) for part in parts for i, name in enumerate(part.fields) if is_time(name) and _open_shape(part, i)
    ]
    decided = [_decided(part, index) for part, index in slashed]
    evidence = [
        order
        for order in (day_first, *decided, dates.day_first_in(other_dates), format_.day_first)
        if order is not None
    ]
    samples = [cell for part, index in slashed for cell in part.samples[index]]
    order = evidence[0] if evidence else dates.day_first_by_habit(samples, zone)
    return Clock(zone, source, order, bool(slashed) and not evidence, epoch_1904)


def _open_shape(part: Part, index: int) -> bool:
    return any(map(dates.is_numeric, islice(part.samples[index], 20)))


def _decided(part: Part, index: int) -> bool | None:
    return dates.day_first_in(part.cells(index)) if _open_shape(part, index) else None
