"""Does somebody fit a persona? (rule 2). Pure: plain values in, a verdict with its reasons out."""

from dataclasses import dataclass, field
from typing import NamedTuple

from leadflow.lib import countries
from leadflow.lib.text import folded
from scoring import titles

MATCH, UNKNOWN, MISMATCH = "match", "unknown", "mismatch"


class Profile(NamedTuple):
    """What is known of a contact and their firm; empty means unknown."""

    title: str = ""
    kind: str = ""
    industry: str = ""
    country: str = ""
    employees: int | None = None


@dataclass(frozen=True)
class Fit:
    """The verdict, the persona it is about, a reason per criterion in words, and how many wishes came true."""

    verdict: str
    persona: str = ""
    reasons: list[str] = field(default_factory=list)
    wishes: int = 0
    # The id of that persona where it is a match.
    persona_id: int | None = None


class Finding(NamedTuple):
    """What one criterion finds."""

    criterion: str
    verdict: str
    reason: str


def fit(personas, profile: Profile) -> Fit:
    """The best persona's verdict: a match beats unknown beats a mismatch, then more wishes beat fewer.

    Without personas everything is unknown.
    """
    verdicts = [judge(persona, profile) for persona in personas]
    return min(verdicts, key=lambda v: (_ORDER.index(v.verdict), -v.wishes), default=Fit(UNKNOWN))


_ORDER = (MATCH, UNKNOWN, MISMATCH)


def judge(persona, profile: Profile) -> Fit:
    """Hold one persona against a profile. One mismatch decides; else one unknown leaves it open. Wishes decide nothing,
    but what is ruled out always does."""
    found = findings(persona, profile)
    verdicts = [each.verdict for each in found if each.criterion not in persona.wished]
    overall = worst(verdicts)
    wishes = sum(each.verdict == MATCH for each in found if each.criterion in persona.wished)
    reasons = [each.reason for each in found]
    return Fit(overall, persona.name, reasons, wishes, persona.pk if overall == MATCH else None)


def worst(verdicts) -> str:
    """One mismatch decides; else one unknown leaves it open."""
    return max(verdicts, key=_ORDER.index, default=MATCH)


def findings(persona, profile: Profile) -> list[Finding]:
    """What each criterion that asks for something finds."""
    criteria = (
        _words("kinds", "Firm", persona.kinds, persona.excluded_kinds, profile.kind),
        _words("industries", "Industry", persona.industries, persona.excluded_industries, profile.industry),
        _words("countries", "Country", persona.countries, persona.excluded_countries, profile.country, countries.name),
        _title(persona, profile.title),
        _level(persona, profile.title),
        _size(persona, profile.employees),
    )
    return [finding for finding in criteria if finding]


# What rules somebody out is no wish, whatever the rest of its criterion is.
RULED_OUT = "ruled out"


def _words(criterion, label, wanted, excluded, value, say=str) -> Finding | None:
    if not wanted and not excluded:
        return None
    if not value:
        return Finding(criterion, UNKNOWN, f"{label} unknown")
    said = folded(value)
    if said in {folded(word) for word in excluded}:
        return Finding(RULED_OUT, MISMATCH, f"{label} {say(value)} is ruled out")
    if not wanted or said in {folded(word) for word in wanted}:
        return Finding(criterion, MATCH, f"{label}: {say(value)}")
    return Finding(criterion, MISMATCH, f"{label} {say(value)} is not {_or(map(say, wanted))}")


def _title(persona, title) -> Finding | None:
    if not persona.titles and not persona.excluded_titles:
        return None
    if not title:
        return Finding("titles", UNKNOWN, "Job title unknown")
    said = f" {folded(title)} "
    for word in persona.excluded_titles:
        if f" {folded(word)} " in said:
            return Finding(RULED_OUT, MISMATCH, f"Job title {title}: {word} is ruled out")
    if not persona.titles or any(titles.names(title, word) for word in persona.titles):
        return Finding("titles", MATCH, f"Job title: {title}")
    # Titles have too many wordings for a miss to mean more than "look at it".
    return Finding("titles", UNKNOWN, f"Job title {title} is none we know")


def _level(persona, title) -> Finding | None:
    if not persona.levels:
        return None
    level = titles.level_of(title)
    if not level:
        return Finding("levels", UNKNOWN, "How high they stand is unknown")
    if level in persona.levels:
        return Finding("levels", MATCH, titles.LEVELS[level])
    return Finding("levels", MISMATCH, f"{title}: {titles.LEVELS[level]}, not {_or(map(titles.short, persona.levels))}")


def _size(persona, employees) -> Finding | None:
    low, high = persona.min_employees, persona.max_employees
    if low is None and high is None:
        return None
    if employees is None:
        return Finding("size", UNKNOWN, "Firm size unknown")
    if (low is not None and employees < low) or (high is not None and employees > high):
        return Finding("size", MISMATCH, f"{employees} people at the firm, not {low or 0} to {high or 'any number'}")
    return Finding("size", MATCH, f"{employees} people at the firm")


def _or(words):
    return " or ".join(words)
