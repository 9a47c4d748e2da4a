"""So many rows at a time: how many there are says nothing about the memory it takes."""

from collections.abc import Iterator

from django.db.models import QuerySet

SIZE = 10_000


def one_by_one(rows: QuerySet) -> Iterator:
    """Each of them, read a batch at a time."""
    last = 0
    while batch := list(rows.filter(pk__gt=last).order_by("pk")[:SIZE]):
        yield from batch
        last = batch[-1].pk
