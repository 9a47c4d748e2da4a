"""Countries by the names and codes that lists write."""

from functools import cache, lru_cache

from leadflow.lib.text import folded

# The languages lists come in first; then the names that people use for their own country.
_LANGUAGES = ("en", "de", "fr", "es", "nl", "it", "pt", "pl", "sv", "da", "nb", "fi", "cs", "ro", "tr", "hu", "hr")
_NO_COUNTRIES = frozenset({"EU", "EZ", "UN", "XA", "XB", "ZZ"})
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
def _codes_in(language: str) -> dict[str, str]:
    """Folded name to code. A language costs a megabyte, so it is looked into only when those before do not know."""
    from babel import Locale

    return {
        folded(name): code
        for code, name in Locale(language).territories.items()
        if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES
    }


@cache
def _two_letters() -> frozenset[str]:
    return frozenset(_codes_in("en").values())


@cache
def choices() -> tuple[tuple[str, str], ...]:
    """All of them to choose from: code and name in English, by name."""
    return tuple(sorted(((code, name(code)) for code in _two_letters()), key=lambda one: folded(one[1])))


@lru_cache(maxsize=1_000)
def name(code: str) -> str:
    """A country in English, by its code; what is no code stays as it is."""
    from babel import Locale

    return Locale("en").territories.get(code, code)


@lru_cache(maxsize=4096)
def code(text: str) -> str | None:
    """The ISO 3166 code of a country: "Norway", "Norge", "NO", "U.S.A."; None where it is not known."""
    name = folded(text)
    if known := _ALSO.get(name):
        return known
    if len(name) == 2 and name.upper() in _two_letters():
        return name.upper()
    return next((found for language in _LANGUAGES if (found := _codes_in(language).get(name))), None)
