"""What the page of a list says of it."""

from django import template

from contacts import mending
from leadflow.accounts.models import Firm

register = template.Library()


@register.inclusion_tag("contacts/_mending.html", takes_context=True)
def to_mend(context) -> dict:
    """What is to be mended before the list is imported, grouped by what mends it; then all else that is to be told."""
    upload, request = context["upload"], context["request"]
    reading = upload.reading
    return {
        "upload": upload,
        "request": request,
        "csrf_token": context.get("csrf_token"),
        "groups": mending.groups(reading, zones=[Firm.current().time_zone, request.user.time_zone]),
        "others": [problem for problem in reading["problems"] if mending.of_reason(problem["reason"]) is None],
    }
