from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from contacts.models import Contact, ContactPoint, Touch, Upload, UploadRow
from leadflow.lib import bulk
from tests.factories import NOON, make_contact

pytestmark = pytest.mark.django_db

ODD = [
    "",
    " ",
    "plain",
    'Zoë "Zee"',
    "a,b;c\td",
    "two\nlines",
    "\r\n",
    "back\\slash",
    "\\.",
    "before\n\\.\nafter",
    "\\N",
    "NULL",
    "\x1e",
    "\x1f",
    "unit\x1fseparator \x1e",
    "%s {} '",
    "שלום 😀",
]


def make_upload():
    return Upload.objects.create(name="list.csv", sha256="0" * 64, created_at=NOON)


@pytest.mark.parametrize("text", ODD, ids=ascii)
def test_what_people_type_comes_back_as_it_was(text):
    upload = make_upload()

    bulk.insert(
        UploadRow,
        ["upload_id", "sheet", "number", "fate", "reasons", "values", "person"],
        [(upload.pk, text, 1, "waiting", [text], [text, None], None)],
    )

    row = UploadRow.objects.get()
    assert (row.sheet, row.reasons, row.values, row.person) == (text, [text], [text, None], None)


def test_ids_are_reserved_before_the_rows_are_there_and_never_given_twice():
    contact = make_contact()
    first, second = bulk.reserve_ids(Contact, 2), bulk.reserve_ids(ContactPoint, 2)

    bulk.insert(
        ContactPoint,
        ["id", "contact_id", "kind", "value", "normalised", "position", "is_wrong"],
        [(pk, contact.pk, "phone", f"{pk}", f"{pk}", 0, False) for pk in second],
    )

    assert contact.pk not in first
    assert make_contact().points.get().pk not in second


def test_moments_and_nothing_are_kept():
    at = datetime(2026, 3, 29, 0, 59, 59, 123456, tzinfo=UTC)
    contact = make_contact()

    bulk.insert(
        Touch,
        [
            "contact_id",
            "direction",
            "kind",
            "channel",
            "at",
            "minutes",
            "outcome",
            "gist",
            "detail",
            "key",
            "created_at",
        ],
        [(contact.pk, "in", "download", "other", at, None, "", "", {}, "download::", at)],
    )

    touch = contact.touches.get()
    assert (touch.at, touch.minutes, touch.voided_at, touch.outcome) == (at, None, None, "")


def test_updates_go_to_the_rows_they_name():
    upload = make_upload()
    rows = [UploadRow.objects.create(upload=upload, number=n) for n in (1, 2, 3)]

    bulk.update(
        UploadRow,
        ["fate", "reasons", "contact_id"],
        [(rows[0].pk, "created", ["it's new"], None), (rows[2].pk, "rejected", ODD, make_contact().pk)],
    )

    first, second, third = UploadRow.objects.order_by("number")
    assert (first.fate, first.reasons, first.contact_id) == ("created", ["it's new"], None)
    assert (second.fate, second.reasons) == ("waiting", [])
    assert (third.fate, third.reasons, third.contact_id) == ("rejected", ODD, Contact.objects.get().pk)


@pytest.mark.parametrize("text", ODD, ids=ascii)
def test_what_is_put_in_its_place_comes_back_as_it_was(text):
    row = UploadRow.objects.create(upload=make_upload(), number=1)

    bulk.update(UploadRow, ["sheet", "same_as", "person"], [(row.pk, text, None, {"said": text})])

    row.refresh_from_db()
    assert (row.sheet, row.same_as, row.person) == (text, None, {"said": text})


def test_a_row_that_breaks_a_rule_stops_all_of_them():
    upload = make_upload()
    UploadRow.objects.create(upload=upload, number=2)

    with pytest.raises(IntegrityError), transaction.atomic():
        bulk.insert(
            UploadRow,
            ["upload_id", "sheet", "number", "fate", "reasons", "values"],
            [(upload.pk, "", number, "waiting", [], []) for number in (1, 2)],
        )

    assert UploadRow.objects.count() == 1


def test_no_rows_are_no_work():
    with CaptureQueriesContext(
        connection,
    ) as queries:
        bulk.update(UploadRow, ["fate"], [])

    assert not queries.captured_queries
