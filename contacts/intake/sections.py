"""Where the list is inside the file: preamble, sections with headings of their own, rows, footer."""

import re
from dataclasses import dataclass, field

from contacts.intake import headless
from contacts.intake.columns import OF_BEARER, WHO, meaning
from contacts.intake.table import EDGES, Table, is_blank, unpack
from leadflow.lib.text import folded

# So many records from the top may come before the headings.
_PREAMBLE = 100

# So many rows show what stands below headings that nobody understands.
_LOOKED_AT = 20
_DIGIT = re.compile(r"\d")

PEOPLE, STAFF, OTHER, DETAIL = "people", "staff", "other", "detail"
_TITLE_WORDS = {
    STAFF: """
        host hosts panelist panelists panellists organizer organizers organiser organisers staff presenter presenters
        speaker speakers moderator moderators gastgeber diskussionsteilnehmer podiumsteilnehmer organisatoren
        referenten moderatoren mitarbeiter hotes animateurs intervenants panelistes organisateurs anfitrion
        anfitriones panelistas ponentes organizadores gastheer panelleden sprekers organisator presentatoren relatori
        organizzatori moderatori ospitante
    """.split(),
    DETAIL: """
        besprechungsaktivitaten activities activity aktivitaten aktivitat activites activite actividades
        actividad activiteiten activiteit attivita poll polls chat transcript umfrage sondage encuesta questions
    """.split(),
    OTHER: "other dial telephone telefon telefonique telefonica sonstige andere autres otros overige altri".split(),
}
_ABSENT = re.compile(
    r"did not attend|not attended|absent|no shows?|nicht teilgenommen|abwesend|ausente|no asist|afwezig|niet aanwezig"
    r"|assent|non ha"
)
_TOTAL = re.compile(
    r"(?:grand |sub ?)?totals?\b|summe\b|gesamt\w*|insgesamt|nombre total|totaal\b|totale\b"
    r"|confidential\b|copyright\b|vertraulich\b"
    r"|(?:generated|exported) (?:by|on|at|from)\b|report (?:generated|run)\b|erstellt (?:von|am)\b|page \d+ of \d+"
    r"|end of (?:report|list|file)\b|\d+ (?:records?|rows?|entries|contacts|leads)\Z"
)


@dataclass(slots=True)
class Section:
    """Rows `first` to `last` (exclusive) under the headings of record `header`.

    Without a `header` the format itself names the columns, or what stands in them.
    """

    headings: list[str]
    header: int | None
    first: int
    last: int
    title: str = ""
    role: str = PEOPLE
    absent: bool = False
    known: int = 0
    # What the headings would be if the first row, of which nothing tells what it is, were the other thing.
    other_headings: list[str] | None = None

    def __len__(self):
        return self.last - self.first

    @property
    def is_of_hosts(self) -> bool:
        """Whether it names those who held the event; panelists may come from elsewhere."""
        return self.role == STAFF and not _GUESTS_OF_HONOUR & set(folded(self.title).split())


_GUESTS_OF_HONOUR = frozenset(
    """
    panelist panelists panellists speaker speakers presenter presenters diskussionsteilnehmer podiumsteilnehmer
    referenten panelistes intervenants panelistas ponentes panelleden sprekers relatori
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
    headers = _headers(table)
    sections = []
    ends = [index for index, _ in headers[1:]] + [len(table)]
    for (index, known), end in zip(headers, ends, strict=False):
        title, at = _title_above(table, index)
        if sections:
            sections[-1].last = at
        section = Section(_headings(table, index), index, index + 1, end, title, known=known)
        section.role = _role(title)
        section.absent = bool(_ABSENT.search(folded(title)))
        sections.append(section)
    people = [section for section in sections if section.role == PEOPLE]
    main = max(people, key=lambda section: min(len(section), 20) * section.known, default=None)
    for section in people:
        if main and not _names_people_like(section, main):
            section.role = OTHER
    return Layout(sections, main)


def find_headless(table: Table, has_headings: bool | None) -> Layout:
    """The same for a table whose headings say nothing, or that has none; `has_headings` is what somebody said.

    Without a table in it the layout has no main section.
    """
    begin = _PREAMBLE + _LOOKED_AT
    rows = [(index, unpack(row)) for index, row in enumerate(table.rows.between(0, begin)) if not is_blank(row)]
    above = _above_addresses(table)
    at = above if above is not None else headless.begins_at(rows) if rows else None
    if at is None:
        return Layout()
    below = [cells for index, cells in rows if index > at]
    if has_headings is None:
        has_headings = above is not None or headless.is_heading(table.record(at), below)
    named, unnamed = _headings(table, at), headless.headings_for([table.record(at), *below])
    # Whatever the row is, all columns can be mapped.
    named += [""] * (len(unnamed) - len(named))
    if has_headings:
        section = Section(named, at, at + 1, len(table), known=1, other_headings=unnamed)
    else:
        section = Section(unnamed, None, at, len(table), known=1, other_headings=named)
    return Layout([section], section)


def _headers(table: Table) -> list[tuple[int, int]]:
    """(record index, headings understood) of each row of headings: the first near the top, later ones below a gap."""
    found: list[tuple[int, int]] = []
    below_gap, below_title = True, False
    for index, row in enumerate(table.rows):
        stripped = row.strip(EDGES)
        above, known_above = found[-1] if found else (-2, 0)
        is_near_top = not found and index < _PREAMBLE
        if stripped and (below_gap or is_near_top or index == above + 1):
            # The same headings again, without a title, go on with the section: pages that were printed.
            known = 0 if found and row == table.rows[above] and not below_title else _understood(row)
            if known and index != above + 1:
                found.append((index, known))
            elif known > known_above:
                # Right above stood a band ("Contact | Company"): the row that says more is the header.
                found[-1] = (index, known)
        below_title = bool(stripped) and "\x1f" not in stripped
        below_gap = below_title or not stripped
    return found


def _above_addresses(table: Table) -> int | None:
    """Headings in a language we do not know: the first of the rows above a column of mail addresses."""
    for index, row in enumerate(table.rows.between(0, _PREAMBLE)):
        cells = unpack(row)
        if sum(bool(cell.strip()) for cell in cells) < 2 or _DIGIT.search(row):
            continue
        if "@" in row:
            break
        under = table.rows.between(index + 1, index + 1 + _LOOKED_AT)
        below = [unpack(other) for other in under if other.strip(EDGES)]
        for column in range(len(cells)):
            addresses = sum(column < len(other) and "@" in other[column] for other in below)
            if addresses and addresses * 2 >= len(below):
                return index
    return None


def _understood(row: str) -> int:
    """How many cells are headings that name something, if they can be the headings of a list of people; else 0."""
    cells = [cell for cell in unpack(row) if cell.strip()]
    if any("@" in cell or len(cell) > 300 for cell in cells):
        return 0
    meanings = [m for cell in cells if (m := meaning(cell))]
    fields = {m.field for m in meanings}
    plainly = {m.field for m in meanings if m.strength >= OF_BEARER}
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


def _headings(table: Table, header: int) -> list[str]:
    """The headings of a row; where one is empty, what stands above it: "Contact details" spans "Name" and "Email"."""
    cells = table.record(header)
    above = table.record(header - 1) if header else []
    if header and len(above) > 1 and "@" not in table.rows[header - 1]:
        above += [""] * (len(cells) - len(above))
        cells = [cell if cell.strip() else above[index] for index, cell in enumerate(cells)]
    return _trimmed(cells)


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
    """Whether a row without an address is a total or a closing line: by its words, or alone below the last gap."""
    filled = [cell for cell in cells if cell.strip()]
    if not filled or any("@" in cell for cell in filled):
        return False
    says_so = len(filled) <= 3 and _TOTAL.match(folded(filled[0][:200]))
    stands_alone = below_a_gap and len(filled) == 1 and cells[0].strip()
    return bool(says_so or stands_alone)


def end_of_people(table: Table, section: Section) -> int:
    """The index behind the last record with several filled cells or an address; below are blank rows and footers."""
    index = section.last
    while index > section.first:
        stripped = table.rows[index - 1].strip(EDGES)
        if "\x1f" in stripped or "@" in stripped:
            break
        index -= 1
    return index
