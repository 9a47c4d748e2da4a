"""What the lines above and below a list say about all of it."""

import re
from dataclasses import dataclass, field

from contacts.intake import dates
from contacts.intake.sections import Layout, Section, end_of_people
from contacts.intake.table import Table
from leadflow.lib.text import folded

# So many lines are looked at on either side.
_LINES = 100


@dataclass(slots=True)
class Facts:
    """What the preamble and the footers say about the list as a whole."""

    name: str = ""
    starts: str = ""
    organiser: str = ""
    zone: str | None = None
    titles: list[str] = field(default_factory=list)


_LABELS = {
    label: what
    for what, labels in {
        "name": """
            topic, webinar,
            webinar name, webinar title, webinar topic, meeting title, meeting topic, meeting name, event name,
            event title, event, title, session title, show name, trade show, campaign, campaign name, titel der
            besprechung, besprechungstitel, thema, veranstaltung, veranstaltungsname, titre de la reunion, sujet, nom
            de l evenement, titulo de la reunion, tema, nombre del evento, titel van vergadering, onderwerp, titolo
            della riunione, titolo riunione, argomento, nome evento""",
        "starts": """
            actual start time, actual start date time, start time, start date time, scheduled start time, start, start
            date, meeting start time, event date, date, startzeit, beginn, datum, heure de debut, date de debut, hora
            de inicio, fecha de inicio, fecha, begintijd, starttijd, ora di inizio, data di inizio""",
        "organiser": "user email, host email, organizer email, organiser email, e mail des gastgebers",
    }.items()
    for label in (" ".join(label.split()) for label in labels.split(","))
}
# "Webinar Name | Webinar ID": the second is a label too, the values stand below.
_LABEL_TOO = re.compile(r"\b(?:id|no|number|duration)\Z")
_GENERIC_TITLE = re.compile(
    r"\b(?:reports?|exports?|exported|lists?|leads?|attendees?|participants?|registrants?|retrieval|notes|generated"
    r"|details|summary|contacts|results?|responses?|information|teilnehmer\w*|bericht|liste|rapport|informe|verslag|elenco|overview)\b"
)


def facts(table: Table, layout: Layout) -> Facts:
    """Read the lines above and below the list: "Topic", "Actual Start Time", "Times: America/Chicago"."""
    found = Facts()
    others = [range(section.first - 1, section.last) for section in layout.sections if section is not layout.main]
    top = _top_of(layout.main) if layout.main else 0
    above = [i for i in range(min(top, _LINES)) if not any(i in other for other in others)]
    for i in above:
        _read_labels(table.record(i), table.record(i + 1) if i + 1 < top else [], found)
    bottom = end_of_people(table, layout.main) if layout.main else 0
    below = range(bottom, min(len(table), bottom + _LINES))
    for i in (*above, *(i for i in below if not any(i in other for other in others))):
        line = " ".join(cell for cell in table.record(i) if cell)
        found.zone = found.zone or dates.zone_in(line[:2000])
    # The reports of an event keep to the zone it is announced in: "September 16, 2026 11:00 AM EDT".
    found.zone = found.zone or dates.zone_behind(found.starts)
    return found


def _top_of(main: Section) -> int:
    return main.first if main.header is None else main.header


def _read_labels(cells: list[str], under: list[str], found: Facts) -> None:
    filled = [cell.strip() for cell in cells if cell.strip()]
    if len(filled) == 1:
        found.titles.append(filled[0])
    pair = len(filled) == 2 and bool(cells[0].strip()) and not _is_label(filled[1])
    for column, cell in enumerate(cells):
        what = _LABELS.get(folded(cell[:60])) if cell else None
        if what is None:
            continue
        value = filled[1] if pair and column == 0 else under[column].strip() if column < len(under) else ""
        if value and not _is_label(value) and not getattr(found, what):
            setattr(found, what, value)


def _is_label(text: str) -> bool:
    words = folded(text[:60])
    return words in _LABELS or bool(_LABEL_TOO.search(words))


def name_in_title(titles: list[str]) -> str:
    """The event in a title, without what only says that it is a report: "Expo 2026 - Lead Retrieval Export"."""
    for title in titles:
        pieces = [piece.strip() for piece in re.split(r"\s[-–—|]\s|:\s", title)]
        named = [piece for piece in pieces if piece and not _GENERIC_TITLE.search(folded(piece))]
        if named and len(named) < len(pieces) and len(named[0]) > 3:
            return named[0]
    return ""
