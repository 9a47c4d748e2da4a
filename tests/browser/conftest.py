import pytest
from django.test import Client

# Asked to dial, a browser without a phone asks which program to open, and takes no more keys. What was dialled is kept.
NO_PHONE = """document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='tel:']");
    if (link) { event.preventDefault(); window.dialled = link.href; }
}, true)"""


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
