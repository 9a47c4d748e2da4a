"""Work that is done ahead of who needs it."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import TypeVar

Item = TypeVar("Item")


def one_ahead(items: Iterator[Item]) -> Iterator[Item]:
    """The same items, each made by another thread while the one before it is worked on.

    For making that asks no database, beside work that waits for one. What making an item raises is raised here, in
    its place.
    """
    with ThreadPoolExecutor(1) as another:
        coming = another.submit(list, islice(items, 1))
        while found := coming.result():
            coming = another.submit(list, islice(items, 1))
            yield from found
