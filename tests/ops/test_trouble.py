"""The page of a failure says whether it is worth trying again."""

import pytest
from django.db import IntegrityError, InterfaceError, OperationalError
from django.test import RequestFactory
from django.urls import get_resolver

from leadflow.ops import trouble


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (OperationalError("database or disk is full"), 503, "try once more in a minute"),
        (InterfaceError("connection already closed"), 503, "try once more in a minute"),
        (IntegrityError("twice"), 500, "our mistake"),
        (ValueError("no"), 500, "our mistake"),
    ],
    ids=["a full disk", "a database that is gone", "a broken rule", "a mistake"],
)
def test_a_database_that_cannot_is_told_from_a_mistake_of_ours(error, status, words):
    try:
        raise error
    except type(error):
        page = trouble.failed(RequestFactory().get("/"))

    assert page.status_code == status
    assert words in page.text
    assert page.headers.get("Retry-After") == ("10" if status == 503 else None)


def test_it_is_what_visitors_see():
    assert get_resolver().resolve_error_handler(500) is trouble.failed
