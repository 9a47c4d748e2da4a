"""What a rehearsal found: the numbers, each with the rows behind it, and the headline in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from statistics import median

from django.db.models import Count, Q
from django.template.defaultfilters import pluralize

from leadflow.rehearsal.models import Rehearsal, RehearsalRow

# Of fewer meetings nothing can be said.
ENOUGH = 10

_FOUND, _FOUND_BEFORE, _MET = (Q(**{f"{name}__isnull": False}) for name in ("found_on", "found_before_on", "met_on"))
# The rows behind each number.
GROUPS: dict[str, Q] = {
    "lead": Q(change=RehearsalRow.Change.LEAD),
    "ready": Q(change=RehearsalRow.Change.READY),
    "no_longer": Q(change=RehearsalRow.Change.NO_LONGER),
    "meetings": _MET,
    "found": _FOUND,
    "found_before": _FOUND_BEFORE,
    "met_found": _MET & _FOUND,
    "met_found_before": _MET & _FOUND_BEFORE,
    "spared": _FOUND_BEFORE & ~_FOUND & ~_MET,
    "missed": _FOUND_BEFORE & ~_FOUND & _MET,
    "extra": _FOUND & ~_FOUND_BEFORE & ~_MET,
    "gained": _FOUND & ~_FOUND_BEFORE & _MET,
}


def of(rehearsal: Rehearsal) -> dict:
    """The numbers of a rehearsal whose rows are complete."""
    numbers = rehearsal.rows.aggregate(**{name: Count("pk", filter=rows) for name, rows in GROUPS.items()})
    met = rehearsal.rows.filter(_MET).values_list("found_on", "found_before_on", "met_on")
    return numbers | days(met)


def days(met: Iterable[tuple[date | None, date | None, date]]) -> dict[str, float | None]:
    """Of those who took a meeting, in the middle: how many days the draft found them earlier than the version in force
    (of those whom both found), and how many days each found them before the meeting. None where nobody is."""
    found = list(met)
    return {
        "earlier": _median((before - on).days for on, before, _ in found if on and before),
        "ahead": _median((met_on - on).days for on, _, met_on in found if on),
        "ahead_before": _median((met_on - before).days for _, before, met_on in found if before),
    }


def _median(numbers: Iterable[int]) -> float | None:
    known = list(numbers)
    return median(known) if known else None


@dataclass(frozen=True)
class Findings:
    """The numbers of a rehearsal that is done, and what they say."""

    lead: int
    ready: int
    no_longer: int
    meetings: int
    found: int
    found_before: int
    met_found: int
    met_found_before: int
    spared: int
    missed: int
    extra: int
    gained: int
    earlier: float | None
    ahead: float | None
    ahead_before: float | None

    @property
    def headline(self) -> str:
        """The finding in a few sentences."""
        return f"{self._today} {self._looked_back}"

    @property
    def is_enough(self) -> bool:
        """Whether there are meetings enough to compare two versions by them."""
        return self.meetings >= ENOUGH

    @property
    def share_found(self) -> float | None:
        """Of the meetings those whom the draft would have found beforehand (recall)."""
        return _share(self.met_found, self.meetings)

    @property
    def share_found_before(self) -> float | None:
        """The same of the version in force."""
        return _share(self.met_found_before, self.meetings)

    @property
    def share_met(self) -> float | None:
        """Of those whom the draft would have made leads the ones who took a meeting (precision)."""
        return _share(self.met_found, self.found)

    @property
    def share_met_before(self) -> float | None:
        """The same of the version in force."""
        return _share(self.met_found_before, self.found_before)

    @property
    def _today(self) -> str:
        said = []
        if self.lead:
            said.append(f"{people(self.lead)} would become {_leads(self.lead)}")
        if self.ready:
            said.append(f"{self.ready:,} of your leads would become sales ready")
        if self.no_longer:
            said.append(f"{self.no_longer:,} would not be {_leads(self.no_longer)} any more")
        if not said:
            return "Nobody would become a sales lead, and nobody would stop being one."
        return f"{_listed(said)}."

    @property
    def _looked_back(self) -> str:
        if not self.meetings:
            return "Nobody took a meeting in the year before, so nothing can be said about who it would have found."
        meetings = f"{self.meetings:,} meeting{pluralize(self.meetings)}"
        if not self.is_enough:
            return f"{meetings} in the year before: too few to tell which version finds more."
        found = f"this version would have found {self.met_found:,}, the one in force {self.met_found_before:,}"
        return f"Of {meetings} in the year before, {found}{self._sooner}."

    @property
    def _sooner(self) -> str:
        if not self.earlier:
            return "; neither sooner than the other" if self.earlier is not None else ""
        number = abs(self.earlier)
        by = f"{number:,.0f} day{pluralize(round(number))}" if number >= 1 else "half a day"
        return f"; in the middle {by} {'earlier' if self.earlier > 0 else 'later'}"


def of_rehearsal(rehearsal: Rehearsal) -> Findings | None:
    """What it found; None while it is not done."""
    return Findings(**rehearsal.findings) if rehearsal.is_done else None


def people(number: int) -> str:
    """A number of people in words: “1 person”, “1,200 people”."""
    return f"{number:,} {pluralize(number, 'person,people')}"


def _leads(number: int) -> str:
    return "a sales lead" if number == 1 else "sales leads"


def _listed(said: list[str]) -> str:
    return f"{', '.join(said[:-1])}, and {said[-1]}" if len(said) > 1 else said[0]


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
