"""A first call to log in tests: somebody in the plan, and what each outcome does to them."""

from datetime import date, timedelta
from uuid import uuid4

from cadences import firing
from cadences.effects import Said
from cadences.models import Completion, Outcome, RejectReason
from tests.factories import NOON, make_enrollment, make_firm

DAY = timedelta(days=1)
MEETING_AT = NOON + 3 * DAY


def at_the_first_call():
    """Somebody in the plan whose first call is due; returns the task and the moment."""
    make_firm(working_days=list(range(7)))
    enrollment = make_enrollment()
    for n in range(1, 9):
        now = NOON + n * DAY
        firing.sweep(now, clock=lambda now=now: now)
        for task in enrollment.tasks.open():
            if task.step_key == "first-call":
                return task, now
            if task.blocking:
                log(task, "done", at=now)
    raise AssertionError("the first call never came")


def log(task, effect, *, at, rep=None, key=None, version=None, agreed=None, **said):
    task.refresh_from_db()
    if effect == "rejected":
        said["rejected_for"] = RejectReason.objects.get(label=said["reason"])
    return Completion.log(
        task,
        Outcome.objects.get(effect=effect),
        said=Said(at=agreed, **said),
        rep=rep or task.rep,
        at=at,
        key=key or uuid4(),
        version=task.version if version is None else version,
    )


EFFECTS = [
    # outcome, what was said, stage, plan, what is open then
    ("no_answer", {}, "lead", "running", ["step"]),
    ("voicemail", {}, "lead", "running", ["step"]),
    ("gatekeeper", {}, "lead", "running", ["step"]),
    ("connected", {"known": {"need": "claims"}}, "lead", "running", ["decision", "step"]),
    ("connected", {"decision": "not_now", "until": date(2026, 9, 1)}, "nurture", "stopped", []),
    ("connected", {"decision": "meeting", "agreed": MEETING_AT}, "meeting", "stopped", ["meeting"]),
    ("meeting", {"agreed": MEETING_AT}, "meeting", "stopped", ["meeting"]),
    ("call_back", {"agreed": MEETING_AT + 6 * DAY}, "lead", "held", ["call_back", "step"]),
    ("not_now", {"until": date(2026, 9, 1), "note": "new budget"}, "nurture", "stopped", []),
    ("not_interested", {"reason": "has one"}, "nurture", "stopped", []),
    ("not_interested", {"reason": "has one", "never": True}, "disqualified", "stopped", []),
    ("wrong_number", {}, "lead", "running", ["mend", "step"]),
    ("wrong_person", {"person": {"first_name": "Zoë", "email": "zoe@nordquay.example"}}, "disqualified", "stopped", []),
    ("do_not_contact", {}, "do_not_contact", "stopped", []),
    ("do_not_contact", {"channel": "phone"}, "lead", "running", ["step"]),
    ("rejected", {"reason": "Competitor"}, "disqualified", "stopped", []),
    ("rejected", {"reason": "No interest"}, "nurture", "stopped", []),
    ("rejected", {"reason": "Bad data"}, "lead", "running", ["mend", "step"]),
    ("opportunity", {}, "opportunity", "stopped", ["next_step"]),
]
