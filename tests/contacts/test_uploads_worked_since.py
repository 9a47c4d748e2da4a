"""Taking a list back: whom somebody worked since is kept, for which reason, and that is said beforehand."""

from datetime import timedelta

import pytest

from cadences import promise
from cadences.models import Cadence, Enrollment, Task
from contacts import merging
from contacts.models import Contact, ContactPoint, Stage, Touch
from contacts.undoing.foresight import Foreseen
from tests.contacts.uploading import EARLIER, LATER, everything, imported, leads, outcome_of, undone
from tests.factories import NOON, log_outcome, log_task, make_contact, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


def finish_a_task(contact, rep):
    log_task(contact.tasks.open().first(), "no_answer", rep=rep, at=LATER)


def call(contact, rep):
    log_outcome(contact, "no_answer", rep=rep, at=LATER)


def note(contact, rep):
    contact.record_touch(Touch.Kind.NOTE, at=LATER, gist="Met at the fair", rep=rep)


def edit(contact, rep):
    contact.edit(title="Head of Operations", at=LATER)


def add_an_address(contact, rep):
    contact.add_points(email="eva@mail.example", at=LATER)


def mark_the_number(contact, rep):
    contact.points.get(kind="phone").mark(is_wrong=True, at=LATER)


def move_by_hand(contact, rep):
    contact.change_stage(Stage.OPPORTUNITY, at=LATER, cause="by_hand", by=rep)


def stop(contact, rep):
    contact.suppress(at=LATER, by=rep)


def close_a_channel(contact, rep):
    contact.suppress(at=LATER, by=rep, channel="phone")


def void_the_entry(contact, rep):
    contact.touches.get().void(by=rep, at=LATER)


def give_a_task(contact, rep):
    Task.open_for(contact, Task.Kind.BY_HAND, due_on=LATER.date(), at=LATER, rep_id=rep.pk)


def put_a_task_off(contact, rep):
    contact.tasks.open().first().snooze(LATER.date() + timedelta(days=3), at=LATER)


def enroll(contact, rep):
    Enrollment.objects.enroll([contact], Cadence.default().current, at=LATER, by=rep)


@pytest.mark.parametrize(
    ("do", "why"),
    [
        (finish_a_task, "Kept: a task was done, or given by hand, since"),
        (call, "Kept: a task was done, or given by hand, since"),
        (note, "Kept: something was logged with them since"),
        (edit, "Kept: edited by hand since"),
        (add_an_address, "Kept: edited by hand since"),
        (mark_the_number, "Kept: edited by hand since"),
        (move_by_hand, "Kept: their stage was changed by hand since"),
        (stop, "Kept: they asked us to stop since"),
        (close_a_channel, "Kept: they asked us to stop since"),
        (void_the_entry, "Kept: something was logged with them since"),
        (give_a_task, "Kept: a task was done, or given by hand, since"),
        (put_a_task_off, "Kept: a task was put off since"),
        (enroll, "Kept: their plan was begun, paused or stopped by hand since"),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_who_was_worked_since_is_kept_as_they_are_with_the_reason(at_noon, rep, do, why):
    upload = leads(rep, "Eva", "Ben")
    at_noon.move_to(LATER, tick=False)
    do(Contact.objects.get(first_name="Eva"), rep)
    before = everything()

    upload = undone(upload, at=LATER + timedelta(hours=1))

    assert outcome_of(upload) == {"Eva": "kept", "Ben": "removed"}
    assert upload.rows.get(undone="kept").reasons[-1] == why
    assert list(Contact.objects.values_list("first_name", flat=True)) == ["Eva"]
    eva = Contact.objects.get()
    assert [row for row in before["Contact"] if "eva@" in row or "'Eva'" in row] == everything()["Contact"]
    assert eva.touches(manager="with_voided").filter(upload=upload).exists()


def test_giving_people_to_another_rep_is_no_work(at_noon, rep):
    before = everything()
    upload = leads(rep, "Eva", "Ben")
    at_noon.move_to(LATER, tick=False)
    Contact.objects.all().assign(make_user(team=rep.team), at=LATER)

    upload = undone(upload, at=LATER + timedelta(hours=1))

    assert outcome_of(upload) == {"Eva": "removed", "Ben": "removed"}
    assert everything() == before


def test_who_was_known_and_given_to_another_rep_since_is_still_theirs(at_noon, rep):
    eva = make_contact("Eva Ruiz", email="eva@eva.example", owner=rep)
    upload = leads(rep, "Eva")
    at_noon.move_to(LATER, tick=False)
    other = make_user(team=rep.team)
    eva.assign(other, at=LATER)

    upload = undone(upload, at=LATER + timedelta(hours=1))

    eva.refresh_from_db()
    assert outcome_of(upload) == {"Eva": "restored"}
    assert (eva.owner, eva.stage) == (other, Stage.NAME)


def test_a_task_that_was_put_off_and_fetched_back_keeps_nobody(at_noon, rep):
    upload = leads(rep, "Eva")
    task = Task.objects.get()
    before = {"due_on": task.due_on, "not_before": task.not_before, "snoozed_at": task.snoozed_at}
    task.snooze(LATER.date() + timedelta(days=3), at=LATER)
    assert task.unsnooze(version=task.version, **before)

    assert outcome_of(undone(upload, at=LATER + timedelta(hours=1))) == {"Eva": "removed"}


def test_whom_somebody_merged_is_kept(at_noon, rep):
    upload = leads(rep, "Eva", "Ben")
    eva, ben = Contact.objects.order_by("-first_name")
    at_noon.move_to(LATER, tick=False)
    merging.merge(ben, eva, by=rep, at=LATER)

    upload = undone(upload, at=LATER + timedelta(hours=1))

    assert outcome_of(upload) == {"Eva": "kept", "Ben": "kept"}
    assert Contact.objects.count() == 1


def test_whom_somebody_took_apart_is_kept(at_noon, rep):
    eva = make_contact("Eva Ruiz", owner=rep, email="eva@eva.example")
    ben = make_contact("Eva Ruis", owner=rep, stage=Stage.LEAD, at=EARLIER, phone="+47 22 55 01 34")
    merged = merging.merge(eva, ben, by=rep, at=EARLIER)
    upload = leads(rep, "Eva")
    at_noon.move_to(LATER, tick=False)
    merging.take_apart(merged, at=LATER)

    upload = undone(upload, at=LATER + timedelta(hours=1))

    assert outcome_of(upload) == {"Eva": "kept"}
    assert not promise.without_next_step(Contact.objects.all()).exists()


def test_what_is_said_beforehand_is_what_happens(at_noon, rep):
    make_contact("Eva Lind", email="eva@nordquay.example")
    headings = "First name,Last name,Email,Unsubscribed"
    rows = [
        "Eva,Lind,eva@nordquay.example,no",
        "Ben,Okafor,ben@nordquay.example,no",
        "Ida,Moe,ida@nordquay.example,no",
        "Uma,Gupta,uma@nordquay.example,yes",
    ]
    upload = imported("\n".join([headings, *rows]), kind="networking", asset_name="Fair", team=rep.team)
    Contact.objects.exclude(first_name="Eva").change_stage(Stage.LEAD, at=NOON, cause="interactions")
    at_noon.move_to(LATER, tick=False)
    call(Contact.objects.get(first_name="Ida"), rep)

    foreseen = Foreseen(upload)

    assert (foreseen.removed, foreseen.restored, foreseen.kept, foreseen.opened) == (1, 1, 1, 1)
    assert foreseen.kept_for == [("a task was done, or given by hand, since", 1)]
    assert foreseen.beside == [(1, "follow-up plans")]
    assert [row.who for row in foreseen.rows("kept")] == ["Ida Moe"]
    assert [row.who for row in foreseen.rows("removed")] == ["Ben Okafor"]
    assert [row.who for row in foreseen.rows("restored")] == ["Eva Lind"]
    upload = undone(upload, at=LATER + timedelta(hours=1))
    assert upload.rows.by_undone() == {"removed": 1, "restored": 1, "kept": 1}
    assert not ContactPoint.objects.filter(normalised="ben@nordquay.example").exists()
