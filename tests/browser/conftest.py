import pytest
from django.test import Client

DESK = {"viewport": {"width": 1366, "height": 768}}
PHONE = {"viewport": {"width": 320, "height": 640}, "has_touch": True, "is_mobile": True}
# Asked to dial, a browser without a phone asks which program to open, and takes no more keys. What was dialled is kept.
NO_PHONE = """document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='tel:']");
    if (link) { event.preventDefault(); window.dialled = link.href; }
}, true)"""


def overflow(page) -> int:
    """By how many pixels a page is wider than its screen. The window itself grows with what does not fit on a phone."""
    return max(0, page.evaluate("document.documentElement.scrollWidth") - page.viewport_size["width"])


@pytest.fixture
def enter(context, live_server):
    """Log somebody in, in this browser or another context of it, and give the address of the site."""

    def log_in(person, context=context) -> str:
        client = Client()
        client.force_login(person)
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
        context.add_cookies([cookie])
        return live_server.url

    return log_in
