"""The demo's door and end, and the page that tells an administrator whether Leadflow works."""

from datetime import datetime, timedelta
from platform import python_version
from typing import Any

import django
from django.conf import settings
from django.contrib.auth import login
from django.db import connection
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cadences.models import Sweep
from contacts import pickup
from contacts.models import Upload
from leadflow.accounts.decorators import administrator_required
from leadflow.accounts.models import Firm, User
from leadflow.accounts.views import me
from leadflow.ops import health as checks
from leadflow.ops.demo import build, door
from leadflow.ops.version import version

REFUSED_SHOWN = 5
NAMES = {"database": "Database", "broker": "Queue", "sweep": "Sweep"}


@require_POST
def demo_log_in(request, pk):
    if not door.is_open(request):
        raise Http404
    login(request, get_object_or_404(User.objects.active(), pk=pk))
    return redirect("home")


@require_http_methods(["GET", "POST"])
def set_up(request):
    """The first visit. While a demo firm is being built, nobody begins with another one."""
    percent = build.percent()
    if percent is None or User.objects.exists():
        return me.set_up(request)
    return render(request, "ops/demo_being_built.html", {"percent": percent})


@require_GET
def demo_progress(request):
    """How far the demo has come, asked each second by the page that waits for it."""
    percent = build.percent()
    if percent is None:
        return HttpResponse(headers={"HX-Redirect": reverse("home")})
    return render(request, "ops/_demo_progress.html", {"percent": percent})


@require_http_methods(["GET", "POST"])
@administrator_required
def demo_end(request):
    if not Firm.current().is_demo:
        raise Http404
    if request.method == "POST":
        build.end()
        return redirect("set_up")
    return render(request, "ops/demo_end.html")


@require_GET
@administrator_required
def health(request):
    moment = now()
    found = checks.checks(at=moment)
    day_before = Sweep.objects.filter(finished_at__gte=moment - timedelta(days=1))
    context = {
        "now": moment,
        "ok": found["ok"],
        "checks": [(name, found[key]) for key, name in NAMES.items()],
        "sweeps": day_before[:10],
        "pickup": picked_up(at=moment) if settings.PICKUP_DIR else None,
        "uploads": Upload.objects.filter(phase__in=Upload.UNDER_WAY).count(),
        "database": f"{connection.display_name} {'.'.join(map(str, connection.get_database_version()))}",
        "versions": {
            "Leadflow": version(),
            "Django": django.get_version(),
            "Python": python_version(),
        },
    }
    return render(request, "ops/health.html", context)


@require_GET
@never_cache
@administrator_required
def health_sign(request):
    """One line for the top of an administrator's pages while something does not work. They ask for it once they are
    there, since a broker that is away keeps whoever asks for it waiting."""
    found = checks.checks(at=now())
    if found["ok"]:
        return HttpResponse(status=204)
    return render(request, "ops/_health_sign.html", {"checks": found})


def picked_up(*, at: datetime) -> dict[str, Any]:
    """How it goes with the folder for lists."""
    from_folder = Upload.objects.filter(origin=Upload.Origin.FOLDER).order_by("-created_at")
    return {
        "trouble": pickup.trouble(settings.PICKUP_DIR, at=at),
        "refused": pickup.refused(at=at)[:REFUSED_SHOWN],
        "last": from_folder.values_list("created_at", flat=True).first(),
    }
