"""Things to test with. Each makes what it needs around it; what a test is about, it says itself."""

from datetime import UTC, datetime
from itertools import count
from uuid import uuid4

from cadences.effects import Said
from cadences.models import Cadence, Completion, Enrollment, Outcome, RejectReason, Task
from contacts.models import Asset, Channel, Company, Contact, Touch
from leadflow.accounts.models import Firm, Team, User

_number = count(1)
# A Tuesday, ten in the morning.
NOON = datetime(2026, 3, 10, 10, 0, tzinfo=UTC)


def make_firm(**fields) -> Firm:
    firm = Firm.current()
    for name, value in fields.items():
        setattr(firm, name, value)
    firm.save()
    return firm


def make_team(name=None, **fields) -> Team:
    return Team.objects.create(name=name or f"Team {next(_number)}", **fields)


def make_user(role=User.Role.REP, *, team=None, name=None, manages=(), **fields) -> User:
    name = name or f"Person {next(_number)}"
    if role == User.Role.REP and team is None:
        team = make_team()
    email = fields.pop("email", f"{name.lower().replace(' ', '.')}.{next(_number)}@harborline.example")
    user = User.objects.create_user(email, fields.pop("password", None), name=name, role=role, team=team, **fields)
    user.managed_teams.set(manages)
    return user


def make_company(name=None, **fields) -> Company:
    return Company.objects.create(name=name or f"Nordquay {next(_number)}", **fields)


def make_asset(name=None, kind=Asset.Kind.WEBINAR, held_on=None) -> Asset:
    return Asset.known_as(kind, name or f"Cold chain {next(_number)}", held_on)


def make_contact(name=None, *, stage=None, at=NOON, email=None, phone="", owner=None, team=None, **fields) -> Contact:
    """Somebody of a team, by default a name with a mail address. With a stage they are moved there by hand."""
    first, _, last = (name or f"Ingrid Solbakken{next(_number)}").partition(" ")
    team = team or (owner.team if owner else None) or Team.objects.first() or make_team()
    contact = Contact.objects.create(
        name=f"{first} {last}".strip(), first_name=first, last_name=last, team=team, owner=owner, **fields
    )
    contact.add_points(email=f"p{contact.pk}@nordquay.example" if email is None else email, phone=phone, at=at)
    if stage:
        extra = {"revisit_on": fields.get("revisit_on")} if fields.get("revisit_on") else {}
        contact.change_stage(stage, at=at, cause="by_hand", **extra)
    return contact


def make_enrollment(contact=None, *, at=NOON, **fields) -> Enrollment:
    """Somebody in the default plan, day 0 being that of `at`."""
    contact = contact or make_contact(phone="+47 22 55 01 34", owner=make_user())
    Contact.objects.filter(pk=contact.pk).change_stage("lead", at=at, cause="by_hand")
    live = contact.enrollments.live().first()
    return live or Enrollment.objects.enroll([contact], Cadence.default().current, at=at)[0]


def make_touch(contact, kind=Touch.Kind.DOWNLOAD, *, at=NOON, asset=True, **fields) -> Touch:
    """Something they did, with an asset of its own unless told otherwise."""
    asset = make_asset() if asset is True else asset or None
    return contact.record_touch(kind, at=at, asset=asset, **fields)


def log_outcome(contact, effect, *, at=NOON, rep=None, channel=Channel.PHONE, kind=Task.Kind.BY_HAND, **said):
    """A rep does one thing beside the plan and logs how it ended; `said` as in cadences.effects.Said."""
    rep = rep or contact.owner
    day = Firm.current().day_of(at)
    task = Task.open_for(contact, kind, due_on=day, at=at, channel=channel, rep_id=rep.pk)
    return log_task(task, effect, rep=rep, at=at, **said)


def log_task(task, effect, *, rep, at=NOON, **said):
    """Somebody logs how a task ended; `said` as in cadences.effects.Said, with `agreed` for its time, and why it
    was rejected as `reason`."""
    said["at"] = said.pop("agreed", None)
    if effect == Touch.Outcome.REJECTED:
        said["rejected_for"] = RejectReason.objects.active().get(label=said["reason"])
    outcome = Outcome.objects.get(effect=effect)
    return Completion.log(task, outcome, said=Said(**said), rep=rep, at=at, key=uuid4(), version=task.version)
