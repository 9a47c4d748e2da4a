"""What the page of a list says of it."""

from django import template

from contacts import mending
from contacts.intake.junk import FLAGS
from leadflow.accounts.models import Firm
from leadflow.lib.place import country_of_zone

register = template.Library()


@register.inclusion_tag("contacts/_mending.html", takes_context=True)
def to_mend(context) -> dict:
    """What is to be mended before the list is imported, grouped by what mends it."""
    zones = [Firm.current().time_zone, context["request"].user.time_zone]
    countries = filter(None, map(country_of_zone, zones))
    found = mending.groups(context["upload"].reading, zones=zones, countries=countries)
    return {"upload": context["upload"], "groups": found}


@register.inclusion_tag("contacts/_to_look_at.html", takes_context=True)
def to_look_at(context) -> dict:
    """All else that is to be told of the rows, and of the people whom nothing but a flag sets apart."""
    reading = context["upload"].reading
    others = [problem for problem in reading["problems"] if mending.of_reason(problem["reason"]) is None]
    flags = [{"flag": flag, "reason": FLAGS[flag], "rows": rows} for flag, rows in mending.flagged(reading).items()]
    others = sorted([*others, *flags], key=lambda problem: -problem["rows"])
    return {"request": context["request"], "others": others}
