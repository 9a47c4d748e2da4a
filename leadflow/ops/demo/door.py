"""Who may walk into the demo firm without a password: whoever sits at the machine it runs on, and nobody else.

The people of the demo have no passwords, so there is no log-in to be known. This door is open only while there is a
demo, on the embedded database, in an installation that answers to names of this machine alone, and to a request from
this machine that no proxy passed on (docs/decisions/demo.md).
"""

from ipaddress import ip_address

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.http.request import split_domain_port

from leadflow.accounts.models import Firm
from leadflow.lib import env

THIS_MACHINE = {"localhost", "127.0.0.1", "[::1]"}
PASSED_ON = ("Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP")


def is_open(request: HttpRequest) -> bool:
    """Whether this request may come in as anybody of the demo."""
    return not why_not_here() and came_from_this_machine(request) and Firm.current().is_demo


def why_not_here() -> str:
    """Why this installation may hold no demo, in words; empty where it may."""
    if connection.vendor != "sqlite" or env.text("LEADFLOW_DATABASE_URL"):
        return "The demo firm lives in the embedded database only; LEADFLOW_DATABASE_URL names another one."
    if set(settings.ALLOWED_HOSTS) - THIS_MACHINE:
        others = ", ".join(sorted(set(settings.ALLOWED_HOSTS) - THIS_MACHINE))
        return f"The demo firm lets everybody in, and this installation answers to others too ({others})."
    return ""


def came_from_this_machine(request: HttpRequest) -> bool:
    """Whether nothing about the request says that somebody elsewhere sent it."""
    host, _ = split_domain_port(request.get_host())
    try:
        is_near = ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
    return is_near and host in THIS_MACHINE and not any(name in request.headers for name in PASSED_ON)
