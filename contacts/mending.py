"""What is wrong in a list, grouped by what mends it. Pure: a reading goes in, counts and words come out."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from contacts.intake.junk import FLAGS
from contacts.intake.reading import ListReading
from leadflow.lib import countries as nations
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
        "They are kept as they stand until somebody says where they are. Numbers that begin with + or whose row names "
        "its country are understood.",
        words="The phone number has no country",
    ),
    "no_phone": Cure(
        "Phone numbers that cannot be right",
        "They are kept as they stand. Correct them in the file, or with the person later.",
        words="The phone number has too few or too many digits",
    ),
    "day_order": Cure(
        "Dates like 05/06 can be read in two ways",
        "Asked once, for the whole list.",
        words="holds a day that can be read in two ways",
    ),
    "no_zone": Cure(
        "Times without a time zone",
        "Until somebody says whose clock they follow they are left out. Any other place can be chosen above.",
        words="holds a time without a time zone",
    ),
    "nobody": Cure(
        "Nobody to contact",
        "These rows have neither a name nor an address. If a column holds one, say so under “Columns”.",
        words="nobody to contact",
    ),
}


NAMES = ("full_name", "display_name", "first_name", "last_name")
# Told already, of the row as it was read.
_TOLD = {"mail_mended", "phone_unclear"}


def flagged(reading: dict[str, Any]) -> dict[str, int]:
    """How many people of a list, as its upload keeps the reading, have which flag that nothing else tells of."""
    return {flag: people for flag, people in reading.get("flags", {}).items() if flag in FLAGS and flag not in _TOLD}


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
    """Some rows with what mends them. `key` opens them; without one they are not read yet, and a click reads them.

    `rows` is 0 where it concerns what stands above the rows.
    """

    key: str
    title: str
    remedy: str
    rows: int = 0
    clicks: list[Click] = field(default_factory=list)
    is_done: bool = False


def groups(reading: dict[str, Any], *, zones: Iterable[str], countries: Iterable[str] = ()) -> list[Group]:
    """What is to be mended in a list that was read, as its upload keeps the reading. `zones`, and the `countries` of
    phone numbers (ISO codes), are offered by a click."""
    questions = _questions(reading, zones, countries)
    rows = dict.fromkeys(questions, 0) | reading.get("mending", {})
    found = [
        Group(key, cure.title, cure.remedy, rows[key], questions.get(key, []), cure.is_done)
        for key, cure in CURES.items()
        if key in rows
    ]
    return sorted(
        [*_nameless(reading), *found, *_sheets(reading)],
        key=lambda group: (group.is_done, not group.clicks, -group.rows),
    )


def _questions(reading: dict[str, Any], zones: Iterable[str], countries: Iterable[str]) -> dict[str, list[Click]]:
    """The clicks that answer what the list leaves open, by the key of what they mend."""
    questions = {}
    if reading["day_order_open"]:
        questions["day_order"] = [
            Click("The day first: 5 June", "day_first", "yes"),
            Click("The month first: May 6", "day_first", "no"),
        ]
    if reading["needs_zone"]:
        questions["no_zone"] = [Click(zone.replace("_", " "), "zone", zone) for zone in dict.fromkeys(zones)]
    if reading.get("mending", {}).get("no_country"):
        questions["no_country"] = [
            Click(f"They are in {nations.name(code)}", "phone_country", code) for code in dict.fromkeys(countries)
        ]
    return questions


def _nameless(reading: dict[str, Any]) -> Iterable[Group]:
    """A list in which no column was taken for a name, in a language that the reader does not know, say."""
    fields = {column["field"] for column in reading["columns"]}
    if fields.isdisjoint(NAMES):
        remedy = "Everybody would come in under a mail address. If a column holds names, say so under “Columns”."
        yield Group("", "No column is taken for a name", remedy)


def _sheets(reading: dict[str, Any]) -> Iterable[Group]:
    """The people on other sheets, which are read one after the other."""
    sheets = [sheet for sheet in reading["sheets"] if sheet["people"]]
    others = [sheet for sheet in sheets if sheet["name"] != reading["sheet"]]
    if len(sheets) > 1:
        clicks = [Click(f"Read “{each['name']}”: {each['people']}", "sheet", each["name"]) for each in others]
        remedy = f"“{reading['sheet']}” is read. Read another one instead, and upload the file once more for the next."
        yield Group("", "People stand on several sheets", remedy, sum(each["people"] for each in others), clicks)


def answer(sent: str, reading: dict[str, Any]) -> dict[str, Any] | None:
    """What a click answers, as `Upload.read_again` takes it; None where the list has no such choice."""
    fix, _, value = sent.partition(":")
    match fix:
        case "day_first" if value in ("yes", "no"):
            return {"day_first": value == "yes"}
        case "zone" if value in places.names():
            return {"zone": value}
        case "phone_country" if value in dict(nations.choices()):
            return {"phone_country": value}
        case "sheet" if any(sheet["people"] and sheet["name"] == value for sheet in reading["sheets"]):
            # Another sheet has other columns, and may be like the lists of another source.
            return {"sheet": value, "mapping": {}, "has_headings": None, "list_source": None}
    return None
