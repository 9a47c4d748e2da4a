"""A rehearsal is done in pieces: whatever happens in between, each person is judged once, and all by one text."""

from datetime import timedelta

import pytest

from contacts import merging
from contacts.models import Contact
from leadflow.lib import bulk
from leadflow.rehearsal import working
from leadflow.rehearsal.models import LEASE, MOST_ATTEMPTS, Rehearsal
from scoring.models import LeadDefinition
from tests.factories import NOON, make_company, make_user
from tests.rehearsal.rehearsing import changes, make_draft, once, rehearse

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def test_a_worker_that_dies_between_pieces_leaves_one_set(monkeypatch):
    monkeypatch.setattr(working, "PIECE", 2)
    ones = [once() for _ in range(5)]
    rehearsal = working.ask(make_draft(lead_interactions=1), by=None, at=NOON)

    assert working.do_next(rehearsal.pk, clock=lambda: NOON)
    # This one takes the next piece and is never heard of again.
    assert Rehearsal.claim(rehearsal.pk, at=NOON)
    assert not working.do_next(rehearsal.pk, clock=lambda: NOON + LEASE / 2)
    assert not Rehearsal.objects.unattended(NOON + LEASE / 2)
    done = working.do_all(rehearsal.pk, clock=lambda: NOON + 2 * LEASE)

    assert done.is_done
    assert sorted(done.rows.values_list("contact", flat=True)) == sorted(one.pk for one in ones)
    assert (done.judged, done.findings["lead"]) == (5, 5)


def test_a_piece_that_somebody_else_did_meanwhile_is_not_written_twice(monkeypatch):
    once()
    rehearsal = working.ask(make_draft(lead_interactions=1), by=None, at=NOON)
    slow = Rehearsal.claim(rehearsal.pk, at=NOON)

    working.do_all(rehearsal.pk, clock=lambda: NOON + 2 * LEASE)

    with pytest.raises(Rehearsal.Taken):
        working._do_next(slow, lambda: NOON + 3 * LEASE)
    assert rehearsal.rows.count() == 1


def test_a_rehearsal_that_goes_on_failing_is_given_up(monkeypatch):
    once()

    def fail(*args):
        raise OSError("The disk is full.")

    monkeypatch.setattr(bulk, "insert", fail)
    rehearsal = working.ask(make_draft(lead_interactions=1), by=None, at=NOON)
    for _ in range(MOST_ATTEMPTS + 1):
        working.do_next(rehearsal.pk, clock=lambda: NOON)

    rehearsal.refresh_from_db()
    assert rehearsal.state == Rehearsal.State.FAILED
    assert not Rehearsal.objects.unattended(NOON + DAY)


def test_two_at_once_for_the_same_edition_are_one():
    draft = make_draft(lead_interactions=1)

    assert working.ask(draft, by=None, at=NOON) == working.ask(draft, by=None, at=NOON + DAY)
    assert Rehearsal.objects.count() == 1


def test_a_draft_that_changed_is_rehearsed_by_what_it_says_now():
    contact = once()
    draft = make_draft(lead_interactions=3)
    older = working.ask(draft, by=None, at=NOON)
    draft.change(lead_interactions=1)

    newer = rehearse(draft)

    assert changes(newer) == {contact: "lead"}
    assert not Rehearsal.objects.filter(pk=older.pk).exists()
    assert not working.do_next(older.pk, clock=lambda: NOON)


def test_a_change_while_it_runs_does_not_mix_two_texts():
    contact = once()
    draft = make_draft(lead_interactions=1)
    rehearsal = working.ask(draft, by=None, at=NOON)
    draft.change(lead_interactions=3)

    done = working.do_all(rehearsal.pk, clock=lambda: NOON)

    assert changes(done) == {contact: "lead"}
    assert Rehearsal.latest(draft).outdated_by(LeadDefinition.in_force(NOON))


def test_the_last_rehearsal_stays_until_the_next_is_done():
    once()
    draft = make_draft(lead_interactions=1)
    first = rehearse(draft)
    second = working.ask(draft, by=None, at=NOON + DAY)

    assert Rehearsal.latest(draft) == second
    assert Rehearsal.latest(draft, done=True) == first
    working.do_all(second.pk, clock=lambda: NOON + DAY)
    assert list(Rehearsal.objects.all()) == [second]


def test_another_version_in_force_makes_it_stale():
    draft = make_draft(lead_interactions=1)
    rehearsal = rehearse(draft)

    assert not rehearsal.outdated_by(LeadDefinition.in_force(NOON))
    assert rehearsal.outdated_by(LeadDefinition.objects.create(version=9, in_force_from=NOON))


def test_people_who_are_merged_or_erased_stay_counted():
    erased, kept, gone = once(), once(), once()
    rehearsal = rehearse(make_draft(lead_interactions=1))
    Contact.objects.filter(pk=erased.pk).delete()
    merging.merge(kept, gone, by=make_user(), at=NOON)

    assert list(rehearsal.rows.order_by("place").values_list("contact", flat=True)) == [None, kept.pk, kept.pk]


def test_pieces_ask_as_many_questions_for_many_as_for_few(django_assert_max_num_queries):
    for _ in range(12):
        once(company=make_company(), owner=make_user())
    rehearsal = working.ask(make_draft(lead_interactions=1), by=None, at=NOON)

    with django_assert_max_num_queries(30):
        working.do_next(rehearsal.pk, clock=lambda: NOON)

    assert rehearsal.rows.count() == 12
