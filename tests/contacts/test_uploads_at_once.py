"""Two imports at the very same moment, in two connections."""

from threading import Barrier, Thread

import pytest
from django.db import connection

from contacts.importing import work
from contacts.models import Company, Contact, ContactPoint, Touch, Upload
from tests.contacts.uploading import people, staged
from tests.factories import NOON, make_user

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def import_at_once(uploads) -> list[Exception]:
    """All of them, each in a thread of its own that begins with the others; what went wrong."""
    start, wrong = Barrier(len(uploads)), []

    def run(pk):
        try:
            start.wait()
            work.do_all(pk, clock=lambda: NOON)
        except Exception as error:  # noqa: BLE001 (told to the test)
            wrong.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run, args=[upload.pk]) for upload in uploads]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return wrong


@pytest.mark.parametrize("kind", ["listed", "contact_request"])
def test_one_file_uploaded_twice_at_once_leaves_one_set(monkeypatch, kind):
    monkeypatch.setattr(Upload, "ROWS", 10)
    rep = make_user()
    rows = [f"Ana,Ruiz{n},ana{n}@firm{n % 7}.example,Firm {n % 7},,," for n in range(60)]
    # The second meets the same people in another order, which is how two wait for each other.
    uploads = [
        staged(people(*order), name=f"{n}.csv", kind=kind, asset_name="Form", team=rep.team)
        for n, order in enumerate([rows, rows[::-1]])
    ]
    for upload in uploads:
        upload.begin(at=NOON)

    assert import_at_once(uploads) == []

    assert [Upload.objects.get(pk=upload.pk).phase for upload in uploads] == ["done", "done"]
    assert Contact.objects.count() == Touch.objects.filter(direction="in").count() == 60
    assert ContactPoint.objects.filter(kind="email").count() == 60
    assert Company.objects.count() == 7
    created = sum(Upload.objects.get(pk=upload.pk).counts.get("created", 0) for upload in uploads)
    assert created == 60


def test_two_workers_on_one_upload_do_each_row_once(monkeypatch):
    monkeypatch.setattr(Upload, "ROWS", 5)
    upload = staged(people(*[f"Ana,Ruiz{n},ana{n}@nordquay.example,,,," for n in range(40)]))
    upload.begin(at=NOON)

    assert import_at_once([upload, upload, upload]) == []

    upload = work.do_all(upload.pk, clock=lambda: NOON)
    assert upload.counts == {"created": 40}
    assert upload.rows_done == upload.rows_total == 40
    assert Contact.objects.count() == Touch.objects.count() == 40
