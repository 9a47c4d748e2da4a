"""What a file is, whatever it calls itself: its content decides, not its ending."""

import re
from pathlib import Path

from contacts.intake import binary, markup, text, vcard, workbook
from contacts.intake.encoding import encoding_of
from contacts.intake.limits import Limits, ListRefused
from contacts.intake.table import Source

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_NO_LIST = {
    b"%PDF": "a PDF",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\x1f\x8b": "a compressed file",
    b"Rar!": "a compressed file",
    b"7z\xbc\xaf": "a compressed file",
    b"{\\rtf": "a text document",
    b"SQLite format 3": "a database",
}
_HTML = re.compile(
    r"\s*+(?><!--.*?-->\s*+)*+<(?:!doctype html|html|head|body|table|meta|style)\b", re.IGNORECASE | re.DOTALL
)
_XML_SHEET = re.compile(r"\s*<\?xml.*?<(?:\w+:)?Workbook\b", re.DOTALL)


def read(path: Path, name: str, limits: Limits) -> Source:
    """Take the file apart. Raises ListRefused for what is empty, too large, or holds no tables."""
    size = path.stat().st_size
    if size > limits.file_bytes:
        raise ListRefused(
            name, f"it is larger than {limits.file_bytes // 1024 // 1024} MB. Split it and upload the parts."
        )
    with path.open("rb") as file:
        head = file.read(4096)
    if not head.strip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"):
        raise ListRefused(name, "the file is empty. Export the list again.")
    if head.startswith(_ZIP):
        return workbook.read(path, name, limits)
    if head.startswith(_OLE):
        return binary.read(path, name, limits)
    for start, what in _NO_LIST.items():
        if head.startswith(start):
            raise ListRefused(name, f"this is {what}, not a list. Save the list as CSV or XLSX and upload that.")
    return _read_text(path, name, limits, head)


def _read_text(path: Path, name: str, limits: Limits, head: bytes) -> Source:
    encoding, _ = encoding_of(path)
    start = head[: len(head) // 4 * 4].decode(encoding, "replace")
    if _HTML.match(start):
        return markup.read_html(path, name, limits)
    if _XML_SHEET.match(start):
        return markup.read_spreadsheet_xml(path, name, limits)
    if start.lstrip().startswith(("<?xml", "<!DOCTYPE")):
        raise ListRefused(name, "this is XML, not a list. Save the list as CSV or XLSX and upload that.")
    if start.lstrip()[:11].upper() == "BEGIN:VCARD":
        return vcard.read(path, name, limits)
    return text.read(path, name, limits)
