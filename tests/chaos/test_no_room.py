"""A database that cannot write, or goes away: nothing is half saved, what can be read is, and it recovers by itself."""

import contextlib
import os
import resource
import signal
import time
from datetime import timedelta
from pathlib import Path

import psycopg2.errors
import pytest
import time_machine
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse

from cadences.firing import batches
from cadences.models import Enrollment, Task
from contacts.importing import work
from contacts.models import Contact, Touch, Upload
from tests.cadences.cards import sent
from tests.chaos.servers import moved_to_a_server_of_its_own
from tests.chaos.sweeping import MOMENT, begin_anew, due_leads, in_a_process, sweep
from tests.contacts.uploading import people, staged
from tests.factories import make_contact, make_user
from tests.support import disk
from tests.support.postgres import Cluster

pytestmark = pytest.mark.django_db(transaction=True)

ON_SQLITE = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="SQLite alone can be told how large it may be")
ON_POSTGRESQL = pytest.mark.postgresql
# In bytes; as large as a server with an empty Leadflow needs, and what it writes ahead.
DISK = 300_000_000


@pytest.fixture(autouse=True)
def _defaults(transactional_db):
    begin_anew()
    with time_machine.travel(MOMENT):
        yield


@pytest.fixture
def rep():
    return make_user()


@pytest.fixture
def client(rep):
    """The rep's, which gets the page of a failure as a browser does."""
    client = Client(raise_request_exception=False)
    client.force_login(rep)
    return client


class FullDisk:
    """The database may grow by so many pages, and not by one more."""

    def __init__(self, room: int):
        self.room = room

    def __enter__(self):
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.execute("VACUUM")
            pages = cursor.execute("PRAGMA page_count").fetchone()[0]
            cursor.execute(f"PRAGMA max_page_count = {pages + self.room}")

    def __exit__(self, *error):
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA max_page_count = 1073741823")


@ON_SQLITE
def test_on_a_full_disk_pages_are_read_and_what_is_sent_again_later_is_saved_once(rep, client):
    contact = make_contact("Tom Ferrisdale", owner=rep, phone="+47 22 55 01 34")
    contact.record_touch(Touch.Kind.CONTACT_REQUEST, at=MOMENT)
    task = contact.tasks.get()
    form = sent(task, Touch.Outcome.VOICEMAIL, note="A long note. " * 300)

    with FullDisk(room=0):
        refused = client.post(reverse("log_outcome", args=[task.pk]), form)
        read = client.get(reverse("work"), follow=True)

    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "10")
    assert "its disk is full" in refused.text
    assert "Tom Ferrisdale" in read.text
    assert Task.objects.get(pk=task.pk).is_open
    assert client.post(reverse("log_outcome", args=[task.pk]), form).status_code in (200, 302)
    assert contact.touches.attempts().count() == 1


@ON_SQLITE
def test_a_sweep_on_a_full_disk_fires_all_or_nothing_and_goes_on_when_there_is_room(rep, monkeypatch, record_property):
    monkeypatch.setattr(batches, "SIZE", 50)
    due_leads(rep, 400)

    with FullDisk(room=15), pytest.raises(OperationalError, match="full"):
        sweep()
    fired = Task.objects.count()
    left = Enrollment.objects.due(MOMENT.date()).count()
    sweep()

    assert fired + left == 400
    assert 0 < fired < 400, "there was too much room, or too little, to test anything"
    assert fired % 50 == 0
    assert Task.objects.values("enrollment", "step_key").distinct().count() == Task.objects.count() == 400
    record_property("counts", f"a full disk: {fired} of 400 fired before it was full, the others once there was room")


@ON_SQLITE
def test_a_sweep_that_may_write_no_further_loses_and_doubles_nothing(rep, monkeypatch):
    """The file may not grow: what a quota does."""
    monkeypatch.setattr(batches, "SIZE", 20)
    due_leads(rep, 200)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    size = Path(connection.settings_dict["NAME"]).stat().st_size

    def limited():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size // 4, size // 4))
        sweep()

    ended = os.waitpid(in_a_process(limited), 0)[1]

    assert ended, "it had room enough to test nothing"
    sweep()
    assert Task.objects.values("enrollment", "step_key").distinct().count() == Task.objects.count() == 200


# As a restart does.
CUT_OTHERS = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()"""


@ON_POSTGRESQL
@pytest.mark.parametrize("times", [pytest.param(3, id="3"), pytest.param(50, marks=pytest.mark.chaos, id="50")])
def test_sweeps_whose_connection_is_cut_lose_and_double_nothing(rep, times, monkeypatch, record_property):
    monkeypatch.setattr(batches, "SIZE", 10)
    cut = 0
    for n in range(1, times + 1):
        due_leads(rep, 60)
        child = in_a_process(sweep)
        until = time.monotonic() + 30
        while Task.objects.count() == 60 * (n - 1) and time.monotonic() < until:
            time.sleep(0.001)
        with connection.cursor() as cursor:
            cursor.execute(CUT_OTHERS)
        cut += bool(os.waitpid(child, 0)[1])

        sweep()
        assert Task.objects.count() == 60 * n
    assert Task.objects.values("enrollment", "step_key").distinct().count() == 60 * times
    record_property("counts", f"{times} sweeps, {cut} of them cut off from the database: {60 * times} due, each once")


@ON_POSTGRESQL
def test_a_call_logged_while_the_database_goes_away_is_saved_once_when_sent_again(rep, client):
    contact = make_contact("Tom Ferrisdale", owner=rep, phone="+47 22 55 01 34")
    contact.record_touch(Touch.Kind.CONTACT_REQUEST, at=MOMENT - timedelta(hours=1))
    task = contact.tasks.get()
    form = sent(task, Touch.Outcome.VOICEMAIL)

    address = connection.get_connection_params()
    connection.ensure_connection()
    with contextlib.closing(connection.Database.connect(**address)) as beside, beside.cursor() as cursor:
        cursor.execute(CUT_OTHERS)
    refused = client.post(reverse("log_outcome", args=[task.pk]), form)
    connection.close()
    again = client.post(reverse("log_outcome", args=[task.pk]), form)

    assert refused.status_code == 503
    assert again.status_code in (200, 302)
    assert contact.touches.attempts().count() == 1


class FullServer:
    """The disk of a server may take so many bytes, and not one more. What is written ahead has its room: where
    that has none, the server ends, and comes back once there is room."""

    def __init__(self, server: Cluster, room: int):
        self.server = server
        self.room = room

    def __enter__(self):
        # What it would give back while it is full is given back before.
        self.server.run("CHECKPOINT")
        self.server.run("SELECT pg_switch_wal()")
        self.server.run("CREATE TABLE written_ahead ()")
        self.write("room", self.room)
        with pytest.raises(psycopg2.errors.DiskFull):
            self.write("ballast", DISK)
        self.write("room", 0)

    def __exit__(self, *error):
        self.write("ballast", 0)

    def write(self, name: str, size: int):
        """A file of that size on the disk, by the server."""
        at = self.server.folder / name
        lines = f"SELECT repeat('x', 990), generate_series(1, {size // 1000})"
        self.server.run(f"COPY ({lines}) TO '{at}'")


@ON_POSTGRESQL
@pytest.mark.skipif(not disk.can_be_made(), reason="a disk can be filled where Linux lets us mount one for ourselves")
def test_sweeps_and_imports_on_a_full_disk_under_postgresql_go_on_when_there_is_room(
    rep, client, monkeypatch, record_property, caplog
):
    monkeypatch.setattr(batches, "SIZE", 50)
    monkeypatch.setattr(Upload, "ROWS", 50)
    upload = staged(people(*[f"Ana{n},Ruiz,ana{n}@nordquay.example,,,," for n in range(400)]), team=rep.team)
    upload.begin(at=MOMENT)
    due_leads(rep, 400)
    with moved_to_a_server_of_its_own(disk=DISK) as server:
        with FullServer(server, room=150_000):
            with pytest.raises(OperationalError, match="free disk space"):
                sweep()
            fired, left = Task.objects.count(), Enrollment.objects.due(MOMENT.date()).count()
            # What it would note of itself may find no room either; it goes on when its lease is over.
            with contextlib.suppress(OperationalError):
                work.do_all(upload.pk, clock=lambda: MOMENT)
            imported = Upload.objects.get(pk=upload.pk)
            came = Contact.objects.filter(last_name="Ruiz").count()
            read = client.get(reverse("work"), follow=True)
        assert fired + left == 400
        assert 0 < fired < 400, "there was too much room, or too little, to test anything"
        assert (imported.phase, imported.rows_done) == (Upload.Phase.IMPORTING, came)
        assert "free disk space" in caplog.text
        assert read.status_code == 200

        sweep()
        imported = work.do_all(upload.pk, clock=lambda: MOMENT + timedelta(minutes=1))

        assert Task.objects.values("enrollment", "step_key").distinct().count() == Task.objects.count() == 400
        assert (imported.phase, imported.counts) == (Upload.Phase.DONE, {"created": 400})
        assert Contact.objects.filter(last_name="Ruiz").count() == 400
    words = f"a full disk under PostgreSQL: {fired} of 400 fired and {came} of 400 imported before it was full"
    record_property("counts", f"{words}, the others once there was room")
