"""A text of a plan as it reads before anybody is named in it: in place of what is filled in stands what that is."""

import re
from dataclasses import dataclass

from cadences.outreach import compose

# As compose.values_for; a test keeps the two together.
NAMES = {
    "contact": {
        "first_name": "first name",
        "last_name": "last name",
        "name": "full name",
        "title": "job title",
        "city": "city",
    },
    "company": {"name": "their firm", "industry": "industry", "kind": "kind of firm", "city": "city of their firm"},
    "rep": {
        "name": "the rep’s name",
        "first_name": "the rep’s first name",
        "phone": "the rep’s number",
        "email": "the rep’s mail address",
    },
    "firm": {"name": "our firm", "website": "our website", "phone": "our number", "offer": "what we offer"},
    "topic": "topic",
    "reason": "what they did",
    "reason_you": "what you did",
}
# Two marks that nobody types: from the private use area.
_BEGINS, _ENDS = "\ue000", "\ue001"
_MARKED = re.compile(f"{_BEGINS}([^{_BEGINS}{_ENDS}]*){_ENDS}")
_MARKS = re.compile(f"[{_BEGINS}{_ENDS}]")


@dataclass(frozen=True)
class Piece:
    """A piece of a text: words as they were written, or the name of what is filled in."""

    text: str
    is_name: bool = False


def pieces(template: str) -> list[Piece]:
    """The text in pieces; one with a mistake is one piece, as it was written."""
    found = compose.render(template, _marked(NAMES))
    if found.problem:
        return [Piece(template)]
    # A filter may have cut one of two marks off. Split by a pattern with a group, each second part is what it held.
    parts = [_MARKS.sub("", part) for part in _MARKED.split(found.text)]
    return [Piece(part, is_name=bool(n % 2)) for n, part in enumerate(parts) if part]


def _marked(names: dict) -> dict:
    return {key: _marked(name) if isinstance(name, dict) else f"{_BEGINS}{name}{_ENDS}" for key, name in names.items()}
