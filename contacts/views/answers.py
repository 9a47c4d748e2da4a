"""How actions answer: in place where htmx asked, with a page where a form was sent plainly."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect, HttpResponseClientRefresh

from leadflow.lib.toasts import toast


def go_to(request, to, *args) -> HttpResponse:
    """Leave for another page."""
    address = resolve_url(to, *args)
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)


def refresh(request, otherwise, *args) -> HttpResponse:
    """The page one came from, as it is now; where that cannot be told, another."""
    if request.htmx:
        return HttpResponseClientRefresh()
    came_from = request.META.get("HTTP_REFERER", "")
    is_ours = url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure())
    return redirect(came_from if is_ours else resolve_url(otherwise, *args))


def refused(request, words: str, otherwise, *args) -> HttpResponse:
    """Say why nothing was done."""
    if request.htmx:
        return HttpResponse(words, status=400, content_type="text/plain; charset=utf-8")
    toast(request, words, level=messages.ERROR)
    return redirect(resolve_url(otherwise, *args))
