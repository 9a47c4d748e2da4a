"""For whom a step is, and what makes it needless: asked when it is due, and told beforehand.

What is not known of somebody is not so: a step for firms of fifty people is not for a firm of unknown size.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple, Protocol

from django.db.models import QuerySet

from cadences.editing.plan import is_for_some
from cadences.models.cadence import Step
from contacts.models import Channel, Persona, Touch
from leadflow.lib.text import folded

# How the reason begins with which a step is skipped that waits for no answer by its channel.
ANSWERED = "They answered"


class Asks(Protocol):
    """What a step asks: one of a version, or of a draft."""

    condition: str
    channel: str
    persona_id: int | None
    industries: str
    min_employees: int | None
    max_employees: int | None
    preferred: str


class Someone(NamedTuple):
    """What is asked about somebody; empty means unknown."""

    persona_id: int | None = None
    industry: str = ""
    employees: int | None = None
    # By which channel we turn to them: the first that they left open.
    channel: str = Channel.PHONE
    # By which they answered since their plan began.
    answered: frozenset[str] = frozenset()


def asks(step: Asks) -> bool:
    """Whether anybody can be left out of a step, beside those whom it cannot reach and those who answered."""
    return step.condition == Step.Condition.NO_ANSWER or is_for_some(step)


def why_not(step: Asks, someone: Someone, personas: Mapping[int, str]) -> str:
    """Why a step is not for somebody, as the reason with which it is skipped; empty where it is. Pure. `personas` names
    those that steps ask for."""
    if step.condition == Step.Condition.NO_ANSWER and step.channel in someone.answered:
        return answered_by(step.channel)
    names = [folded(name) for name in _listed(step.industries)]
    missed = {
        "persona": step.persona_id not in (None, someone.persona_id),
        "industries": bool(names) and folded(someone.industry) not in names,
        "size": not _is_size(step, someone.employees),
        "preferred": bool(step.preferred) and step.preferred != someone.channel,
    }
    words = for_whom(step, personas)
    return next((f"Only for {words[asked]}" for asked, is_missed in missed.items() if is_missed), "")


def for_whom(step: Asks, personas: Mapping[int, str]) -> dict[str, str]:
    """For whom a step is, in words by what is asked; empty where it is for everybody."""
    words = {}
    if step.persona_id is not None:
        words["persona"] = f"persona {personas[step.persona_id]}"
    if names := _listed(step.industries):
        words["industries"] = f"firms in {' or '.join(names)}"
    low, high = step.min_employees, step.max_employees
    if low is not None or high is not None:
        least = f"{low or 0} to {high}" if high is not None else f"at least {low}"
        words["size"] = f"firms of {least} people"
    if step.preferred:
        words["preferred"] = f"whom we reach by {in_a_sentence(step.preferred)} first"
    return words


def in_words(step: Asks, personas: Mapping[int, str]) -> str:
    """For whom a step is, as part of a line: “only for firms in Food”; empty where it is for all."""
    words = ", ".join(for_whom(step, personas).values())
    return words and f"only for {words}"


def answered_by(channel: str) -> str:
    """The reason with which a step is skipped that waits for no answer by its channel."""
    return f"{ANSWERED} by {in_a_sentence(channel)}"


def in_a_sentence(channel: str) -> str:
    """A channel as it is called in the middle of a sentence."""
    label = Channel(channel).label
    return label if channel == Channel.LINKEDIN else label.lower()


def names_for(steps: Iterable[Asks]) -> dict[int, str]:
    """The names of the personas that steps ask for."""
    asked = {step.persona_id for step in steps if step.persona_id is not None}
    return dict(Persona.objects.filter(pk__in=asked).values_list("pk", "name")) if asked else {}


def those_in(plans: QuerySet) -> dict[int, Someone]:
    """What is asked about those who go through these plans, by the plan. So many questions however many they are."""
    found = {plan.contact_id: plan for plan in plans.order_by().select_related("contact__company")}
    answered = answers({pk: plan.started_at for pk, plan in found.items()})
    return {plan.pk: _someone(plan.contact, answered[pk]) for pk, plan in found.items()}


def answers(since: Mapping[int, datetime]) -> dict[int, frozenset[str]]:
    """By which channels each of these contacts answered, by their ids, since the moment given with them."""
    found: dict[int, set[str]] = {pk: set() for pk in since}
    touches = Touch.objects.responses().filter(contact__among=list(since)).order_by()
    for contact, channel, at in touches.values_list("contact", "channel", "at"):
        if at >= since[contact]:
            found[contact].add(channel)
    return {pk: frozenset(channels) for pk, channels in found.items()}


def _someone(contact, answered: frozenset[str]) -> Someone:
    company = contact.company
    return Someone(
        contact.persona_id,
        company.industry if company else "",
        company.employees if company else None,
        contact.open_channel,
        answered,
    )


def _listed(industries: str) -> list[str]:
    return [name.strip() for name in industries.split(",") if name.strip()]


def _is_size(step: Asks, employees: int | None) -> bool:
    low, high = step.min_employees, step.max_employees
    if low is None and high is None:
        return True
    return employees is not None and (low or 0) <= employees and (high is None or employees <= high)
