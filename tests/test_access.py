"""Who may open and do what: every address, with every role, by GET and by POST.

A new address needs one line in ROUTES; without it the first test fails. What a role may not do must not happen: a
denial writes nothing to the database. To strangers a contact does not exist.
"""

from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLResolver, get_resolver, reverse
from django.utils.timezone import now

from cadences.models import Sweep, Task
from contacts.models import ContactPoint, Upload, UploadRow
from leadflow.accounts.models import DayOff, User
from tests.factories import (
    NOON,
    log_outcome,
    make_company,
    make_contact,
    make_enrollment,
    make_team,
    make_touch,
    make_user,
)

pytestmark = pytest.mark.django_db

# Who stands in which relation to what is looked at.
OWNER, MATE, STRANGER = "owner", "team mate", "rep of another team"
MANAGER, OTHER_MANAGER = "manager", "manager of another team"
MARKETING, ADMIN, ANONYMOUS = "marketing", "administrator", "anonymous"
EVERYBODY = {OWNER, MATE, STRANGER, MANAGER, OTHER_MANAGER, MARKETING, ADMIN}
THE_WORLD = EVERYBODY | {ANONYMOUS}
# Whoever works: reps and managers. Administrators may everything.
WORKERS = EVERYBODY - {MARKETING}
MANAGERS = {MANAGER, OTHER_MANAGER, ADMIN}
# Who sees this contact, who may work on it, and whose teams' work they lead.
SEEING = {OWNER, MATE, MANAGER, MARKETING, ADMIN}
WORKING = SEEING - {MARKETING}
LEADING = {MANAGER, ADMIN}
# Who brings in lists, and who of them sees this one.
UPLOADERS = {MARKETING, *MANAGERS}
UPLOADING = {MARKETING, *LEADING}
ADMINS = {ADMIN}
NOBODY: set[str] = set()


@dataclass(frozen=True)
class Route:
    """Who may GET and POST an address; `of` makes its arguments out of the world."""

    get: set[str]
    post: set[str]
    of: Callable = lambda world: []


def contact(world):
    return [world.contact.pk]


def task(world):
    return [world.task.pk]


def upload(world):
    return [world.upload.pk]


def row(world):
    return [world.row.pk]


ROUTES = {
    "contact_list": Route(get=EVERYBODY, post=NOBODY),
    "nurture": Route(get=EVERYBODY, post=NOBODY),
    "one_short": Route(get=EVERYBODY, post=NOBODY),
    "search": Route(get=EVERYBODY, post=NOBODY),
    "give_contacts": Route(get=NOBODY, post=WORKERS),
    "undo_giving": Route(get=NOBODY, post=WORKERS, of=lambda world: ["no-token"]),
    "add_contact": Route(get=EVERYBODY, post=EVERYBODY),
    "contact": Route(get=SEEING, post=NOBODY, of=contact),
    "contact_timeline": Route(get=SEEING, post=NOBODY, of=contact),
    "why": Route(get=SEEING, post=NOBODY, of=contact),
    "edit_contact": Route(get=SEEING, post=SEEING, of=contact),
    "add_touch": Route(get=SEEING, post=SEEING, of=contact),
    "add_note": Route(get=SEEING, post=SEEING, of=contact),
    "add_point": Route(get=SEEING, post=SEEING, of=contact),
    "suppress": Route(get=SEEING, post=SEEING, of=contact),
    "set_revisit": Route(get=WORKING, post=WORKING, of=contact),
    "make_lead": Route(get=WORKING, post=WORKING, of=contact),
    "disqualify": Route(get=WORKING, post=WORKING, of=contact),
    "give_contact": Route(get=WORKING, post=WORKING, of=contact),
    "take_back": Route(get=LEADING, post=LEADING, of=contact),
    "lift_suppressions": Route(get=LEADING, post=LEADING, of=contact),
    "edit_point": Route(get=SEEING, post=SEEING, of=lambda world: [world.point.pk]),
    "mark_wrong": Route(get=NOBODY, post=SEEING, of=lambda world: [world.point.pk]),
    "mark_right": Route(get=NOBODY, post=SEEING, of=lambda world: [world.point.pk]),
    "undo_touch": Route(get=NOBODY, post={OWNER}, of=lambda world: [world.touch.pk]),
    "company_list": Route(get=EVERYBODY, post=NOBODY),
    "company": Route(get=EVERYBODY, post=NOBODY, of=lambda world: [world.company.pk]),
    "company_timeline": Route(get=EVERYBODY, post=NOBODY, of=lambda world: [world.company.pk]),
    "edit_company": Route(get=EVERYBODY, post=EVERYBODY, of=lambda world: [world.company.pk]),
    "plan": Route(get=WORKING, post=NOBODY, of=contact),
    "enroll": Route(get=WORKING, post=WORKING, of=contact),
    "pause_plan": Route(get=WORKING, post=WORKING, of=lambda world: [world.enrollment.pk]),
    "resume_plan": Route(get=NOBODY, post=WORKING, of=lambda world: [world.enrollment.pk]),
    "stop_plan": Route(get=WORKING, post=WORKING, of=lambda world: [world.enrollment.pk]),
    # The rep's day
    "today": Route(get=WORKERS, post=NOBODY),
    "day_of_rep": Route(get=LEADING, post=NOBODY, of=lambda world: [world.people[OWNER].pk]),
    "work": Route(get=WORKERS, post=NOBODY),
    "back_to_task": Route(get=NOBODY, post=WORKERS),
    "work_task": Route(get=WORKING, post=NOBODY, of=task),
    "take_task": Route(get=NOBODY, post=WORKING, of=task),
    "skip_task": Route(get=NOBODY, post=WORKING, of=task),
    "log_outcome": Route(get=NOBODY, post=WORKING, of=task),
    "snooze_task": Route(get=NOBODY, post=WORKING, of=task),
    "unsnooze_task": Route(get=NOBODY, post=WORKING, of=task),
    "keep_note": Route(get=NOBODY, post=WORKING, of=task),
    "undo_outcome": Route(get=NOBODY, post={OWNER}, of=lambda world: [world.completion.pk]),
    "dial_again": Route(get=NOBODY, post={OWNER}, of=lambda world: [world.completion.pk]),
    "response_new": Route(get=WORKERS, post=WORKING),
    # Lists
    "upload_list": Route(get=UPLOADERS, post=NOBODY),
    "upload_new": Route(get=UPLOADERS, post=UPLOADERS),
    "upload": Route(get=UPLOADING, post=NOBODY, of=upload),
    "upload_progress": Route(get=UPLOADING, post=NOBODY, of=lambda world: [world.upload.pk, "reading"]),
    "upload_check": Route(get=NOBODY, post=UPLOADING, of=upload),
    "upload_cancel": Route(get=NOBODY, post=UPLOADING, of=upload),
    "upload_go_on": Route(get=NOBODY, post=UPLOADING, of=upload),
    "upload_rows": Route(get=UPLOADING, post=NOBODY, of=upload),
    "quarantine": Route(get=UPLOADERS, post=NOBODY),
    "release_row": Route(get=NOBODY, post=UPLOADING, of=row),
    "discard_row": Route(get=NOBODY, post=UPLOADING, of=row),
    "take_back_row": Route(get=NOBODY, post=UPLOADING, of=row),
    # What managers see
    "dashboard": Route(get=MANAGERS, post=NOBODY),
    "calls": Route(get=MANAGERS, post=NOBODY),
    "tasks": Route(get=MANAGERS, post=NOBODY),
    "leads_given": Route(get=MANAGERS, post=NOBODY),
    "leads_waiting": Route(get=MANAGERS, post=NOBODY),
    "requests": Route(get=MANAGERS, post=NOBODY),
    "source": Route(get=MANAGERS, post=NOBODY, of=lambda world: ["webinar"]),
    "slipping": Route(get=MANAGERS, post=NOBODY),
    "mend_slip": Route(get=NOBODY, post=LEADING, of=contact),
    "late": Route(get=MANAGERS, post=NOBODY),
    # The house
    "home": Route(get=THE_WORLD, post=NOBODY),
    # There is somebody already, so nobody becomes administrator by walking in.
    "set_up": Route(get=NOBODY, post=NOBODY),
    "profile": Route(get=EVERYBODY, post=EVERYBODY),
    "keys": Route(get=EVERYBODY, post=NOBODY),
    "people": Route(get=ADMINS, post=NOBODY),
    "add_person": Route(get=ADMINS, post=ADMINS),
    "person": Route(get=ADMINS, post=ADMINS, of=lambda world: [world.people[MATE].pk]),
    "person_link": Route(get=NOBODY, post=ADMINS, of=lambda world: [world.people[MATE].pk]),
    "deactivate_person": Route(get=ADMINS, post=ADMINS, of=lambda world: [world.people[MATE].pk]),
    "reactivate_person": Route(get=NOBODY, post=ADMINS, of=lambda world: [world.gone.pk]),
    "add_team": Route(get=ADMINS, post=ADMINS),
    "team": Route(get=ADMINS, post=ADMINS, of=lambda world: [world.north.pk]),
    "firm": Route(get=ADMINS, post=ADMINS),
    "add_day_off": Route(get=NOBODY, post=ADMINS),
    "remove_day_off": Route(get=NOBODY, post=ADMINS, of=lambda world: [world.day_off.pk]),
    "styleguide": Route(get=ADMINS, post=ADMINS),
    "health": Route(get=ADMINS, post=NOBODY),
    "health_check": Route(get=THE_WORLD, post=NOBODY),
    # Without a demo firm its door is no door.
    "demo_progress": Route(get=THE_WORLD, post=NOBODY),
    "demo_log_in": Route(get=NOBODY, post=NOBODY, of=lambda world: [world.people[OWNER].pk]),
    "demo_end": Route(get=NOBODY, post=NOBODY),
}


@pytest.fixture
def world():
    """Two teams; a lead of the first, in its plan, with something of everything."""
    north, south = make_team(), make_team()
    owner = make_user(team=north)
    people = {
        OWNER: owner,
        MATE: make_user(team=north),
        STRANGER: make_user(team=south),
        MANAGER: make_user(User.Role.MANAGER, manages=[north]),
        OTHER_MANAGER: make_user(User.Role.MANAGER, manages=[south]),
        MARKETING: make_user(User.Role.MARKETING),
        ADMIN: make_user(User.Role.ADMINISTRATOR),
    }
    company = make_company()
    lead = make_contact(owner=owner, company=company, phone="+47 22 55 01 34")
    enrollment = make_enrollment(lead)
    completion = log_outcome(lead, "no_answer")
    Sweep.objects.create(started_at=now(), finished_at=now())
    open_task = Task.open_for(lead, Task.Kind.NEXT_STEP, due_on=NOON.date(), at=NOON)
    upload = Upload.objects.create(by=people[MARKETING], team=north, name="list.csv", sha256="0" * 64, created_at=NOON)
    return SimpleNamespace(
        north=north,
        people=people,
        gone=make_user(team=north, is_active=False),
        company=company,
        contact=lead,
        point=lead.points.get(kind=ContactPoint.Kind.EMAIL),
        touch=make_touch(lead, rep=owner),
        enrollment=enrollment,
        completion=completion,
        task=open_task,
        upload=upload,
        row=UploadRow.objects.create(upload=upload, number=2, fate=UploadRow.Fate.QUARANTINED),
        day_off=DayOff.objects.create(day="2026-12-24", name="Christmas Eve"),
    )


def tempting_fields(world):
    """Fields that many forms know, and some that none may heed."""
    return {
        "first_name": "Changed",
        "last_name": "Changed",
        "name": "Changed",
        "title": "Changed",
        "reason": "Changed",
        "note": "Changed",
        "gist": "Changed",
        "objective": "Changed",
        "value": "changed@polder.example",
        "kind": "email",
        "channel": "phone",
        "until": "2030-01-07",
        "due_on": "2030-01-07",
        "owner": world.people[OWNER].pk,
        "rep": world.people[OWNER].pk,
        "contact": world.contact.pk,
        "team": world.north.pk,
        "key": str(uuid4()),
        "version": 0,
        "stage": "won",
        "role": "administrator",
        "is_staff": "on",
        "is_superuser": "on",
    }


def written(queries):
    """The statements that write, log-ins and sessions aside: what is written and then rolled back counts too."""
    statements = (query["sql"] for query in queries)
    writing = (sql for sql in statements if sql.startswith(("INSERT", "UPDATE", "DELETE")))
    return [sql for sql in writing if "django_session" not in sql]


def ours(resolver=None):
    """The names of all addresses but those of allauth, which guards its own."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            if not str(pattern.urlconf_name).startswith("<module 'allauth"):
                yield from ours(pattern)
        else:
            yield pattern.name or str(pattern.pattern)


def test_every_address_says_who_may_use_it():
    assert sorted(ours()) == sorted(ROUTES)


@pytest.mark.parametrize("name", ROUTES)
def test_nobody_gets_further_than_their_role(name, world):
    route = ROUTES[name]
    address = reverse(name, args=route.of(world))
    wrong = []
    for who in (ANONYMOUS, *world.people):
        client = Client()
        if who != ANONYMOUS:
            client.force_login(world.people[who])
        for method, allowed in (("get", who in route.get), ("post", who in route.post)):
            fields = tempting_fields(world) if method == "post" else {}
            with transaction.atomic():
                with CaptureQueriesContext(connection) as queries:
                    answer = getattr(client, method)(address, fields)
                transaction.set_rollback(True)
            changed = bool(written(queries))
            if problem := what_is_wrong(answer, allowed=allowed, changed=changed, is_anonymous=who == ANONYMOUS):
                wrong.append(f"{who}, {method}: {problem}")
    assert wrong == []


def what_is_wrong(answer, *, allowed, changed, is_anonymous):
    """In words; empty where the answer is as it should be."""
    goes_to_log_in = answer.status_code == 302 and answer.url.startswith("/account/login/")
    if allowed:
        # Without its fields a form may come back; the door was open all the same.
        refused = answer.status_code in {403, 404, 405} or answer.status_code >= 500
        return f"refused with {answer.status_code}" if refused or (goes_to_log_in and not is_anonymous) else ""
    if changed:
        return f"refused with {answer.status_code}, but something was written"
    denied = answer.status_code in {404, 405} or (is_anonymous and goes_to_log_in)
    return "" if denied else f"let in with {answer.status_code}"
