"""Imports that die, fail, are cancelled, or meet each other."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import OperationalError

from contacts import signals
from contacts.importing import chunks, work
from contacts.models import Contact, Touch, Upload
from contacts.tasks import resume_uploads
from contacts.undoing import pieces
from tests.contacts.uploading import everything, fates, imported, people, received, staged
from tests.factories import NOON

pytestmark = pytest.mark.django_db


class Died(BaseException):
    """No error that anybody catches: the worker is gone."""


def die(*args, **kwargs):
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


def failing_over(*names, error=ValueError):
    """A listener that cannot bear somebody's touches."""

    def fail(touches, **kwargs):
        if Contact.objects.filter(pk__in=[touch.contact_id for touch in touches], first_name__in=names).exists():
            raise error("anything")

    return fail


@contextmanager
def listening(receiver):
    signals.touches_recorded.connect(receiver)
    try:
        yield
    finally:
        signals.touches_recorded.disconnect(receiver)


def numbered(number: int) -> str:
    return people(*[f"Ana{n},Ruiz,ana{n}@nordquay.example,,,," for n in range(number)])


@pytest.mark.parametrize("rows_of_a_piece", [1000, 7, 1])
@pytest.mark.parametrize("culprits", [["Ana0"], ["Ana24"], ["Ana6", "Ana7", "Ana19"]], ids=["first", "last", "three"])
def test_the_row_that_fails_is_found_and_left_out_and_all_others_are_in(monkeypatch, culprits, rows_of_a_piece):
    monkeypatch.setattr(Upload, "ROWS", rows_of_a_piece)
    upload = staged(numbered(25))
    upload.begin(at=NOON)

    with listening(failing_over(*culprits)):
        upload = work.do_all(upload.pk, clock=lambda: NOON)

    assert upload.phase == Upload.Phase.DONE
    assert upload.counts == {"created": 25 - len(culprits), "rejected": len(culprits)}
    rejected = upload.rows.filter(fate="rejected")
    assert [row.who.split()[0] for row in rejected.order_by("pk")] == culprits
    assert all("Importing it failed several times" in row.reasons[-1] for row in rejected)
    assert Contact.objects.count() == Touch.objects.count() == 25 - len(culprits)
    assert upload.rows_done == upload.rows_total
    assert (upload.piece_rows, upload.attempts, upload.culprits) == (None, 0, 0) or upload.rows_total <= 25


def test_a_row_that_kills_every_worker_is_found_too():
    upload = staged(numbered(3))
    upload.begin(at=NOON)
    moment = NOON

    with listening(failing_over("Ana1", error=Died)):
        for _ in range(40):
            moment += timedelta(minutes=1)
            try:
                work.do_all(upload.pk, clock=lambda: moment)  # noqa: B023 (called at once)
            except Died:
                continue

    upload.refresh_from_db()
    assert upload.phase == Upload.Phase.DONE
    assert fates(upload) == ["created", "rejected", "created"]


def cannot_save(*args, **kwargs):
    raise OperationalError("No space left on device")


def test_nobody_is_left_out_because_the_database_cannot_save():
    upload = staged(numbered(12))
    upload.begin(at=NOON)

    for _ in range(5):
        with listening(cannot_save):
            upload = work.do_all(upload.pk, clock=lambda: NOON)
        assert (upload.phase, upload.rows_done) == (Upload.Phase.IMPORTING, 0)
    assert upload in Upload.objects.unattended(NOON)
    upload = work.do_all(upload.pk, clock=lambda: NOON)

    assert (upload.phase, upload.counts) == (Upload.Phase.DONE, {"created": 12})


def test_a_file_is_not_refused_because_the_database_cannot_save(monkeypatch):
    upload = received(numbered(12))
    for _ in range(5):
        with monkeypatch.context() as patched:
            patched.setattr(Upload, "was_read", cannot_save)
            assert work.do_all(upload.pk, clock=lambda: NOON).phase == Upload.Phase.READING

    assert work.do_all(upload.pk, clock=lambda: NOON).phase == Upload.Phase.CHECK


def fail(*args, **kwargs):
    raise ValueError("anything")


def test_where_every_row_fails_the_import_stops_with_a_reason_and_can_be_tried_again(caplog):
    upload = staged(numbered(12))
    upload.begin(at=NOON)

    with listening(fail):
        upload = work.do_all(upload.pk, clock=lambda: NOON)

    assert upload.phase == Upload.Phase.STOPPED
    assert "failed several times in a row" in upload.problem
    assert "ValueError: anything" in caplog.text
    assert upload.counts == {"rejected": Upload.MOST_CULPRITS, "created": 12 - Upload.MOST_CULPRITS}
    assert upload.go_on(at=NOON)
    upload = work.do_all(upload.pk, clock=lambda: NOON)
    assert upload.phase == Upload.Phase.DONE
    assert Contact.objects.count() == 12 - Upload.MOST_CULPRITS


def test_a_reading_that_dies_is_begun_anew():
    upload = received(people("Ana,Ruiz,ana@nordquay.example,,,,"))
    dead = Upload.claim(upload.pk, at=NOON)
    assert dead.phase == Upload.Phase.READING
    assert work.do_all(upload.pk, clock=lambda: NOON).phase == Upload.Phase.READING

    upload = work.do_all(upload.pk, clock=lambda: NOON + timedelta(minutes=5))

    assert upload.phase == Upload.Phase.CHECK
    assert upload.rows.count() == 1


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


# The way back


def test_an_undo_that_dies_is_finished_by_the_next_worker(monkeypatch):
    monkeypatch.setattr(Upload, "ROWS", 4)
    before = everything()
    upload = imported(numbered(5), kind="download")
    upload.undo(by=None, at=NOON)
    assert work.do_next(upload.pk, clock=lambda: NOON)
    assert Contact.objects.count() == 3
    monkeypatch.setattr(pieces.people, "take_back", die)
    with pytest.raises(Died):
        work.do_next(upload.pk, clock=lambda: NOON)
    monkeypatch.undo()

    assert not work.do_next(upload.pk, clock=lambda: NOON), "its lease still runs"
    upload = work.do_all(upload.pk, clock=lambda: NOON + timedelta(minutes=1))

    assert upload.phase == Upload.Phase.UNDONE
    assert everything() == before


def test_who_cannot_be_taken_back_is_kept_and_all_others_go(monkeypatch):
    upload = imported(numbered(12), kind="download")
    bad = Contact.objects.get(first_name="Ana7").pk
    take_back = pieces.people.take_back

    def fail_over_one(upload, contact_ids, *, at):
        if bad in contact_ids:
            raise ValueError("anything")
        take_back(upload, contact_ids, at=at)

    monkeypatch.setattr(pieces.people, "take_back", fail_over_one)
    upload.undo(by=None, at=NOON)
    upload = work.do_all(upload.pk, clock=lambda: NOON)

    assert upload.phase == Upload.Phase.UNDONE
    assert [contact.first_name for contact in Contact.objects.all()] == ["Ana7"]
    assert upload.rows.get(undone="kept").reasons == ["Kept: taking it back failed several times"]


def test_an_undo_that_fails_everywhere_stops_and_can_be_tried_again(monkeypatch):
    upload = imported(numbered(12), kind="download")
    monkeypatch.setattr(pieces.people, "take_back", fail)
    upload.undo(by=None, at=NOON)
    upload = work.do_all(upload.pk, clock=lambda: NOON)
    assert upload.phase == Upload.Phase.HALTED
    monkeypatch.undo()

    assert upload.go_on(at=NOON)

    assert work.do_all(upload.pk, clock=lambda: NOON).phase == Upload.Phase.UNDONE
    assert Contact.objects.count() == Upload.MOST_CULPRITS
