"""Whether the follow-up works, for monitors and for the health checks of containers.

A process that is alive proves little. What is asked here: does the database answer, does the broker take work, and
has a sweep been completed lately.
"""

from datetime import datetime, timedelta

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.utils.timezone import now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from kombu.exceptions import OperationalError

from cadences.models import Sweep
from leadflow.celery import app

# Beat asks for a sweep every minute; a slow one or a restart in between is no reason for an alarm.
SWEEP_AT_LEAST_EVERY = timedelta(minutes=5)


@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """200 while everything works, else 503; the body says what does not. No log-in, so nothing about the firm."""
    found = checks(at=now())
    return JsonResponse(found, status=200 if found["ok"] else 503, json_dumps_params={"indent": 2})


def checks(*, at: datetime) -> dict:
    """What was asked and what came of it; `ok` says whether all is well."""
    found = {"database": database(), "broker": broker(), "sweep": sweep(at=at)}
    return {"ok": all(check["ok"] for check in found.values()), **found}


def database() -> dict:
    """Whether it answers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return {"ok": False, "problem": "The database does not answer."}
    return {"ok": True}


def broker() -> dict:
    """Whether work can be handed over."""
    try:
        with app.connection_for_write(connect_timeout=2) as broker:
            broker.ensure_connection(max_retries=1, interval_start=0, timeout=2)
    except (OperationalError, OSError):
        return {"ok": False, "problem": "The broker does not answer; nothing is lost, but work waits."}
    return {"ok": True}


def sweep(*, at: datetime) -> dict:
    """How long ago the last one was completed, in seconds."""
    try:
        last = Sweep.last()
    except DatabaseError:
        return {"ok": False, "problem": "Unknown while the database does not answer."}
    if last is None:
        return {"ok": False, "problem": "No sweep has been completed yet."}
    age = at - last.finished_at
    found = {"ok": age <= SWEEP_AT_LEAST_EVERY, "age_in_seconds": round(age.total_seconds())}
    return found if found["ok"] else found | {"problem": "No sweep was completed lately: are worker and beat running?"}
