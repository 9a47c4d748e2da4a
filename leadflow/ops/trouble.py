"""What a visitor sees when a page failed."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.csrf import requires_csrf_token

# After so many seconds it is worth trying again.
PATIENCE = 10


@requires_csrf_token
def failed(request) -> HttpResponse:
    """503 where the database cannot save or answer just now: its disk is full, it is being started, or is busy for too
    long. Else 500, our mistake. Rendered without the request, since what a page shows around it asks the database."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": str(PATIENCE)})
    return HttpResponse(render_to_string("500.html"), status=500)
