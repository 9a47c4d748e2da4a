"""Which interactions count, and how many distinct ones there are (rule 3). Pure: what is given is judged."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from contacts.models import Touch

LIGHT = "light"


@dataclass(frozen=True)
class Interaction:
    """What of an inbound touch decides whether it counts. `day` is the firm's day."""

    kind: str
    asset: int | None
    day: date
    minutes: int | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Interest:
    """What somebody did that counts. `distinct`: distinct interactions, each as many as its kind weighs; light kinds
    are one together. `asked` and `latest`: when they last asked to be contacted, and last did anything that counts."""

    distinct: int = 0
    kinds: int = 0
    asked: datetime | None = None
    latest: datetime | None = None


NONE = Interest()


def first_day(definition, today: date, kind: str) -> date:
    """The first day on which an interaction of that kind still counts (boundary included)."""
    return today - timedelta(days=definition.days_of(kind))


def why_not(definition, interaction: Interaction, today: date) -> str:
    """Why an interaction does not count, in words; empty where it does."""
    if interaction.kind in Touch.RESPONSES and interaction.kind not in Touch.REQUESTS:
        return "answers to our own attempts do not count"
    if interaction.kind == Touch.Kind.WEBINAR_REGISTERED or interaction.kind == Touch.Kind.EVENT_REGISTERED:
        return "a registration alone does not count"
    if interaction.kind not in definition.counting and interaction.kind not in definition.light:
        return "does not count as an interaction"
    if interaction.kind == Touch.Kind.WEBINAR_ATTENDED and too_short(definition, interaction):
        return f"stayed {interaction.minutes} minutes, not the {definition.min_minutes} it takes"
    if interaction.day < first_day(definition, today, interaction.kind):
        return "too long ago"
    return ""


def too_short(definition, interaction: Interaction) -> bool:
    """Lists that carry no minutes say only that somebody attended; then it counts."""
    return interaction.minutes is not None and interaction.minutes < definition.min_minutes


def identity(definition, interaction: Interaction) -> str:
    """What makes two interactions the same one: kind and asset; all light kinds are one."""
    if interaction.kind in definition.light:
        return LIGHT
    return f"{interaction.kind}:{interaction.asset or ''}"


def interest(definition, interactions: Iterable[Interaction], today: date) -> Interest:
    """Add up the distinct interactions among these."""
    counting = [i for i in interactions if not why_not(definition, i, today)]
    worth = {identity(definition, i): definition.weight_of(i.kind) for i in counting}
    return Interest(
        distinct=sum(worth.values()),
        kinds=len({LIGHT if i.kind in definition.light else i.kind for i in counting}),
        asked=max((i.at for i in counting if i.at and i.kind in definition.at_once), default=None),
        latest=max((i.at for i in counting if i.at), default=None),
    )
