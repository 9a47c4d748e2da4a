"""What is inside a zip, unpacked block by block, so that no declared or hidden size can fill the memory."""

import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO
from zipfile import ZipInfo

from contacts.intake.limits import Limits, ListRefused

_BLOCK = 1024 * 1024
# What unpacks to less is spared the question how many times its own size it becomes.
_SMALL = 8 * 1024 * 1024


@contextmanager
def opened(path: Path, name: str, limits: Limits) -> Iterator["Unzipped"]:
    """The parts of a zip. Refuses passwords, damage, and what unpacks to more than the limits."""
    try:
        with path.open("rb") as file, zipfile.ZipFile(file) as archive:
            yield Unzipped(file, archive.infolist(), name, limits)
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OverflowError, NotImplementedError) as error:
        raise ListRefused(name, f"the workbook is damaged ({error}). Open it, save it anew, try again.") from None


class Unzipped:
    """What a zip declares is believed when it is too much, but not when it is little: `blocks` counts what comes."""

    def __init__(self, file: BinaryIO, parts: list[ZipInfo], name: str, limits: Limits):
        self._file, self.parts, self._name, self._limits = file, parts, name, limits
        self._weigh_what_is_declared()

    def _weigh_what_is_declared(self) -> None:
        total = 0
        grown: Counter[str] = Counter()
        for part in self.parts:
            if part.flag_bits & 1:
                raise ListRefused(self._name, "the workbook has a password. Save it without one and upload that.")
            total += part.file_size
            grown[part.filename] += part.file_size
            self._refuse_too_much(part, grown[part.filename], total)

    def _refuse_too_much(self, part: ZipInfo, size: int, total: int) -> None:
        too_often = size > _SMALL and size > part.compress_size * self._limits.inflation
        if too_often or total > self._limits.inflated_bytes:
            why = (
                f"it unpacks to over {total // 1024 // 1024} MB and was not opened. "
                "If it is a real list, save it as CSV and upload that."
            )
            raise ListRefused(self._name, why)

    def blocks(self, part: ZipInfo) -> Iterator[bytes]:
        """What a part really unpacks to, at most a megabyte at a time."""
        size = 0
        for block in self._inflated(part):
            size += len(block)
            self._refuse_too_much(part, size, size)
            yield block

    def _inflated(self, part: ZipInfo) -> Iterator[bytes]:
        if part.header_offset < 0:
            raise zipfile.BadZipFile("a part begins before the file")
        self._file.seek(part.header_offset)
        header = self._file.read(30)
        self._file.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), 1)
        raw = self._raw(part.compress_size)
        if part.compress_type == zipfile.ZIP_STORED:
            yield from raw
        elif part.compress_type == zipfile.ZIP_DEFLATED:
            packed = zlib.decompressobj(-zlib.MAX_WBITS)
            for piece in raw:
                while piece:
                    yield packed.decompress(piece, _BLOCK)
                    piece = packed.unconsumed_tail
        else:
            raise ListRefused(self._name, "the workbook is packed in an unusual way. Open it, save it anew, try again.")

    def _raw(self, left: int) -> Iterator[bytes]:
        while left > 0 and (piece := self._file.read(min(_BLOCK, left))):
            left -= len(piece)
            yield piece
