"""What is foreseen within daily limits and around absences, held against what the sweep then does."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from cadences import firing
from cadences.firm_day import FirmDay
from cadences.models import DailyLimit, Task
from contacts.models import Channel, Contact
from leadflow.accounts.models import Absence
from leadflow.forecast import load
from leadflow.forecast.shares import Share
from tests.factories import NOON, log_task, make_contact, make_firm, make_team, make_user

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
TUESDAY = NOON.date()


def limit(most, *, channel=Channel.PHONE, rep=None):
    DailyLimit.objects.create(rep=rep, channel=channel, most=most)


def lead(rep, *, days_ago=0, interest=0):
    one = make_contact(owner=rep, phone="+47 22 55 01 34", interest=interest)
    Contact.objects.filter(pk=one.pk).change_stage("lead", at=NOON - days_ago * DAY, cause="by_hand")
    return one


def foreseen(rep, **chosen) -> list[int]:
    _, [row] = load.rows([Share(rep.pk, None)], most=None, day=FirmDay.at(NOON), **chosen)
    return row.already


def work_through(doers, days) -> dict[int, list[int]]:
    """Let the days pass, everybody who is here doing what they have on its day; how many that is, by person."""
    done = Counter()
    moment = NOON
    while moment.date() <= days[-1]:
        firing.sweep(moment, clock=lambda: NOON)
        for task in Task.objects.due(moment.date()).order_by("pk") if moment.date() in days else ():
            doer = doers(task, moment.date())
            if doer:
                done[doer.pk, moment.date()] += 1
                log_task(task, "done", rep=doer, at=moment)
        moment += DAY
    return {who: [done[who, day] for day in days] for who, _ in done}


def test_a_limit_is_foreseen_for_those_who_begin_too():
    rep = make_user()
    limit(1, channel=Channel.RESEARCH)

    _, [row] = load.rows([Share(rep.pk, None, plans=[("", 3)])], most=None, day=FirmDay.at(NOON), channel="research")

    assert row.added[:5] == [0, 1, 1, 1, 0]


def test_one_channel_can_be_looked_at_alone():
    rep = make_user()
    lead(rep)
    by_channel = [foreseen(rep, channel=channel) for channel in Channel.values]

    assert [sum(day) for day in zip(*by_channel, strict=True)] == foreseen(rep)
    assert sum(foreseen(rep, channel=Channel.LINKEDIN)) == 1


def test_who_stands_in_is_foreseen_to_do_it():
    ana = make_user(team=make_team())
    ben = make_user(team=ana.team)
    lead(ana)
    Absence.objects.create(rep=ana, first=TUESDAY, last=TUESDAY + DAY, stand_in=ben, changed_at=NOON)
    before = (foreseen(ana), foreseen(ben))
    days = [d for n in range(21) if (d := TUESDAY + n * DAY).weekday() < 5]

    came = work_through(lambda task, day: ben if day <= TUESDAY + DAY else ana, days)

    assert before == (came[ana.pk], came[ben.pk])


def test_what_waits_for_somebody_who_is_away_is_foreseen_after_their_return():
    ana = make_user(team=make_team())
    lead(ana)
    Absence.objects.create(rep=ana, first=TUESDAY, last=TUESDAY + 2 * DAY, changed_at=NOON)

    assert foreseen(ana)[:4] == [0, 0, 0, 1]


@settings(
    max_examples=12,
    phases=[p for p in Phase if p != Phase.shrink],
    suppress_health_check=list(HealthCheck),
    deadline=None,
)
@given(
    begun=st.lists(st.integers(-14, 0), min_size=1, max_size=6),
    most=st.dictionaries(
        st.sampled_from([Channel.PHONE, Channel.EMAIL, Channel.LINKEDIN, Channel.RESEARCH]), st.integers(1, 2)
    ),
    late=st.integers(0, 3),
)
def test_what_has_no_room_comes_as_foreseen(begun, most, late):
    with transaction.atomic():
        make_firm()
        rep = make_user(team=make_team())
        for channel, number in most.items():
            limit(number, channel=channel)
        for interest, ago in enumerate(sorted(begun)):
            lead(rep, days_ago=-ago, interest=interest)
        moment = NOON - 14 * DAY
        while moment <= NOON:
            firing.sweep(moment, clock=lambda: NOON)
            if moment < NOON - late * DAY:
                for task in Task.objects.due(moment.date()).order_by("pk"):
                    log_task(task, "done", rep=rep, at=moment)
            moment += DAY
        days, [row] = load.rows([Share(rep.pk, None)], most=None, day=FirmDay.at(NOON))

        assert row.already == work_through(lambda task, day: rep, days)[rep.pk]
        transaction.set_rollback(True)
