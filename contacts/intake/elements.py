"""XML element by element, so that no size of it fills the memory, and without entities, so that nothing can grow."""

from collections.abc import Iterable
from typing import Protocol
from xml.parsers import expat

from contacts.intake.limits import ListRefused


class Reader(Protocol):
    """What is told of each element. Names of elements and attributes: namespace, blank, local name."""

    def start(self, tag: str, attributes: dict[str, str]) -> None: ...

    def end(self, tag: str) -> None: ...


class TextReader(Reader, Protocol):
    """A reader that is told the text between tags as well."""

    def text(self, data: str) -> None: ...


def tell(blocks: Iterable[bytes], reader: Reader | TextReader, name: str) -> None:
    """Tell a reader what stands in some XML. Raises ListRefused for damage, and for declared entities."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = getattr(reader, "text", None)
    parser.EntityDeclHandler = _Refusing(name)
    try:
        for block in blocks:
            parser.Parse(block, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise ListRefused(name, f"its XML is damaged ({error}). Open it, save it anew as XLSX, try again.") from None


class _Refusing:
    def __init__(self, name: str):
        self._name = name

    def __call__(self, *_: object) -> None:
        raise ListRefused(self._name, "the file declares entities, which no list needs. Save it as XLSX or CSV.")


def local(tag: str) -> str:
    """The name of an element without its namespace."""
    return tag.rpartition(" ")[2]


def whole_number(text: str | None) -> int | None:
    """The number that an attribute holds, or None."""
    return int(text[:18]) if text and text.isascii() and text.isdigit() else None
