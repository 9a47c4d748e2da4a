"""For whom the steps of plans are: whoever one is not for gets no task of it, so nothing is foreseen."""

from collections.abc import Collection, Iterable

from django.db.models import Exists, OuterRef, QuerySet

from cadences import conditions
from cadences.conditions import Someone
from cadences.models import Step
from contacts.models import MUTES, Contact, Touch

FACTS = ("contact__persona", "contact__company__industry", "contact__company__employees", "contact__only_by")
ANSWERED = "answered_by_"


def asking(steps: Iterable[Step]) -> list[Step]:
    """Those steps that leave somebody out."""
    return [step for step in steps if conditions.asks(step)]


def told_apart(running: QuerySet, steps: Collection[Step]) -> tuple[QuerySet, list[str]]:
    """These plans with what the steps ask about their contacts, and under which names. Where none asks, plans in the
    same place stay together."""
    if not steps:
        return running, []
    answers = Touch.objects.responses().filter(contact=OuterRef("contact"), at__gte=OuterRef("started_at"))
    channels = {step.channel for step in steps if step.condition == Step.Condition.NO_ANSWER}
    answered = {f"{ANSWERED}{channel}": Exists(answers.filter(channel=channel)) for channel in channels}
    return running.annotate(**answered), [*FACTS, *answered]


def someone_in(group: dict) -> Someone:
    """What is known of those who stand together: the values of `told_apart`, and of the closed columns."""
    persona, industry, employees, only_by = (group.get(name) for name in FACTS)
    contact = Contact(only_by=only_by or "", **{column: group[f"closed_{column}"] for column in MUTES.values()})
    answered = frozenset(name.removeprefix(ANSWERED) for name in group if name.startswith(ANSWERED) and group[name])
    return Someone(persona, industry or "", employees, contact.open_channel, answered)


def left_out(steps: Iterable[Step], someone: Someone) -> set[str]:
    """The keys of those steps that are not for somebody."""
    names = {step.persona_id: "" for step in steps}
    return {step.key for step in steps if conditions.why_not(step, someone, names)}
