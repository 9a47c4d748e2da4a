"""What each outcome does (domain, "Outcomes and what they do"). One function per effect; `EFFECTS` is the table.

They run inside `Completion.log`: the contact is locked, the task is closed, the touch recorded. What a new stage does
to plans and tasks is not told here but by the receivers of `stages_changed`.
"""

from dataclasses import dataclass, field
from datetime import date, datetime

from cadences import company_rule, entry, holds
from cadences.firm_day import FirmDay
from cadences.models.cadence import Cadence
from cadences.models.hold import Hold
from cadences.models.reject_reason import RejectReason
from cadences.models.task import Task
from contacts.models import Channel, Contact, ContactPoint, Stage, StageChange, Touch
from contacts.models.stage import LEADS

# What must not be dropped after one attempt is tried again.
RETRIED = (Task.Kind.DECISION, Task.Kind.NEXT_STEP, Task.Kind.MEETING, Task.Kind.CALL_BACK)
RETRY_DAYS = 2


@dataclass
class Said:
    """What the rep gave with an outcome. Dates are days of the firm; what an outcome does not ask for stays empty."""

    note: str = ""
    at: datetime | None = None
    until: date | None = None
    reason: str = ""
    never: bool = False
    channel: str = ""
    # only_by, call_days, every_days, words: how they want to be contacted, where they said that (promise 14)
    wished: dict = field(default_factory=dict)
    decision: str = ""
    # need, timing, budget, decides
    known: dict = field(default_factory=dict)
    # first_name, last_name, title, email, phone of the right person
    person: dict = field(default_factory=dict)
    # The plan they enter once they are back, where it is not the usual one
    then_plan: Cadence | None = None
    # Why it is no lead, and who they turned out to be, of a duplicate
    rejected_for: RejectReason | None = None
    same_as: Contact | None = None


@dataclass
class Logged:
    """An outcome being carried out."""

    task: Task
    contact: Contact
    said: Said
    rep: object
    at: datetime
    # The attempt, where it was one.
    touch: Touch | None = None
    # Whom they named as the right person.
    referred: Contact | None = None
    # Whom they become one with once all is written.
    same_as: Contact | None = None

    @property
    def day(self) -> FirmDay:
        return FirmDay.at(self.at)

    @property
    def why(self) -> dict:
        return {"at": self.at, "cause": StageChange.Cause.OUTCOME, "by": self.rep}


def not_reached(log: Logged):
    """Nothing but the attempt; what must not be dropped comes again in two days."""
    if comes_again(log.task, log.contact):
        Task.open_for(
            log.contact,
            log.task.kind,
            due_on=log.day.in_days(RETRY_DAYS),
            at=log.at,
            channel=log.task.channel,
            objective=log.task.objective,
        )


def comes_again(task: Task, contact: Contact) -> bool:
    """Whether a task is tried again after an attempt that did not reach them.

    A new lead's request goes on as the follow-up plan after the first call (rule 4); anybody else's is tried again.
    """
    if task.kind != Task.Kind.REQUEST:
        return task.kind in RETRIED
    is_lead = contact.stage in LEADS
    has_else = contact.enrollments.live().exists() or contact.tasks.open().exclude(pk=task.pk).exists()
    return not is_lead or has_else


def connected(log: Logged):
    """A conversation: what was learnt is kept, and the decision carried out; undecided, it is asked for next day."""
    known = {name: text[:300] for name, text in log.said.known.items() if text}
    if known:
        Contact.objects.filter(pk=log.contact.pk).update(**known)
    if log.said.decision:
        EFFECTS[log.said.decision](log)
        return
    # What they agreed on with a day is kept; else a plan takes over where there is one for it (promise 16).
    was_met = log.task.kind == Task.Kind.MEETING and not log.said.until
    if was_met and entry.enter([log.contact], entry.Occasion.MEETING, at=log.at):
        return
    Task.open_for(
        log.contact,
        Task.Kind.DECISION,
        due_on=log.said.until or log.day.next_working_day,
        at=log.at,
        objective=log.said.note[:300] or "You spoke. Get the decision: meeting, not now, or no.",
    )


def meeting(log: Logged):
    """Booked (or moved): at its time somebody says whether it was held."""
    log.contact.change_stage(Stage.MEETING, **log.why)
    # After a meeting that was missed they are in that stage already, which ends no plan by itself.
    for enrollment in log.contact.enrollments.live():
        enrollment.stop(enrollment.StopReason.MEETING, at=log.at)
    day = log.day.firm.day_of(log.said.at)
    Task.open_for(
        log.contact,
        Task.Kind.MEETING,
        due_on=day,
        not_before=log.said.at,
        at=log.at,
        channel=Channel.OTHER,
        objective="Was the meeting held, was it a no-show, or was it moved?",
    )
    company_rule.heed_meeting(log.contact, day, touch=log.touch, at=log.at)


def call_back(log: Logged):
    """At the agreed time; the plan holds until then, at least."""
    day = log.day.firm.day_of(log.said.at)
    for enrollment in log.contact.enrollments.live():
        if not holds.waits_longer(enrollment, day, reason=Hold.Reason.CALL_BACK):
            enrollment.hold(day, reason=Hold.Reason.CALL_BACK, at=log.at, by=log.rep)
    Task.open_for(
        log.contact,
        Task.Kind.CALL_BACK,
        due_on=day,
        not_before=log.said.at,
        at=log.at,
        objective=log.said.note[:300] or "Call back as agreed.",
    )


def not_now(log: Logged):
    """Nurture until the agreed day."""
    until = log.said.until or log.day.in_days(log.day.firm.revisit_days)
    log.contact.set_revisit(until, note=log.said.note, reason=log.said.reason or "Not now", **log.why)


def not_interested(log: Logged):
    """Nurture, since leads are not burnt; "never" is for good."""
    reason = log.said.reason or "Not interested"
    if log.said.never:
        log.contact.change_stage(Stage.DISQUALIFIED, reason=reason, **log.why)
    else:
        until = log.day.in_days(log.day.firm.revisit_days)
        log.contact.set_revisit(until, note=log.said.note, reason=reason, **log.why)


def wrong_number(log: Logged):
    """The number is marked; without another, somebody looks for one and phone steps are skipped until then."""
    point = log.contact.reach(ContactPoint.Kind.PHONE)
    if point:
        ContactPoint.objects.filter(pk=point.pk).update(is_wrong=True)
    log.contact.refresh_from_db()
    if not log.contact.phone:
        _mend(log, "The number is wrong. Find the right one.")
    not_reached(log)


def wrong_person(log: Logged):
    """Off the list with the reason; the right person, if named, is known by referral."""
    reason = log.said.reason or "Wrong person, or left the firm"
    log.contact.change_stage(Stage.DISQUALIFIED, reason=reason, **log.why)
    if log.said.person:
        log.referred = log.contact.refer(log.said.person, at=log.at, rep=log.rep)


def do_not_contact(log: Logged):
    """On every path at once, or by one channel; a wish how to be contacted is kept."""
    if log.said.wished:
        log.contact.wish(**log.said.wished, at=log.at)
        if not log.said.channel:
            return
    log.contact.suppress(channel=log.said.channel, reason=log.said.note or "Asked by phone", by=log.rep, at=log.at)


def could_not(log: Logged):
    """The address does not work: somebody mends it."""
    _mend(log, log.said.reason or f"Could not be reached by {log.task.get_channel_display().lower()}.")


def rejected(log: Logged):
    """Not accepted as a lead, for a reason of the firm's list, which marketing sees and which says what becomes of
    them. A duplicate becomes one with who was known; where nobody is named, it goes off the lists."""
    reason = log.said.rejected_for
    if reason is None:
        raise ValueError("A lead is rejected for a reason.")
    if reason.effect == RejectReason.Effect.RESEARCH:
        _mend(log, log.said.note or f"{reason}: find out who this is.")
    elif reason.effect == RejectReason.Effect.MERGE and log.said.same_as:
        log.same_as = log.said.same_as
    elif reason.effect == RejectReason.Effect.NURTURE:
        until = log.day.in_days(log.day.firm.revisit_days)
        log.contact.set_revisit(until, note=log.said.note, reason=f"Rejected: {reason}", **log.why)
    else:
        log.contact.change_stage(Stage.DISQUALIFIED, reason=f"Rejected: {reason}", **log.why)


def held(log: Logged):
    """The meeting took place: what came of it is decided, at once or next day."""
    connected(log)


def no_show(log: Logged):
    """Nobody came: agree on a new time, by the plan for that where there is one."""
    if entry.enter([log.contact], entry.Occasion.NO_SHOW, at=log.at):
        return
    Task.open_for(
        log.contact,
        Task.Kind.NEXT_STEP,
        due_on=log.day.next_working_day,
        at=log.at,
        objective="They missed the meeting. Agree on a new time.",
    )


def opportunity(log: Logged):
    """Worth an offer; the agreed next step is a task (promise 16)."""
    log.contact.change_stage(Stage.OPPORTUNITY, **log.why)
    Task.open_for(
        log.contact,
        Task.Kind.NEXT_STEP,
        due_on=log.said.until or log.day.in_days(7),
        at=log.at,
        objective=log.said.note[:300] or "Agreed next step: what, when, and who does it.",
    )


def won(log: Logged):
    log.contact.change_stage(Stage.WON, reason=log.said.note, **log.why)


def lost(log: Logged):
    log.contact.change_stage(Stage.LOST, reason=log.said.reason or log.said.note, **log.why)


def _mend(log: Logged, objective: str):
    Task.open_for(
        log.contact,
        Task.Kind.MEND,
        due_on=log.day.next_working_day,
        at=log.at,
        channel=Channel.RESEARCH,
        objective=objective[:300],
    )


EFFECTS = {
    Touch.Outcome.NO_ANSWER: not_reached,
    Touch.Outcome.VOICEMAIL: not_reached,
    Touch.Outcome.GATEKEEPER: not_reached,
    Touch.Outcome.DONE: not_reached,
    Touch.Outcome.SKIPPED: not_reached,
    Touch.Outcome.CONNECTED: connected,
    Touch.Outcome.MEETING: meeting,
    Touch.Outcome.MOVED: meeting,
    Touch.Outcome.CALL_BACK: call_back,
    Touch.Outcome.NOT_NOW: not_now,
    Touch.Outcome.NOT_INTERESTED: not_interested,
    Touch.Outcome.WRONG_NUMBER: wrong_number,
    Touch.Outcome.WRONG_PERSON: wrong_person,
    Touch.Outcome.DO_NOT_CONTACT: do_not_contact,
    Touch.Outcome.COULD_NOT: could_not,
    Touch.Outcome.REJECTED: rejected,
    Touch.Outcome.HELD: held,
    Touch.Outcome.NO_SHOW: no_show,
    Touch.Outcome.OPPORTUNITY: opportunity,
    Touch.Outcome.WON: won,
    Touch.Outcome.LOST: lost,
}
