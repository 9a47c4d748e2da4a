"""What happened to somebody, or at a whole firm, in one order of time: touches, stages, and what other apps add."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.http import urlencode

from contacts import signals
from contacts.models import Channel, Contact, StageChange, Touch

SHOWN = {
    "all": "Everything",
    "them": "They did",
    "us": "We did",
    "notes": "Notes",
    "plan": "Stages and plan",
}
_DIRECTIONS = {"them": Touch.Direction.INBOUND, "us": Touch.Direction.OUTBOUND, "notes": Touch.Direction.NOTE}
_CLASSES = {Touch.Direction.INBOUND: "inbound", Touch.Direction.OUTBOUND: "outbound"}


@dataclass(frozen=True)
class Entry:
    """One line. `source` and `pk` tell entries of the same moment apart; of these the first source is the newest."""

    at: datetime
    source: str
    pk: int
    contact_id: int
    kind: str
    title: str
    text: str = ""
    by: object = None
    direction: str = ""
    voided: bool = False

    @property
    def place(self) -> tuple[float, str, int]:
        """Where it stands: the newer, the smaller."""
        return _place(self.at, self.source, self.pk)

    @property
    def cursor(self) -> str:
        return _cursor(self.at, self.source, self.pk)

    @property
    def anchor(self) -> str:
        return f"{self.source}-{self.pk}"


@dataclass(frozen=True)
class Window:
    """The stretch of a timeline that is asked for: so many entries older than a cursor."""

    cursor: tuple[datetime, str, int] | None
    limit: int

    def of(self, rows: QuerySet, source: str, *, at: str = "at", pk: str = "pk") -> QuerySet:
        """The rows of one source that may belong to it, newest first."""
        if self.cursor:
            moment, after, number = self.cursor
            older = Q(**{f"{at}__lt": moment})
            if source > after:
                older |= Q(**{at: moment})
            elif source == after:
                older |= Q(**{at: moment, f"{pk}__lt": number})
            rows = rows.filter(older)
        return rows.order_by(f"-{at}", f"-{pk}")[: self.limit]

    def of_any(self, rows: QuerySet, moments: Mapping[str, str]) -> QuerySet:
        """The rows of several sources, each with its own moment of a row: those of which one may belong to it."""
        fitting = [
            Q(pk__in=self.of(rows.filter(**{f"{at}__isnull": False}), source, at=at).values("pk"))
            for source, at in moments.items()
        ]
        return rows.filter(reduce(or_, fitting))

    def takes(self, entry: Entry) -> bool:
        """Whether an entry is older than the cursor."""
        return self.cursor is None or entry.place > _place(*self.cursor)


@dataclass(frozen=True)
class Timeline:
    """Entries, newest first, and the cursor of the older ones; empty at the beginning of time."""

    entries: list[Entry]
    older: str


def of(contacts: QuerySet[Contact], *, show: str = "all", cursor: str = "", size: int = 20) -> Timeline:
    """The timeline of these contacts. `show` is one of SHOWN; other apps add theirs by `timeline_asked`."""
    window = Window(_read(cursor), size + 1)
    ids = contacts.order_by().values("pk")
    found: list[Entry] = []
    if show != "plan":
        found += _touches(ids, window, _DIRECTIONS.get(show))
    if show not in _DIRECTIONS:
        found += _stages(ids, window)
        for _, entries in signals.timeline_asked.send(Contact, contact_ids=ids, window=window):
            found += entries
    found = sorted(filter(window.takes, found), key=lambda entry: entry.place)
    return Timeline(found[:size], found[size - 1].cursor if len(found) > size else "")


def address_of(touch: Touch) -> str:
    """The address of a touch on the page of its contact: of the timeline that begins with it."""
    cursor = _cursor(touch.at, "touch", touch.pk + 1)
    page = reverse("contact", args=[touch.contact_id])
    return f"{page}?{urlencode({'before': cursor})}#touch-{touch.pk}"


def _place(at: datetime, source: str, pk: int) -> tuple[float, str, int]:
    return -at.timestamp(), source, -pk


def _cursor(at: datetime, source: str, pk: int) -> str:
    return f"{at.isoformat()}~{source}~{pk}"


def _read(cursor: str) -> tuple[datetime, str, int] | None:
    try:
        moment, source, pk = cursor.split("~")
        at = parse_datetime(moment)
        return (at, source, int(pk)) if at and at.tzinfo and int(pk) < 2**63 else None
    except ValueError:
        return None


def _touches(ids, window: Window, direction) -> Iterable[Entry]:
    touches = Touch.with_voided.filter(contact__in=ids).select_related("asset", "rep", "contact")
    if direction:
        touches = touches.filter(direction=direction)
    for touch in window.of(touches, "touch"):
        yield Entry(
            at=touch.at,
            source="touch",
            pk=touch.pk,
            contact_id=touch.contact_id,
            kind=_icon(touch),
            title=title_of(touch),
            text="\n".join(filter(None, [touch.gist, *_also(touch)])),
            by=touch.rep,
            direction=_CLASSES.get(touch.direction, ""),
            voided=touch.voided_at is not None,
        )


def _stages(ids, window: Window) -> Iterable[Entry]:
    changes = StageChange.objects.filter(contact__in=ids).select_related("by")
    for change in window.of(changes, "stage"):
        evidence = [line["text"] for line in change.evidence if line.get("text")]
        yield Entry(
            at=change.at,
            source="stage",
            pk=change.pk,
            contact_id=change.contact_id,
            kind="stage",
            title=f"{change.get_before_display()} → {change.get_after_display()}",
            text="\n".join(filter(None, [change.reason or change.get_cause_display(), *evidence])),
            by=change.by,
            direction="planned",
        )


_DONE: dict[str, str] = {
    Channel.RESEARCH: "Research done",
    Channel.EMAIL: "Mail sent",
    Channel.LINKEDIN: "Reached out on LinkedIn",
    Channel.SOCIAL: "Reached out on a social network",
    Channel.TEXT: "Text message sent",
    Channel.INSTANT: "Instant message sent",
    Channel.POST: "Card or letter sent",
}
_WAYS: dict[str, str] = {Channel.PHONE: "Call", Channel.VIDEO: "Video call", Channel.OTHER: ""}


def title_of(touch: Touch) -> str:
    """A touch in a few words: “Call: voicemail left”, “Attended webinar “Cold chain”, 42 minutes”."""
    if touch.kind == Touch.Kind.ATTEMPT:
        if touch.outcome == Touch.Outcome.DONE and touch.channel in _DONE:
            return _DONE[touch.channel]
        way = _WAYS.get(touch.channel, touch.get_channel_display())
        outcome = touch.get_outcome_display()
        return f"{way}: {outcome[:1].lower()}{outcome[1:]}" if way and outcome else way or outcome or "Attempt"
    words = touch.get_kind_display()
    if touch.kind == Touch.Kind.REPLY and touch.channel in Channel.values and touch.channel != Channel.OTHER:
        words = f"{words} by {touch.get_channel_display().lower()}"
    if touch.asset:
        words += f"{' on' if touch.kind in Touch.REQUESTS else ''} “{touch.asset.name}”"
    return f"{words}, {touch.minutes} minutes" if touch.minutes else words


def _icon(touch: Touch) -> str:
    return touch.channel if touch.kind == Touch.Kind.ATTEMPT else touch.kind


def _also(touch: Touch) -> Iterator[str]:
    """What a list told beside their own words: “Ticket: General Admission”."""
    for name, value in touch.detail.items():
        for label, told in value.items() if isinstance(value, dict) else [(name, value)]:
            words = ", ".join(map(str, told)) if isinstance(told, list) else str(told)
            if words not in ("", "None", "{}") and words not in touch.gist:
                yield f"{label[:1].upper()}{label[1:].replace('_', ' ')}: {words}"
