"""How calls and other tasks end at Harborline, and what was said: invented, in the shares that real teams have."""

from datetime import date, datetime, timedelta
from random import Random

from cadences.effects import Said
from cadences.models import RejectReason, Task
from contacts.models import Channel, Stage, Touch
from leadflow.ops.demo.cast import Hand

Ends = Touch.Outcome
# Of a hundred calls so many reach the person.
REACHED = {
    Task.Kind.STEP: 6,
    Task.Kind.BY_HAND: 5,
    Task.Kind.REQUEST: 42,
    Task.Kind.CALL_BACK: 60,
    Task.Kind.DECISION: 26,
    Task.Kind.REVISIT: 30,
    Task.Kind.NEXT_STEP: 60,
}
# What is agreed with somebody; whoever has one of these is left alone until then.
AGREED = (Task.Kind.DECISION, Task.Kind.CALL_BACK, Task.Kind.MEETING, Task.Kind.REQUEST, Task.Kind.REVISIT)
NOBODY_THERE = (Ends.NO_ANSWER, Ends.NO_ANSWER, Ends.VOICEMAIL, Ends.GATEKEEPER)
NOT_REACHED = {Ends.NO_ANSWER: 56, Ends.VOICEMAIL: 30, Ends.GATEKEEPER: 10, Ends.WRONG_NUMBER: 2}
SAID = {
    Ends.MEETING: 34,
    Ends.NOT_NOW: 24,
    Ends.NOT_INTERESTED: 14,
    Ends.CONNECTED: 14,
    Ends.CALL_BACK: 8,
    Ends.WRONG_PERSON: 4,
    Ends.DO_NOT_CONTACT: 2,
}
SAID_AFTER_ASKING = {Ends.MEETING: 62, Ends.CONNECTED: 16, Ends.NOT_NOW: 12, Ends.CALL_BACK: 10}
MEETINGS = {Ends.HELD: 76, Ends.NO_SHOW: 15, Ends.MOVED: 9}
AFTER_MEETING = {Ends.OPPORTUNITY: 46, Ends.NOT_NOW: 26, Ends.NOT_INTERESTED: 12, "": 16}
AFTER_OFFER = {Ends.WON: 34, Ends.LOST: 16, Ends.OPPORTUNITY: 50}
REJECTED = ("Wrong persona", "Competitor", "Student or job seeker", "Bad data", "No interest")

NEEDS = (
    "Claims for warm strawberries, two last month",
    "Audit in spring, must prove the temperature of each pallet",
    "Loggers are read by hand today, takes a day a week",
    "Doors stay open too long at the Hull depot",
    "Wants an alarm before the truck arrives",
)
NOT_NOW_NOTES = (
    "New budget after the summer, call then",
    "Moves the warehouse first, wants numbers when that is done",
    "Contract with the other vendor runs until the end of the quarter",
)
NOT_INTERESTED = ("Has a system that works", "Too small for it", "No budget")
CALL_NOTES = (
    "Assistant says try mornings",
    "In a meeting",
    "Back on Thursday",
    "Number is the switchboard",
    "",
    "",
    "",
)
FINDINGS = (
    "Three depots, own fleet of 40 reefers. Answers for claims.",
    "Family firm, exports flowers. Decides together with the owner.",
    "Pharma wholesale, audited twice a year. Posts about GDP rules.",
    "New in the job since spring, came from a carrier.",
)
REPLIES = (
    "Thanks, this comes at a good time. Can you say what forty sensors would cost?",
    "Please send me the case study you mention. Next week I have time for a call.",
    "Who else in food uses it? Then I would talk.",
)
REQUESTS = (
    "Please call me about reefer monitoring, we lost a load of salmon on Friday.",
    "We need an offer for 60 sensors and two depots. When can you call?",
    "Does it work with our Thermo units? Please call.",
    "A customer asks for temperature proof from next month on. Can you help?",
)


def ending(task: Task, hand: Hand, rng: Random, meeting_at: datetime, today: date) -> tuple[str, Said]:
    """How a task ends, and what the rep writes about it. `meeting_at` is the next free time for a meeting."""
    if task.kind == Task.Kind.MEETING:
        return _meeting(rng, meeting_at, today)
    if task.channel == Channel.PHONE:
        return call(task, hand, rng, meeting_at, today)
    if task.channel == Channel.RESEARCH:
        if task.kind == Task.Kind.STEP and rng.random() < 0.08:
            return Ends.REJECTED, rejection(rng.choice(REJECTED))
        return Ends.DONE, Said(note=rng.choice(FINDINGS))
    if task.channel == Channel.EMAIL and rng.random() < 0.02:
        return Ends.COULD_NOT, Said(reason="The mail came back: no such mailbox")
    if task.channel == Channel.LINKEDIN and rng.random() < 0.2:
        return Ends.SKIPPED, Said(reason="Not on LinkedIn")
    if task.channel == Channel.POST and not task.contact.address and rng.random() < 0.5:
        return Ends.SKIPPED, Said(reason="No postal address")
    return Ends.DONE, Said()


def rejection(label: str) -> Said:
    """No lead, for that reason of the firm's list."""
    return Said(reason=label, rejected_for=RejectReason.objects.active().get(label=label))


def call(task: Task, hand: Hand, rng: Random, meeting_at: datetime, today: date) -> tuple[str, Said]:
    """How a call ends."""
    if rng.random() * 100 >= REACHED.get(task.kind, 10) * hand.luck:
        return _pick(NOT_REACHED, rng), Said(note=rng.choice(CALL_NOTES))
    if task.kind == Task.Kind.NEXT_STEP and task.contact.stage == Stage.OPPORTUNITY:
        effect = _pick(AFTER_OFFER, rng)
        return effect, said(effect, rng, meeting_at, today)
    effect = _pick(SAID_AFTER_ASKING if task.kind == Task.Kind.REQUEST else SAID, rng)
    return effect, said(effect, rng, meeting_at, today)


def said(effect: str, rng: Random, meeting_at: datetime, today: date) -> Said:
    """What the person said, as the rep writes it down."""
    match effect:
        case Ends.MEETING | Ends.MOVED:
            return Said(at=meeting_at, known={"need": rng.choice(NEEDS)})
        case Ends.CALL_BACK:
            return Said(at=meeting_at.replace(hour=rng.choice((9, 11, 15))), note="Asked to be called then")
        case Ends.NOT_NOW:
            # Some say soon: they come back within these weeks.
            days = rng.choice((16, 19, 23, 26, 90, 120, 180))
            return Said(until=today + timedelta(days=days), note=rng.choice(NOT_NOW_NOTES))
        case Ends.NOT_INTERESTED:
            return Said(reason=rng.choice(NOT_INTERESTED), never=rng.random() < 0.2)
        case Ends.CONNECTED:
            return Said(known={"need": rng.choice(NEEDS)}, note=rng.choice(NEEDS))
        case Ends.OPPORTUNITY:
            return Said(until=today + timedelta(days=rng.choice((3, 5, 7))), note="Send the offer, then call")
        case Ends.DO_NOT_CONTACT:
            return Said(note="Asked us not to call again")
        case Ends.LOST:
            return Said(reason="Chose the other vendor")
    return Said()


def _meeting(rng: Random, meeting_at: datetime, today: date) -> tuple[str, Said]:
    effect = _pick(MEETINGS, rng)
    if effect != Ends.HELD:
        return effect, said(effect, rng, meeting_at, today)
    decision = _pick(AFTER_MEETING, rng)
    agreed = said(decision, rng, meeting_at, today)
    agreed.decision = decision
    return effect, agreed


def _pick(shares: dict[str, int], rng: Random) -> str:
    return rng.choices(list(shares), list(shares.values()))[0]
