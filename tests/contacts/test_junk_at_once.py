"""Two people decide about the same rows in quarantine at the very same moment, in two connections."""

from threading import Thread

import pytest
from django.db import connection, transaction

from contacts.importing import quarantine
from contacts.models import Contact, JunkEntry, UploadRow
from leadflow.accounts.models import User
from tests.contacts.posting import post
from tests.contacts.test_entered_at_once import Faster
from tests.contacts.uploading import imported, people
from tests.factories import NOON, make_user

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

JUNK = ["Mickey,Mouse,mickey@nordquay.example,,,,", "Donald,Duck,donald@nordquay.example,,,,"]


def decide(verb):
    return quarantine.decide(UploadRow.objects.all(), verb, by=None, at=NOON)


def settle(decision):
    while quarantine.do_next(decision.pk, clock=lambda: NOON):
        pass


def next_piece(decision):
    """The same from another connection."""
    try:
        return quarantine.do_next(decision.pk, clock=lambda: NOON)
    finally:
        connection.close()


def test_the_second_finds_the_rows_taken():
    imported(people(*JUNK))

    with Faster(lambda: decide("discard")):
        late = decide("release")

    assert late.rows_total == 0
    assert late.finished_at
    assert set(UploadRow.objects.values_list("decision__verb", flat=True)) == {"discard"}


def test_a_single_row_that_somebody_else_lets_in_meanwhile_is_let_in_once():
    upload = imported(people(*JUNK))
    row = upload.rows.get(number=2)
    decision = decide("release")
    quarantine.undo(decision)

    with Faster(lambda: quarantine.release(row, at=NOON)):
        assert not quarantine.release(row, at=NOON)

    assert Contact.objects.count() == 1


def test_a_piece_that_a_worker_has_in_hand_is_nobody_elses():
    imported(people(*JUNK))
    decision = decide("release")
    elsewhere = []

    with transaction.atomic():
        quarantine._do_piece(decision.pk, at=NOON)
        other = Thread(target=lambda: elsewhere.append(next_piece(decision)))
        other.start()
        other.join()

    assert elsewhere == [False]
    settle(decision)
    assert Contact.objects.count() == 2


def test_the_same_line_entered_twice_stands_there_once(client):
    client.force_login(make_user(User.Role.MARKETING))

    with Faster(lambda: JunkEntry.objects.allow("name", "Mickey Mouse", by=None, at=NOON)):
        answer = post(client, "add_junk_entries", kind="name", lines="Mouse, Mickey", verdict="flag")

    assert answer.status_code in (200, 302)
    assert JunkEntry.objects.get().verdict == "flag"
