"""A plan as a file that people can read and change: TOML, with the texts as they are written. Every field of a step is
kept, and its key, so that whoever had it never gets it again. Pure, but for the limits that the columns of a step have.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from typing import Any, get_args, get_type_hints

from django.core.exceptions import ValidationError

from cadences.editing import entry_filing
from cadences.editing.checks import LARGEST, LAST_DAY, MOST_STEPS
from cadences.editing.entry_filing import Asked
from cadences.editing.plan import DraftStep, Plan, in_order
from cadences.models import Cadence, Step
from cadences.outreach import compose

FORMAT = 1
# Sixty steps with five pages of text each have less.
MOST_BYTES = 1_000_000
ABOUT = "# A follow-up plan of Leadflow. Days count from day 0, the day on which somebody enters it."
NAME, DESCRIPTION = 100, 300
# A persona is a row of one firm: the file names it.
PERSONA, PERSONA_ID = "persona", "persona_id"
_PLACE = re.compile(r"(.*) \(at (?:line (\d+), column (\d+)|end of document)\)$", re.DOTALL)
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
_TYPES = get_type_hints(DraftStep)
_FIELDS = {each.name: each for each in fields(DraftStep)}
_KINDS = {str: "a text in quotation marks", int: "a whole number", bool: "true or false"}


class Unfit(Exception):
    """The file is no plan that can be used. `words` say what is wrong, each where it is and what to do."""

    def __init__(self, *words: str):
        self.words = list(words)
        super().__init__(" ".join(words))


@dataclass(frozen=True)
class Filed:
    """A plan with its name, as a file has it."""

    name: str
    plan: Plan
    description: str = ""
    # On which people enter it; empty: by hand.
    occasion: str = ""
    asked: Asked = field(default_factory=Asked)
    # What a file asks of people that is not known here, in words; then they enter it by hand.
    unknown: tuple[str, ...] = ()


def write(filed: Filed, *, personas: Mapping[int, str]) -> str:
    """The file of a plan. `personas` are the firm's, by id."""
    lines = [ABOUT, "", f"format = {FORMAT}", f"name = {_value(filed.name)}"]
    if filed.description:
        lines.append(f"description = {_value(filed.description)}")
    if filed.occasion:
        lines.append(f"occasion = {_value(filed.occasion)}")
    if rule := [f"{name} = {_value(value)}" for name, value in entry_filing.said(filed.asked, personas)]:
        lines += ["", "[entry]", *rule]
    for step in filed.plan:
        lines += ["", "[[step]]", *(f"{name} = {_value(value)}" for name, value in _said(step, personas))]
    return "\n".join(lines) + "\n"


def read(content: bytes, *, personas: Mapping[int, str]) -> Filed:
    """What `write` gave, or somebody wrote by hand. Raises Unfit."""
    table = _table(content)
    wrong = [
        f"“{name}” is nothing that a plan has."
        for name in table.keys() - {"format", "name", "description", "occasion", "entry", "step"}
    ]
    if table.get("format") != FORMAT:
        wrong.append(f"The file does not begin with “format = {FORMAT}”, so it is no plan that this version can read.")
    name, description = (
        _text_of(table, key, most, wrong) for key, most in (("name", NAME), ("description", DESCRIPTION))
    )
    if not name.strip() and not wrong:
        wrong.append('The plan has no name. Add a line: name = "…"')
    occasion = _text_of(table, "occasion", NAME, wrong)
    if occasion not in ("", *Cadence.Occasion.values):
        wrong.append(f"“occasion” is “{occasion}”. It is one of {', '.join(Cadence.Occasion.values)}.")
    asked, unknown = entry_filing.read(table.get("entry", {}), personas=personas, wrong=wrong)
    rows = table.get("step", [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Unfit(*wrong, "Each step begins with a line of its own: [[step]]")
    if len(rows) > MOST_STEPS:
        raise Unfit(*wrong, f"The plan has {len(rows)} steps. Keep it to {MOST_STEPS}.")
    steps = [_step(row, number, personas, wrong) for number, row in enumerate(rows, start=1)]
    keys = Counter(row.get("key") for row in rows if isinstance(row.get("key"), str))
    wrong += [f"{n} steps have the key “{key}”. Give each its own." for key, n in keys.items() if n > 1]
    if wrong:
        raise Unfit(*wrong)
    plan = in_order(step for step in steps if step)
    return Filed(name.strip(), plan, description, "" if unknown else occasion, asked, tuple(unknown))


def _table(content: bytes) -> dict[str, Any]:
    if len(content) > MOST_BYTES:
        raise Unfit(f"The file is larger than {MOST_BYTES // 1_000_000} MB. No plan is.")
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Unfit("The file is no plain text in UTF-8. Save it as such.") from None
    except tomllib.TOMLDecodeError as error:
        what, line, column = match.groups() if (match := _PLACE.match(str(error))) else (str(error), None, None)
        where = f"line {line}, column {column}" if line else "its end"
        raise Unfit(f"The file cannot be read at {where}: {what}. Mend it there, or export the plan again.") from None
    except (RecursionError, ValueError):
        raise Unfit("The file cannot be read: it holds what no plan has. Export the plan again.") from None


def _step(row: dict[str, Any], number: int, personas: Mapping[int, str], wrong: list[str]) -> DraftStep | None:
    """A step; None where something is `wrong` with it, which is added there."""
    where = f"Step {number}" + (f" (“{row['name'][:60]}”)" if isinstance(row.get("name"), str) else "")
    values, found = _with_persona(row, personas)
    found += [f"“{name}” is nothing that a step has." for name in values.keys() - _FIELDS.keys()]
    found += [
        f"“{name}” is missing." for name, each in _FIELDS.items() if each.default is MISSING and name not in values
    ]
    found += [words for name, value in values.items() if name in _FIELDS and (words := _type_problem(name, value))]
    if not found:
        found += _limits(values)
    wrong += [f"{where}: {words}" for words in found]
    return None if found else DraftStep(**values)


def _with_persona(row: dict[str, Any], personas: Mapping[int, str]) -> tuple[dict[str, Any], list[str]]:
    """The row with the firm's own id for the persona that it names."""
    values = {name: value for name, value in row.items() if name != PERSONA}
    if PERSONA_ID in values:
        return values, [f'“{PERSONA_ID}” is nothing that a step has. Name the persona: persona = "…"']
    if PERSONA not in row:
        return values, []
    found = [pk for pk, name in personas.items() if name == row[PERSONA]]
    if not found:
        return values, [f"There is no persona “{row[PERSONA]}” here. Add it first, or take the line out."]
    return values | {PERSONA_ID: found[0]}, []


def _type_problem(name: str, value: Any) -> str:
    kind = _kind(name)
    if type(value) is not kind:
        return f"“{name}” must be {_KINDS[kind]}."
    if isinstance(value, str) and "\0" in value:
        return f"“{name}” holds a character that no text has."
    if kind is int and not 0 <= value <= LARGEST:
        return f"“{name}” is {value}: choose a number from 0 on that is less large."
    return ""


def _kind(name: str) -> type:
    """What a field of a step holds, where it holds something."""
    hint = _TYPES[name]
    return next((each for each in get_args(hint) if each is not type(None)), hint)


def _limits(values: dict[str, Any]) -> list[str]:
    """What the columns of a step cannot hold, and texts that cannot be filled in."""
    found = []
    if values["day"] > LAST_DAY:
        found.append(f"“day” is {values['day']}. A plan ends by day {LAST_DAY}: choose an earlier day.")
    try:
        Step(**values).clean_fields(exclude={each.name for each in Step._meta.fields} - values.keys())
    except ValidationError as error:
        found += [f"“{name}”: {words}" for name, several in error.message_dict.items() for words in several]
    texts = (value for value in values.values() if isinstance(value, str))
    return found + [problem for text in texts if (problem := compose.render(text, {}).problem)]


def _text_of(table: dict[str, Any], name: str, most: int, wrong: list[str]) -> str:
    value = table.get(name, "")
    if not isinstance(value, str) or "\0" in value:
        wrong.append(f"“{name}” must be {_KINDS[str]}.")
        return ""
    if len(value) > most:
        wrong.append(f"“{name}” has {len(value)} characters. Keep it to {most}.")
    return value


def _said(step: DraftStep, personas: Mapping[int, str]):
    """What a file says of a step: all but what is empty unless it is said."""
    for name, each in _FIELDS.items():
        value = getattr(step, name)
        if name == PERSONA_ID:
            name, value = PERSONA, personas.get(value) if value else None
        if value is not None and not (value == "" == each.default):
            yield name, value


def _value(value: str | int | bool | list[str]) -> str:
    """A value as TOML writes it; a text of several lines as it is."""
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    text = value.replace("\\", "\\\\")
    if "\n" in value:
        text = text.replace('""', '"\\"')
        text = text[:-1] + '\\"' if text.endswith('"') else text
        return f'"""\n{_UNWRITABLE.sub(_escaped, text)}"""'
    text = text.replace('"', '\\"')
    return f'"{_UNWRITABLE.sub(_escaped, text)}"'


def _escaped(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"
