"""Where lists come from, told by their headings; what is remembered of their columns; how much of them was junk.

Pure: plain values. The rule and its reasons: docs/decisions/sources.md.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TypedDict

from contacts.intake.columns import FIELDS, IN_WORDS, OF_KEEPER, meaning
from leadflow.lib.text import folded

# Fewer headings that everybody uses tell no source: "Name, Email, Company" stands above any list.
TELLING = 4
# What a form asks beside, other things each time.
_FREE = frozenset({"notes", "questions"})


class Column(TypedDict):
    """A column as a reading tells of it."""

    index: int
    header: str
    field: str | None


def key_of(headings: Iterable[str]) -> str:
    """What makes two lists come from one source: the same headings that say who somebody is and what they did.

    Their order and further columns make no difference. Where too few headings say something, all of them must be the
    same. Empty where no column has a heading.
    """
    all_of_them = Counter(name for heading in headings if (name := folded(heading)))
    telling = Counter({name: number for name, number in all_of_them.items() if _tells(name)})
    kind, kept = ("telling", telling) if len(telling) >= TELLING else ("all", all_of_them)
    if not kept:
        return ""
    text = "\n".join([kind, *(f"{name} {number}" for name, number in sorted(kept.items()))])
    return hashlib.sha256(text.encode()).hexdigest()


def _tells(name: str) -> bool:
    said = meaning(name)
    return said is not None and OF_KEEPER <= said.strength <= IN_WORDS and said.field not in _FREE


def names_of(columns: Sequence[Column]) -> list[str]:
    """What each column is called wherever it stands: the heading as it is compared, numbered where it repeats."""
    return names_for([column["header"] for column in columns])


def names_for(headings: Iterable[str]) -> list[str]:
    """The same for headings alone."""
    seen: Counter[str] = Counter()
    names = []
    for heading in headings:
        name = folded(heading)
        seen[name] += 1
        names.append(name if not name or seen[name] == 1 else f"{name} #{seen[name]}")
    return names


def remembered(columns: Sequence[Column], chosen: Mapping[str, str | None]) -> dict[str, str | None]:
    """What to remember of columns: what each is used for, and which ones a person left out.

    `chosen` holds what a person changed, by index. A column without a heading cannot be told again.
    """
    return {
        name: column["field"]
        for name, column in zip(names_of(columns), columns, strict=True)
        if name and (column["field"] or str(column["index"]) in chosen)
    }


def applied(columns: Sequence[Column], memory: Mapping[str, str | None]) -> dict[str, str | None]:
    """A memory held against the columns of another list: index to field, for the columns that are remembered."""
    return {
        str(column["index"]): memory[name]
        for name, column in zip(names_of(columns), columns, strict=True)
        if name in memory and (memory[name] is None or memory[name] in FIELDS)
    }


def new_in(columns: Sequence[Column], memory: Mapping[str, str | None]) -> list[str]:
    """The headings of columns that are used, though nothing is remembered of them."""
    pairs = zip(names_of(columns), columns, strict=True)
    return [column["header"] for name, column in pairs if column["field"] and name not in memory]


def missing_in(columns: Sequence[Column], memory: Mapping[str, str | None]) -> list[str]:
    """The columns that were used before and are not there."""
    present = set(names_of(columns))
    return [name for name, field in memory.items() if field and name not in present]


def findings(shares: Sequence[float]) -> str:
    """What the shares of junk of some lists say, the oldest first, as the title of their picture."""
    if not shares:
        return "No list of this source was imported yet"
    last = _percent(shares[-1])
    if len(shares) == 1:
        return f"{last} of the only list looked like junk"
    before = sum(shares[:-1]) / len(shares[:-1])
    if abs(shares[-1] - before) < 0.05:
        return f"Junk stays at about {_percent(sum(shares) / len(shares))}"
    return f"Junk {'rose' if shares[-1] > before else 'fell'} to {last}; it was {_percent(before)} before"


class Bar(TypedDict):
    """A column of a picture 100 wide and 24 high that stands on its bottom."""

    x: str
    y: str
    width: str
    height: str


def bars(shares: Sequence[float], *, places: int) -> list[Bar]:
    """A small picture of shares, the oldest first, with room for so many; the last one always stands at the right."""
    # A percent or two shall not look like much.
    top, step = max([0.2, *shares]), 100 / places
    left = 100 - step * len(shares)
    return [
        Bar(
            x=f"{left + index * step + step * 0.15:.1f}",
            y=f"{24 - height:.1f}",
            width=f"{step * 0.7:.1f}",
            height=f"{height:.1f}",
        )
        for index, share in enumerate(shares)
        for height in [max(1, 24 * share / top)]
    ]


def _percent(share: float) -> str:
    return f"{share * 100:.0f} %"
