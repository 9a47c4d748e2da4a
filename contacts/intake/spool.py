"""Long sequences kept in a file: what a list holds need not fit into memory."""

import os
import tempfile
import weakref
from array import array
from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

T = TypeVar("T")

# So much is held before it is written: lists of a few thousand rows never touch the disk.
_HELD = 1024 * 1024
_AT_ONCE = 500


class Spool(Generic[T]):
    """Values by number, each as its bytes: the last ones in memory, all others in a temporary file without a name.

    The file stands where uploads stand while they come in (TMPDIR), and is gone with the spool, whatever happens.
    `dump` and `load` turn a value into bytes and back.
    """

    def __init__(self, dump: Callable[[T], bytes], load: Callable[[bytes], T], held: int = _HELD):
        self._dump, self._load, self._most = dump, load, held
        self._starts, self._sizes = array("Q"), array("I")
        self._held = bytearray()
        self._written = 0
        self._file: int | None = None

    def __len__(self):
        return len(self._starts)

    def append(self, value: T) -> None:
        """Add a value; its number is the length before."""
        self._starts.append(0)
        self._sizes.append(0)
        self[len(self._starts) - 1] = value

    def __setitem__(self, number: int, value: T) -> None:
        record = self._dump(value)
        self._starts[number] = self._written + len(self._held)
        self._sizes[number] = len(record)
        self._held += record
        if len(self._held) >= self._most:
            self._write()

    def __getitem__(self, number: int) -> T:
        return self._load(self._bytes(self._starts[number], self._sizes[number]))

    def __iter__(self) -> Iterator[T]:
        return self.between(0, len(self))

    def between(self, first: int, last: int) -> Iterator[T]:
        """The values from `first` to `last` (exclusive), which must have been added one after the other."""
        last = min(last, len(self))
        for begin in range(first, last, _AT_ONCE):
            end = min(begin + _AT_ONCE, last)
            starts, sizes = self._starts[begin:end], self._sizes[begin:end]
            block = self._bytes(starts[0], starts[-1] + sizes[-1] - starts[0])
            for start, size in zip(starts, sizes, strict=True):
                at = start - starts[0]
                yield self._load(block[at : at + size])

    def _bytes(self, start: int, size: int) -> bytes:
        if start >= self._written or self._file is None:
            return bytes(self._held[start - self._written : start - self._written + size])
        found = os.pread(self._file, size, start)
        # What runs over the end of the file goes on in memory.
        return found + bytes(self._held[: size - len(found)]) if len(found) < size else found

    def _write(self) -> None:
        if self._file is None:
            self._file, path = tempfile.mkstemp(prefix="leadflow-list-")
            os.unlink(path)
            weakref.finalize(self, os.close, self._file)
        left = memoryview(self._held)
        while left:
            left = left[os.write(self._file, left) :]
        self._written += len(self._held)
        self._held = bytearray()


def texts() -> Spool[str]:
    """A spool of texts, whatever characters they hold."""
    return Spool(_encoded, _decoded)


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _decoded(octets: bytes) -> str:
    return octets.decode("utf-8", "surrogatepass")
