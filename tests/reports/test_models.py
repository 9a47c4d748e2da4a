"""The roll-up: always the same as counting the touches."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction
from django.forms import model_to_dict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contacts.models import Stage, Touch
from leadflow.accounts.forms import FirmForm
from leadflow.lib.periods import between
from leadflow.reports import attempts
from leadflow.reports.models import NOTHING, Day, counted_anew
from tests.factories import NOON, log_outcome, make_contact, make_firm, make_team, make_touch, make_user

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
ALWAYS = between(date(2020, 1, 1), date(2030, 1, 1))


@pytest.fixture
def rep():
    return make_user(name="Ana Brandt")


def sums_of(rep):
    return Day.objects.within(ALWAYS).added_up().get(rep.pk, NOTHING)


@pytest.mark.parametrize(
    ("effect", "said", "channel", "counted"),
    [
        pytest.param("no_answer", {}, "phone", {"dials": 1, "connects": 0, "meetings": 0}, id="nobody answered"),
        pytest.param("gatekeeper", {}, "phone", {"dials": 1, "connects": 0, "meetings": 0}, id="a gatekeeper"),
        pytest.param("connected", {}, "phone", {"dials": 1, "connects": 1, "meetings": 0}, id="a conversation"),
        pytest.param(
            "not_now", {}, "phone", {"dials": 1, "connects": 1, "meetings": 0}, id="not now was a conversation"
        ),
        pytest.param(
            "meeting", {"agreed": NOON + DAY}, "phone", {"dials": 1, "connects": 1, "meetings": 1}, id="a meeting"
        ),
        pytest.param(
            "connected",
            {"decision": "meeting", "agreed": NOON + DAY},
            "phone",
            {"dials": 1, "connects": 1, "meetings": 1},
            id="a meeting decided on in the conversation",
        ),
        pytest.param("done", {}, "email", {}, id="a mail is no dial"),
        pytest.param("skipped", {}, "phone", {}, id="a skipped call is no dial"),
    ],
)
def test_an_outcome_counts_as_the_words_say(rep, effect, said, channel, counted):
    contact = make_contact(owner=rep)
    make_touch(contact, at=NOON - DAY)

    log_outcome(contact, effect, channel=channel, **said)

    assert {name: number for name, number in sums_of(rep).items() if number} == {
        name: number for name, number in counted.items() if number
    }


def test_a_double_dial_counts_two(rep):
    contact = make_contact(owner=rep)
    first = log_outcome(contact, "no_answer")
    first.dial_again(by=rep, at=NOON)

    log_outcome(contact, "no_answer", at=NOON + timedelta(minutes=4))

    assert sums_of(rep)["dials"] == 2


def test_an_undone_call_counts_nowhere_even_after_a_recount(rep):
    completion = log_outcome(make_contact(owner=rep), "connected")
    Day.objects.recount()

    completion.undo(by=rep, at=NOON)

    assert sums_of(rep)["dials"] == 0
    Day.objects.recount()
    assert sums_of(rep) == NOTHING


def test_a_call_is_cold_before_they_did_anything_and_warm_after(rep):
    stranger, known = make_contact(owner=rep), make_contact(owner=rep)
    make_touch(known, at=NOON - DAY)

    log_outcome(stranger, "no_answer")
    log_outcome(known, "no_answer")
    make_touch(stranger, at=NOON + DAY)

    assert (sums_of(rep)["dials"], sums_of(rep)["cold"]) == (2, 1)


def test_having_stood_on_a_list_is_nothing_they_did(rep):
    contact = make_contact(owner=rep)
    make_touch(contact, Touch.Kind.LISTED, at=NOON - DAY)

    log_outcome(contact, "no_answer")

    assert sums_of(rep)["cold"] == 1


def test_a_call_to_a_client_is_not_cold(rep):
    contact = make_contact(owner=rep)
    contact.change_stage(Stage.WON, at=NOON - DAY, cause="by_hand")

    log_outcome(contact, "no_answer")

    assert sums_of(rep)["cold"] == 0


def test_what_is_learnt_late_makes_an_earlier_call_a_warm_one(rep):
    contact = make_contact(owner=rep)
    log_outcome(contact, "no_answer")
    Day.objects.recount()
    assert sums_of(rep)["cold"] == 1

    make_touch(contact, at=NOON - 30 * DAY, recorded_at=NOON + DAY)

    assert sums_of(rep)["cold"] == 0


def test_a_day_is_the_firms_day():
    make_firm(time_zone="Asia/Tokyo")
    rep = make_user()

    log_outcome(make_contact(owner=rep), "no_answer", at=NOON.replace(hour=16))

    assert Day.objects.get().day == date(2026, 3, 11)


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/Los_Angeles", "Pacific/Kiritimati", "Pacific/Niue"])
@pytest.mark.parametrize("hour", [0, 11, 23])
def test_after_a_change_of_zone_figures_and_rows_agree_at_once(client, zone, hour):
    make_firm(time_zone="Pacific/Kiritimati" if zone == "Pacific/Niue" else "Pacific/Niue")
    rep = make_user()
    log_outcome(make_contact(owner=rep), "no_answer", at=NOON.replace(hour=hour), rep=rep)
    Day.objects.recount()
    firm = make_firm()
    form = FirmForm(model_to_dict(firm) | {"name": "Harborline", "time_zone": zone}, instance=firm)

    assert form.is_valid(), form.errors
    form.save()

    day = make_firm().day_of(NOON.replace(hour=hour))
    assert Day.objects.within(between(day, day)).added_up()[rep.pk]["dials"] == 1
    assert sums_of(rep)["dials"] == 1
    Day.objects.recount()
    assert Day.objects.get(dials=1).day == day


def test_what_changes_nothing_in_the_days_counts_nothing_anew(rep):
    log_outcome(make_contact(owner=rep), "no_answer")
    Day.objects.recount()
    firm = make_firm()

    FirmForm(model_to_dict(firm) | {"name": "Harborline"}, instance=firm).save()

    assert not Day.objects.filter(is_dirty=True).exists()


def test_calls_count_for_who_made_them_not_for_the_owner():
    team = make_team()
    owner, helper = make_user(team=team), make_user(team=team)

    log_outcome(make_contact(owner=owner), "no_answer", rep=helper)

    assert (sums_of(owner)["dials"], sums_of(helper)["dials"]) == (0, 1)


LOGGED = st.lists(
    st.tuples(
        st.sampled_from(["no_answer", "voicemail", "connected", "gatekeeper"]),
        st.integers(0, 2),
        st.integers(0, 71),
        st.sampled_from(["leave", "undo", "recount", "warm up"]),
    ),
    max_size=8,
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LOGGED)
def test_the_sums_the_recount_and_the_rebuild_always_agree(logged):
    """Whatever was logged, undone or learnt late, and whenever the worker came by."""
    with transaction.atomic():
        rep = make_user()
        contacts = [make_contact(owner=rep) for _ in range(3)]
        for effect, who, hours, then in logged:
            at = NOON + timedelta(hours=hours)
            completion = log_outcome(contacts[who], effect, at=at, rep=rep)
            if then == "undo":
                completion.undo(by=rep, at=at)
            elif then == "recount":
                Day.objects.recount()
            elif then == "warm up":
                make_touch(contacts[who], at=at - timedelta(hours=5), recorded_at=at)
        counted = counted_anew(Day.objects.all())
        live = sums_of(rep)
        while Day.objects.recount():
            pass
        recounted = sums_of(rep)
        Day.objects.rebuild()
        rebuilt = sums_of(rep)
        transaction.set_rollback(True)

    in_days = {name: sum(numbers[name] for numbers in counted.values()) for name in attempts.COUNTED}
    assert in_days == live == recounted == rebuilt


def test_the_command_rebuilds_everything(rep):
    log_outcome(make_contact(owner=rep), "connected")
    Day.objects.all().delete()
    said = StringIO()

    call_command("rebuild_reports", stdout=said)

    assert said.getvalue() == "Days counted: 1\n"
    assert sums_of(rep)["connects"] == 1
