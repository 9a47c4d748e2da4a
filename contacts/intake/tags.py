"""The tags of a web page and the text between them, in one pass that takes time by the length of the page alone.

The standard library's parser takes the square of it for tags that nobody closes, and breaks at some declarations.
"""

import re
from html import unescape
from typing import Protocol

# A tag ends at the first > outside quotation marks; a mark that is never closed is none.
_TAG = re.compile(r"""<(/?)([a-zA-Z][^\s/>]*+)((?:[^>=]++|=\s*+(?:"[^"]*+"|'[^']*+')?+)*+)>""")
_SPAN = re.compile(r"""(?<![\w-])(colspan|rowspan)\s*=\s*["']?\s*(\d{1,9})""", re.IGNORECASE | re.ASCII)
_TAG_BEGINS = re.compile("</?[a-zA-Z]")
# What stands inside is for browsers, not for readers.
_UNREAD = {tag: re.compile(rf"</{tag}\b", re.IGNORECASE) for tag in ("script", "style")}


class Reader(Protocol):
    """What is told of each tag, its name in small letters, and of the text between two."""

    def tag(self, name: str, attributes: str, *, closes: bool) -> None: ...

    def text(self, text: str) -> None: ...


def tell(page: str, reader: Reader) -> None:
    """Tell a reader of a page what stands in it. What is no tag, or never ends, is text: nothing is lost of it."""
    unread = dict(_UNREAD)
    last = page.rfind(">"), page.rfind("-->")
    at = 0
    while (begins := page.find("<", at)) >= 0:
        if begins > at:
            reader.text(page[at:begins])
        if found := _TAG.match(page, begins):
            closes, name = bool(found[1]), found[2].lower()
            reader.tag(name, found[3], closes=closes)
            at = found.end()
            if name in unread and not closes:
                at = _behind(unread, name, page, at)
        elif _TAG_BEGINS.match(page, begins):
            # Whatever follows stands inside this tag, which never ends.
            at = begins
            break
        else:
            at = _end_of_mark(page, begins, *last) or begins + 1
            if at == begins + 1:
                reader.text("<")
    reader.text(page[at:])


def _behind(unread: dict[str, re.Pattern[str]], name: str, page: str, at: int) -> int:
    """Where an element that is not read ends. One that never does is looked for once."""
    closing = unread[name].search(page, at)
    if closing is None:
        del unread[name]
        return at
    return closing.start()


def _end_of_mark(page: str, begins: int, last_tag: int, last_comment: int) -> int:
    """Where a comment or a declaration ends that begins here; 0 where none does."""
    if page.startswith("<!--", begins):
        return page.find("-->", begins + 2) + 3 if begins < last_comment else 0
    if page.startswith(("<!", "<?"), begins) and begins < last_tag:
        return page.find(">", begins) + 1
    return 0


def spans(attributes: str) -> tuple[int, int]:
    """Over how many columns and rows the attributes of a cell say that it reaches."""
    said = {name.lower(): int(number) or 1 for name, number in _SPAN.findall(attributes)}
    return said.get("colspan", 1), said.get("rowspan", 1)


def plain(text: str) -> str:
    """Text without references to characters: "&amp;" as "&"."""
    try:
        return unescape(text)
    except ValueError:
        # A number of thousands of digits is no character.
        return text
