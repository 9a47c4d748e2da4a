"""What comes after the last step of a plan where nobody decided (rule 11). Never nothing.

Where managers say it: `Cadence.then`. Whom it finds: who answered is asked for the decision (rule 10); of anybody else
the plan says what comes.
"""

from datetime import date

from cadences.firm_day import FirmDay
from cadences.models.cadence import Cadence
from cadences.models.task import Task
from contacts.models import Channel, Stage, StageChange
from contacts.models.stage import LEADS
from leadflow.accounts.models import User

# Whom a plan follows up until a decision; whoever is elsewhere has one.
FOLLOWED_UP = (*LEADS, Stage.MEETING)


def go_on(enrollment, *, at) -> None:
    """Do what comes after a plan that just ended. The caller holds the contact's lock."""
    contact, cadence = enrollment.contact, enrollment.version.cadence
    if contact.stage not in FOLLOWED_UP:
        return
    if enrollment.responded_at:
        _ask_for_decision(contact, at=at)
        return
    then = after(cadence)
    if then == Cadence.Then.PLAN:
        type(enrollment).objects.enroll([contact], cadence.then_plan.current, at=at)
    elif then == Cadence.Then.MANAGER:
        _ask_the_manager(contact, cadence, at=at)
    else:
        _nurture(contact, cadence, at=at)


def after(cadence: Cadence) -> str:
    """What comes after a plan; nurture where the plan that should follow is one that nobody enters any more."""
    leads_on = cadence.then != Cadence.Then.PLAN or Cadence.objects.to_enter().filter(pk=cadence.then_plan_id).exists()
    return cadence.then if leads_on else Cadence.Then.NURTURE


def in_short(cadence: Cadence, day: FirmDay) -> tuple[str, date]:
    """What comes after a plan, for who never answered, and when, if it ended on that day."""
    then = after(cadence)
    if then == Cadence.Then.PLAN:
        return f"end of the plan, “{cadence.then_plan}” begins", day.next_working_day
    if then == Cadence.Then.MANAGER:
        return "end of the plan, the manager decides", day.next_working_day
    return "end of the plan, back", _back_on(cadence, day)


def who_decides(contact) -> User | None:
    """A manager of the team; where there is none, an administrator."""
    managers = User.objects.active().filter(role=User.Role.MANAGER, managed_teams=contact.team_id)
    return managers.first() or User.objects.active().filter(role=User.Role.ADMINISTRATOR).first()


def _ask_for_decision(contact, *, at):
    Task.open_for(
        contact,
        Task.Kind.DECISION,
        due_on=FirmDay.at(at).next_working_day,
        at=at,
        objective="They answered, and the plan is over. Get the decision.",
    )


def _ask_the_manager(contact, cadence: Cadence, *, at):
    """Where nobody manages the team, it lies in the team's pool (promise 12)."""
    decides = who_decides(contact)
    Task.open_for(
        contact,
        Task.Kind.WHAT_NEXT,
        due_on=FirmDay.at(at).next_working_day,
        at=at,
        channel=Channel.OTHER,
        objective=f"“{cadence}” ended without an answer. Decide what comes next.",
        rep_id=decides and decides.pk,
    )


def _nurture(contact, cadence: Cadence, *, at):
    contact.set_revisit(
        _back_on(cadence, FirmDay.at(at)),
        at=at,
        cause=StageChange.Cause.PLAN_ENDED,
        reason=f"{cadence} ended without a decision",
    )


def _back_on(cadence: Cadence, day: FirmDay) -> date:
    return day.in_days(cadence.then_days or day.firm.revisit_days)
