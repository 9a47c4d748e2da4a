"""The PostgreSQL server itself is killed while a sweep runs and a rep works: what somebody was told is saved stays, and
what nobody was told is done again."""

import os
import time
from uuid import uuid4

import pytest
from django.db import connection

from cadences import promise
from cadences.effects import Said
from cadences.firing import batches
from cadences.models import Completion, Enrollment, Outcome, Task
from contacts.models import Contact, Touch
from tests.chaos.servers import moved_to_a_server_of_its_own
from tests.chaos.sweeping import MOMENT, begin_anew, due_leads, in_a_process, sweep
from tests.factories import make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]

DUE = 120
PATIENCE = 30


@pytest.fixture
def server(transactional_db):
    begin_anew()
    with moved_to_a_server_of_its_own() as server:
        yield server


def working(rep, told: int):
    """Finish what the sweep brings, one task after the other, and write down each that the database took. In between
    the rep reads; what the sweep commits meanwhile waits for nobody."""
    done = Outcome.objects.get(effect=Touch.Outcome.DONE)
    while True:
        for task in Task.objects.open().order_by("pk")[:5]:
            Completion.log(task, done, said=Said(), rep=rep, at=MOMENT, key=uuid4(), version=task.version)
            os.write(told, b"%d\n" % task.pk)
            time.sleep(0.2)


def over_and_over():
    """Sweep until the server is gone."""
    while True:
        sweep()


def fired() -> set[tuple]:
    return set(Task.objects.values_list("enrollment", "step_key"))


@pytest.mark.parametrize("kills", [pytest.param(2, id="2"), pytest.param(10, marks=pytest.mark.chaos, id="10")])
def test_a_server_killed_in_the_middle_of_a_sweep_keeps_what_reps_were_told(
    server, kills, monkeypatch, record_property
):
    monkeypatch.setattr(batches, "SIZE", 10)
    rep, kept, halfway, again = make_user(), set(), 0, 0
    for n in range(1, kills + 1):
        due_leads(rep, DUE)
        hears, tells = os.pipe()
        at_work = in_a_process(lambda to=tells: working(rep, to))
        os.close(tells)
        sweeping = in_a_process(over_and_over)
        enough, until = DUE * (n - 1) + DUE // (n % 3 + 2), time.monotonic() + PATIENCE
        while Task.objects.count() < enough and time.monotonic() < until:
            time.sleep(0.001)
        heard = os.read(hears, 1000)
        if n % 2:
            # The rep's word is as fresh as can be.
            heard += os.read(hears, 1000)
        seen = fired()
        server.kill()
        connection.close()
        ended = [os.waitpid(child, 0)[1] for child in (at_work, sweeping)]
        with os.fdopen(hears, "rb") as rest:
            told = set(map(int, (heard + rest.read()).split()))
        server.start()

        assert all(ended)
        assert told, "it was killed too soon to test anything"
        kept |= told
        assert set(Task.objects.filter(pk__in=kept, state=Task.State.DONE).values_list("pk", flat=True)) == kept
        assert Completion.objects.count() == Task.objects.filter(state=Task.State.DONE).count()
        assert not promise.without_next_step(Contact.objects.all()).exists()
        left = Enrollment.objects.due(MOMENT.date()).count()
        assert left + Task.objects.count() == DUE * n
        halfway += 0 < left < DUE
        again += len(seen - fired())

        sweep()
        assert sweep().due == 0
        assert len(fired()) == Task.objects.count() == DUE * n
        assert not promise.without_next_step(Contact.objects.all()).exists()
    words = (
        f"{kills} times the database server killed in a sweep, {halfway} of them halfway: {DUE * kills} due, each once"
    )
    record_property(
        "counts", f"{words}; {again} done again, all {len(kept)} that a rep was told are closed stay closed"
    )
