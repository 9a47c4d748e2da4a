"""Having a file read and keeping its rows, so that somebody can look at them before anything else is written."""

from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from dataclasses import fields as fields_of
from datetime import datetime
from itertools import islice
from operator import attrgetter
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from contacts import intake, mending
from contacts.importing.arrivals import Arrival, as_json
from contacts.importing.matching import Closed, Register
from contacts.intake import Limits, ListReading, ListRefused, RowReading
from contacts.intake.junk import gist
from contacts.intake.kinds import PURPOSES
from contacts.intake.reading import PERSON, QUARANTINED, SUPPRESSED
from contacts.models import JunkRule, ListSource, Upload, UploadRow
from leadflow.lib import bulk, collecting, planning
from leadflow.lib.ahead import one_ahead

ROWS = 2000
MOST_PROBLEMS = 20
Fate = UploadRow.Fate


def stage(upload: Upload, *, at: datetime) -> None:
    """Read the file of an upload that the caller has claimed, and keep its rows; then it is to be checked.

    A list of a source that was seen before is read as it was then; from the folder it needs nobody if nothing is open.
    A file that holds no list ends in the phase "refused". Raises Upload.Taken where somebody took the upload over.
    """
    try:
        reading = read(upload)
    except ListRefused as refused:
        upload.refuse(str(refused), at=at)
        return
    reading, answers = _like_before(upload, reading)
    upload.was_read(facts(reading), rows=len(reading.rows), **answers)
    for rows in one_ahead(_pieces(upload, reading)):
        _keep(upload, rows)
    with transaction.atomic():
        upload.is_staged()
        source = upload.list_source
        if upload.origin == Upload.Origin.FOLDER and reading.people and source and source.needs_nobody(upload):
            upload.begin(at=at)


def _like_before(upload: Upload, reading: ListReading) -> tuple[ListReading, dict]:
    """The reading with what was answered for the lists of its source before, and these answers."""
    if not upload.uses_memory or upload.list_source:
        return reading, {}
    headings = [column.header for column in reading.columns]
    source, headed = ListSource.objects.known_by(headings), {}
    if source is None and reading.other_headings and upload.has_headings is None:
        # Somebody said before that the first row of such a list is not what it looks like.
        headings, headed = reading.other_headings, {"has_headings": reading.header_row is None}
        source = ListSource.objects.known_by(headings)
    if source is None:
        return reading, {}
    columns = [{"index": index, "header": heading, "field": None} for index, heading in enumerate(headings)]
    answers = source.answers_for(upload, columns) | headed
    for name, value in answers.items():
        setattr(upload, name, value)
    if not headed and not _make_another(answers, reading):
        return reading, answers
    try:
        like_before = read(upload)
    except ListRefused:
        like_before = None
    if like_before is None or not like_before.people:
        # With what is remembered nobody is left in it.
        upload.refresh_from_db(fields=list(answers))
        return reading, {}
    return like_before, answers


def _make_another(answers: dict, reading: ListReading) -> bool:
    """Whether these answers make another reading than this one, which was read without them."""
    fields = {str(column.index): column.field for column in reading.columns}
    zone, day_first = answers.get("zone"), answers.get("day_first")
    return bool(
        "kind" in answers
        or ("phone_country" in answers and mending.counts(reading).get("no_country"))
        or (zone and zone != reading.zone and reading.zone_source != "file")
        or (day_first is not None and (reading.day_order_open or day_first != reading.day_first))
        or any(fields.get(index) != field for index, field in answers["mapping"].items())
    )


def read(upload: Upload) -> ListReading:
    """What the file says, with the choices made so far. Raises ListRefused."""
    if not upload.file or not upload.file.storage.exists(str(upload.file)):
        raise ListRefused(upload.name, "the file is not kept any more. Upload it again.")
    limits = Limits(
        file_bytes=settings.UPLOAD_MAX_BYTES,
        inflated_bytes=settings.UPLOAD_MAX_INFLATED_BYTES,
        rows=settings.UPLOAD_MAX_ROWS,
        cells=settings.UPLOAD_MAX_CELLS,
    )
    return intake.read(
        upload.file.path,
        zone=upload.zone or None,
        sieve=JunkRule.sieve(),
        mapping={int(index): field for index, field in upload.mapping.items()},
        sheet=upload.sheet or None,
        kind=upload.kind or None,
        day_first=upload.day_first,
        has_headings=upload.has_headings,
        phone_country=upload.phone_country or None,
        name=upload.name,
        limits=limits,
    )


def facts(reading: ListReading) -> dict:
    """What the pages show of a reading, and what the import needs of it, rows and people left out."""
    problems: Counter[tuple[str, str]] = Counter()
    for (fate, reasons), rows in reading.rows.tally().items():
        for reason in reasons:
            problems[fate, gist(reason)] += rows
    return {
        "format": reading.format,
        "kind": reading.kind,
        "asset_kind": PURPOSES[reading.kind].asset,
        "encoding": reading.encoding,
        "sheet": reading.sheet,
        "sheets": [sheet.as_json() for sheet in reading.sheets],
        "sections": [section.as_json() for section in reading.sections],
        "zone": reading.zone,
        "zone_source": reading.zone_source,
        "needs_zone": reading.needs_zone,
        "day_first": reading.day_first,
        "day_order_open": reading.day_order_open,
        "header_row": reading.header_row,
        "headings_open": reading.other_headings is not None,
        "columns": [column.as_json() for column in reading.columns],
        "event": _event(reading),
        "notes": reading.notes,
        "problems": [
            {"fate": fate, "reason": reason, "rows": rows}
            for (fate, reason), rows in problems.most_common(MOST_PROBLEMS)
        ],
        "flags": {flag: people for flag, people in reading.flags.items() if people},
        "mending": mending.counts(reading),
    }


def _event(reading: ListReading) -> dict | None:
    """The event with its day, which is the day where it took place."""
    if reading.event is None:
        return None
    starts = reading.event.starts_at
    held_on = starts.astimezone(ZoneInfo(reading.zone or "UTC")).date().isoformat() if starts else None
    return reading.event.as_json() | {"held_on": held_on}


def _leaders(reading: ListReading) -> Sequence[int]:
    """Of each person (by index) the number of the row that keeps them: the first good one, of junk simply the first."""
    leaders = array("I", [0]) * len(reading.people)
    for row in reading.rows:
        who = row.person_index
        if who is not None and not leaders[who] and (row.fate != QUARANTINED or reading.people[who].reasons):
            leaders[who] = row.row
    return leaders


@dataclass(slots=True)
class _Row:
    """A row as it is kept."""

    upload_id: int
    sheet: str
    number: int
    fate: str
    reasons: list[str]
    values: tuple[str, ...]
    junk: str
    who: str = ""
    person: dict | None = None
    same_as: int | None = None
    forecast: str = ""
    contact_id: int | None = None


_COLUMNS = [each.name for each in fields_of(_Row)]
_values = attrgetter(*_COLUMNS)


def _pieces(upload: Upload, reading: ListReading) -> Iterator[list[_Row]]:
    leaders, rows = _leaders(reading), iter(reading.rows)
    while batch := list(islice(rows, ROWS)):
        yield [_row(upload, reading, row, leaders) for row in batch]


@collecting.held_back()
@transaction.atomic
def _keep(upload: Upload, rows: list[_Row]) -> None:
    """Keep some rows, each with its fate or with what is foreseen for it."""
    planning.look_up_by_index()
    upload.hold()
    _foresee([row for row in rows if row.fate == Fate.WAITING], upload.source)
    bulk.insert(UploadRow, _COLUMNS, map(_values, rows))
    upload.rows_staged(len(rows))


def stage_one(upload: Upload, reading: ListReading) -> UploadRow:
    """Keep the only row of a reading."""
    return UploadRow.objects.create(**asdict(_row(upload, reading, reading.rows[0], _leaders(reading))))


def _row(upload: Upload, reading: ListReading, row: RowReading, leaders: Sequence[int]) -> _Row:
    kept = _Row(upload.pk, row.sheet or "", row.row, row.fate, list(row.reasons), row.values, row.junk)
    if row.person_index is None:
        kept.who = " ".join(" ".join(kept.values).split())[:200]
        return kept
    person, leader = reading.people[row.person_index], leaders[row.person_index]
    kept.who = (person.full_name or person.called or person.email or person.linkedin or person.company)[:200]
    if leader == row.row:
        kept.person = as_json(person, reading.unmapped(person))
        if row.fate in (PERSON, SUPPRESSED):
            kept.fate = Fate.WAITING
    elif row.fate != QUARANTINED or person.reasons:
        kept.same_as = leader
    return kept


def _foresee(rows: list[_Row], source: str) -> None:
    """Say what would become of rows that wait if they were imported now."""
    arrivals = [Arrival(row.person or {}, source) for row in rows]
    register, closed = Register(arrivals, lock=False), Closed(arrivals)
    for row, one in zip(rows, arrivals, strict=True):
        verdict = register.judge(one, closed)
        row.forecast = UploadRow.KNOWN if verdict.fate == Fate.UNCHANGED else verdict.fate
        row.reasons += verdict.reasons
        row.contact_id = verdict.draft.contact.pk if verdict.draft else None
