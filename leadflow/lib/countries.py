"""Countries by the names and codes that lists write."""

from functools import cache

from babel import Locale

from leadflow.lib.text import folded

# The languages lists come in first; then the names that people use for their own country.
_LANGUAGES = ("en", "de", "fr", "es", "nl", "it", "pt", "pl", "sv", "da", "nb", "fi", "cs", "ro", "tr", "hu", "hr")
_ALSO = {
    "america": "US",
    "u s": "US",
    "u s a": "US",
    "usa": "US",
    "united states of america": "US",
    "u k": "GB",
    "uk": "GB",
    "england": "GB",
    "great britain": "GB",
    "grossbritannien": "GB",
    "scotland": "GB",
    "wales": "GB",
    "northern ireland": "GB",
    "holland": "NL",
    "czech republic": "CZ",
    "russian federation": "RU",
    "korea": "KR",
    "republic of korea": "KR",
    "viet nam": "VN",
    "turkey": "TR",
    "u a e": "AE",
    "uae": "AE",
    "brd": "DE",
    "hong kong": "HK",
    "macedonia": "MK",
    "ivory coast": "CI",
}


@cache
def _codes() -> dict[str, str]:
    codes: dict[str, str] = dict(_ALSO)
    for language in _LANGUAGES:
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha() and code not in {"EU", "EZ", "UN", "XA", "XB", "ZZ"}:
                codes.setdefault(folded(name), code)
                codes.setdefault(code.lower(), code)
    return codes


def code(text: str) -> str | None:
    """The ISO 3166 code of a country: "Norway", "Norge", "NO", "U.S.A."; None where it is not known."""
    return _codes().get(folded(text))
