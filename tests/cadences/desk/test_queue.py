"""The queue of a rep: what can be done now, and what waits for an hour."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from cadences.desk import queue
from cadences.desk.queue import Queue
from cadences.desk.today import Today
from cadences.firm_day import FirmDay
from cadences.models import Cadence, Task
from contacts.models import Channel
from leadflow.lib.place import Place
from tests.cadences.wordings import publish_wordings
from tests.factories import NOON, make_contact, make_firm, make_touch, make_user

pytestmark = pytest.mark.django_db

Kind = Task.Kind
OSLO, CHICAGO = ZoneInfo("Europe/Oslo"), ZoneInfo("America/Chicago")
# Nine in the morning here; three at night in Chicago.
MORNING = datetime(2026, 3, 10, 9, tzinfo=OSLO)
AT_NINE_THERE = datetime(2026, 3, 10, 9, tzinfo=CHICAGO)
SOON = MORNING + timedelta(hours=1)
RUSSIA = "Europe/Kaliningrad", "Asia/Kamchatka"


def make_office(**fields):
    return make_firm(time_zone="Europe/Oslo", call_from=time(9), call_until=time(18), **fields)


def queue_of(rep, at=MORNING, **options):
    return Queue(Task.objects.of(rep), day=FirmDay.at(at), at=at, **options)


def in_chicago(rep, name="Dana Whitlock"):
    return make_contact(name, owner=rep, phone="+1 312 555 0132", stage="lead")


OPENINGS = [
    ("a request waits for their morning", Kind.REQUEST, Channel.PHONE, MORNING, AT_NINE_THERE),
    ("our time later in their night is no agreed time", Kind.REQUEST, Channel.PHONE, SOON, AT_NINE_THERE),
    ("a step waits for their morning", Kind.STEP, Channel.PHONE, None, AT_NINE_THERE),
    ("a decision waits for their morning", Kind.DECISION, Channel.PHONE, None, AT_NINE_THERE),
    ("a second dial waits for their morning", Kind.BY_HAND, Channel.VIDEO, SOON, AT_NINE_THERE),
    ("an agreed call is made at its hour", Kind.CALL_BACK, Channel.PHONE, SOON, SOON),
    ("an agreed call whose hour has come", Kind.CALL_BACK, Channel.PHONE, MORNING, None),
    ("a call back put off by us waits for their morning", Kind.CALL_BACK, Channel.PHONE, None, AT_NINE_THERE),
    ("a meeting is asked about after it", Kind.MEETING, Channel.OTHER, SOON, SOON),
    ("mail is written at any hour", Kind.STEP, Channel.EMAIL, None, None),
]


@pytest.mark.parametrize(
    ("kind", "channel", "not_before", "opens"), [o[1:] for o in OPENINGS], ids=[o[0] for o in OPENINGS]
)
def test_only_what_they_agreed_to_is_done_outside_their_hours(kind, channel, not_before, opens):
    place = Place.of(phone="+13125550132", country="US", home="Europe/Oslo")

    found = queue.when_it_opens(kind, channel, not_before, place, at=MORNING, firm=make_office())

    assert found == opens


@pytest.mark.parametrize(
    ("channel", "from_hour", "hour_there"),
    [("email", None, None), ("email", 14, 14), ("phone", 14, 14), ("phone", 7, 9), ("phone", 18, 9), ("email", 20, 20)],
    ids=["any", "a mail", "a call", "before the hours for calls", "a call after them", "a mail in the evening"],
)
def test_a_step_may_wait_for_an_hour_of_the_day_at_their_place(channel, from_hour, hour_there):
    place = Place.of(time_zone="America/Chicago", home="Europe/Oslo")

    found = queue.when_it_opens(Kind.STEP, channel, None, place, at=MORNING, firm=make_office(), from_hour=from_hour)

    assert (found and found.astimezone(place.zone).hour) == hour_there


def test_a_step_that_goes_first_comes_before_others_that_are_due_and_after_what_was_agreed():
    make_office()
    rep = make_user()
    publish_wordings({"second-call": {"goes_first": True}})
    steps = {step.key: step for step in Cadence.default().current.steps.all()}
    for name, key, days in (("Due", "first-call", 0), ("First", "second-call", 0), ("Overdue", "first-call", 1)):
        contact = make_contact(name, owner=rep, stage="lead")
        due_on = (MORNING - timedelta(days=days)).date()
        Task.from_step(contact.enrollments.get(), steps[key], due_on=due_on, at=MORNING).save()
    asked = make_contact("Asked", owner=rep)
    Task.open_for(asked, Kind.DECISION, due_on=MORNING.date(), at=MORNING)

    found = Task.objects.in_queue_order(MORNING.date())

    assert [task.contact.name for task in found] == ["Asked", "Overdue", "First", "Due"]


def test_where_their_clocks_never_agree_the_rep_chooses_the_hour():
    place = Place(RUSSIA)

    assert place.opens_at(MORNING, (time(9), time(18))) is None
    assert queue.when_it_opens(Kind.REQUEST, Channel.PHONE, None, place, at=MORNING, firm=make_office()) is None
    assert queue.when_it_opens(Kind.REQUEST, Channel.PHONE, SOON, place, at=MORNING, firm=make_office()) == SOON


def test_who_asked_at_night_is_not_offered_until_their_morning():
    make_office()
    dana = in_chicago(make_user())
    make_touch(dana, "contact_request", at=MORNING)

    (waiting,) = queue_of(dana.owner).waiting

    assert waiting.opens_at == AT_NINE_THERE
    assert queue_of(dana.owner, AT_NINE_THERE).first() == queue.Entry(waiting.task_id, queue.HOT, waiting.place, None)


def test_the_card_of_a_request_at_night_says_when_to_call(client, time_machine):
    make_office()
    time_machine.move_to(MORNING.astimezone(UTC), tick=False)
    dana = in_chicago(make_user())
    make_touch(dana, "contact_request", at=MORNING)
    client.force_login(dana.owner)

    card = client.get(f"/work/{dana.tasks.get(kind=Kind.REQUEST).pk}/").text

    assert "agreed time" not in card
    assert "call from" in card


def make_many(number, contact, channel, **fields):
    fields = {"kind": Kind.BY_HAND, "rep": contact.owner, "due_on": MORNING.date(), "created_at": NOON} | fields
    Task.objects.bulk_create(Task(contact=contact, channel=channel, **fields) for _ in range(number))


@pytest.fixture
def crowded():
    """A rep with more late calls to people asleep than are read in one go, and a mail behind them."""
    make_office()
    dana = in_chicago(make_user())
    make_many(queue.LIMIT + 50, dana, Channel.PHONE, due_on=date(2026, 3, 9))
    make_many(30, dana, Channel.EMAIL)
    return dana.owner


def test_calls_that_wait_for_a_morning_hide_no_mail_behind_them(crowded):
    found = queue_of(crowded)

    assert len(found.ready) == 30
    assert not found.is_full
    assert {Task.objects.get(pk=found.first().task_id).channel} == {Channel.EMAIL}


def test_today_shows_what_can_be_done_now_before_what_opens_later(crowded):
    page = Today(crowded, at=MORNING)

    assert {group.key: len(group.rows) for group in page.groups} == {queue.OVERDUE: 20, queue.DUE: 30}


def test_no_more_is_read_than_it_takes_to_go_on(django_assert_num_queries):
    make_office()
    dana = in_chicago(make_user())
    make_many(2 * queue.LIMIT, dana, Channel.EMAIL)
    day = FirmDay.at(MORNING)

    with django_assert_num_queries(1):
        found = Queue(Task.objects.of(dana.owner), day=day, at=MORNING)

    assert len(found.ready) == queue.LIMIT
    assert found.is_full


def test_each_task_stands_in_the_queue_once(crowded):
    ids = [entry.task_id for entry in queue_of(crowded).entries]

    assert len(ids) == len(set(ids)) == queue.LIMIT + 80
