"""What every step of a request asks for, like the firm and its days off, read from the database a single time.

Nothing outlives the request or verb that opened `reading_once`, so another process's change is seen with the next one.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from django.db import models

T = TypeVar("T")

_read: ContextVar[dict[str, Any] | None] = ContextVar("read_once", default=None)


@contextmanager
def reading_once() -> Iterator[None]:
    """Within it `once` reads each thing a single time. Inside another it is part of that. Also a decorator."""
    if _read.get() is not None:
        yield
        return
    outside = _read.set({})
    try:
        yield
    finally:
        _read.reset(outside)


def once(name: str, read: Callable[[], T]) -> T:
    """What `read` returns; within `reading_once` what it returned the first time, so nobody may change the value."""
    known = _read.get()
    if known is None:
        return read()
    if name not in known:
        known[name] = read()
    return known[name]


def read_anew() -> None:
    """To be called by whoever writes what is read once."""
    known = _read.get()
    if known is not None:
        known.clear()


class WrittenAnew(models.Model):
    """A model whose rows are read once: with each that is saved or deleted all is read anew."""

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        read_anew()

    def delete(self, *args, **kwargs):
        deleted = super().delete(*args, **kwargs)
        read_anew()
        return deleted


class ReadOnce:
    """Middleware: each request is a `reading_once`."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with reading_once():
            return self.get_response(request)
