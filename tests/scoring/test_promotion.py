from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contacts.models import Contact, Persona, Stage, StageChange, Touch
from leadflow.accounts.models import Firm
from scoring import promotion
from scoring.interest import NONE, Interaction, interest
from scoring.models import LeadDefinition, counting_kinds, light_kinds
from tests.factories import NOON, make_asset, make_company, make_contact, make_team, make_touch, make_user

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
K = Touch.Kind

# What somebody did: (kind, asset, days ago, minutes); and the stage that follows.
EXAMPLES = {
    "nothing": ([], "name"),
    "one download": ([(K.DOWNLOAD, "a", 1, None)], "name"),
    "a download and a webinar": ([(K.DOWNLOAD, "a", 1, None), (K.WEBINAR_ATTENDED, "b", 2, 40)], "lead"),
    "two different downloads": ([(K.DOWNLOAD, "a", 1, None), (K.DOWNLOAD, "b", 1, None)], "lead"),
    "twice the same download": ([(K.DOWNLOAD, "a", 1, None), (K.DOWNLOAD, "a", 9, None)], "name"),
    "registered, but not there": ([(K.DOWNLOAD, "a", 1, None), (K.WEBINAR_REGISTERED, "b", 2, None)], "name"),
    "nine minutes at a webinar": ([(K.DOWNLOAD, "a", 1, None), (K.WEBINAR_ATTENDED, "b", 2, 9)], "name"),
    "ten minutes at a webinar": ([(K.DOWNLOAD, "a", 1, None), (K.WEBINAR_ATTENDED, "b", 2, 10)], "lead"),
    "a webinar of unknown length": ([(K.DOWNLOAD, "a", 1, None), (K.WEBINAR_ATTENDED, "b", 2, None)], "lead"),
    "365 days ago still counts": ([(K.DOWNLOAD, "a", 1, None), (K.BOOTH_VISIT, "b", 365, None)], "lead"),
    "366 days ago does not": ([(K.DOWNLOAD, "a", 1, None), (K.BOOTH_VISIT, "b", 366, None)], "name"),
    "light kinds count once": (
        [(K.NEWSLETTER_CLICK, "a", 1, None), (K.WEBSITE_VISIT, "b", 1, None), (K.LINKEDIN_VIEW, None, 1, None)],
        "name",
    ),
    "a light kind and a download": ([(K.NEWSLETTER_CLICK, "a", 1, None), (K.DOWNLOAD, "b", 1, None)], "lead"),
    "a reply to our mail does not count": ([(K.DOWNLOAD, "a", 1, None), (K.REPLY, None, 1, None)], "name"),
    "standing on a list does not count": ([(K.DOWNLOAD, "a", 1, None), (K.LISTED, "b", 1, None)], "name"),
    "a contact request alone": ([(K.CONTACT_REQUEST, None, 0, None)], "lead"),
    "an information request alone": ([(K.INFORMATION_REQUEST, None, 0, None)], "lead"),
    "a chat that asks for contact": ([(K.CHAT_CONTACT_REQUEST, None, 0, None)], "lead"),
    "a plain chat": ([(K.WEBSITE_CHAT, None, 0, None)], "name"),
    "a request for proposal two years ago": ([(K.RFP, None, 730, None)], "lead"),
    "a request for proposal four years ago": ([(K.RFP, None, 1460, None)], "name"),
    "four of three kinds": (
        [
            (K.DOWNLOAD, "a", 1, None),
            (K.DOWNLOAD, "b", 1, None),
            (K.BOOTH_VISIT, "c", 1, None),
            (K.REFERRAL, None, 1, None),
        ],
        "sales_ready",
    ),
    "four of two kinds": (
        [
            (K.DOWNLOAD, "a", 1, None),
            (K.DOWNLOAD, "b", 1, None),
            (K.BOOTH_VISIT, "c", 1, None),
            (K.BOOTH_VISIT, "d", 1, None),
        ],
        "lead",
    ),
    "three of three kinds": (
        [(K.DOWNLOAD, "a", 1, None), (K.BOOTH_VISIT, "c", 1, None), (K.REFERRAL, None, 1, None)],
        "lead",
    ),
}


def happened(contact, story):
    """Record a story in which assets are named by letters."""
    assets = {}
    for n, (kind, asset, ago, minutes) in enumerate(story):
        if asset and asset not in assets:
            assets[asset] = make_asset()
        contact.record_touch(
            kind,
            at=NOON - ago * DAY,
            recorded_at=NOON,
            asset=assets.get(asset),
            minutes=minutes,
            key=f"{kind}:{asset}:{n}",
        )


@pytest.mark.parametrize(("story", "stage"), EXAMPLES.values(), ids=EXAMPLES)
def test_what_people_did_decides_their_stage(story, stage):
    contact = make_contact()

    happened(contact, story)

    contact.refresh_from_db()
    assert contact.stage == stage


@pytest.mark.parametrize("before", [Stage.DISQUALIFIED, Stage.DO_NOT_CONTACT, Stage.WON, Stage.OPPORTUNITY])
def test_nothing_moves_those_who_stand_elsewhere(before):
    contact = make_contact(stage=before)

    happened(contact, EXAMPLES["four of three kinds"][0] + EXAMPLES["a contact request alone"][0])

    contact.refresh_from_db()
    assert contact.stage == before


def test_a_voided_touch_counts_nowhere():
    contact = make_contact()
    make_touch(contact).void(by=make_user(), at=NOON)

    make_touch(contact)

    contact.refresh_from_db()
    assert contact.stage == Stage.NAME


def test_nurtured_people_come_back_by_something_new_only():
    contact = make_contact()
    happened(contact, EXAMPLES["a download and a webinar"][0])
    contact.set_revisit((NOON + 180 * DAY).date(), at=NOON + DAY, cause=StageChange.Cause.OUTCOME)

    promotion.evaluate([contact.pk], at=NOON + 2 * DAY)
    contact.refresh_from_db()
    assert contact.stage == Stage.NURTURE

    make_touch(contact, at=NOON + 3 * DAY)
    contact.refresh_from_db()
    assert contact.stage == Stage.LEAD


def test_a_mismatch_blocks_promotion_but_not_a_request():
    Persona.objects.create(name="Shipper", industries=["Logistics"])
    tailor = make_company(industry="Fashion")
    contact, asking = make_contact(company=tailor), make_contact("Zoë Achterberg", company=tailor)

    happened(contact, EXAMPLES["a download and a webinar"][0])
    happened(asking, EXAMPLES["a contact request alone"][0])

    contact.refresh_from_db()
    asking.refresh_from_db()
    assert (contact.stage, contact.fit) == (Stage.NAME, "mismatch")
    assert (asking.stage, asking.fit) == (Stage.LEAD, "mismatch")


def test_the_evidence_names_each_touch_that_counted():
    contact = make_contact()
    happened(contact, EXAMPLES["light kinds count once"][0] + EXAMPLES["one download"][0])

    change = contact.stage_changes.get()
    counted = {line["touch"] for line in change.evidence}
    assert counted == set(contact.touches.values_list("pk", flat=True))
    assert change.definition == "Lead definition 1"


stories = st.lists(
    st.tuples(
        st.sampled_from([k for k in K if k not in (K.ATTEMPT, K.NOTE)]),
        st.sampled_from([None, "a", "b", "c"]),
        st.integers(0, 1200),
        st.sampled_from([None, 3, 10, 60]),
    ),
    max_size=8,
)


counted_kinds = st.lists(st.sampled_from(counting_kinds()), unique=True)
definitions = st.builds(
    LeadDefinition,
    version=st.just(2),
    in_force_from=st.just(NOON - 2000 * DAY),
    counting=counted_kinds,
    light=st.lists(st.sampled_from(light_kinds()), unique=True),
    windows=st.dictionaries(st.sampled_from(counting_kinds() + light_kinds()), st.integers(1, 1200), max_size=3),
    weights=st.dictionaries(st.sampled_from(counting_kinds()), st.integers(1, 4), max_size=3),
    min_minutes=st.integers(0, 30),
    lead_interactions=st.integers(1, 4),
    unknown=st.sampled_from(LeadDefinition.Unknown.values),
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(definition=definitions, story=stories, seed=st.randoms(use_true_random=False))
def test_the_set_based_path_agrees_with_the_pure_one_in_any_order(definition, story, seed):
    LeadDefinition.objects.filter(version=2).delete()
    definition.save()
    contact, shuffled = make_contact(), make_contact()
    happened(contact, story)
    seed.shuffle(story)
    happened(shuffled, story)
    firm = Firm.current()

    by_hand = interest(
        definition,
        [Interaction(t.kind, t.asset_id, firm.day_of(t.at), t.minutes, t.at) for t in contact.touches.inbound()],
        firm.day_of(NOON),
    )

    assert promotion.interests(definition, [contact.pk], at=NOON).get(contact.pk, NONE) == by_hand
    contact.refresh_from_db()
    shuffled.refresh_from_db()
    assert (contact.stage, contact.interest) == (shuffled.stage, by_hand.distinct)


# What a definition of the firm's own changes: (rules, what somebody did, the stage that follows).
OWN_RULES = {
    "a heavy kind makes a lead alone": ({"weights": {K.BOOTH_VISIT: 2}}, [(K.BOOTH_VISIT, "a", 1, None)], "lead"),
    "a heavy kind twice at one booth counts once": (
        {"weights": {K.BOOTH_VISIT: 2}, "lead_interactions": 3},
        [(K.BOOTH_VISIT, "a", 1, None), (K.BOOTH_VISIT, "a", 2, None)],
        "name",
    ),
    "light kinds weigh one together, whatever their weight": (
        {"weights": {K.WEBSITE_VISIT: 5}},
        [(K.WEBSITE_VISIT, "a", 1, None), (K.NEWSLETTER_CLICK, "b", 1, None)],
        "name",
    ),
    "a window of its own, on its last day": (
        {"windows": {K.DOWNLOAD: 30}},
        [(K.DOWNLOAD, "a", 30, None), (K.BOOTH_VISIT, "b", 300, None)],
        "lead",
    ),
    "a window of its own, a day later": (
        {"windows": {K.DOWNLOAD: 30}},
        [(K.DOWNLOAD, "a", 31, None), (K.BOOTH_VISIT, "b", 300, None)],
        "name",
    ),
    "a longer window than the usual one": (
        {"windows": {K.BOOTH_VISIT: 730}},
        [(K.DOWNLOAD, "a", 1, None), (K.BOOTH_VISIT, "b", 700, None)],
        "lead",
    ),
    "a kind that does not count": (
        {"counting": [K.DOWNLOAD], "at_once": []},
        [(K.DOWNLOAD, "a", 1, None), (K.BOOTH_VISIT, "b", 1, None)],
        "name",
    ),
    "a light kind that counts by itself": (
        {"counting": [K.NEWSLETTER_CLICK], "light": [], "at_once": []},
        [(K.NEWSLETTER_CLICK, "a", 1, None), (K.NEWSLETTER_CLICK, "b", 1, None)],
        "lead",
    ),
    "one interaction is enough": ({"lead_interactions": 1}, [(K.DOWNLOAD, "a", 1, None)], "lead"),
    "half an hour is asked of a webinar": (
        {"min_minutes": 30},
        [(K.DOWNLOAD, "a", 1, None), (K.WEBINAR_ATTENDED, "b", 1, 29)],
        "name",
    ),
    "who asks for information waits for a second interaction": (
        {"at_once": [K.CONTACT_REQUEST]},
        [(K.INFORMATION_REQUEST, None, 1, None)],
        "name",
    ),
    "who asks for information and did something else": (
        {"at_once": [K.CONTACT_REQUEST]},
        [(K.INFORMATION_REQUEST, None, 1, None), (K.DOWNLOAD, "a", 1, None)],
        "lead",
    ),
    "sales ready by two of one kind": (
        {"ready_interactions": 2, "ready_kinds": 1},
        [(K.DOWNLOAD, "a", 1, None), (K.DOWNLOAD, "b", 1, None)],
        "sales_ready",
    ),
    "unknown fit waits": (
        {"unknown": "waits"},
        [(K.DOWNLOAD, "a", 1, None), (K.BOOTH_VISIT, "b", 1, None)],
        "name",
    ),
    "unknown fit waits, but whoever asks is answered": (
        {"unknown": "waits"},
        [(K.CONTACT_REQUEST, None, 1, None)],
        "lead",
    ),
}


@pytest.mark.parametrize(("rules", "story", "stage"), OWN_RULES.values(), ids=OWN_RULES)
def test_the_firms_own_definition_decides(rules, story, stage):
    LeadDefinition.objects.create(version=2, in_force_from=NOON - 9 * DAY, **rules)
    contact = make_contact()

    happened(contact, story)

    contact.refresh_from_db()
    assert contact.stage == stage


def test_a_flag_that_never_passes_holds_back_interactions_but_not_a_request():
    LeadDefinition.objects.create(version=2, in_force_from=NOON - 9 * DAY, never=["competitor"])
    rival, flagged = make_contact(flags=["competitor"]), make_contact(flags=["free_mail"])
    asking = make_contact(flags=["competitor"])

    for contact in (rival, flagged):
        happened(contact, EXAMPLES["a download and a webinar"][0])
    happened(asking, EXAMPLES["a contact request alone"][0])

    assert [Contact.objects.get(pk=c.pk).stage for c in (rival, flagged, asking)] == ["name", "lead", "lead"]


def test_a_lead_goes_to_the_owner_of_the_account():
    owner = make_user()
    contact = make_contact(company=make_company(owner=owner), team=make_team())

    happened(contact, EXAMPLES["a download and a webinar"][0])

    contact.refresh_from_db()
    assert (contact.owner, contact.team) == (owner, owner.team)
    assert {task.rep for task in contact.tasks.all()} <= {owner}


def test_a_lead_goes_to_the_rep_whose_network_it_came_from():
    team = make_team()
    make_user(team=team)
    friend = make_user(team=team)
    contact = make_contact(team=team)
    contact.record_touch(K.NETWORKING, at=NOON, rep=friend)

    make_touch(contact)

    contact.refresh_from_db()
    assert contact.owner == friend


def test_leads_go_to_the_reps_of_the_team_in_turn():
    team = make_team()
    reps = [make_user(team=team) for _ in range(3)]
    make_user(team=team, is_active=False)
    people = [make_contact(f"Person{n} X", team=team) for n in range(6)]

    for contact in people:
        happened(contact, EXAMPLES["a contact request alone"][0])

    owners = [Contact.objects.get(pk=contact.pk).owner for contact in people]
    assert owners == reps + reps


def test_colleagues_who_arrive_together_go_to_one_rep():
    team = make_team()
    for _ in range(3):
        make_user(team=team)
    firm = make_company()
    people = [make_contact(f"Person{n} X", team=team, company=firm) for n in range(3)]
    for contact in people:
        happened(contact, EXAMPLES["a contact request alone"][0])

    assert len({Contact.objects.get(pk=contact.pk).owner for contact in people}) == 1
    firm.refresh_from_db()
    assert firm.owner is not None
