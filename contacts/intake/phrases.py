"""Finding phrases in what people write, fast enough for every row of a large list."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from leadflow.lib.text import folded

# Words that may stand where a phrase has a gap.
_GAP = 3
_ANY = ".."


class _Phrase(NamedTuple):
    label: str
    words: tuple[str, ...]


class PhraseFinder:
    """Says which labels a text earns, from phrases such as "open to work", "freelanc*", "looking for .. job".

    A star stands for any ending, two dots for up to three words. Case, accents and punctuation do not matter. A text
    costs one look-up a word, until a word begins like the first word of a phrase.
    """

    def __init__(self, phrases: Mapping[str, Iterable[str]]):
        self._begun: dict[str, list[_Phrase]] = {}
        # None of these in a text, none of the phrases: for phrases that begin with a whole word.
        self.first_words: set[str] = set()
        for label, wordings in phrases.items():
            for wording in wordings:
                if not wording.strip():
                    continue
                words = tuple(word if word == _ANY else _pattern(word) for word in wording.split())
                self.first_words.add(words[0])
                self._begun.setdefault(words[0].rstrip("*")[:3], []).append(_Phrase(label, words))

    def labels(self, text: str) -> tuple[str, ...]:
        """The labels of the phrases in the text, each once, in the order they are found."""
        return tuple(self.places(text))

    def places(self, text: str) -> dict[str, tuple[int, int]]:
        """The same, each with where its phrase stands: the first of its (folded) words, and the one behind it."""
        words = folded(text).split()
        found: dict[str, tuple[int, int]] = {}
        for at, word in enumerate(words):
            for phrase in self._begun.get(word[:3], ()):
                if phrase.label not in found and (end := _end_of(phrase.words, words, at)):
                    found[phrase.label] = at, end
        return found


def _pattern(word: str) -> str:
    return folded(word) + ("*" if word.endswith("*") else "")


def _end_of(pattern: tuple[str, ...], words: list[str], at: int) -> int:
    """Where the phrase that begins here ends; 0 where none does."""
    for position, wanted in enumerate(pattern):
        if wanted == _ANY:
            rest = pattern[position + 1 :]
            begins = range(at, min(at + _GAP + 1, len(words)))
            return next((end for begin in begins if (end := _end_of(rest, words, begin))), 0)
        if at >= len(words) or not (words[at].startswith(wanted[:-1]) if wanted.endswith("*") else words[at] == wanted):
            return 0
        at += 1
    return at
