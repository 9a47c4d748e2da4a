"""Where somebody stands by a definition, and how far from the next stage (rules 2 to 5). Pure: what is found of a
contact is given, who has `stage`, `stage_since`, `fit`, `persona_id` and `flags`."""

from contacts.judgement import Judgement
from contacts.models import Stage, StageChange
from scoring.fit import MISMATCH, UNKNOWN
from scoring.interest import Interest
from scoring.models import LeadDefinition


def next_stage(definition, contact, interest: Interest) -> tuple[str, str] | None:
    """The stage and cause to move a contact to, or None."""
    new = contact.stage == Stage.NAME or (
        contact.stage == Stage.NURTURE and interest.latest and interest.latest > contact.stage_since
    )
    asked = interest.asked and (contact.stage == Stage.NAME or interest.asked > contact.stage_since)
    ready = interest.distinct >= definition.ready_interactions and interest.kinds >= definition.ready_kinds
    if new and asked:
        # Whoever asks is a lead at once, whatever the count or the fit (rule 4).
        return (Stage.SALES_READY if ready else Stage.LEAD), StageChange.Cause.REQUEST
    if held_back(definition, contact):
        return None
    if ready and (new or contact.stage == Stage.LEAD):
        return Stage.SALES_READY, StageChange.Cause.INTERACTIONS
    if new and interest.distinct >= definition.lead_interactions:
        return Stage.LEAD, StageChange.Cause.INTERACTIONS
    return None


def held_back(definition, contact) -> bool:
    """Whether interactions alone can't make somebody a lead: for whom they are not (rule 2), or for a flag."""
    waits = definition.unknown == LeadDefinition.Unknown.WAITS and contact.fit == UNKNOWN
    return contact.fit == MISMATCH or waits or not set(definition.never).isdisjoint(contact.flags)


def makes_a_lead(definition, contact, interest: Interest) -> bool:
    """Whether what is known of somebody makes a lead, were they still a name."""
    enough = interest.distinct >= definition.lead_interactions and not held_back(definition, contact)
    return bool(interest.asked) or enough


def judgement(definition, contact, interest: Interest) -> Judgement:
    """What is kept of it with a contact."""
    if held_back(definition, contact):
        return Judgement(interest.distinct, contact.fit, persona_id=contact.persona_id)
    of_lead = definition.lead_interactions - interest.distinct
    of_ready = max(definition.ready_interactions - interest.distinct, definition.ready_kinds - interest.kinds)
    # Whoever has enough and is not there yet comes by whatever is new.
    return Judgement(interest.distinct, contact.fit, max(of_lead, 1), max(of_ready, 1), contact.persona_id)
