"""Who enters a plan, as its file says it: by names, since ids are one firm's. Pure.

A name that is not known here is left out and told. Then the plan takes nobody in by itself until somebody has said
whom: by half a rule the wrong people would enter it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from cadences.editing.checks import LARGEST
from cadences.models.enters import Enters
from contacts.intake.kinds import PURPOSES
from contacts.models.stage import LEADS

SOURCES, PERSONA = "sources", "persona"
SIZES = ("min_employees", "max_employees")
INDUSTRIES = 200
SAY_WHO = "So it takes nobody in by itself: say who enters it before you publish it."


@dataclass(frozen=True)
class Asked:
    """What is asked of whoever enters, beside the occasion; the columns of a plan (cadences.models.enters)."""

    sources: tuple[str, ...] = ()
    stage: str = ""
    persona_id: int | None = None
    industries: str = ""
    min_employees: int | None = None
    max_employees: int | None = None

    @classmethod
    def of(cls, plan: Enters) -> "Asked":
        """What a plan asks."""
        values = {each.name: getattr(plan, each.name) for each in fields(cls)}
        return cls(**values | {SOURCES: tuple(plan.sources)})

    @property
    def columns(self) -> dict[str, Any]:
        """What is asked, for `Enters.take_in`; without what is not."""
        values = asdict(self) | {SOURCES: list(self.sources)}
        return {name: value for name, value in values.items() if value not in (None, "", [])}


def said(asked: Asked, personas: Mapping[int, str]) -> Iterator[tuple[str, Any]]:
    """The lines of a file."""
    for name, value in asked.columns.items():
        yield (PERSONA, personas[value]) if name == "persona_id" else (name, value)


def read(rule: Any, *, personas: Mapping[int, str], wrong: list[str]) -> tuple[Asked, list[str]]:
    """What a file asks, and which names are not known here. What is `wrong` is added there."""
    if not isinstance(rule, dict):
        wrong.append("What is asked of whoever enters begins with a line of its own: [entry]")
        return Asked(), []
    found = [problem for name, value in rule.items() if (problem := _problem(name, value))]
    if not found and rule.get(SIZES[0], 0) > rule.get(SIZES[1], LARGEST):
        found.append(f"no firm is larger than {rule[SIZES[0]]} and smaller than {rule[SIZES[1]]}.")
    wrong += [f"Who enters it: {words}" for words in found]
    return (Asked(), []) if found else _known(rule, personas)


def _known(rule: dict[str, Any], personas: Mapping[int, str]) -> tuple[Asked, list[str]]:
    values, unknown = dict(rule), []
    values[SOURCES] = tuple(kind for kind in rule.get(SOURCES, ()) if kind in PURPOSES)
    unknown += [
        f"Nothing that people do is called “{kind}” here." for kind in rule.get(SOURCES, ()) if kind not in PURPOSES
    ]
    if rule.get("stage", "") not in ("", *LEADS):
        unknown.append(f"No sales lead is in a stage “{values.pop('stage')}”.")
    if name := values.pop(PERSONA, ""):
        values["persona_id"] = next((pk for pk, known in personas.items() if known == name), None)
        if values["persona_id"] is None:
            unknown.append(f"There is no persona “{name}” here.")
    return Asked(**values), unknown


def _problem(name: str, value: Any) -> str:
    if name == SOURCES:
        is_list = isinstance(value, list) and all(_is_text(each) for each in value)
        return "" if is_list else '“sources” must be a list of texts: ["booth_visit"].'
    if name in SIZES:
        fits = type(value) is int and 0 <= value <= LARGEST
        return "" if fits else f"“{name}” must be a whole number from 0 on that is not too large."
    if name not in (PERSONA, "stage", "industries"):
        return f"“{name}” is nothing that is asked of people."
    if not _is_text(value):
        return f"“{name}” must be a text in quotation marks."
    if name == "industries" and len(value) > INDUSTRIES:
        return f"“industries” has {len(value)} characters. Keep it to {INDUSTRIES}."
    return ""


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and "\0" not in value
