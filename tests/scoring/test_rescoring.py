"""Everybody is judged anew when the definition changes, and as interest fades."""

from datetime import timedelta

import pytest

from contacts.models import Contact, StageChange, Touch
from leadflow.accounts.models import Firm
from scoring import rescoring, tasks
from scoring.models import LeadDefinition, Rescore
from tests.factories import NOON, make_contact, make_touch

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
K = Touch.Kind


def put_in_force(at, **rules) -> LeadDefinition:
    version = LeadDefinition.objects.latest("version").version + 1
    return LeadDefinition.objects.create(version=version, in_force_from=at, **rules)


def rescore(at=NOON) -> list[Rescore]:
    """What beat and the workers do."""
    rescoring.ask_for_what_is_due(at=at)
    return [rescoring.do_all(each.pk, clock=lambda: at) for each in Rescore.objects.open()]


def state_of(contact):
    contact.refresh_from_db()
    return contact.stage, contact.interest


def test_a_new_version_moves_everybody_whom_it_makes_a_lead(monkeypatch):
    monkeypatch.setattr(rescoring, "PIECE", 2)
    ones = [make_contact() for _ in range(5)]
    for contact in ones[:3]:
        make_touch(contact)
    rescore()
    put_in_force(NOON + DAY, lead_interactions=1)

    assert rescore(NOON + DAY / 2) == []
    of_version = [each for each in rescore(NOON + DAY) if each.cause == "definition"]

    assert [(each.judged, each.moved) for each in of_version] == [(5, 3)]
    assert [state_of(contact)[0] for contact in ones] == ["lead"] * 3 + ["name"] * 2
    assert not [each for each in rescore(NOON + DAY) if each.cause == "definition"]
    assert ones[0].stage_changes.get().definition == "Lead definition 2"


def test_whoever_a_rep_works_stays_a_lead_by_a_stricter_version():
    contact = make_contact()
    make_touch(contact)
    make_touch(contact)
    put_in_force(NOON + DAY, lead_interactions=5)

    rescore(NOON + DAY)

    assert state_of(contact) == ("lead", 2)


def test_leads_that_new_rules_would_not_have_made_are_marked_until_they_would():
    contact = make_contact()
    make_touch(contact)
    make_touch(contact)
    put_in_force(NOON + DAY, lead_interactions=3)

    rescore(NOON + DAY)
    contact.refresh_from_db()
    assert contact.passed_over_by == 2

    make_touch(contact, at=NOON + 2 * DAY)
    contact.refresh_from_db()
    assert (contact.stage, contact.passed_over_by) == ("lead", None)


@pytest.mark.parametrize(
    "become_a_lead",
    [
        lambda contact: contact.change_stage("lead", at=NOON, cause=StageChange.Cause.BY_HAND),
        lambda contact: make_touch(contact, K.CONTACT_REQUEST, asset=None),
        lambda contact: [make_touch(contact), make_touch(contact), make_touch(contact)],
    ],
    ids=["made by hand", "asked to be contacted", "enough for the new version, too"],
)
def test_other_leads_are_not_marked(become_a_lead):
    contact = make_contact()
    become_a_lead(contact)
    put_in_force(NOON + DAY, lead_interactions=3)

    rescore(NOON + DAY)

    contact.refresh_from_db()
    assert (contact.stage, contact.passed_over_by) == ("lead", None)


def test_a_lead_whom_somebody_made_is_not_marked_for_being_sales_ready_by_the_rules():
    contact = make_contact()
    contact.change_stage("lead", at=NOON, cause=StageChange.Cause.BY_HAND)
    for kind in (K.DOWNLOAD, K.BOOTH_VISIT, K.NETWORKING, K.WEBSITE_CHAT):
        make_touch(contact, kind)
    put_in_force(NOON + DAY, lead_interactions=9)

    rescore(NOON + DAY)

    contact.refresh_from_db()
    assert (contact.stage, contact.passed_over_by) == ("sales_ready", None)


def test_a_lead_whom_rules_made_is_marked_also_after_an_outcome_that_was_undone():
    contact = make_contact()
    make_touch(contact)
    make_touch(contact)
    contact.change_stage("disqualified", at=NOON, cause=StageChange.Cause.OUTCOME)
    contact.change_stage("lead", at=NOON, cause=StageChange.Cause.UNDONE)
    put_in_force(NOON + DAY, lead_interactions=3)

    rescore(NOON + DAY)

    contact.refresh_from_db()
    assert (contact.stage, contact.passed_over_by) == ("lead", 2)


def test_whoever_is_made_a_lead_anew_bears_no_mark_of_before():
    contact = make_contact()
    make_touch(contact)
    make_touch(contact)
    put_in_force(NOON + DAY, lead_interactions=3)
    rescore(NOON + DAY)

    contact.change_stage("disqualified", at=NOON + 2 * DAY, cause=StageChange.Cause.BY_HAND)
    contact.change_stage("lead", at=NOON + 3 * DAY, cause=StageChange.Cause.BY_HAND)

    assert not contact.is_passed_over


def test_interest_that_fades_marks_nobody():
    contact = make_contact()
    make_touch(contact, at=NOON - 364 * DAY)
    make_touch(contact, at=NOON - 364 * DAY)
    rescore()

    rescore(NOON + 2 * DAY)

    contact.refresh_from_db()
    assert (contact.stage, contact.interest, contact.passed_over_by) == ("lead", 0, None)


def test_interest_fades_at_midnight_after_the_last_day():
    contact = make_contact()
    make_touch(contact, at=NOON - 300 * DAY)
    make_touch(contact, K.BOOTH_VISIT, at=NOON - 364 * DAY)
    make_touch(contact, K.RFP, at=NOON - 364 * DAY)
    Contact.objects.filter(pk=contact.pk).update(interest=3)
    rescore()

    assert state_of(contact)[1] == 3
    rescore(NOON + DAY)
    assert state_of(contact)[1] == 3
    passes = rescore(NOON + 2 * DAY)
    assert state_of(contact)[1] == 2
    assert [each.judged for each in passes] == [1]


def test_days_on_which_nothing_ran_are_caught_up():
    contact = make_contact()
    make_touch(contact, at=NOON - 360 * DAY)
    rescore()

    rescore(NOON + 30 * DAY)

    assert state_of(contact)[1] == 0


def test_the_first_pass_judges_everybody():
    old = make_contact()
    make_touch(old, at=NOON - 400 * DAY)
    Contact.objects.update(interest=7)

    rescore()

    assert state_of(old)[1] == 0


def test_a_day_is_begun_once_however_often_beat_comes():
    for _ in range(3):
        rescore()
    assert Rescore.objects.count() == 1
    assert Rescore.for_fading(Firm.current().day_of(NOON), at=NOON) is None


def test_a_version_is_applied_once():
    definition = put_in_force(NOON)

    assert Rescore.for_definition(definition, at=NOON)
    assert Rescore.for_definition(definition, at=NOON) is None


def test_two_workers_do_not_do_one_piece_twice():
    make_contact()
    rescoring.ask_for_what_is_due(at=NOON)
    pending = Rescore.objects.get()

    mine = Rescore.claim(pending.pk, at=NOON)

    assert Rescore.claim(pending.pk, at=NOON) is None
    later = NOON + timedelta(minutes=2)
    others = Rescore.claim(pending.pk, at=later)
    with pytest.raises(Rescore.Taken):
        mine.piece_done(position=9, judged=1, moved=0)
    others.piece_done(position=9, judged=1, moved=0)
    assert Rescore.objects.get().judged == 1


def test_other_personas_begin_the_pass_anew():
    make_contact()
    begun = Rescore.for_personas(at=NOON)
    rescoring.do_next(begun.pk, clock=lambda: NOON)

    again = Rescore.for_personas(at=NOON)

    assert (again.pk, again.position, again.judged) == (begun.pk, 0, 0)
    assert rescoring.do_all(begun.pk, clock=lambda: NOON).judged == 1


def test_beat_opens_what_is_due_and_a_worker_does_it():
    contact = make_contact()
    make_touch(contact)
    put_in_force(NOON, lead_interactions=1)

    tasks.resume_rescores()

    assert {each.cause for each in Rescore.objects.open()} == {"definition", "fading"}
    for each in Rescore.objects.open():
        for _ in range(2):
            tasks.rescore(each.pk)
    assert state_of(contact)[0] == "lead"
    assert not Rescore.objects.open().exists()
