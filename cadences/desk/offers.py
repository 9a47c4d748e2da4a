"""Which outcomes a card offers: the one table, by kind of task and channel. What they do is in cadences.effects."""

from dataclasses import dataclass

from cadences.models import Outcome, Task
from contacts.models import Channel, Stage, Touch
from contacts.models.stage import LEADS

Effect = Touch.Outcome

CALL = {
    "Not reached": (Effect.NO_ANSWER, Effect.VOICEMAIL, Effect.GATEKEEPER),
    "You spoke": (Effect.CONNECTED, Effect.MEETING, Effect.CALL_BACK, Effect.NOT_NOW, Effect.NOT_INTERESTED),
    "Not this way": (Effect.WRONG_NUMBER, Effect.WRONG_PERSON, Effect.DO_NOT_CONTACT),
}
WRITE = {
    "Done": (Effect.DONE, Effect.SKIPPED),
    "Not this way": (Effect.COULD_NOT, Effect.WRONG_PERSON, Effect.DO_NOT_CONTACT),
}
FIND = {"Done": (Effect.DONE, Effect.SKIPPED), "Not this way": (Effect.WRONG_PERSON,)}
ANSWER = {"Done": (Effect.DONE, Effect.SKIPPED)}
DECIDE = {"They stay leads": (Effect.DONE,), "They do not": (Effect.NOT_NOW, Effect.NOT_INTERESTED)}
MEET = {
    "The meeting": (Effect.HELD, Effect.NO_SHOW, Effect.MOVED),
    "They decided": (Effect.NOT_NOW, Effect.NOT_INTERESTED, Effect.DO_NOT_CONTACT),
}

BY_KIND = {
    Task.Kind.MEETING: MEET,
    Task.Kind.MEND: FIND,
    Task.Kind.ANSWER_OR_LEAVE: ANSWER,
    Task.Kind.WHAT_NEXT: DECIDE,
}
BY_CHANNEL = {Channel.PHONE: CALL, Channel.VIDEO: CALL, Channel.RESEARCH: FIND}
# What was asked of somebody who is not called is answered in writing.
ASKING = (Task.Kind.REQUEST, Task.Kind.CALL_BACK, Task.Kind.DECISION, Task.Kind.REVISIT, Task.Kind.NEXT_STEP)
ANSWERED = (Effect.MEETING, Effect.NOT_NOW, Effect.NOT_INTERESTED)
# Where an offer is on the table, it can be taken or lost; where a meeting was, it can become one.
BY_STAGE = {Stage.MEETING: (Effect.OPPORTUNITY, Effect.LOST), Stage.OPPORTUNITY: (Effect.WON, Effect.LOST)}
# No way to end the task itself, so it stands apart from the dock.
ASIDE = "Aside"

# What doing it is called, where "done" would be too little.
DONE_WORDS = {
    Channel.EMAIL: "Sent",
    Channel.TEXT: "Sent",
    Channel.INSTANT: "Sent",
    Channel.LINKEDIN: "Invited",
    Channel.SOCIAL: "Contacted",
    Channel.POST: "Posted",
}
SHORT_WORDS = {
    Effect.VOICEMAIL: "Voicemail",
    Effect.MEETING: "Meeting",
    Effect.NOT_INTERESTED: "No interest",
    Effect.WRONG_PERSON: "Wrong person",
    Effect.DO_NOT_CONTACT: "Stop",
    Effect.SKIPPED: "Skip",
    Effect.REJECTED: "Not a lead",
    Effect.HELD: "Held",
    Effect.MOVED: "Moved",
}


@dataclass(frozen=True)
class Offer:
    """One outcome on the card: the firm's entry, what the button says, and the group it stands in."""

    outcome: Outcome
    label: str
    group: str

    @property
    def effect(self) -> str:
        return self.outcome.effect

    @property
    def key(self) -> str:
        return self.outcome.key


def table_for(task: Task) -> dict[str, tuple[str, ...]]:
    """Group to effects, in the order of the dock."""
    table = dict(BY_KIND.get(Task.Kind(task.kind)) or BY_CHANNEL.get(Channel(task.channel), WRITE))
    if task.kind in ASKING and task.channel not in BY_CHANNEL:
        table["They answered"] = ANSWERED
    stage = task.contact.stage
    if stage in BY_STAGE:
        table["They decided"] = (*BY_STAGE[Stage(stage)], *table.get("They decided", ()))
    if stage in LEADS and task.kind != Task.Kind.ANSWER_OR_LEAVE:
        table[ASIDE] = (Effect.REJECTED,)
    return table


def offers_for(task: Task) -> list[Offer]:
    """What the card of a task offers, from the firm's list of outcomes in use."""
    places = {effect: (group, n) for n, (group, effect) in enumerate(_flat(table_for(task)))}
    outcomes = [outcome for outcome in Outcome.in_use() if outcome.effect in places]
    outcomes.sort(key=lambda outcome: places[outcome.effect][1])
    return [Offer(outcome, _label(outcome, task), places[outcome.effect][0]) for outcome in outcomes]


def _flat(table):
    return [(group, effect) for group, effects in table.items() for effect in effects]


def _label(outcome: Outcome, task: Task) -> str:
    if outcome.label != Effect(outcome.effect).label:
        return outcome.label  # the firm's own word
    if outcome.effect == Effect.DONE:
        if task.kind == Task.Kind.ANSWER_OR_LEAVE:
            return "Answered"
        if task.kind == Task.Kind.WHAT_NEXT:
            return "Follow up again"
        return DONE_WORDS.get(Channel(task.channel), "Done")
    if outcome.effect == Effect.SKIPPED and task.kind == Task.Kind.ANSWER_OR_LEAVE:
        return "Leave"
    return SHORT_WORDS.get(Effect(outcome.effect), outcome.label)
