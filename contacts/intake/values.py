"""What stands in single cells: blanks, wrappers, yes and no, durations, numbers."""

import re
from collections.abc import Iterable

from leadflow.lib.text import folded

# What exports and people write where there is nothing.
_BLANKS = frozenset(
    " ".join(mark.split())
    for mark in """
    -, --, ---, —, –, ., .., ..., /, \\, n/a, n.a., #n/a, #na, #ref!, #value!, #name?, null, (null), none, nil,
    undefined, nan,
    not provided, [not provided], not set, [not set], (not set), not specified, not applicable, not available, no data,
    unknown, [empty], (empty), [blank], (blank), leer, keine angabe, ohne angabe, k.a., k. a., aucun, aucune,
    non renseigné, non renseigne, sin datos, ninguno, ninguna, no disponible, niet ingevuld, onbekend, nessuno, nessuna,
    non disponibile, non specificato""".split(",")
)
_WRAPPED = re.compile(r'="(.*)"', re.DOTALL)
_PREFIXED = re.compile(r"p:(?=[+\d])")
_APOSTROPHE = re.compile(r"'(?=[+=\-@\d(])")
_BREAKS = re.compile(r"[\s\u00a0\u200b\ufeff]+")

YES = frozenset("yes y true 1 x ✓ ✔ ☑ on ja j wahr oui o vrai si s sí sì verdadero cierto waar vero".split())
NO = frozenset("no n false 0 off nein falsch non faux falso nee onwaar".split())
_SALUTATIONS = frozenset(
    """
    mr mrs ms miss mx dr prof professor sir madam herr frau fraulein m mme mlle monsieur madame mademoiselle sr sra
    srta senor senora don dona dhr mevr mw heer mevrouw de heer sig sig ra signor signora signore dott dott ssa ing
    dipl ing mag
    """.split()
) | {"sig ra", "dott ssa", "dipl ing", "de heer", "prof dr", "herr dr", "frau dr"}

_AGREED = ("opted in", "opt-in", "granted", "given", "agree", "accepted", "subscribed", "confirmed", "zugestimmt",
           "erteilt", "accepté", "consenti", "aceptado", "akkoord", "toegestaan", "accettato", "accons")  # fmt: skip
_REFUSED = ("not ", "no ", "denied", "refused", "withdrawn", "revoked", "declined", "nicht", "kein", "abgelehnt",
            "widerrufen", "refusé", "rechazado", "geweigerd", "ingetrokken", "rifiutato", "revocato")  # fmt: skip
_DAY = re.compile(r"\s*\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}")
_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):(\d{2})(?:[.,]\d+)?")
_PARTS = re.compile(
    r"(\d+(?:[.,]\d+)?)\s*(d|days?|tage?|h|hrs?|hours?|std|stunden?|heures?|horas?|uur|uren|or[ae]|"
    r"m|mins?|minut\w*|s|secs?|seconds?|sek\w*|secondes?|segundos?|seconden?|secondi)\b\.?",
    re.IGNORECASE,
)
_SECONDS = (("d", 86400), ("t", 86400), ("h", 3600), ("st", 3600), ("u", 3600), ("o", 3600), ("m", 60), ("s", 1))
# No event lasts longer; what says so is a slip of the export.
LONGEST = 31 * 86400
_COUNT = re.compile(r"\d{1,3}(?:[.,'\u00a0 ]\d{3})+|\d+")


def is_blank(cell: str) -> bool:
    """Whether a cell says nothing: empty, or one of the marks that exports write for nothing."""
    return not cell or cell.isspace() or cell.strip().lower() in _BLANKS


def clean(cell: str) -> str:
    """A cell without the wrappers that spreadsheets need and people do not: `="007"`, `'+47`, `p:+47`. Blank is ""."""
    text = cell.strip()
    if not text or text.lower() in _BLANKS:
        return ""
    if text[0] == "=" and (wrapped := _WRAPPED.fullmatch(text)) and '"' not in wrapped[1]:
        text = wrapped[1].strip()
    elif text[0] == "'":
        text = _APOSTROPHE.sub("", text, count=1)
    elif text[:2] == "p:":
        text = _PREFIXED.sub("", text, count=1)
    return text


def one_line(cell: str) -> str:
    """A cleaned cell on one line, single blanks."""
    text = clean(cell)
    return text if text.isprintable() and "  " not in text and "\u00a0" not in text else _BREAKS.sub(" ", text).strip()


def yes_or_no(cell: str) -> bool | None:
    """True, False, or None for neither, in any of the six languages."""
    word = cell.strip().lower()
    return True if word in YES else False if word in NO else None


_LEFT = ("unsub", "opted out", "opted-out", "opt-out", "optout", "abgemeldet", "abbestellt", "désabon", "desabon",
         "désinscri", "dado de baja", "baja", "uitgeschreven", "afgemeld", "disiscritt")  # fmt: skip


def says_unsubscribed(cell: str) -> bool:
    """Whether a cell says in words that somebody wants no mail."""
    return cell.strip().lower().startswith(_LEFT)


def is_unsubscribed(cell: str) -> bool:
    """Whether a cell of a column about it says that somebody has unsubscribed: yes, in words, or since which day."""
    return says_unsubscribed(cell) or yes_or_no(cell) is True or _DAY.match(cell) is not None


def consent(cell: str) -> bool | None:
    """Whether somebody agreed to mail, by yes and no or in words; None where the cell tells neither."""
    answer = yes_or_no(cell)
    if answer is not None:
        return answer
    words = cell.strip().lower()
    if words.startswith(_REFUSED) or says_unsubscribed(cell):
        return False
    return True if words.startswith(_AGREED) else None


def salutations_only(values: Iterable[str]) -> bool:
    """Whether all of these are "Mr", "Frau", "Dr." and the like."""
    return all(folded(value) in _SALUTATIONS for value in values)


def seconds(cell: str, *, unit: int = 60) -> int | None:
    """A length of time: `1h 5m 45s`, `62 minutes`, `1:02:07`, or a plain number of `unit` seconds.

    None for anything else, below zero or above LONGEST.
    """
    length = _length(cell.strip(), unit)
    return round(length) if length is not None and 0 <= length <= LONGEST else None


def _length(text: str, unit: int) -> float | None:
    try:
        return float(text.replace(",", ".")) * unit
    except ValueError:
        pass
    if clock := _CLOCK.fullmatch(text):
        return int(clock[1] or 0) * 3600 + int(clock[2]) * 60 + int(clock[3])
    parts = _PARTS.findall(text[:80])
    if not parts:
        return None
    return sum(float(amount.replace(",", ".")) * _seconds_in(word.lower()) for amount, word in parts)


def _seconds_in(unit: str) -> int:
    return next(seconds for begins, seconds in _SECONDS if unit.startswith(begins))


def count(cell: str) -> str:
    """A number of employees without separators: "1,200" is 1200, "51-200" and "1000+" stay ranges."""
    text = one_line(cell)
    return re.sub(r"\D", "", text) if _COUNT.fullmatch(text) else text
