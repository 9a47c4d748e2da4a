"""Does somebody fit a persona? (rule 2). Pure: plain values in, a verdict with its reasons out."""

from dataclasses import dataclass, field

from leadflow.lib.text import folded

MATCH, UNKNOWN, MISMATCH = "match", "unknown", "mismatch"


@dataclass(frozen=True)
class Profile:
    """What is known of a contact and their firm; empty means unknown."""

    title: str = ""
    kind: str = ""
    industry: str = ""
    country: str = ""
    employees: int | None = None


@dataclass(frozen=True)
class Fit:
    """The verdict, the persona it is about, and a reason per criterion in words."""

    verdict: str
    persona: str = ""
    reasons: list[str] = field(default_factory=list)


def fit(personas, profile: Profile) -> Fit:
    """The best persona's verdict: a match beats unknown beats a mismatch. Without personas everything is unknown."""
    verdicts = [judge(persona, profile) for persona in personas]
    return min(verdicts, key=lambda v: (MATCH, UNKNOWN, MISMATCH).index(v.verdict), default=Fit(UNKNOWN))


def judge(persona, profile: Profile) -> Fit:
    """Hold one persona against a profile. One mismatch decides; else one unknown leaves it open."""
    found = [
        _words("Firm", persona.kinds, profile.kind),
        _words("Industry", persona.industries, profile.industry),
        _words("Country", persona.countries, profile.country),
        _title(persona, profile.title),
        _size(persona, profile.employees),
    ]
    judged = [(verdict, reason) for verdict, reason in found if verdict]
    verdicts = [verdict for verdict, _ in judged]
    overall = MISMATCH if MISMATCH in verdicts else UNKNOWN if UNKNOWN in verdicts else MATCH
    return Fit(overall, persona.name, [reason for _, reason in judged])


def _words(label, wanted, value):
    if not wanted:
        return None, ""
    if not value:
        return UNKNOWN, f"{label} unknown"
    hit = folded(value) in {folded(word) for word in wanted}
    return (MATCH, f"{label}: {value}") if hit else (MISMATCH, f"{label} {value} is not {_or(wanted)}")


def _title(persona, title):
    if not persona.titles and not persona.excluded_titles:
        return None, ""
    if not title:
        return UNKNOWN, "Job title unknown"
    said = f" {folded(title)} "
    for word in persona.excluded_titles:
        if f" {folded(word)} " in said:
            return MISMATCH, f"Job title {title}: {word} is ruled out"
    if not persona.titles or any(f" {folded(word)} " in said for word in persona.titles):
        return MATCH, f"Job title: {title}"
    # Titles have too many wordings for a miss to mean more than "look at it".
    return UNKNOWN, f"Job title {title} is none we know"


def _size(persona, employees):
    low, high = persona.min_employees, persona.max_employees
    if low is None and high is None:
        return None, ""
    if employees is None:
        return UNKNOWN, "Firm size unknown"
    if (low is not None and employees < low) or (high is not None and employees > high):
        return MISMATCH, f"{employees} people at the firm, not {low or 0} to {high or 'any number'}"
    return MATCH, f"{employees} people at the firm"


def _or(words):
    return " or ".join(words)
