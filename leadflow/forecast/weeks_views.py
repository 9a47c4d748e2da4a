"""The next four weeks: for managers those of their teams, for a rep their own."""

from datetime import date

from django.http import Http404
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.http import require_GET

from leadflow.accounts.decorators import rep_required
from leadflow.forecast.weeks import CHANNELS, Weeks, people
from leadflow.lib import keyset


@require_GET
@rep_required
def weeks(request):
    asked = Weeks.asked_for(request.GET, request.user, at=now())
    context = {
        "weeks": asked,
        "picture": asked.picture,
        "record": asked.record,
        "today": asked.day.today,
        "channels": _menu(asked, "channel", [("", "All channels"), *CHANNELS], asked.channel),
        "teams": _menu(
            asked,
            "team",
            [(None, "All teams"), *((team.pk, team.name) for team in asked.visible_teams)],
            asked.team and asked.team.pk,
        ),
    }
    return render(request, "forecast/weeks.html", context)


def _menu(asked: Weeks, name: str, choices, chosen) -> list[dict]:
    return [{"label": label, "url": asked.query(**{name: key}), "is_current": key == chosen} for key, label in choices]


@require_GET
@rep_required
def weeks_day(request, whose, day):
    """Whom a number of the forecast is about."""
    asked = Weeks.asked_for(request.GET, request.user, at=now())
    try:
        on = date.fromisoformat(day)
    except ValueError:
        raise Http404 from None
    share, who = asked.one(whose)
    found = asked.rows_of(share, on)
    page = keyset.page(people(found, request.user), ("name", "pk"), request.GET.get("cursor", ""))
    context = {
        "weeks": asked,
        "who": who if share.rep else f"the pool of {who}",
        "day": on,
        "page": page,
        "rows": [(contact, found[contact.pk]) for contact in page.rows],
        "number": sum(map(len, found.values())),
    }
    return render(request, "forecast/weeks_day.html", context)
