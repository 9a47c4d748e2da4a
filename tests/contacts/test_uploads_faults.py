"""Imports that die, fail, are cancelled, or meet each other."""

from datetime import timedelta

import pytest

from contacts import signals
from contacts.importing import chunks, work
from contacts.models import Contact, Touch, Upload
from contacts.tasks import resume_uploads
from leadflow.celery import app
from tests.contacts.uploading import fates, people, received, staged
from tests.factories import NOON

pytestmark = pytest.mark.django_db


class Died(BaseException):
    """No error that anybody catches: the worker is gone."""


def die(**kwargs):
    raise Died


def test_a_piece_that_dies_leaves_nothing_and_is_done_by_the_next_worker(monkeypatch):
    monkeypatch.setattr(Upload, "ROWS", 2)
    upload = staged(people(*[f"Ana{n},Ruiz,ana{n}@nordquay.example,,,," for n in range(5)]))
    upload.begin(at=NOON)
    assert work.do_next(upload.pk, clock=lambda: NOON)
    signals.touches_recorded.connect(die)
    try:
        with pytest.raises(Died):
            work.do_next(upload.pk, clock=lambda: NOON)
    finally:
        signals.touches_recorded.disconnect(die)
    assert Contact.objects.count() == Touch.objects.count() == 2

    assert not work.do_next(upload.pk, clock=lambda: NOON), "its lease still runs"
    later = NOON + timedelta(minutes=1)
    upload = work.do_all(upload.pk, clock=lambda: later)

    assert upload.phase == Upload.Phase.DONE
    assert fates(upload) == ["created"] * 5
    assert Contact.objects.count() == Touch.objects.count() == 5


def test_a_worker_that_was_thought_dead_can_write_nothing_any_more():
    upload = staged(people("Ana,Ruiz,ana@nordquay.example,,,,"))
    upload.begin(at=NOON)
    slow = Upload.claim(upload.pk, at=NOON)
    Upload.claim(upload.pk, at=NOON + timedelta(minutes=1))

    with pytest.raises(Upload.Taken):
        chunks.import_next(slow, at=NOON)

    assert not Contact.objects.exists()


def test_a_piece_that_kills_every_worker_stops_the_import_with_a_reason():
    upload = staged(people("Ana,Ruiz,ana@nordquay.example,,,,"))
    upload.begin(at=NOON)
    for minute in range(0, 8, 2):
        Upload.claim(upload.pk, at=NOON + timedelta(minutes=minute))

    upload.refresh_from_db()
    assert upload.phase == Upload.Phase.STOPPED
    assert "failed several times" in upload.problem

    assert upload.go_on(at=NOON)
    assert work.do_all(upload.pk, clock=lambda: NOON).phase == Upload.Phase.DONE


def fail(**kwargs):
    raise ValueError("anything")


def test_a_piece_that_fails_stops_the_import_with_a_reason_and_can_be_tried_again(caplog):
    upload = staged(people("Ana,Ruiz,ana@nordquay.example,,,,"))
    upload.begin(at=NOON)
    signals.touches_recorded.connect(fail)
    try:
        upload = work.do_all(upload.pk, clock=lambda: NOON)
    finally:
        signals.touches_recorded.disconnect(fail)

    assert upload.phase == Upload.Phase.STOPPED
    assert "failed several times" in upload.problem
    assert "ValueError: anything" in caplog.text
    assert upload.go_on(at=NOON)
    assert work.do_all(upload.pk, clock=lambda: NOON).phase == Upload.Phase.DONE


def test_a_reading_that_dies_is_begun_anew():
    upload = received(people("Ana,Ruiz,ana@nordquay.example,,,,"))
    dead = Upload.claim(upload.pk, at=NOON)
    assert dead.phase == Upload.Phase.READING
    assert work.do_all(upload.pk, clock=lambda: NOON).phase == Upload.Phase.READING

    upload = work.do_all(upload.pk, clock=lambda: NOON + timedelta(minutes=5))

    assert upload.phase == Upload.Phase.CHECK
    assert upload.rows.count() == 1


@pytest.fixture
def at_once():
    """What is queued is done here and now."""
    app.conf.task_always_eager = True
    yield
    app.conf.task_always_eager = False


@pytest.mark.usefixtures("at_once")
def test_beat_takes_up_what_nobody_works_on(django_capture_on_commit_callbacks):
    upload = received(people("Ana,Ruiz,ana@nordquay.example,,,,"))

    with django_capture_on_commit_callbacks(execute=True):
        resume_uploads()

    upload.refresh_from_db()
    assert upload.phase == Upload.Phase.CHECK


def test_a_cancelled_import_stops_before_the_next_piece(monkeypatch):
    monkeypatch.setattr(Upload, "ROWS", 2)
    upload = staged(people(*[f"Ana{n},Ruiz,ana{n}@nordquay.example,,,," for n in range(5)]))
    upload.begin(at=NOON)
    work.do_next(upload.pk, clock=lambda: NOON)

    assert upload.cancel(at=NOON)

    assert not work.do_next(upload.pk, clock=lambda: NOON)
    assert Contact.objects.count() == 2
    assert not upload.begin(at=NOON)


def test_an_import_is_begun_once():
    upload = staged(people("Ana,Ruiz,ana@nordquay.example,,,,"))

    assert upload.begin(at=NOON)
    assert not upload.begin(at=NOON)


def test_two_uploads_of_one_file_in_turn_leave_one_set(monkeypatch):
    monkeypatch.setattr(Upload, "ROWS", 2)
    list_ = people(*[f"Ana{n},Ruiz,ana{n}@nordquay.example,Nordquay,,," for n in range(6)])
    uploads = [staged(list_), staged(list_)]
    for upload in uploads:
        upload.begin(at=NOON)

    more = True
    while more:
        more = sum(work.do_next(upload.pk, clock=lambda: NOON) for upload in uploads)

    assert Contact.objects.count() == Touch.objects.count() == 6
    assert [Upload.objects.get(pk=u.pk).counts for u in uploads] == [{"created": 6}, {"unchanged": 6}]
