"""Two people who enter the same thing at the same moment."""

from collections.abc import Callable
from functools import wraps

from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse

View = Callable[..., HttpResponse]


def looks_again(view: View) -> View:
    """For a view that writes in one transaction: where somebody else was faster with what only one may have, it begins
    anew, and its form knows what to say."""

    @wraps(view)
    def once_more(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except IntegrityError:
            return view(request, *args, **kwargs)

    return once_more
