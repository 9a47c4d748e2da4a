"""Why somebody is a lead, or what is missing: for the contact page."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from contacts.intake.junk import FLAGS
from contacts.models import Persona, Stage
from leadflow.accounts.models import Firm
from scoring import sentences
from scoring.fit import MISMATCH, UNKNOWN, Fit, fit
from scoring.interest import LIGHT, Interaction, Interest, identity, interest, why_not
from scoring.models import LeadDefinition
from scoring.promotion import profile_of


@dataclass(frozen=True)
class Line:
    """One touch of the explanation: for how many interactions it counts, or why for none."""

    text: str
    touch_id: int
    worth: int
    not_because: str = ""

    @property
    def worth_words(self) -> str:
        return f"{self.worth} times"


@dataclass(frozen=True)
class Why:
    """The answer: what counts (the lines' worth adds up to the interest), what does not and why, the fit, and what is
    missing to the next stage in words."""

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
    touches = list(contact.touches.inbound().select_related("asset").order_by("-at", "-pk"))
    did = [Interaction(each.kind, each.asset_id, firm.day_of(each.at), each.minutes, each.at) for each in touches]
    found = interest(definition, did, today)
    verdict = fit(Persona.objects.filter(active=True), profile_of(contact, contact.company))
    lines = [
        Line(sentences.of_touch(touch, firm), touch.pk, worth, why)
        for touch, (worth, why) in zip(touches, ledger(definition, did, today), strict=True)
    ]
    return Why(definition, found, verdict, lines, missing(definition, contact, found, verdict))


def ledger(definition, did: list[Interaction], today: date) -> Iterator[tuple[int, str]]:
    """Of each interaction, newest first, for how many it counts, or why for none. Adds up to `Interest.distinct`."""
    counted = set()
    for one in did:
        same = identity(definition, one)
        if why := why_not(definition, one, today):
            yield 0, why
        elif same in counted:
            yield 0, "counts once, with the like of it" if same == LIGHT else "the same again counts once"
        else:
            counted.add(same)
            yield definition.weight_of(one.kind), ""


def missing(definition, contact, found: Interest, verdict: Fit) -> str:
    """What it takes to the next stage, in words; empty where nothing can be missing."""
    if contact.stage not in (Stage.NAME, Stage.NURTURE, Stage.LEAD):
        return ""
    is_lead = contact.stage == Stage.LEAD
    if why := held_back_because(definition, contact, verdict):
        return f"{why}, so {'this stays a sales lead' if is_lead else 'only a contact request makes this a lead'}."
    if is_lead:
        return _short_of_ready(definition, found)
    lack = definition.lead_interactions - found.distinct
    if lack > 0:
        return f"{_interactions(lack)} short of a sales lead, or a contact request."
    return "Something new from them brings them back."


def held_back_because(definition, contact, verdict: Fit) -> str:
    """Why interactions alone bring somebody no further, in words; see standing.held_back."""
    if verdict.verdict == MISMATCH:
        return "Does not fit who we sell to"
    if verdict.verdict == UNKNOWN and definition.unknown == LeadDefinition.Unknown.WAITS:
        return "Nobody knows yet whether they fit"
    flags = [FLAGS.get(flag, flag) for flag in contact.flags if flag in definition.never]
    return f"Flagged “{flags[0]}”" if flags else ""


def _short_of_ready(definition, found: Interest) -> str:
    lack, kinds = definition.ready_interactions - found.distinct, definition.ready_kinds - found.kinds
    if lack <= 0:
        return f"Needs interactions of {definition.ready_kinds} kinds to be sales ready; so far {found.kinds}."
    short = max(lack, kinds)
    of_them = "" if kinds == short else "one of them " if kinds == 1 else f"{kinds} of them "
    more = f", {of_them}of {'another kind' if kinds == 1 else f'{kinds} other kinds'}" if kinds > 0 else ""
    return f"{_interactions(short)} short of sales ready{more}."


def _interactions(number: int) -> str:
    return "One interaction" if number == 1 else f"{number} interactions"
