"""Comparing what people type."""

import re
import unicodedata

_BREAKS = re.compile(r"[\W_]+")
_LEGAL_FORMS = re.compile(
    r"\b(?:a\s?s|ab|ag|aps|asa|b\s?v|co|company|corp|corporation|d\s?o\s?o|fze|gmbh|inc|incorporated|jsc|kg|limited|"
    r"llc|llp|ltd|mbh|n\s?v|oy|oyj|plc|pty|pvt|s\s?a|s\s?a\s?s|sarl|sas|se|s\s?l|s\s?p\s?a|sp\s?z\s?o\s?o|s\s?r\s?l)\s*$"
)


def folded(text: str) -> str:
    """Lower case, no accents, single blanks, no punctuation: equal for what people would call the same words."""
    plain = text.casefold()
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    return _BREAKS.sub(" ", plain).strip()


def firm_key(name: str) -> str:
    """A firm's name without its legal form, folded; a name that is nothing but a legal form keeps it."""
    key = folded(name)
    while (shorter := _LEGAL_FORMS.sub("", key).strip()) and shorter != key:
        key = shorter
    return key
