"""What must hold when processes die, work at the same time, or come twice (docs/decisions on trust)."""

import threading
import time
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.utils.timezone import now

from cadences import firing, tasks
from cadences.defaults import ensure_defaults
from cadences.effects import Said
from cadences.models import Cadence, Completion, Enrollment, Outcome, Step, Task
from cadences.models.completion import Stale, Suppressed
from contacts.models import Contact, StageChange, Touch
from leadflow.accounts.models import Firm
from scoring.defaults import ensure_defaults as ensure_definition
from tests.factories import make_contact, make_firm, make_user

pytestmark = pytest.mark.django_db(transaction=True)

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _defaults(transactional_db):
    """What a flush between tests took away."""
    ensure_defaults(at=now())
    ensure_definition()
    make_firm(working_days=list(range(7)))


def due_leads(number):
    """That many leads whose research is due today."""
    rep = make_user()
    people = Contact.objects.bulk_create(
        [Contact(name=f"Person {n}", first_name="Person", team=rep.team, owner=rep) for n in range(number)]
    )
    Contact.objects.all().change_stage("lead", at=now() - DAY, cause=StageChange.Cause.RESPONSE)
    Enrollment.objects.enroll(people, Cadence.default().current, at=now() - DAY)


def at_once(*works):
    """Run these in threads of their own, released together; returns what they returned or raised."""
    gate, answers = threading.Barrier(len(works)), [None] * len(works)

    def run(n, work):
        try:
            gate.wait()
            answers[n] = work()
        except Exception as error:  # noqa: BLE001 (handed to the test)
            answers[n] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(n, work)) for n, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def sweep():
    moment = now()
    return firing.sweep(moment, clock=lambda: moment)


@pytest.mark.broker
def test_a_worker_killed_in_the_middle_of_a_sweep_loses_and_doubles_nothing(worker):
    due_leads(8_000)
    tasks.sweep.delay()
    until = time.monotonic() + 180
    while " received" not in worker.log.read_text() and time.monotonic() < until:
        time.sleep(0.01)
    # It takes far longer for so many.
    time.sleep(0.2)
    worker.kill()
    assert Enrollment.objects.due(Firm.current().day_of(now())).exists(), "it was killed too late to test anything"

    worker.start()
    tasks.sweep.delay()
    until = time.monotonic() + 180
    while Enrollment.objects.due(Firm.current().day_of(now())).exists() and time.monotonic() < until:
        time.sleep(0.05)

    assert Task.objects.count() == 8_000
    assert Task.objects.values("enrollment", "step_key").distinct().count() == 8_000


def test_three_sweeps_at_once_fire_each_step_once():
    due_leads(300)

    swept = at_once(sweep, sweep, sweep)

    assert sum(one.fired for one in swept) == 300
    assert Task.objects.count() == 300


def test_a_stop_that_arrives_during_a_sweep_leaves_nothing_open():
    due_leads(40)
    stopped = Contact.objects.order_by("pk")[:5]

    answers = at_once(sweep, *[stopping(contact) for contact in stopped])

    assert not [answer for answer in answers if isinstance(answer, Exception)]
    assert not Task.objects.open().filter(contact__in=stopped).exists()
    assert Task.objects.open().count() == 35


def test_a_stop_on_the_day_to_come_back_stays_a_stop():
    rep = make_user()
    people = [make_contact(owner=rep) for _ in range(10)]
    for contact in people:
        contact.set_revisit(Firm.current().day_of(now()), at=now() - DAY, cause=StageChange.Cause.BY_HAND)

    answers = at_once(sweep, *[stopping(contact) for contact in people])

    assert not [answer for answer in answers if isinstance(answer, Exception)]
    assert set(Contact.objects.values_list("stage", flat=True)) == {"do_not_contact"}
    assert not Task.objects.open().exists()


def logging(task, rep, key=None):
    """Log a voicemail from the card as it is now, when told to."""
    outcome, key = Outcome.objects.get(effect=Touch.Outcome.VOICEMAIL), key or uuid4()
    return lambda: Completion.log(task, outcome, said=Said(), rep=rep, at=now(), key=key, version=task.version)


def stopping(contact):
    """Have them ask us to stop, when told to."""
    return lambda: contact.suppress(at=now(), reason="stop")


@pytest.mark.parametrize("times", [pytest.param(10, id="10"), pytest.param(1000, marks=pytest.mark.chaos, id="1000")])
def test_two_reps_who_finish_one_task_make_one_touch(times, record_property):
    rep = make_user()
    colleague = make_user(team=rep.team)
    for _ in range(times):
        contact = make_contact(phone="+47 22 55 01 34", owner=rep)
        contact.record_touch(Touch.Kind.CONTACT_REQUEST, at=now())
        task = contact.tasks.get()

        answers = at_once(logging(task, rep), logging(task, colleague))

        losers = [answer for answer in answers if isinstance(answer, Stale)]
        assert len(losers) == 1
        assert losers[0].task.closed_by in (rep, colleague)
        assert contact.touches.attempts().count() == 1
    record_property("counts", f"two reps finished one task {times} times: {times} touches, {times} told by whom")


def test_the_same_card_sent_twice_at_once_makes_one_touch():
    rep = make_user()
    contact = make_contact(phone="+47 22 55 01 34", owner=rep)
    contact.record_touch(Touch.Kind.CONTACT_REQUEST, at=now())
    task, key = contact.tasks.get(), uuid4()

    answers = at_once(*[logging(task, rep, key) for _ in range(3)])

    assert len({answer.pk for answer in answers}) == 1
    assert contact.touches.attempts().count() == 1


def test_a_stop_and_a_dial_at_once_end_in_one_order_or_the_other():
    rep = make_user()
    for n in range(10):
        contact = make_contact(phone=f"+47 22 55 01 {34 + n}", owner=rep)
        contact.record_touch(Touch.Kind.CONTACT_REQUEST, at=now())
        task = contact.tasks.get()

        dialled, stopped = at_once(logging(task, rep), stopping(contact))

        assert not isinstance(stopped, Exception)
        assert isinstance(dialled, Completion | Suppressed | Stale)
        assert not contact.tasks.open().exists()
        assert not contact.enrollments.live().exists()


def test_nothing_is_due_after_a_sweep_and_due_is_fired_plus_skipped():
    due_leads(50)
    call = Step.objects.get(key="first-call")
    Enrollment.objects.filter(pk__in=Enrollment.objects.order_by("pk")[:20]).update(next_step=call)

    swept = sweep()

    assert (swept.due, swept.fired, dict(swept.skipped)) == (50, 30, {"No phone number": 20})
