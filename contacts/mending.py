"""What is wrong in a list, grouped by what mends it. Pure: a reading goes in, counts and words come out."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from contacts.intake.reading import ListReading
from leadflow.lib import zones as places


@dataclass(frozen=True)
class Cure:
    """Problems that one thing mends. A row has one if a reason of it holds these `words`, or its person this `flag`."""

    title: str
    remedy: str
    words: str = ""
    flag: str = ""
    # Mended by the reader already; told so that somebody can look.
    is_done: bool = False


CURES = {
    "mail_mended": Cure(
        "Mail addresses that were spelt out",
        "Mended by rule: “ana (at) firm (dot) example” was read as “ana@firm.example”. There is nothing to do.",
        flag="mail_mended",
        is_done=True,
    ),
    "rounded": Cure(
        "Phone numbers that a spreadsheet has rounded",
        "Their last digits are lost, so nobody can mend them here. Export the list once more with that column as text, "
        "without opening it in a spreadsheet before.",
        words="A spreadsheet has rounded the phone number",
    ),
    "no_mail": Cure(
        "Not a mail address",
        "Correct them in the file and upload it again. Who has a name comes in without the address.",
        words="is not a mail address",
    ),
    "no_time": Cure(
        "No day or time that can be read",
        "If the column holds something else, say so under “Columns”. Otherwise these rows come in without it.",
        words="holds no day or time that can be read",
    ),
    "no_length": Cure(
        "No length of time that can be read",
        "If the column holds something else, say so under “Columns”. Otherwise these rows come in without it.",
        words="holds no length of time that can be read",
    ),
    "no_country": Cure(
        "Phone numbers without a country",
        "They are kept as they stand. Numbers that begin with + are understood, and so are all if a column names the "
        "country.",
        words="The phone number has no country",
    ),
    "no_phone": Cure(
        "Phone numbers that cannot be right",
        "They are kept as they stand. Correct them in the file, or with the person later.",
        words="The phone number has too few or too many digits",
    ),
    "nobody": Cure(
        "Nobody to contact",
        "These rows have neither a name nor an address. If a column holds one, say so under “Columns”.",
        words="nobody to contact",
    ),
}


def counts(reading: ListReading) -> dict[str, int]:
    """How many rows have which problem. The flags of a person are told once, of their first row."""
    found: Counter[str] = Counter()
    for (_, reasons), rows in reading.rows.tally().items():
        for key, cure in CURES.items():
            if cure.words and any(cure.words in reason for reason in reasons):
                found[key] += rows
    found.update({key: reading.flags[cure.flag] for key, cure in CURES.items() if reading.flags.get(cure.flag)})
    return dict(found)


def of_reason(reason: str) -> str | None:
    """The key of what mends this; None where nothing is to be mended in the file."""
    return next((key for key, cure in CURES.items() if cure.words and cure.words in reason), None)


@dataclass(frozen=True)
class Click:
    """One answer that mends a whole group: how it reads, and what it sends."""

    label: str
    fix: str
    value: str

    @property
    def sent(self) -> str:
        return f"{self.fix}:{self.value}"


@dataclass(frozen=True)
class Group:
    """Some rows with what mends them. `key` opens them; `rows` is 0 where it concerns the file as a whole."""

    key: str
    title: str
    remedy: str
    rows: int = 0
    clicks: list[Click] = field(default_factory=list)
    is_done: bool = False


def groups(reading: dict[str, Any], *, zones: Iterable[str]) -> list[Group]:
    """What is to be mended in a list that was read, as its upload keeps the reading. `zones` are offered by a click."""
    found = [*_questions(reading, zones)]
    for key, number in sorted(reading.get("mending", {}).items(), key=lambda entry: -entry[1]):
        if cure := CURES.get(key):
            found.append(Group(key, cure.title, cure.remedy, number, is_done=cure.is_done))
    return sorted(found, key=lambda group: (group.is_done, not group.clicks))


def _questions(reading: dict[str, Any], zones: Iterable[str]) -> Iterable[Group]:
    if reading["day_order_open"]:
        clicks = [Click("The day first: 5 June", "day_first", "yes")]
        clicks.append(Click("The month first: May 6", "day_first", "no"))
        yield Group("", "Dates like 05/06 can be read in two ways", "Asked once, for the whole list.", clicks=clicks)
    if reading["needs_zone"]:
        clicks = [Click(zone.replace("_", " "), "zone", zone) for zone in dict.fromkeys(zones)]
        remedy = "Until somebody says whose clock they follow they are left out. Any other place can be chosen above."
        yield Group("", "Times without a time zone", remedy, clicks=clicks)
    sheets = [sheet for sheet in reading["sheets"] if sheet["people"]]
    if len(sheets) > 1:
        others = [sheet for sheet in sheets if sheet["name"] != reading["sheet"]]
        clicks = [Click(f"{sheet['name']}, {sheet['people']} people", "sheet", sheet["name"]) for sheet in others]
        remedy = f"“{reading['sheet']}” is read. Read another one instead, and upload the file once more for the next."
        yield Group("", "People stand on several sheets", remedy, clicks=clicks)


def answer(sent: str, reading: dict[str, Any]) -> dict[str, Any] | None:
    """What a click answers, as `Upload.read_again` takes it; None where the list has no such choice."""
    fix, _, value = sent.partition(":")
    match fix:
        case "day_first" if value in ("yes", "no"):
            return {"day_first": value == "yes"}
        case "zone" if value in places.names():
            return {"zone": value}
        case "sheet" if any(sheet["people"] and sheet["name"] == value for sheet in reading["sheets"]):
            # Another sheet has other columns, and may be like the lists of another source.
            return {"sheet": value, "mapping": {}, "list_source": None}
    return None
