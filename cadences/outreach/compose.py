"""Texts of steps and voicemails with what is known filled in. They are Liquid templates: see docs/templates.md for what
they may name, docs/decisions/liquid.md for why.

People of the firm write them, and what lists carry is filled in, so neither may do more than put words together: a
template sees plain texts only, and has no loops.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from liquid import BoundTemplate, Environment, RenderContext
from liquid.builtin.expressions.primitive import RangeLiteral
from liquid.exceptions import LiquidError, LiquidSyntaxError

from cadences.outreach import reason
from contacts.models import Company, Contact, Touch
from leadflow.accounts.models import Firm, User

# What remains cannot repeat or multiply anything. The library's limits alone do not hold: a range of a billion numbers,
# joined by a filter, took all memory.
TAGS = {"if", "unless", "case", "assign", "comment", "#", "content", "output", "illegal"}
FILTERS = {"default", "capitalize", "upcase", "downcase", "strip", "truncate", "truncatewords"}


class Plain(Environment):
    """Liquid that can only put words together, and not many."""

    output_stream_limit = 20_000
    local_namespace_limit = 20_000
    context_depth_limit = 5
    block_nesting_limit = 10


ENVIRONMENT = Plain()
ENVIRONMENT.tags = {name: tag for name, tag in ENVIRONMENT.tags.items() if name in TAGS}
ENVIRONMENT.filters = {name: filter_ for name, filter_ in ENVIRONMENT.filters.items() if name in FILTERS}


@dataclass(frozen=True)
class Text:
    """A text as it goes out. With a `problem` in words it is the template as it stands."""

    text: str
    problem: str = ""

    def __str__(self):
        return self.text


def render(template: str, values: dict) -> Text:
    """Fill in a text. What is not known stays empty; a text with a mistake is given back as it is, with the problem."""
    try:
        return Text(_parsed(template).render(values).strip())
    except LiquidError as error:
        return Text(template, problem=f"This text has a mistake, so nothing is filled in: {error.message}.")


def render_line(template: str, values: dict) -> Text:
    """The same for a subject: one line, whatever stood in what was filled in."""
    found = render(template, values)
    return Text(" ".join(found.text.split()), found.problem)


@lru_cache(maxsize=512)
def _parsed(template: str) -> BoundTemplate:
    parsed = ENVIRONMENT.from_string(template)
    context = RenderContext(parsed)
    for found in _expressions(parsed.nodes, context):
        if isinstance(found, RangeLiteral):
            raise LiquidSyntaxError("ranges of numbers have no use here", token=found.token)
    return parsed


def _expressions(nodes, context) -> Iterable:
    """All expressions in a parsed template, however deep."""
    for node in nodes:
        waiting = list(node.expressions())
        for expression in waiting:
            # The list grows while it is walked: children come after their parents.
            waiting.extend(expression.children())
        yield from waiting
        yield from _expressions(node.children(context), context)


def values_for(contact: Contact, touches: Iterable[Touch], *, rep: User, firm: Firm, today: date) -> dict:
    """What a text may name, as plain values. `touches` are the contact's inbound ones with assets, the newest first."""
    touches = list(touches)
    why = {"today": today, "day_of": firm.day_of}
    return {
        "contact": {
            "first_name": contact.greeting,
            "last_name": contact.last_name,
            "name": contact.name,
            "title": contact.title,
            "city": contact.city,
        },
        "company": _company(contact.company),
        "rep": {"name": rep.name, "first_name": rep.first_name, "phone": rep.phone or firm.phone, "email": rep.email},
        "firm": {"name": firm.name, "website": firm.website, "phone": firm.phone, "offer": firm.offer},
        "topic": reason.topic(touches),
        "reason": str(reason.to_rep(touches, name=contact.greeting, **why)),
        "reason_you": str(reason.to_them(touches, **why)),
    }


def _company(company: Company | None) -> dict:
    if company is None:
        return {"name": "your firm", "industry": "", "kind": "", "city": ""}
    return {"name": company.name, "industry": company.industry, "kind": company.kind, "city": company.city}
