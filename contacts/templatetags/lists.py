"""What the page of a list says of it."""

from django import template

from contacts import mending
from leadflow.accounts.models import Firm

register = template.Library()


@register.inclusion_tag("contacts/_mending.html", takes_context=True)
def to_mend(context) -> dict:
    """What is to be mended before the list is imported, grouped by what mends it."""
    zones = [Firm.current().time_zone, context["request"].user.time_zone]
    return {"upload": context["upload"], "groups": mending.groups(context["upload"].reading, zones=zones)}


@register.inclusion_tag("contacts/_to_look_at.html", takes_context=True)
def to_look_at(context) -> dict:
    """All else that is to be told of the rows."""
    problems = context["upload"].reading["problems"]
    others = [problem for problem in problems if mending.of_reason(problem["reason"]) is None]
    return {"request": context["request"], "others": others}
