"""P5: fire 100k due steps, against a bare INSERT..SELECT plus UPDATE of the same rows."""

import time
from datetime import UTC, datetime, timedelta
from statistics import median

from django.db import connection

from cadences import firing
from cadences.models import Cadence, Enrollment, Task
from contacts.models import Contact, ContactPoint, StageChange
from leadflow.accounts.models import Team, User
from tests.bench.measuring import Result, begin_anew

NOW = datetime(2026, 3, 10, 10, 0, tzinfo=UTC)
TOMORROW = NOW + timedelta(days=1)
ROUNDS = 5


def prepare(number: int):
    """That many leads on day 0 of the default plan, with a mail address and a phone number each."""
    team = Team.objects.create(name="Bench")
    rep = User.objects.create_user("rep@bench.example", name="Rep", team=team)
    contacts = Contact.objects.bulk_create(
        [Contact(name=f"Person {n}", first_name="Person", team=team, owner=rep) for n in range(number)], batch_size=5000
    )
    ContactPoint.objects.bulk_create(
        [
            ContactPoint(contact=c, kind=kind, value=f"{kind}{c.pk}", normalised=f"{kind}{c.pk}")
            for c in contacts
            for kind in ("email", "phone")
        ],
        batch_size=5000,
    )
    Contact.objects.filter(team=team).change_stage("lead", at=NOW, cause=StageChange.Cause.RESPONSE)
    Enrollment.objects.enroll(contacts, Cadence.default().current, at=NOW)
    _vacuum()


def reset():
    """Back to the morning on which everything is due."""
    step = Cadence.default().current.steps.get(key="research")
    Task.objects.all().delete()
    Enrollment.objects.update(next_step=step, next_due_on=TOMORROW.date())
    _vacuum()


def _vacuum():
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def bare():
    """The least that could be done: every due step a task, every enrollment moved on; no claim, no reason to skip."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO cadences_task (contact_id, enrollment_id, step_id, step_key, blocking, kind, channel, rank,
                rep_id, due_on, planned_on, objective, state, reason, redials, snoozes, version, created_at)
            SELECT e.contact_id, e.id, s.id, s.key, s.blocking, 'step', s.channel, 4, c.owner_id, e.next_due_on,
                e.next_due_on, s.objective, 'open', '', 0, 0, 0, %s
            FROM cadences_enrollment e JOIN contacts_contact c ON c.id = e.contact_id
            JOIN cadences_step s ON s.id = e.next_step_id
            WHERE e.state = 'running' AND e.next_due_on <= %s
            """,
            [TOMORROW, TOMORROW.date()],
        )
        cursor.execute(
            "UPDATE cadences_enrollment SET next_step_id = NULL, next_due_on = NULL "
            "WHERE state = 'running' AND next_due_on <= %s",
            [TOMORROW.date()],
        )


def ours():
    return firing.sweep(TOMORROW, clock=lambda: TOMORROW)


def timed(work) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def measure(number: int) -> tuple[float, float, float]:
    """Median seconds of bare, ours and the rerun of ours, taken in turn."""
    prepare(number)
    seconds = {"bare": [], "ours": [], "again": []}
    for _ in range(ROUNDS):
        reset()
        seconds["bare"].append(timed(bare))
        assert Task.objects.count() == number
        reset()
        seconds["ours"].append(timed(ours))
        assert Task.objects.count() == number
        seconds["again"].append(timed(ours))
        assert Task.objects.count() == number
    return tuple(median(values) for values in seconds.values())


def run(small: bool) -> list[Result]:
    """100k due steps, and the sweep after that, which finds nothing to do."""
    begin_anew()
    bare_s, ours_s, again_s = measure(100_000)
    return [
        Result("P5", "fire 100,000 due steps", bare_s, ours_s, 1.5),
        Result("P5-again", "the sweep after it, which fires nothing", bare_s, again_s, 0.6),
    ]
