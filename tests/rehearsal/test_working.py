"""A rehearsal says whom a draft would move before it is in force, and moves nobody."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cadences.models import Cadence
from contacts.models import Contact, Persona, Stage, StageChange, Touch
from leadflow.accounts.models import User
from leadflow.rehearsal import load, tables, working
from scoring import promotion, rescoring
from scoring.models import Rescore
from tests.cadences.plans import make_plan
from tests.factories import NOON, log_outcome, make_company, make_contact, make_team, make_user
from tests.rehearsal.rehearsing import ago, changes, make_draft, once, rehearse, somebody

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
K = Touch.Kind


def twice(days=5, **fields):
    """Somebody who did two things: a lead."""
    return somebody((K.BOOTH_VISIT, ago(days + 30)), (K.DOWNLOAD, ago(days)), **fields)


# Whom a draft is about: (its rules, what they did, their stage by hand, the change).
EXAMPLES = {
    "one thing is enough now": ({"lead_interactions": 1}, [(K.DOWNLOAD, 5)], None, "lead"),
    "one thing, and it takes three": ({"lead_interactions": 3}, [(K.DOWNLOAD, 5)], None, ""),
    "two things, and it takes three": ({"lead_interactions": 3}, [(K.DOWNLOAD, 5), (K.REFERRAL, 4)], None, "no_longer"),
    "three things by either": (
        {"lead_interactions": 3},
        [(K.DOWNLOAD, 5), (K.REFERRAL, 4), (K.BOOTH_VISIT, 3)],
        None,
        "",
    ),
    "a shorter window": ({"window_days": 90}, [(K.DOWNLOAD, 100), (K.REFERRAL, 4)], None, "no_longer"),
    "a longer window": ({"window_days": 730}, [(K.DOWNLOAD, 500), (K.REFERRAL, 4)], None, "lead"),
    "asking is not at once any more": ({"at_once": []}, [(K.CONTACT_REQUEST, 5)], None, "no_longer"),
    "a chat is at once now": (
        {"at_once": [K.WEBSITE_CHAT], "lead_interactions": 2},
        [(K.WEBSITE_CHAT, 5)],
        None,
        "lead",
    ),
    "two things are sales ready now": (
        {"ready_interactions": 2, "ready_kinds": 2},
        [(K.DOWNLOAD, 5), (K.REFERRAL, 4)],
        None,
        "ready",
    ),
    "a lead by hand stays one": ({"lead_interactions": 3}, [(K.DOWNLOAD, 5)], "lead", ""),
    "disqualified people are left alone": ({"lead_interactions": 1}, [(K.DOWNLOAD, 5)], "disqualified", ""),
    "an opportunity is left alone": ({"lead_interactions": 1}, [(K.DOWNLOAD, 5)], "opportunity", ""),
}


@pytest.mark.parametrize(("rules", "did", "stage", "change"), EXAMPLES.values(), ids=EXAMPLES)
def test_what_a_draft_would_change_for_somebody(rules, did, stage, change):
    contact = somebody(*[(kind, ago(days)) for kind, days in did])
    if stage:
        contact.change_stage(Stage(stage), at=ago(1), cause="by_hand")

    rehearsal = rehearse(make_draft(**rules))

    assert changes(rehearsal) == ({contact: change} if change else {})


def test_a_rehearsal_moves_nobody():
    once(), twice()
    before = list(Contact.objects.values("pk", "stage", "interest", "owner", "team"))
    moves = StageChange.objects.count()

    rehearse(make_draft(lead_interactions=1, ready_interactions=2))

    assert list(Contact.objects.values("pk", "stage", "interest", "owner", "team")) == before
    assert StageChange.objects.count() == moves


def put_in_force(draft) -> None:
    """Sign it, and let everybody be judged by it."""
    draft.put_in_force(at=NOON)
    rescoring.do_all(Rescore.for_definition(draft, at=NOON).pk, clock=lambda: NOON)


@pytest.mark.parametrize("piece", [1, 3, 1000])
def test_what_was_rehearsed_is_what_happens(monkeypatch, piece):
    monkeypatch.setattr(working, "PIECE", piece)
    north, south = make_team(), make_team()
    reps = [make_user(team=team) for team in (north, north, south)]
    account, colleagues = make_company(owner=reps[2]), make_company()
    once(company=account, team=north)
    for company in (colleagues, None, colleagues, None, None):
        once(company=company, team=north)
    once(owner=reps[0])
    somebody((K.NETWORKING, ago(3)), team=south).touches.update(rep=reps[1])
    twice(team=south)
    Persona.objects.create(name="Buyer", excluded_titles=["student"])
    once(title="Student", team=north)
    draft = make_draft(lead_interactions=1)

    rehearsal = rehearse(draft)
    foretold = {row.contact_id: row.rep_id for row in rehearsal.rows.filter(change="lead")}
    put_in_force(draft)

    moved = StageChange.objects.filter(definition=str(draft), after__in=["lead", "sales_ready"])
    assert set(moved.values_list("contact", flat=True)) == foretold.keys()
    assert dict(Contact.objects.filter(pk__in=foretold).values_list("pk", "owner")) == foretold


kinds = st.sampled_from([K.DOWNLOAD, K.BOOTH_VISIT, K.WEBSITE_VISIT, K.WEBSITE_CHAT, K.CONTACT_REQUEST])
did = st.lists(st.tuples(kinds, st.integers(0, 500)), min_size=1, max_size=5, unique=True)
stories = st.lists(did, min_size=4, max_size=6)
drafts = st.fixed_dictionaries(
    {
        "lead_interactions": st.integers(1, 4),
        "ready_interactions": st.integers(2, 5),
        "ready_kinds": st.integers(1, 3),
        "window_days": st.sampled_from([90, 365, 730]),
        "at_once": st.sampled_from([[], [K.CONTACT_REQUEST], [K.CONTACT_REQUEST, K.WEBSITE_CHAT]]),
    }
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(rules=drafts, stories=stories)
def test_whatever_people_did_they_move_as_foretold(rules, stories):
    with transaction.atomic():
        ones = [somebody(*[(kind, ago(days)) for kind, days in sorted(did, key=lambda d: -d[1])]) for did in stories]
        # What has faded since is judged by the version in force first.
        promotion.evaluate([one.pk for one in ones], at=NOON)
        before = dict(Contact.objects.values_list("pk", "stage"))
        draft = make_draft(**rules)
        foretold = {one.pk: change for one, change in changes(rehearse(draft)).items() if change != "no_longer"}

        put_in_force(draft)

        after = Contact.objects.values_list("pk", "stage")
        as_change = {Stage.LEAD: "lead", Stage.SALES_READY: "ready"}
        moved = {
            pk: "lead" if before[pk] == Stage.NAME else as_change[stage] for pk, stage in after if stage != before[pk]
        }
        transaction.set_rollback(True)
    assert moved == foretold


def test_those_who_would_not_be_leads_keep_their_stage_when_it_comes_in_force():
    contact = twice()
    draft = make_draft(lead_interactions=3)
    rehearsal = rehearse(draft)

    put_in_force(draft)

    contact.refresh_from_db()
    assert changes(rehearsal) == {contact: "no_longer"}
    assert contact.stage == Stage.LEAD


def test_changes_are_counted_by_source_and_by_rep():
    ana, ben = make_user(name="Ana Brandt"), make_user(name="Ben Okafor")
    once(owner=ana), once(owner=ana), twice(owner=ben)
    somebody((K.CONTACT_REQUEST, ago(3)), owner=ben)

    rehearsal = rehearse(make_draft(lead_interactions=1, ready_interactions=2, ready_kinds=2))

    assert [
        (line.name, [n.value for n in line.numbers])
        for line in tables.by_rep(rehearsal, make_user(User.Role.MARKETING))
    ] == [
        ("Ana Brandt", [2, 0, 0]),
        ("Ben Okafor", [0, 1, 0]),
    ]
    assert sum(line.total for line in tables.by_source(rehearsal)) == 3


def test_new_leads_come_to_the_queue_of_their_rep():
    rep = make_user()
    once(owner=rep, phone="+47 22 55 01 34"), once(owner=rep)
    draft = make_draft(lead_interactions=1)

    rehearsal = rehearse(draft)
    [line] = load.picture(rehearsal, make_user(User.Role.MARKETING), at=NOON).lines
    foretold = [cell.added for cell in line.cells]

    # Both are looked into on day 1; who has no phone is spared the calls.
    assert (line.share.people, line.share.calls) == (2, 0)
    assert foretold[:2] == [0, 2]
    assert 1 in foretold


def test_new_leads_come_by_the_plan_that_would_take_them_in():
    rep, plan = make_user(), make_plan("Ready")
    plan.take_in(Cadence.Occasion.NEW_LEAD, sources=[K.DOWNLOAD], stage=Stage.LEAD)
    once(owner=rep), somebody((K.REFERRAL, ago(5)), owner=rep)

    [share] = load.shares(rehearse(make_draft(lead_interactions=1)), make_user(User.Role.MARKETING))

    assert sorted(out.split(",")[0] for out, _ in share.plans) == [f"@{plan.pk}", "phone"]


def test_who_asks_by_the_draft_is_called_and_begins_no_plan():
    rep = make_user()
    somebody((K.WEBSITE_CHAT, ago(2)), owner=rep)

    [share] = load.shares(rehearse(make_draft(at_once=[K.WEBSITE_CHAT])), make_user(User.Role.MARKETING))

    assert (share.rep, share.people, share.calls, share.plans) == (rep.pk, 1, 1, [])


# Looking back


def met(contact, days, effect="meeting"):
    """They took a meeting so many days ago."""
    rep = contact.owner or make_user(team=contact.team)
    agreed = {"agreed": ago(days) + DAY} if effect == "meeting" else {}
    log_outcome(contact, effect, at=ago(days), rep=rep, **agreed)


def test_each_version_finds_who_took_a_meeting_on_its_own_day():
    contact = somebody((K.BOOTH_VISIT, ago(60)), (K.DOWNLOAD, ago(40)), owner=make_user())
    met(contact, 20)

    rehearsal = rehearse(make_draft(lead_interactions=1))
    [row] = rehearsal.rows.all()

    assert (row.found_on, row.found_before_on, row.met_on) == tuple(ago(days).date() for days in (60, 40, 20))
    found = rehearsal.findings
    assert (found["meetings"], found["met_found"], found["met_found_before"]) == (1, 1, 1)
    assert (found["earlier"], found["ahead"], found["ahead_before"]) == (20, 40, 20)


def test_who_would_have_been_found_after_the_meeting_was_not_found():
    contact = once(days=60, owner=make_user())
    met(contact, 20)
    contact.record_touch(K.REFERRAL, at=ago(10), recorded_at=ago(10))

    rehearsal = rehearse(make_draft(lead_interactions=1))

    found = rehearsal.findings
    assert (found["meetings"], found["met_found"], found["met_found_before"], found["gained"]) == (1, 1, 0, 1)


def test_leads_spared_and_meetings_missed():
    twice()
    missed, both = (twice(days=40, owner=make_user()) for _ in range(2))
    both.record_touch(K.REFERRAL, at=ago(39), recorded_at=ago(39))
    met(missed, 20)
    met(both, 20)

    found = rehearse(make_draft(lead_interactions=3)).findings

    assert (found["spared"], found["missed"], found["met_found"], found["met_found_before"]) == (1, 1, 1, 2)
    assert (found["found"], found["found_before"], found["extra"], found["gained"]) == (1, 3, 0, 0)


def test_who_took_a_meeting_before_the_year_is_left_out():
    contact = twice(days=500, owner=make_user())
    met(contact, 400)
    contact.record_touch(K.REFERRAL, at=ago(10), recorded_at=ago(10))

    assert not rehearse(make_draft(lead_interactions=1)).rows.exists()


def test_a_meeting_that_was_undone_is_none():
    contact = twice(days=40, owner=make_user())
    met(contact, 20)
    contact.touches.filter(outcome="meeting").get().void(by=None, at=ago(19))
    contact.change_stage(Stage.LEAD, at=ago(19), cause="undone")

    assert rehearse(make_draft(lead_interactions=1)).findings["meetings"] == 0


def test_somebody_of_whom_there_is_nothing_to_tell_gets_no_row():
    make_contact()
    once(days=800)

    rehearsal = rehearse(make_draft(lead_interactions=1))

    assert (rehearsal.judged, rehearsal.rows.count()) == (2, 0)
