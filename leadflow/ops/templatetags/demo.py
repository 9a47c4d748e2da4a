"""The demo firm on the pages before log-in."""

from django import template

from leadflow.accounts.models import User
from leadflow.ops.demo import door

register = template.Library()
# The pages of a working day first, as in the rail.
ORDER = [User.Role.REP, User.Role.MANAGER, User.Role.MARKETING, User.Role.ADMINISTRATOR]


@register.inclusion_tag("ops/_demo_door.html", takes_context=True)
def demo_door(context):
    """One click per person of the demo, where its door is open."""
    request = context["request"]
    people = User.objects.active().select_related("team") if door.is_open(request) else []
    return {
        "people": sorted(people, key=lambda person: (ORDER.index(person.role), person.name)),
        "csrf_token": context.get("csrf_token"),
    }
