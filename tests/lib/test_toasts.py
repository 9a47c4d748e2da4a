"""News with an undo reaches the page with the next page or fragment, once."""

import pytest
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.test import RequestFactory

from leadflow.lib.toasts import ToastsInFragments, toast

pytestmark = pytest.mark.django_db


def answer(response, *, htmx=True):
    """What comes out where a view said something and answered with this."""

    def view(request):
        toast(request, "Voicemail logged.", undo_url="/tasks/1/undo/")
        return response

    chain = SessionMiddleware(MessageMiddleware(ToastsInFragments(view)))
    request = RequestFactory().post("/", headers={"hx-request": "true"} if htmx else {})
    request.csrf_processing_done = True
    return chain(request).content.decode()


@pytest.mark.parametrize("status", [200, 422, 409])
def test_a_fragment_brings_the_news_and_its_undo(status):
    html = answer(HttpResponse("<p>next card</p>", status=status))

    assert html.startswith("<p>next card</p>")
    assert 'hx-swap-oob="beforeend:#toasts"' in html
    assert 'action="/tasks/1/undo/"' in html
    assert "Voicemail logged." in html


@pytest.mark.parametrize(
    "response",
    [
        pytest.param(HttpResponseRedirect("/next/"), id="a redirect"),
        pytest.param(HttpResponse(status=204), id="an empty answer"),
        pytest.param(JsonResponse({}), id="no HTML"),
        pytest.param(HttpResponse("x", headers={"HX-Redirect": "/next/"}), id="a redirect by htmx"),
        pytest.param(HttpResponse("x", headers={"HX-Refresh": "true"}), id="a refresh"),
    ],
)
def test_an_answer_that_carries_no_page_keeps_them_for_the_next(response):
    assert "Voicemail" not in answer(response)


def test_a_whole_page_shows_them_by_itself():
    assert answer(HttpResponse("<p>page</p>"), htmx=False) == "<p>page</p>"
