"""Why somebody is a lead, or what is missing: for the contact page."""

from dataclasses import dataclass

from contacts.models import Persona, Stage
from leadflow.accounts.models import Firm
from scoring import sentences
from scoring.fit import MISMATCH, Fit, fit
from scoring.interest import Interaction, Interest, interest, why_not
from scoring.models import LeadDefinition
from scoring.promotion import profile_of


@dataclass(frozen=True)
class Line:
    """One touch of the explanation; `not_because` is empty where it counts."""

    text: str
    touch_id: int
    not_because: str = ""


@dataclass(frozen=True)
class Why:
    """The answer: what counts, what does not and why, the fit, and what is missing to the next stage in words."""

    definition: LeadDefinition
    interest: Interest
    fit: Fit
    lines: list[Line]
    missing: str


def explain(contact, *, at) -> Why:
    """Explain the stage of a contact by the definition in force at a moment."""
    definition = LeadDefinition.in_force(at)
    firm = Firm.current()
    today = firm.day_of(at)
    lines, interactions = [], []
    for touch in contact.touches.inbound().select_related("asset").order_by("-at"):
        one = Interaction(touch.kind, touch.asset_id, firm.day_of(touch.at), touch.minutes, touch.at)
        interactions.append(one)
        lines.append(Line(sentences.of_touch(touch, firm), touch.pk, why_not(definition, one, today)))
    found = interest(definition, interactions, today)
    verdict = fit(Persona.objects.filter(active=True), profile_of(contact, contact.company))
    return Why(definition, found, verdict, lines, missing(definition, contact, found, verdict))


def missing(definition, contact, found: Interest, verdict: Fit) -> str:
    """What it takes to the next stage, in words; empty where nothing can be missing."""
    if contact.stage in (Stage.NAME, Stage.NURTURE):
        if verdict.verdict == MISMATCH:
            return "Does not fit who we sell to, so only a contact request makes this a lead."
        lack = definition.lead_interactions - found.distinct
        if lack > 0:
            return f"{_interactions(lack)} short of a sales lead, or a contact request."
        return "Something new from them brings them back."
    if contact.stage == Stage.LEAD:
        lack = definition.ready_interactions - found.distinct
        if lack > 0:
            return f"{_interactions(lack)} short of sales ready."
        return f"Needs interactions of {definition.ready_kinds} kinds to be sales ready; so far {found.kinds}."
    return ""


def _interactions(number: int) -> str:
    return "One interaction" if number == 1 else f"{number} interactions"
