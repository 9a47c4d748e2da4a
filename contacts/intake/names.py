"""A person's name out of one column or two, in either order, with what people and systems hang on it."""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

_LETTERS = re.compile(r"[^\W\d_]+")
# What no name holds: it is kept as it stands, so that somebody can see what it was.
_ODD = re.compile(r"[<>{}=;:*\\@#$%^&!?_~+\d\[\]]")
_PICTURES = re.compile("[\u2190-\u2bff\u2600-\u27bf\ufe0f\u200d\u20e3\U0001f000-\U0001faff®©™]+")
_BREAKS = re.compile(r"\s+")
_BRACKETS = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]\s*")
_NICKNAME = re.compile(r"""\s*["“”„«»][^"“”„«»]{1,30}["“”«»]\s*""")
_PREFIX = re.compile(
    r"(?:(?:mr|mrs|ms|miss|mx|dr|prof|professor|sir|herr|frau|mme|mlle|monsieur|madame|sr|sra|srta|dhr|mevr|sig|dott|"
    r"dipl|ing|ir|med|phil|rer|nat|habil)\b\.?\s*(?:-ing\.?\s+)?)+(?=[^\W\d_])",
    re.IGNORECASE,
)
_CREDENTIALS = frozenset(
    """
    phd ph.d ph.d. md m.d. mba m.b.a. emba msc m.sc. bsc b.sc. ma m.a. ba b.a. llm ll.m. jd j.d. pmp cpa cfa acca cissp
    csm psm pe p.e. esq esq. rn mph dba cscp cpim cltd cips mcips fcilt pcc acc shrm-cp shrm-scp sphr lssbb six-sigma
    jr jr. sr. ii iii iv
    """.split()
)
# They belong to the last name that follows.
_PARTICLES = frozenset(
    "de da do dos das del della di du des la le van von der den ter ten zu zum bin ibn al el af".split()
)
# So few capitals behind a name are initials of something.
_INITIALS = 2
_SMALL_PARTICLES = frozenset({"y", "e", "i", "o", "Ó", "ó", "Ní", "Mac"})
_LAST_UPPER = re.compile(r"([^\W\d_a-z]{2,}(?:[ '-][^\W\d_a-z]{2,})*) ([^\W\d_]*[a-z].*)")
_LAST_UPPER_BEHIND = re.compile(r"([^\W\d_]*[a-z].*?) ([^\W\d_a-z]{2,}(?:[ '’-][^\W\d_a-z]{2,})*)")
# As airlines and badge printers write it, the title behind: "BERG/ANA MRS".
_SLASHED = re.compile(
    r"([^\W\d_][^\d/,]*)/\s*([^\W\d_][^\d/,]*?)(?:\s+(?:mr|mrs|ms|miss|mstr|dr|prof)\.?)?", re.IGNORECASE
)


class Name(NamedTuple):
    """First and last name; either may be empty. `prefix` is the title before it: Dr., Prof."""

    first: str = ""
    last: str = ""
    prefix: str = ""

    @property
    def full(self) -> str:
        return f"{self.first} {self.last}" if self.first and self.last else self.first or self.last


NOBODY = Name()


def from_halves(first: str, last: str, middle: str = "") -> Name:
    """A name from its own columns. What stands between belongs to the last name if it is "van der" and the like."""
    if middle and all(map(_is_particle, middle.split())):
        last = f"{middle} {last}"
    if _is_plain(first) and _is_plain(last):
        return Name(first, last)
    prefix, first = _first_half(first)
    return Name(*_in_proper_case(first, _last_half(last)), prefix)


def _is_plain(text: str) -> bool:
    """Whether it is one word with one capital and no title: nothing to mend."""
    return text.isalpha() and text.istitle() and text not in _ABBREVIATED


_ABBREVIATED = frozenset("Dr Prof Mr Mrs Ms Miss Sir Herr Frau Mme Sr Sra Sig Dott Ing Jr Phd Mba".split())


@lru_cache(maxsize=8192)
def _first_half(text: str) -> tuple[str, str]:
    return ("", text) if _ODD.search(text) else _split_prefix(_tidy(text))


@lru_cache(maxsize=8192)
def _last_half(text: str) -> str:
    return text if _ODD.search(text) else _without_credentials(_tidy(text))


def from_whole(
    text: str, *, address: str | None = None, original_in_brackets: bool = False, last_name_first: bool = False
) -> Name:
    """A name that stands in one column: "First Last", "Last, First", "LAST/FIRST", "LAST First", "First LAST".

    Where the order is open, a mail address with the initial (`y.hanamori@`) tells which is the last name, else
    `last_name_first`, which is said of the column.
    `original_in_brackets`: the heading promises the real name there, "iPhone (Łukasz Brzeziak)".
    """
    first, blank, last = text.partition(" ")
    if blank and _is_plain(first) and _is_plain(last):
        swapped = last_name_first or (address and _is_last_name_of(first, last, address))
        return Name(last, first) if swapped else Name(first, last)
    text = _original(text) if original_in_brackets else text
    if _ODD.search(text):
        return Name(_BREAKS.sub(" ", text).strip())
    prefix, plain = _split_prefix(_without_credentials(_without_firm(_tidy(text))))
    if slashed := _SLASHED.fullmatch(plain):
        return Name(*_in_proper_case(slashed[2].strip(), slashed[1].strip()), prefix)
    before, comma, after = (part.strip() for part in plain.partition(","))
    if comma and after and "," not in after:
        behind, after = _split_prefix(after)
        return Name(*_in_proper_case(after, before), prefix or behind)
    if upper := _LAST_UPPER.fullmatch(plain):
        return Name(upper[2], _proper(upper[1]), prefix)
    if (upper := _LAST_UPPER_BEHIND.fullmatch(plain)) and len(upper[2]) > _INITIALS:
        return Name(upper[1], _proper(upper[2]), prefix)
    return Name(*_in_proper_case(*_split(plain, address, last_name_first=last_name_first)), prefix)


def _without_firm(text: str) -> str:
    """ "Ana Berg | Polder" and "Ana Berg - Polder" are Ana Berg, but "Jean - Pierre" is one name."""
    name = text.partition(" | ")[0]
    before, dash, _ = name.partition(" - ")
    return before if dash and " " in before.strip() else name


def _original(text: str) -> str:
    """The name in the brackets, if a whole one stands there; "(Guest)" and "(she/her)" are none."""
    for inside in _BRACKETS.findall(text):
        words = inside.split()
        if len(words) >= 2 and "/" not in inside and all(_LETTERS.search(word) for word in words):
            return inside
    return text


def _split(plain: str, address: str | None, *, last_name_first: bool) -> tuple[str, str]:
    words = plain.split()
    if len(words) < 2:
        return plain, ""
    if last_name_first:
        particles = next((i for i, word in enumerate(words[:-2]) if not _is_particle(word)), 0)
        # Two last names and two first names, as in Spain.
        at = particles + (2 if len(words) - particles > 3 else 1)
        return " ".join(words[at:]), " ".join(words[:at])
    if address and len(words) == 2 and _is_last_name_of(words[0], words[1], address):
        return words[1], words[0]
    at = next((i for i, word in enumerate(words[1:-1], start=1) if _is_particle(word)), len(words) - 1)
    return " ".join(words[:at]), " ".join(words[at:])


def _is_particle(word: str) -> bool:
    return word in _SMALL_PARTICLES or word.lower() in _PARTICLES


def _is_last_name_of(last: str, first: str, address: str) -> bool:
    """Whether `y.hanamori@` belongs to "Hanamori Yuto"."""
    parts = re.split(r"[._-]", address.partition("@")[0])
    return len(parts) == 2 and parts[1] == ascii_folded(last) and parts[0] == ascii_folded(first)[:1]


def order_in(text: str, address: str) -> int:
    """What a mail address says of the order in a name of two words: 1 first name first, -1 last name first, else 0.

    `ana.berg@` and `a.berg@` say it of "Ana Berg" and of "Berg Ana".
    """
    words = [ascii_folded(word) for word in text.split()]
    parts = re.split(r"[._-]", address.partition("@")[0])
    if len(words) != 2 or len(parts) != 2 or words[0] == words[1]:
        return 0
    if parts[1] == words[1] and parts[0] in (words[0], words[0][:1]):
        return 1
    return -1 if parts[1] == words[0] and parts[0] in (words[1], words[1][:1]) else 0


def _tidy(text: str) -> str:
    """One line, without pictures, brackets, nicknames in quotes, and quotes around the whole."""
    text = _BREAKS.sub(" ", _PICTURES.sub(" ", text)).strip()
    if '"' in text or "“" in text or "„" in text:
        text = (_NICKNAME.sub(" ", text).strip() or text).strip('"“”„ ')
    return _BRACKETS.sub(" ", text).strip() or text


def _split_prefix(text: str) -> tuple[str, str]:
    found = _PREFIX.match(text)
    if found is None or not found[0].endswith((" ", ".")):
        return "", text
    return found[0].strip(), text[found.end() :].strip()


def _without_credentials(text: str) -> str:
    """ "Trellisward, PMP" and "Trellisward PhD" are Trellisward."""
    parts = [part.strip() for part in text.split(",")]
    while len(parts) > 1 and (not parts[-1] or all(word.lower() in _CREDENTIALS for word in parts[-1].split())):
        parts.pop()
    words = ", ".join(parts).split(" ")
    while len(words) > 1 and words[-1].lower() in _CREDENTIALS:
        words.pop()
    return " ".join(words)


def _in_proper_case(first: str, last: str) -> tuple[str, str]:
    """Mend a name that is all capitals or all small letters; anything mixed is meant as it stands."""
    both = first + last
    if len(both) > 3 and (both.isupper() or both.islower()) and _LETTERS.sub("", both).strip(" .'’-") == "":
        return _proper(first), _proper(last)
    return first, last


def _proper(text: str) -> str:
    words = [
        word.lower() if word.lower() in _PARTICLES else _LETTERS.sub(lambda found: found[0].capitalize(), word.lower())
        for word in text.split(" ")
    ]
    return " ".join(words)


def ascii_folded(text: str) -> str:
    """Small letters without accents, nothing else: for comparing a name with a mail address."""
    return "".join(c for c in _without_accents(text) if "a" <= c <= "z")


def words_of(text: str) -> frozenset[str]:
    """The words of a name as they are compared: small letters without accents, in any order."""
    return frozenset(_LETTERS.findall(_without_accents(text)))


_UNDECOMPOSED = str.maketrans({"ł": "l", "đ": "d", "ø": "o", "æ": "ae", "œ": "oe", "ı": "i", "ð": "d", "þ": "th"})


def _without_accents(text: str) -> str:
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_UNDECOMPOSED))
    return "".join(c for c in plain if not unicodedata.combining(c))
