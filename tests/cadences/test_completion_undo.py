"""Taking back what a rep logged."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from cadences import undo
from cadences.models import Completion
from cadences.models.completion import CannotUndo, Stale
from cadences.tasks import sweep
from contacts.models import Contact, Stage, Touch
from tests.cadences.first_call import EFFECTS, at_the_first_call, log
from tests.factories import NOON, log_outcome, make_contact, make_touch, make_user

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("effect", "said"), [e[:2] for e in EFFECTS], ids=[f"{e[0]}-{'-'.join(e[1])}" for e in EFFECTS]
)
def test_undo_puts_everything_back_but_keeps_the_history(effect, said):
    task, now = at_the_first_call()
    contact = Contact.objects.get(pk=task.contact_id)
    before = undo.picture(contact)
    dials = Touch.objects.dials().count()
    completion = log(task, effect, at=now, **said)

    completion.undo(by=task.rep, at=now + timedelta(seconds=9))

    after = undo.picture(contact)
    # Only what counts up tells that something happened.
    for rows in (before, after):
        for row in rows["cadences.task"].values():
            row.pop("version")
    assert after == before
    assert Touch.objects.dials().count() == dials
    assert contact.stage_changes.count() in (1, 3)


def naming(right):
    """The first call ends with somebody naming the right person, who is known already."""
    task, now = at_the_first_call()
    return log(task, "wrong_person", at=now, person={"first_name": "Zoë", "email": right.email}), task, now


def test_undo_takes_the_referral_of_somebody_known_back():
    right = make_contact("Zoë Lind")
    completion, task, now = naming(right)
    assert right.touches.get().kind == Touch.Kind.REFERRAL

    completion.undo(by=task.rep, at=now)

    assert not right.touches.exists()


def test_what_made_somebody_else_a_lead_is_not_undone():
    right = make_contact("Zoë Lind")
    make_touch(right, Touch.Kind.DOWNLOAD, at=NOON)
    completion, task, now = naming(right)
    assert Contact.objects.get(pk=right.pk).stage == Stage.LEAD

    with pytest.raises(CannotUndo):
        completion.undo(by=task.rep, at=now)


def test_a_card_that_was_undone_is_stale_and_never_a_success():
    task, now = at_the_first_call()
    key, version = uuid4(), task.version
    log(task, "no_answer", at=now, key=key, version=version).undo(by=task.rep, at=now)

    with pytest.raises(Stale):
        log(task, "no_answer", at=now, key=key, version=version)

    assert not Touch.objects.dials().exists()


def test_undo_is_refused_when_something_happened_since():
    task, now = at_the_first_call()
    completion = log(task, "not_now", at=now, until=date(2026, 9, 1))
    task.contact.record_touch(Touch.Kind.REPLY, at=now)

    with pytest.raises(CannotUndo):
        completion.undo(by=task.rep, at=now)


def test_undo_is_for_the_one_who_logged_it_and_for_a_moment():
    task, now = at_the_first_call()
    completion = log(task, "no_answer", at=now)

    with pytest.raises(CannotUndo):
        completion.undo(by=make_user(), at=now)
    with pytest.raises(CannotUndo):
        completion.undo(by=task.rep, at=now + timedelta(minutes=1))


def test_a_double_dial_is_two_touches_of_one_task_and_no_third():
    task, now = at_the_first_call()
    first = log(task, "no_answer", at=now)

    first.dial_again(by=task.rep, at=now)
    second = log(task, "voicemail", at=now + timedelta(minutes=3))

    assert Touch.objects.dials().count() == 2
    with pytest.raises(CannotUndo):
        second.dial_again(by=task.rep, at=now + timedelta(minutes=3))


def test_what_an_undo_needs_is_forgotten_once_none_can_come():
    old, fresh = (
        log_outcome(make_contact(owner=make_user()), "no_answer", at=NOON - ago) for ago in (DAY / 24, 0 * DAY)
    )

    Completion.forget_pictures(NOON)

    old.refresh_from_db()
    fresh.refresh_from_db()
    assert (old.before, old.after) == (None, None)
    assert fresh.before
    fresh.undo(by=fresh.rep, at=NOON)
    with pytest.raises(CannotUndo):
        old.undo(by=old.rep, at=NOON)
    assert old.touch.voided_at is None


def test_the_sweep_of_each_minute_forgets_them():
    old = log_outcome(make_contact(owner=make_user()), "no_answer")

    sweep()

    old.refresh_from_db()
    assert old.before is None
