from datetime import UTC, date, datetime

import pytest

from cadences.outreach import reason
from contacts.models import Asset, Touch

Kind = Touch.Kind
TODAY = date(2026, 11, 24)
ASSETS = {}


def did(kind, asset="", *, month=9, day=2, **fields):
    """Something they did, unsaved."""
    at = datetime(2026, month, day, 10, tzinfo=UTC)
    known = ASSETS.setdefault(asset, Asset(pk=len(ASSETS) + 1, name=asset)) if asset else None
    return Touch(kind=kind, asset=known, at=at, direction=Touch.Direction.INBOUND, **fields)


def to_rep(*touches):
    return str(reason.to_rep(touches, name="Tom", today=TODAY, day_of=datetime.date)).replace("\u00a0", " ")


def to_them(*touches):
    return str(reason.to_them(touches, today=TODAY, day_of=datetime.date)).replace("\u00a0", " ")


DOWNLOAD = did(Kind.DOWNLOAD, "Five signs")
WEBINAR = did(Kind.WEBINAR_ATTENDED, "Cold chain", day=16, minutes=63, gist="Can loggers sit inside the wrap?")

SENTENCES = [
    ("one thing they did", [DOWNLOAD], "Tom downloaded “Five signs” on 2 September."),
    (
        "in the order in which it happened, with their words",
        [WEBINAR, DOWNLOAD],
        "Tom downloaded “Five signs” on 2 September and attended “Cold chain” for 63 minutes on 16 September. "
        "Tom asked: “Can loggers sit inside the wrap?”",
    ),
    ("without an asset", [did(Kind.BOOTH_VISIT, month=11, day=23)], "Tom visited our booth yesterday."),
    ("today", [did(Kind.CONTACT_REQUEST, month=11, day=24)], "Tom asked today to be contacted."),
    ("long ago", [did(Kind.RFP, month=1)], "Tom sent a request for proposal on 2 January 2026."),
    ("the same twice is told once", [DOWNLOAD, DOWNLOAD], "Tom downloaded “Five signs” on 2 September."),
    (
        "what our staff noted is said as such",
        [did(Kind.BOOTH_VISIT, "Expo", gist="Wants sensors")],
        "Tom visited our booth at “Expo” on 2 September. Noted then: “Wants sensors”",
    ),
    (
        "a question in a form counts as their words",
        [did(Kind.WEBINAR_ATTENDED, "Cold chain", detail={"Country": "Norway", "Question": "Which probes?"})],
        "Tom attended “Cold chain” on 2 September. Tom asked: “Which probes?”",
    ),
    (
        "an answer comes before all else",
        [
            did(Kind.REPLY, month=11, day=24, gist="What does it cost?"),
            WEBINAR,
            DOWNLOAD,
            did(Kind.WEBSITE_VISIT, day=20),
        ],
        "Tom downloaded “Five signs” on 2 September, attended “Cold chain” for 63 minutes on 16 September and wrote "
        "back to us today. Tom wrote: “What does it cost?”",
    ),
    (
        "who came needs not be told that they had registered",
        [did(Kind.WEBINAR_REGISTERED, "Cold chain", day=1), DOWNLOAD, WEBINAR],
        "Tom downloaded “Five signs” on 2 September and attended “Cold chain” for 63 minutes on 16 September. "
        "Tom asked: “Can loggers sit inside the wrap?”",
    ),
    ("to stand on a list is nothing they did", [did(Kind.LISTED, "Trade list")], ""),
    ("nothing known", [], ""),
]


@pytest.mark.parametrize(("touches", "words"), [s[1:] for s in SENTENCES], ids=[s[0] for s in SENTENCES])
def test_the_reason_tells_what_they_did(touches, words):
    assert to_rep(*touches) == words


def test_said_to_them_it_leaves_out_that_they_were_watched():
    views = [did(Kind.LINKEDIN_VIEW, day=20), did(Kind.WEBSITE_VISIT, "Prices", day=21)]

    assert to_them(*views, WEBINAR) == (
        "You attended “Cold chain” on 16 September. You asked: “Can loggers sit inside the wrap?”"
    )
    assert to_them(*views) == ""


def test_said_to_them_it_leaves_out_what_our_staff_noted():
    assert (
        to_them(did(Kind.BOOTH_VISIT, "Expo", gist="Budget is small"))
        == "You visited our booth at “Expo” on 2 September."
    )


def test_a_row_of_a_list_gets_the_short_form():
    assert str(reason.in_short([WEBINAR, DOWNLOAD])) == "Downloaded “Five signs”, attended “Cold chain”."


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind in reason.PHRASES], ids=str)
def test_every_kind_makes_a_sentence_with_and_without_an_asset(kind):
    for touch in (did(kind, "Five signs"), did(kind)):
        words = to_rep(touch)
        assert words.startswith("Tom ")
        assert words.endswith(".")
        assert not [leftover for leftover in ("{", "*", "  ") if leftover in words]


def test_a_title_is_set_apart_and_its_own_full_stop_is_enough():
    pieces = reason.in_short([did(Kind.DOWNLOAD, "Is it cold?")])

    assert [(words.text, words.is_title) for words in pieces] == [("Downloaded ", False), ("Is it cold?", True)]


def test_long_words_are_cut():
    words = to_rep(did(Kind.REPLY, gist="blah " * 500))

    assert len(words) < 300
    assert words.endswith("…”")


def test_the_topic_is_what_they_dealt_with_last():
    assert reason.topic([did(Kind.REPLY), did(Kind.WEBSITE_VISIT, "Prices"), WEBINAR, DOWNLOAD]) == "Cold chain"
    assert reason.topic([did(Kind.CONTACT_REQUEST, "Contact form"), DOWNLOAD]) == "Five signs"
    assert reason.topic([did(Kind.REPLY)]) == ""
