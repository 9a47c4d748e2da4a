"""What a page's form sends, in tests."""

from django.urls import reverse


def post(client, name, /, *args, **fields):
    """The answer to these fields, sent to that route."""
    return client.post(reverse(name, args=args), fields)
