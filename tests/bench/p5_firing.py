"""P5: fire 100k due steps, against a bare INSERT..SELECT plus UPDATE of the same rows. And one sweep alone, among any
number of plans, with the memory that it takes."""

import multiprocessing
import time
from datetime import UTC, datetime, timedelta
from statistics import median

from django.db import connection, transaction

from cadences import firing
from cadences.models import Cadence, Enrollment, Task
from contacts.models import Contact, ContactPoint, StageChange
from leadflow.accounts.models import Team, User
from leadflow.lib import bulk
from tests.bench.measuring import Result, Spent, begin_anew, peak_memory, spent, tidy

NOW = datetime(2026, 3, 10, 10, 0, tzinfo=UTC)
TOMORROW = NOW + timedelta(days=1)
ROUNDS = 5
# So many people are made in one transaction.
AT_ONCE = 10_000


def prepare(number: int, *, at: datetime = NOW) -> None:
    """That many leads who begin the usual plan at that moment, with a mail address and a phone number each."""
    team = Team.objects.get_or_create(name="Bench")[0]
    rep = User.objects.filter(name="Rep").first() or User.objects.create_user(
        "rep@bench.example", name="Rep", team=team
    )
    for first in range(0, number, AT_ONCE):
        _begin(min(AT_ONCE, number - first), team, rep, at)


@transaction.atomic
def _begin(number: int, team: Team, rep: User, at: datetime) -> None:
    ids = bulk.reserve_ids(Contact, number)
    bulk.insert(
        Contact,
        ["id", "name", "first_name", "team_id", "owner_id", "created_at"],
        [[pk, f"Person {pk}", "Person", team.pk, rep.pk, at] for pk in ids],
    )
    addresses = ((pk, kind, f"{kind}{pk}") for pk in ids for kind in ("email", "phone"))
    bulk.insert(
        ContactPoint,
        ["contact_id", "kind", "value", "normalised", "position"],
        [[pk, kind, value, value, 0] for pk, kind, value in addresses],
    )
    theirs = Contact.objects.filter(pk__range=(ids[0], ids[-1]))
    theirs.change_stage("lead", at=at, cause=StageChange.Cause.RESPONSE)
    Enrollment.objects.enroll(list(theirs), Cadence.default().current, at=at)


def one_sweep(due: int, planned: int) -> dict:
    """What one sweep takes that fires `due` steps among `planned` plans: seconds, and MB of memory at most."""
    begin_anew()
    connection.close()
    # By a process of its own: its memory is not that of the sweep.
    maker = multiprocessing.get_context("fork").Process(target=_among, args=(due, planned))
    maker.start()
    maker.join()
    tidy()
    before = peak_memory()
    took: Spent = spent(ours)
    assert Task.objects.count() == due
    return {
        "due": due,
        "planned": planned,
        "database": connection.vendor,
        "seconds": round(took.seconds, 1),
        "steps_a_second": round(due / took.seconds),
        "processor_s": {"ours": round(took.ours, 1), "server": round(took.server, 1)},
        "memory_mb": {"before": round(before), "peak": round(peak_memory())},
    }


def _among(due: int, planned: int) -> None:
    prepare(due)
    prepare(planned - due, at=TOMORROW)


def reset():
    """Back to the morning on which everything is due."""
    step = Cadence.default().current.steps.get(key="research")
    Task.objects.all().delete()
    Enrollment.objects.update(next_step=step, next_due_on=TOMORROW.date())
    tidy()


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
    tidy()
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
