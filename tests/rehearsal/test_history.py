"""What a version would have found, looked back on day by day."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contacts.models import Stage, Touch
from leadflow.rehearsal.history import Road, Standing, Step, found_on, road
from scoring.interest import Interaction, interest
from scoring.models import LeadDefinition, counting_kinds, light_kinds
from scoring.standing import next_stage
from tests.factories import NOON

DAY = timedelta(days=1)
TODAY = NOON.date()
K = Touch.Kind
NAME = SimpleNamespace(stage=Stage.NAME, stage_since=None, fit="match", flags=[])
STRANGER = SimpleNamespace(stage=Stage.NAME, stage_since=None, fit="mismatch", flags=[])


def story(*did) -> list[Interaction]:
    """(kind, asset, days ago, minutes) as interactions in the order of time."""
    ones = [
        Interaction(kind, asset, TODAY - ago * DAY, minutes[0] if minutes else None, NOON - ago * DAY)
        for kind, asset, ago, *minutes in did
    ]
    return sorted(ones, key=lambda one: one.at)


# What somebody did, the rules, and how many days ago that made them a lead, looked back on for a hundred days.
EXAMPLES = {
    "nothing at all": ([], {}, None),
    "one thing is too little": ([(K.DOWNLOAD, 1, 20)], {}, None),
    "on the day of the second thing": ([(K.DOWNLOAD, 1, 40), (K.BOOTH_VISIT, 2, 20)], {}, 20),
    "both on one day": ([(K.DOWNLOAD, 1, 20), (K.BOOTH_VISIT, 2, 20)], {}, 20),
    "a third thing changes nothing": ([(K.DOWNLOAD, 1, 40), (K.REFERRAL, 2, 20), (K.DOWNLOAD, 3, 10)], {}, 20),
    "twice the same is one": ([(K.DOWNLOAD, 1, 40), (K.DOWNLOAD, 1, 20)], {}, None),
    "the third thing where it takes three": (
        [(K.DOWNLOAD, 1, 40), (K.REFERRAL, 2, 20), (K.DOWNLOAD, 3, 10)],
        {"lead_interactions": 3},
        10,
    ),
    "at once by asking": ([(K.CONTACT_REQUEST, None, 30)], {}, 30),
    "asking long before": ([(K.CONTACT_REQUEST, None, 466)], {}, None),
    "asking shortly before": ([(K.CONTACT_REQUEST, None, 465)], {}, 100),
    "what came before counts": ([(K.DOWNLOAD, 1, 300), (K.BOOTH_VISIT, 2, 20)], {}, 20),
    "what was over by then does not": ([(K.DOWNLOAD, 1, 390), (K.BOOTH_VISIT, 2, 20)], {}, None),
    "365 days apart": ([(K.DOWNLOAD, 1, 385), (K.BOOTH_VISIT, 2, 20)], {}, 20),
    "366 days apart": ([(K.DOWNLOAD, 1, 386), (K.BOOTH_VISIT, 2, 20)], {}, None),
    "a lead from the first day on": ([(K.DOWNLOAD, 1, 300), (K.BOOTH_VISIT, 2, 200)], {}, 100),
    "a lead who had faded before the first day": (
        [(K.DOWNLOAD, 1, 300), (K.BOOTH_VISIT, 2, 200)],
        {"window_days": 90},
        None,
    ),
    "found once, and faded since": ([(K.DOWNLOAD, 1, 80), (K.BOOTH_VISIT, 2, 79)], {"window_days": 10}, 79),
    "too short at the webinar": ([(K.DOWNLOAD, 1, 40), (K.WEBINAR_ATTENDED, 2, 20, 9)], {}, None),
    "long enough for the draft": (
        [(K.DOWNLOAD, 1, 40), (K.WEBINAR_ATTENDED, 2, 20, 9)],
        {"min_minutes": 5},
        20,
    ),
    "a heavy kind alone": ([(K.BOOTH_VISIT, 1, 20)], {"weights": {K.BOOTH_VISIT: 2}}, 20),
    "light ones are one together": (
        [(K.WEBSITE_VISIT, None, 40), (K.NEWSLETTER_CLICK, 1, 30), (K.DOWNLOAD, 2, 20)],
        {},
        20,
    ),
    "a kind that the draft counts no more": (
        [(K.DOWNLOAD, 1, 40), (K.BOOTH_VISIT, 2, 20)],
        {"counting": [K.DOWNLOAD]},
        None,
    ),
    "an answer to us is none": ([(K.DOWNLOAD, 1, 40), (K.REPLY, None, 20)], {}, None),
}


@pytest.mark.parametrize(("did", "rules", "ago"), EXAMPLES.values(), ids=EXAMPLES)
def test_the_day_on_which_somebody_would_have_been_a_lead(did, rules, ago):
    found = found_on(LeadDefinition(**rules), NAME, story(*did), since=TODAY - 100 * DAY)

    assert found == (None if ago is None else TODAY - ago * DAY)


def test_what_came_after_the_meeting_finds_nobody():
    did = story((K.DOWNLOAD, 1, 40), (K.BOOTH_VISIT, 2, 20))
    since = TODAY - 100 * DAY

    assert found_on(LeadDefinition(), NAME, did, since=since, until=NOON - 21 * DAY) is None
    assert found_on(LeadDefinition(), NAME, did, since=since, until=NOON - 20 * DAY) == TODAY - 20 * DAY


def test_who_does_not_fit_is_found_by_asking_only():
    did = story((K.DOWNLOAD, 1, 40), (K.BOOTH_VISIT, 2, 30), (K.CONTACT_REQUEST, None, 20))

    assert found_on(LeadDefinition(), STRANGER, did, since=TODAY - 100 * DAY) == TODAY - 20 * DAY


stories = st.lists(
    st.tuples(
        st.sampled_from([k for k in K if k not in (K.ATTEMPT, K.NOTE)]),
        st.sampled_from([None, 1, 2, 3]),
        st.integers(0, 700),
        st.sampled_from([None, 3, 10, 60]),
    ),
    max_size=10,
)
definitions = st.builds(
    LeadDefinition,
    counting=st.lists(st.sampled_from(counting_kinds()), unique=True),
    light=st.lists(st.sampled_from(light_kinds()), unique=True),
    windows=st.dictionaries(st.sampled_from(counting_kinds() + light_kinds()), st.integers(1, 500), max_size=3),
    weights=st.dictionaries(st.sampled_from(counting_kinds()), st.integers(1, 4), max_size=3),
    window_days=st.integers(1, 400),
    min_minutes=st.integers(0, 30),
    lead_interactions=st.integers(1, 4),
    ready_interactions=st.integers(1, 5),
    ready_kinds=st.integers(1, 3),
)
people = st.builds(
    SimpleNamespace,
    stage=st.just(Stage.NAME),
    stage_since=st.none(),
    fit=st.sampled_from(["match", "unknown", "mismatch"]),
    flags=st.just([]),
)


def day_by_day(definition, who, did, *, since):
    """The same by asking anew on each day, as slowly as it is plain."""
    for number in range((TODAY - since).days + 1):
        day = since + number * DAY
        known = interest(definition, [one for one in did if one.day <= day], day)
        if next_stage(definition, who, known):
            return day
    return None


@given(definition=definitions, who=people, did=stories, back=st.integers(0, 400))
def test_no_day_before_it_would_have_made_a_lead(definition, who, did, back):
    did, since = story(*did), TODAY - back * DAY

    assert found_on(definition, who, did, since=since) == day_by_day(definition, who, did, since=since)


@given(definition=definitions, did=stories, later=st.integers(0, 400))
def test_adding_up_as_it_comes_is_adding_up_everything(definition, did, later):
    did, day = story(*did), TODAY + later * DAY
    standing = Standing(definition)
    for one in did:
        standing.take(one)

    assert standing.interest(day) == interest(definition, did, day)


@given(definition=definitions, who=people, did=stories, more=stories, back=st.integers(0, 400))
def test_nothing_is_known_on_a_day_that_came_later(definition, who, did, more, back):
    since = TODAY - back * DAY
    found = found_on(definition, who, story(*did), since=since)
    if found:
        later = [(kind, asset, ago, *rest) for kind, asset, ago, *rest in more if TODAY - ago * DAY > found]

        assert found_on(definition, who, story(*did, *later), since=since) == found


def step(after, ago, cause="outcome"):
    return Step(NOON - ago * DAY, after, cause)


# The stages that somebody came to, when outcomes told of a meeting, and what became of them.
ROADS = {
    "nothing": ([], [], None, None),
    "still a lead": ([step("lead", 9)], [], None, None),
    "met": ([step("lead", 9), step("meeting", 5)], [], 5, None),
    "met, then won": ([step("meeting", 5), step("won", 2)], [], 5, None),
    "told by an outcome alone": ([step("lead", 9)], [4], 4, None),
    "the first of both": ([step("meeting", 5)], [6, 4], 6, None),
    "an opportunity without a meeting": ([step("opportunity", 3)], [], 3, None),
    "a meeting that was undone": ([step("meeting", 5), step("lead", 4, "undone")], [], None, None),
    "disqualified": ([step("lead", 9), step("disqualified", 5)], [], None, 5),
    "met, then lost": ([step("meeting", 5), step("lost", 2)], [], 5, 2),
    "disqualified by mistake": ([step("disqualified", 5), step("lead", 4, "undone"), step("meeting", 2)], [], 2, None),
    "not now is not the end": ([step("lead", 9), step("nurture", 5)], [], None, None),
}


@pytest.mark.parametrize(("steps", "meetings", "met", "over"), ROADS.values(), ids=ROADS)
def test_what_became_of_somebody(steps, meetings, met, over):
    def moment(ago):
        return None if ago is None else NOON - ago * DAY

    found = road(steps, [moment(ago) for ago in meetings])

    assert found == Road(moment(met), moment(over))
    assert found.end == min(filter(None, found), default=None)
