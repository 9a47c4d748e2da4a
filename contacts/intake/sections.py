"""Where the list is inside the file: preamble, sections with headings of their own, rows, footer."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from contacts.intake import dates
from contacts.intake.columns import WHO, meaning
from contacts.intake.table import EDGES, Table, unpack
from leadflow.lib.text import folded

# So many records from the top may come before the headings.
_PREAMBLE = 100

PEOPLE, STAFF, OTHER, DETAIL = "people", "staff", "other", "detail"
_TITLE_WORDS = {
    STAFF: """
        host hosts panelist panelists panellists organizer organizers organiser organisers staff presenter presenters speaker
        speakers moderator moderators gastgeber diskussionsteilnehmer podiumsteilnehmer organisatoren referenten moderatoren
        mitarbeiter hotes animateurs intervenants panelistes organisateurs anfitrion anfitriones panelistas ponentes
        organizadores gastheer panelleden sprekers organisator presentatoren relatori organizzatori moderatori ospitante
    """.split(),
    DETAIL: """
        activities activity aktivitaten aktivitat activites activite actividades actividad activiteiten activiteit attivita
        poll polls chat transcript umfrage sondage encuesta questions
    """.split(),
    OTHER: "other dial telephone telefon telefonique telefonica sonstige andere autres otros overige altri".split(),
}
_ABSENT = re.compile(
    r"did not attend|not attended|absent|no shows?|nicht teilgenommen|abwesend|ausente|no asist|afwezig|niet aanwezig|assent|non ha"
)
_TOTAL = re.compile(
    r"(?:grand |sub ?)?totals?\b|summe\b|gesamt\w*|insgesamt|nombre total|totaal\b|totale\b|confidential\b|copyright\b|vertraulich\b"
    r"|(?:generated|exported) (?:by|on|at|from)\b|report (?:generated|run)\b|erstellt (?:von|am)\b|page \d+ of \d+"
    r"|end of (?:report|list|file)\b|\d+ (?:records?|rows?|entries|contacts|leads)\Z"
)


@dataclass(slots=True)
class Section:
    """Rows `first` to `last` (exclusive) under the headings of record `header` (None: the format itself names them)."""

    headings: list[str]
    header: int | None
    first: int
    last: int
    title: str = ""
    role: str = PEOPLE
    absent: bool = False
    known: int = 0

    def __len__(self):
        return self.last - self.first

    @property
    def is_of_hosts(self) -> bool:
        """Whether it names those who held the event; panelists may come from elsewhere."""
        return self.role == STAFF and not _GUESTS_OF_HONOUR & set(folded(self.title).split())


_GUESTS_OF_HONOUR = frozenset(
    """
    panelist panelists panellists speaker speakers presenter presenters diskussionsteilnehmer podiumsteilnehmer referenten
    panelistes intervenants panelistas ponentes panelleden sprekers relatori
    """.split()
)


@dataclass(slots=True)
class Layout:
    """A table's sections in order; `main` holds the people. Records before the first section are the preamble."""

    sections: list[Section] = field(default_factory=list)
    main: Section | None = None

    @property
    def weight(self) -> int:
        """How much of a list of people this is; 0 if none."""
        return min(len(self.main), 50) * self.main.known if self.main else 0


def find(table: Table) -> Layout:
    """Take a table apart. Without headings that name people the layout has no main section."""
    if table.headings is not None:
        section = Section(table.headings, None, 0, len(table), known=len(table.headings))
        return Layout([section], section)
    headers = list(_headers(table))
    sections = []
    ends = [index for index, _ in headers[1:]] + [len(table)]
    for (index, known), end in zip(headers, ends, strict=False):
        title, at = _title_above(table, index)
        if sections:
            sections[-1].last = at
        section = Section(_trimmed(table.record(index)), index, index + 1, end, title, known=known)
        section.role = _role(title)
        section.absent = bool(_ABSENT.search(folded(title)))
        sections.append(section)
    people = [section for section in sections if section.role == PEOPLE]
    main = max(people, key=lambda section: min(len(section), 20) * section.known, default=None)
    for section in people:
        if main and not _names_people_like(section, main):
            section.role = OTHER
    return Layout(sections, main)


def _headers(table: Table) -> Iterator[tuple[int, int]]:
    """(record index, headings understood) of each row of headings: among the first records, later only after a gap."""
    known_before, at_before, header = 0, -2, ""
    candidates: list[tuple[int, int]] = []
    after_gap = True
    for index, row in enumerate(table.rows):
        stripped = row.strip(EDGES)
        if (index < _PREAMBLE and not candidates) or after_gap or index == at_before + 1:
            known = _understood(row) if stripped and row != header else 0
            if known and index == at_before + 1:
                # A band ("Contact | Company") above the headings: the row that says more is the header.
                if known > known_before:
                    candidates[-1] = (index, known)
                    known_before, at_before, header = known, index, row
            elif known:
                candidates.append((index, known))
                known_before, at_before, header = known, index, row
        after_gap = not stripped or "\x1f" not in stripped
    yield from candidates


def _understood(row: str) -> int:
    """How many cells are headings that name something, if they can be the headings of a list of people; else 0."""
    cells = [cell for cell in unpack(row) if cell.strip()]
    if len(cells) > 400 or any("@" in cell or len(cell) > 300 for cell in cells):
        return 0
    meanings = [m for cell in cells if (m := meaning(cell))]
    fields = {m.field for m in meanings}
    plainly = {m.field for m in meanings if m.strength >= 3}
    if not plainly & WHO:
        return 0
    if len(fields) == 1 and not (len(cells) == 1 and "email" in plainly) and "email" not in plainly:
        return 0
    return len(fields)


def _title_above(table: Table, header: int) -> tuple[str, int]:
    """(the line right above the headings, where the section begins with it)."""
    if header:
        above = table.rows[header - 1].strip(EDGES)
        if above and "\x1f" not in above:
            return above, header - 1
    return "", header


def _trimmed(cells: list[str]) -> list[str]:
    """Headings without the empty cells that pad the row at its end."""
    while cells and not cells[-1].strip():
        cells.pop()
    return [" ".join(cell.split()) for cell in cells]


def _role(title: str) -> str:
    words = set(folded(title).split())
    return next((role for role, said in _TITLE_WORDS.items() if words & set(said)), PEOPLE)


def _names_people_like(section: Section, main: Section) -> bool:
    """A section that lacks the mail address its neighbour has lists something else: phone dial-ins, a summary."""
    fields, of_main = ({m.field for h in each.headings if (m := meaning(h))} for each in (section, main))
    return "email" not in of_main or "email" in fields or {"first_name", "last_name"} <= fields


def is_footer(cells: list[str], *, below_a_gap: bool) -> bool:
    """Whether a row without an address is a total or a closing line: by its words, or alone below the last blank row."""
    filled = [cell for cell in cells if cell.strip()]
    if not filled or any("@" in cell for cell in filled):
        return False
    says_so = len(filled) <= 3 and _TOTAL.match(folded(filled[0][:200]))
    stands_alone = below_a_gap and len(filled) == 1 and cells[0].strip()
    return bool(says_so or stands_alone)


def end_of_people(table: Table, section: Section) -> int:
    """The index behind the last record with more than one filled cell, or an address: below it are blank rows and footers."""
    index = section.last
    while index > section.first:
        stripped = table.rows[index - 1].strip(EDGES)
        if "\x1f" in stripped or "@" in stripped:
            break
        index -= 1
    return index


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
            topic, webinar name, webinar title, webinar topic, meeting title, meeting topic, meeting name, event name, event title,
            event, title, session title, show name, trade show, campaign, campaign name, titel der besprechung, besprechungstitel,
            thema, veranstaltung, veranstaltungsname, titre de la reunion, sujet, nom de l evenement, titulo de la reunion, tema,
            nombre del evento, titel van vergadering, onderwerp, titolo della riunione, titolo riunione, argomento, nome evento""",
        "starts": """
            actual start time, actual start date time, start time, start date time, scheduled start time, start, start date, meeting start time,
            event date, date, startzeit, beginn, datum, heure de debut, date de debut, hora de inicio, fecha de inicio, fecha,
            begintijd, starttijd, ora di inizio, data di inizio""",
        "organiser": "user email, host email, organizer email, organiser email, e mail des gastgebers",
    }.items()
    for label in (" ".join(label.split()) for label in labels.split(","))
}
# "Webinar Name | Webinar ID": the second is a label too, the values stand below.
_LABEL_TOO = re.compile(r"\b(?:id|no|number|duration)\Z")
_GENERIC_TITLE = re.compile(
    r"\b(?:reports?|exports?|exported|lists?|leads?|attendees?|participants?|registrants?|retrieval|notes|generated|details|summary|contacts"
    r"|results?|responses?|information|teilnehmer\w*|bericht|liste|rapport|informe|verslag|elenco|overview)\b"
)


def facts(table: Table, layout: Layout) -> Facts:
    """Read the lines above and below the list: "Topic", "Actual Start Time", "Times: America/Chicago"."""
    found = Facts()
    inside = {
        i for section in layout.sections for i in range(section.first - 1, section.last) if section is not layout.main
    }
    top = (layout.main.header or 0) if layout.main else 0
    above = [i for i in range(min(top, _PREAMBLE)) if i not in inside]
    for i in above:
        _read_labels(table.record(i), table.record(i + 1) if i + 1 < top else [], found)
    bottom = end_of_people(table, layout.main) if layout.main else 0
    below = range(bottom, min(len(table), bottom + _PREAMBLE))
    for i in (*above, *(i for i in below if i not in inside)):
        line = " ".join(cell for cell in table.record(i) if cell)
        found.zone = found.zone or dates.zone_in(line[:2000])
    return found


def _read_labels(cells: list[str], under: list[str], found: Facts) -> None:
    filled = [cell.strip() for cell in cells if cell.strip()]
    if len(filled) == 1:
        found.titles.append(filled[0])
    pair = len(filled) == 2 and bool(cells[0].strip()) and not _LABEL_TOO.search(folded(filled[1][:60]))
    for column, cell in enumerate(cells):
        what = _LABELS.get(folded(cell[:60])) if cell else None
        if what is None:
            continue
        value = filled[1] if pair and column == 0 else under[column].strip() if column < len(under) else ""
        if value and folded(value) not in _LABELS and not getattr(found, what):
            setattr(found, what, value)


def name_in_title(titles: list[str]) -> str:
    """The event in a title line, without the words that only say it is a report: "Expo 2026 - Lead Retrieval Export"."""
    for title in titles:
        pieces = [piece.strip() for piece in re.split(r"\s[-–—|]\s|:\s", title)]
        named = [piece for piece in pieces if piece and not _GENERIC_TITLE.search(folded(piece))]
        if named and len(named) < len(pieces) and len(named[0]) > 3:
            return named[0]
    return ""
