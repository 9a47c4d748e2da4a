"""Short news after an action, with an undo: Django's messages, shown as toasts with the next page or fragment."""

from django.contrib import messages
from django.template.loader import render_to_string


def toast(request, text: str, *, undo_url: str = "", again_url: str = "", level: int = messages.SUCCESS) -> None:
    """Tell what happened. POST addresses: `undo_url` takes it back within ten seconds, `again_url` repeats the dial."""
    offers = {"undo": undo_url, "again": again_url}
    tags = " ".join(f"{name}:{url}" for name, url in offers.items() if url)
    messages.add_message(request, level, text, extra_tags=tags)


class ToastsInFragments:
    """Middleware: what a view had to say reaches the page together with the fragment htmx swaps in.

    Redirects and empty answers carry no page; there the messages wait for the next one.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.headers.get("HX-Request") and self.takes_a_fragment(response):
            waiting = messages.get_messages(request)
            if len(waiting):
                html = render_to_string("components/toasts.html", {"messages": waiting, "oob": True}, request)
                response.content += html.encode(response.charset)
        return response

    @staticmethod
    def takes_a_fragment(response) -> bool:
        leaves = any(name in response.headers for name in ("HX-Redirect", "HX-Location", "HX-Refresh"))
        is_html = response.headers.get("Content-Type", "").startswith("text/html")
        return response.status_code in {200, 201, 409, 422} and is_html and not leaves and not response.streaming
