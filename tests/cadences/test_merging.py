"""Plans and tasks of two contacts that are one person; and a lead that is rejected as a duplicate."""

from datetime import timedelta

import pytest

from cadences import promise
from cadences.models import Completion, Enrollment, Task
from cadences.models.completion import CannotUndo, Stale
from contacts import merging
from contacts.models import Contact, Stage, Touch
from leadflow.lib import pictures
from scoring import promotion
from tests.cadences.cards import log, make_step
from tests.factories import NOON, log_outcome, log_task, make_contact, make_enrollment, make_touch, make_user

pytestmark = pytest.mark.django_db
DAY = NOON.date()


@pytest.fixture
def both():
    rep = make_user()
    return make_contact("Ana Brandt", owner=rep), make_contact("Anna Brand", owner=rep)


def merge(kept, gone):
    merged = merging.merge(kept, gone, by=None, at=NOON)
    kept.refresh_from_db()
    assert not promise.without_next_step(Contact.objects.all()).exists()
    return merged


def kinds_open(contact) -> list[str]:
    return sorted(contact.tasks.open().values_list("kind", flat=True))


def test_what_the_other_wished_counts_for_what_is_open(both):
    kept, gone = both
    gone.wish(only_by="email", at=NOON)
    make_touch(kept, Touch.Kind.RFP)
    assert [task.channel for task in kept.tasks.open()] == ["phone"]

    merge(kept, gone)

    assert [task.channel for task in kept.tasks.open()] == ["email"]


def test_the_plan_of_the_other_comes_along_where_there_is_none(both):
    kept, gone = both
    plan = make_enrollment(gone)

    merge(kept, gone)

    plan.refresh_from_db()
    assert (plan.contact, plan.state, kept.stage) == (kept, Enrollment.State.RUNNING, Stage.LEAD)


def test_who_answered_as_the_one_gets_nothing_that_waits_for_no_answer_in_the_plan_of_the_other(both):
    kept, gone = both
    plan = make_enrollment(gone)
    kept.record_touch(Touch.Kind.REPLY, at=NOON, rep=kept.owner)

    merge(kept, gone)

    plan.refresh_from_db()
    assert plan.responded_at == NOON
    assert plan.tasks.get(step_key="intro-mail").reason == Task.Skip.RESPONDED


def test_of_two_plans_the_one_of_the_kept_contact_goes_on(both):
    kept, gone = both
    own, other = make_enrollment(kept), make_enrollment(gone)

    merge(kept, gone)

    for plan in (own, other):
        plan.refresh_from_db()
    assert (own.state, other.state) == (Enrollment.State.RUNNING, Enrollment.State.STOPPED)


def test_a_meeting_ends_the_plan_of_the_other_and_stays_to_be_held(both):
    kept, gone = both
    plan = make_enrollment(kept)
    make_enrollment(gone)
    log_outcome(gone, "meeting", agreed=NOON + timedelta(days=3))

    merge(kept, gone)

    plan.refresh_from_db()
    assert (kept.stage, plan.state, kinds_open(kept)) == (Stage.MEETING, Enrollment.State.STOPPED, ["meeting"])


def test_of_two_tasks_of_a_kind_one_stays_on_the_earlier_day(both):
    kept, gone = both
    for contact, days in ((kept, 5), (gone, 2)):
        contact.change_stage(Stage.OPPORTUNITY, at=NOON, cause="by_hand")
        Task.open_for(contact, Task.Kind.NEXT_STEP, due_on=DAY + timedelta(days=days), at=NOON, objective=str(days))

    merge(kept, gone)

    task = kept.tasks.open().get()
    assert (task.due_on, task.objective) == (DAY + timedelta(days=2), "2")


def test_open_tasks_are_the_owner_s_of_the_kept_contact(both):
    kept, _ = both
    gone = make_contact(owner=make_user())
    Task.open_for(gone, Task.Kind.BY_HAND, due_on=DAY, at=NOON, objective="Send the brochure")

    merge(kept, gone)

    assert kept.tasks.open().get().rep == kept.owner


def test_nothing_stays_open_with_somebody_off_the_lists(both):
    kept, gone = both
    kept.change_stage(Stage.DISQUALIFIED, at=NOON, cause="by_hand")
    make_enrollment(gone)
    Task.open_for(gone, Task.Kind.DECISION, due_on=DAY, at=NOON)

    merge(kept, gone)

    assert (kept.stage, kinds_open(kept)) == (Stage.DISQUALIFIED, [])
    assert not Enrollment.objects.live().exists()


# A lead rejected as a duplicate


def reject(contact, same_as, *, at=NOON):
    task = contact.tasks.open().first() or Task.open_for(contact, Task.Kind.BY_HAND, due_on=DAY, at=at)
    return log_task(task, "rejected", rep=contact.owner, at=at, reason="Duplicate", same_as=same_as)


def test_a_duplicate_becomes_one_with_whom_we_know(both):
    kept, gone = both
    make_enrollment(gone)
    make_touch(gone)

    completion = reject(gone, kept)

    kept.refresh_from_db()
    assert not Contact.objects.filter(pk=gone.pk).exists()
    assert (kept.stage, kept.touches.count()) == (Stage.LEAD, 1)
    assert completion.merge.kept == kept
    assert Task.objects.get(pk=completion.task_id).contact == kept


def test_undo_takes_them_apart_and_brings_the_card_back(both):
    kept, gone = both
    make_enrollment(kept)
    make_enrollment(gone)
    task = Task.open_for(gone, Task.Kind.BY_HAND, due_on=DAY, at=NOON)
    promotion.evaluate([kept.pk, gone.pk], at=NOON)
    models = (Contact, Task, Enrollment, Touch)
    before = {model: pictures.rows(model._base_manager.all()) for model in models}
    completion = reject(gone, kept)

    completion.undo(by=gone.owner, at=NOON + timedelta(seconds=8))

    task.refresh_from_db()
    assert (task.is_open, task.contact) == (True, gone)
    after = {model: pictures.rows(model._base_manager.all()) for model in models}
    # A card that was open meanwhile must not fit again.
    after[Task][str(task.pk)]["version"] = before[Task][str(task.pk)]["version"]
    assert after == before


def test_undo_is_refused_once_somebody_worked_on(both):
    kept, gone = both
    completion = reject(gone, kept)
    Task.objects.filter(pk=completion.task_id).update(objective="Another", version=9)

    with pytest.raises(CannotUndo):
        completion.undo(by=gone.owner, at=NOON + timedelta(seconds=8))

    assert not Contact.objects.filter(pk=gone.pk).exists()


def test_the_card_asks_who_they_are_already(client, at_noon):
    task = make_step("research")

    answer = log(client, task, Touch.Outcome.REJECTED, rejected__reason="Duplicate")

    assert "Choose who they are already" in answer.text
    task.refresh_from_db()
    assert task.is_open


@pytest.mark.parametrize("typed", ["ana@polder.example", "Ana Brandt"], ids=["mail", "name"])
def test_the_card_finds_them_by_what_is_typed(client, at_noon, typed):
    task = make_step("research")
    known = make_contact("Ana Brandt", owner=task.contact.owner, email="ana@polder.example")

    log(client, task, Touch.Outcome.REJECTED, note="Same woman", rejected__reason="Duplicate", rejected__known_as=typed)

    assert Completion.objects.get().merge.kept == known
    assert known.touches.get(kind=Touch.Kind.NOTE).gist == "Same woman"


def test_two_who_are_found_are_told_apart_by_mail(client, at_noon):
    task = make_step("research")
    for _ in range(2):
        make_contact("Ana Brandt", owner=task.contact.owner)

    answer = log(client, task, Touch.Outcome.REJECTED, rejected__reason="Duplicate", rejected__known_as="Ana Brandt")

    assert "More than one contact" in answer.text
    assert task.contact.tasks.open().exists()


def test_somebody_of_another_team_is_not_found(client, at_noon):
    task = make_step("research")
    make_contact("Ana Brandt", owner=make_user(), email="ana@polder.example")

    answer = log(
        client, task, Touch.Outcome.REJECTED, rejected__reason="Duplicate", rejected__known_as="ana@polder.example"
    )

    assert "Nobody else is found" in answer.text


def test_whom_somebody_else_merged_a_moment_ago_is_told_on_the_card(both):
    kept, gone = both
    task = Task.open_for(gone, Task.Kind.BY_HAND, due_on=DAY, at=NOON)
    merge(make_contact("Ana Brand", owner=kept.owner), kept)

    with pytest.raises(Stale):
        log_task(task, "rejected", rep=gone.owner, reason="Duplicate", same_as=kept)

    task.refresh_from_db()
    assert task.is_open
