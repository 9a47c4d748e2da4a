"""The day on which a step comes is one and the same for the plan on a page, for the dry run and for the sweep."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from cadences.calendar import EXACT, NEXT, WEEKDAY
from cadences.coming import Coming, Wished, comes_on
from cadences.firm_day import FirmDay
from cadences.models import Enrollment, Step
from contacts.models import Channel
from leadflow.accounts.models import DayOff
from tests.cadences.days import all_done
from tests.cadences.wordings import publish_wordings
from tests.factories import make_contact, make_enrollment, make_firm, make_user

DAY = timedelta(days=1)
# A Tuesday, and a public holiday in France.
BASTILLE = date(2026, 7, 14)
TUESDAYS = Wished(call_days=(1,))
WEEKLY = Wished(every_days=7, last=BASTILLE - DAY)


def call(rule=NEXT) -> Step:
    return Step(day=8, channel=Channel.PHONE, day_rule=rule)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("step", "due", "beside", "expected"),
    [
        pytest.param(call(), BASTILLE, {}, Coming(BASTILLE), id="on its day"),
        pytest.param(call(), BASTILLE + 4 * DAY, {}, Coming(date(2026, 7, 20)), id="not on a weekend"),
        pytest.param(call(), BASTILLE, {"country": "FR"}, Coming(BASTILLE + DAY), id="not on a holiday there"),
        pytest.param(call(WEEKDAY), BASTILLE, {"country": "FR"}, Coming(BASTILLE + 7 * DAY), id="the same weekday"),
        pytest.param(call(EXACT), BASTILLE, {"country": "FR"}, Coming(BASTILLE), id="that very day, holiday or not"),
        pytest.param(call(EXACT), BASTILLE - 9 * DAY, {}, Coming(date(2026, 7, 6)), id="that very day, missed"),
        pytest.param(call(), BASTILLE, {"full": BASTILLE}, Coming(BASTILLE + DAY, BASTILLE), id="no room"),
        pytest.param(call(), BASTILLE, {"full": BASTILLE - DAY}, Coming(BASTILLE), id="no room the day before its day"),
        pytest.param(
            call(),
            BASTILLE - DAY,
            {"full": BASTILLE - DAY, "country": "FR"},
            Coming(BASTILLE + DAY, BASTILLE - DAY),
            id="no room, then a holiday there",
        ),
        pytest.param(
            call(),
            BASTILLE + DAY,
            {"wish": TUESDAYS},
            Coming(BASTILLE + 7 * DAY, None, (BASTILLE + DAY, "no day on which they want calls")),
            id="calls on Tuesdays",
        ),
        pytest.param(call(), BASTILLE, {"wish": TUESDAYS}, Coming(BASTILLE), id="a Tuesday"),
        pytest.param(
            call(EXACT),
            BASTILLE,
            {"wish": WEEKLY},
            Coming(
                date(2026, 7, 20),
                None,
                (BASTILLE, "less than 7 days after the last time, which they do not want"),
            ),
            id="once a week, and no weekend then",
        ),
    ],
)
def test_the_day_of_a_step(step, due, beside, expected):
    make_firm(country="NO")
    day = FirmDay.at(datetime(2026, 7, 13, 9, tzinfo=UTC))

    assert comes_on(step, due, anchor=BASTILLE - 8 * DAY, day=day, **beside) == expected


anybody = {
    "begins": st.integers(0, 30),
    "country": st.sampled_from(["", "NO", "FR"]),
    "off": st.sets(st.integers(0, 40), max_size=6),
    "rules": st.lists(st.sampled_from([NEXT, WEEKDAY, EXACT]), min_size=3, max_size=3),
    "beside": st.booleans(),
    "same_day": st.booleans(),
    "call_days": st.sets(st.integers(0, 4), max_size=2),
    "every_days": st.sampled_from([None, 3, 7]),
}


def tell_and_live(begins, country, off, rules, beside, same_day, call_days, every_days):
    """The days that the plan tells on the first day; the days on which the steps then come."""
    with transaction.atomic():
        make_firm(country="NO", time_zone="UTC")
        first = datetime(2026, 7, 1, 9, tzinfo=UTC) + begins * DAY
        for n in off:
            DayOff(day=first.date() + n * DAY, name="Off").save()
        keys = ("intro-mail", "linkedin", "first-call")
        words = {key: {"day_rule": rule} for key, rule in zip(keys, rules, strict=True)}
        words["linkedin"] |= {"day": 8 if beside and same_day else 7, "blocking": not beside}
        publish_wordings(words, at=first)
        contact = make_contact(owner=make_user(), phone="+33 1 99 00 12 34", country=country)
        plan = make_enrollment(contact, at=first)
        contact.wish(call_days=call_days, every_days=every_days, at=first)
        told = {line.step.key: line.day for line in Enrollment.objects.get(pk=plan.pk).plan(first)}

        came = all_done(plan, until=26, since=first)

        transaction.set_rollback(True)
    told = {key: (day - first.date()).days for key, day in told.items() if day and key in came}
    return told, came


@pytest.mark.django_db
@settings(max_examples=4, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate])
@given(**anybody)
def test_each_step_comes_on_the_day_that_the_plan_told(**somebody):
    told, came = tell_and_live(**somebody)

    assert came == told != {}


@pytest.mark.chaos
@pytest.mark.django_db
@settings(max_examples=200, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate])
@given(**anybody)
def test_each_step_comes_on_the_day_that_the_plan_told_to_many(**somebody):
    told, came = tell_and_live(**somebody)

    assert came == told != {}
