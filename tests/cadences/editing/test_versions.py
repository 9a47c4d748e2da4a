"""Drafts are edited and published; what is published stays as it is."""

import pytest
from django.db import IntegrityError, connection, transaction

from cadences.editing import plan as plans
from cadences.guarding import TABLES
from cadences.models import Cadence, CadenceVersion, Step
from tests.factories import NOON, make_enrollment, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def cadence():
    return Cadence.default()


@pytest.fixture
def draft(cadence):
    return cadence.begin_draft()


def test_a_draft_says_at_first_what_the_current_version_says(cadence, draft):
    assert draft.is_draft
    assert draft.plan == cadence.current.plan
    assert cadence.current.number == 1


def test_a_cadence_has_one_draft(cadence, draft):
    assert cadence.begin_draft() == draft
    with pytest.raises(IntegrityError), transaction.atomic():
        cadence.versions.create(number=0)


def test_nobody_enters_a_draft(cadence, draft):
    draft.edit(lambda plan: plans.remove(plan, "research"))

    assert make_enrollment().version == cadence.current
    assert Cadence.to_choose() == [cadence]


def test_a_plan_that_was_never_published_is_not_offered():
    Cadence.objects.create(name="New").versions.create(number=0)

    assert [each.name for each in Cadence.to_choose()] == ["21-day follow-up"]


def test_a_change_is_taken_back(cadence, draft):
    edition = draft.edit(lambda plan: plans.remove(plan, "research"))
    draft.take_back(edition)

    assert draft.plan == cadence.current.plan


def test_changes_are_taken_back_one_after_the_other(cadence, draft):
    draft.edit(lambda plan: plans.remove(plan, "research"))
    draft.edit(lambda plan: plans.move(plan, "post-card", 1))
    draft.take_back(draft.edition)
    draft.take_back(draft.edition)

    assert draft.plan == cadence.current.plan
    with pytest.raises(CadenceVersion.Changed):
        draft.take_back(draft.edition)


def test_a_change_is_not_taken_back_over_the_next_one(draft):
    edition = draft.edit(lambda plan: plans.remove(plan, "research"))
    draft.edit(lambda plan: plans.move(plan, "post-card", 1))

    with pytest.raises(CadenceVersion.Changed):
        draft.take_back(edition)


def test_published_it_is_what_new_leads_enter(cadence, draft):
    by = make_user("manager")
    draft.edit(lambda plan: plans.remove(plan, "research"))
    draft.publish(by=by, at=NOON, read=draft.edition)

    assert (draft.number, draft.published_by, draft.published_at) == (2, by, NOON)
    assert cadence.current == draft
    assert cadence.draft is None
    assert make_enrollment().next_step.key == "intro-mail"


def test_a_draft_that_somebody_changed_meanwhile_is_not_published(draft):
    read = draft.edition
    draft.edit(lambda plan: plans.remove(plan, "research"))

    with pytest.raises(CadenceVersion.Changed):
        draft.publish(by=None, at=NOON, read=read)


def test_a_plan_with_something_to_mend_is_not_published(draft):
    draft.edit(lambda plan: plans.change(plan, "intro-mail", body=""))

    with pytest.raises(CadenceVersion.Unfit):
        draft.publish(by=None, at=NOON, read=draft.edition)


def test_a_published_version_is_edited_no_more(draft):
    draft.publish(by=None, at=NOON, read=draft.edition)

    with pytest.raises(CadenceVersion.Published):
        draft.edit(lambda plan: plans.remove(plan, "research"))


@pytest.mark.parametrize("what", ["a step", "the version"])
def test_the_database_keeps_a_published_version_as_it_is(cadence, what):
    version = cadence.current
    rows = {
        "a step": lambda: Step.objects.filter(version=version, key="research").update(day=3),
        "the version": lambda: CadenceVersion.objects.filter(pk=version.pk).update(number=7),
    }

    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        rows[what]()


def test_no_migration_took_the_triggers_away_that_keep_it(db):
    asked = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }
    with connection.cursor() as cursor:
        cursor.execute(asked[connection.vendor])
        found = {name for (name,) in cursor.fetchall()}

    assert {f"{table}_stays" for table in TABLES} <= found


def test_what_was_drafted_before_steps_had_a_field_is_still_taken_back():
    step = {"key": "call", "day": 3, "channel": "phone", "name": "Call"}

    assert plans.from_rows([step]) == (plans.DraftStep(**step),)
