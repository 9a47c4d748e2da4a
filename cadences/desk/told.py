"""What was logged, in one sentence: for the toast, with its undo beside it."""

from datetime import date
from zoneinfo import ZoneInfo

from cadences.effects import Said
from contacts.models import Channel, Touch
from leadflow.lib.when import Style

Outcome = Touch.Outcome
# {name}: the first name; {moment}: the agreed time at their place; {day}: the day to come back.
SENTENCES = {
    Outcome.MEETING: "Meeting with {name}: {moment}.",
    Outcome.MOVED: "Meeting with {name} moved to {moment}.",
    Outcome.CALL_BACK: "You call {name} back: {moment}.",
    Outcome.NOT_NOW: "{name} comes back on {day}.",
    Outcome.OPPORTUNITY: "{name} is an opportunity. Next step on {day}.",
    Outcome.WRONG_NUMBER: "Wrong number marked. Find the right one for {name}.",
    Outcome.WRONG_PERSON: "{name} is off the list.",
    Outcome.REJECTED: "{name} is no lead. Marketing sees why.",
    Outcome.WON: "{name} is a client. Well done.",
}


def told(outcome, said: Said, *, name: str, zone: ZoneInfo, today: date, style: Style) -> str:
    """“You call Tom back: Thu 26 Nov, 14:00 there.” What has no sentence of its own is told by its label."""
    effect = said.decision or outcome.effect
    if said.same_as:
        return f"{name} and {said.same_as} are one contact now."
    if effect == Outcome.DO_NOT_CONTACT:
        return _stopped(said, name)
    sentence = SENTENCES.get(Outcome(effect), f"{outcome.label}: {{name}}.")
    moment = f"{style.moment(said.at.astimezone(zone), today=today)} there" if said.at else ""
    day = style.day(said.until, today=today) if said.until else ""
    return sentence.replace("{name}", name).replace("{moment}", moment).replace("{day}", day)


def _stopped(said: Said, name: str) -> str:
    if said.channel:
        return f"Nothing reaches {name} by {Channel(said.channel).label.lower()} any more."
    return f"Noted how {name} wants to be contacted." if said.wished else f"Nobody contacts {name} any more."
