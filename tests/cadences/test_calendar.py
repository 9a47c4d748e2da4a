"""On which day a step falls (domain rule 8, invariants I2 and I8), against a plain reading of the rule."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from cadences import firing
from cadences.models import Cadence, Task
from contacts.models import Channel
from leadflow.accounts.models import DayOff, Firm
from leadflow.lib import zones
from tests.factories import log_task, make_contact, make_enrollment, make_firm, make_user

DAY = timedelta(days=1)
# Nobody's plan takes longer.
AT_MOST = 500


@cache
def changes_of(zone: str) -> list[date]:
    """The days of 2026 on which the clocks are changed."""
    noons = [datetime(2026, 1, 1, 12, tzinfo=ZoneInfo(zone)) + n * DAY for n in range(365)]
    return [noons[n].date() for n in range(1, 365) if noons[n].utcoffset() != noons[n - 1].utcoffset()]


def with_summer_time() -> list[str]:
    return [zone for zone in zones.names() if len(changes_of(zone)) > 1]


@st.composite
def around_a_change(draw, before, after):
    """A zone, and a day so many days before to so many after one of its changes."""
    zone = draw(st.sampled_from(with_summer_time()))
    change = draw(st.sampled_from(changes_of(zone)))
    return zone, change + draw(st.integers(-before, after)) * DAY


@given(place=around_a_change(2, 2), clock=st.times(), share=st.integers(0, 999_999))
def test_a_day_is_the_firms_from_its_midnight_to_the_next_whatever_the_clocks_do(place, clock, share):
    zone, day = place
    firm = Firm(time_zone=zone)
    begins, ends = (firm.moment(day + n * DAY, time.min).astimezone(UTC) for n in (0, 1))

    assert firm.day_of(begins + (ends - begins) * share / 1_000_000) == day
    assert firm.day_of(begins - timedelta(microseconds=1)) == day - DAY
    assert firm.day_of(ends) == day + DAY
    moment = firm.moment(day, clock)
    exists = moment.astimezone(UTC).astimezone(firm.zone).time() == clock
    assert not exists or firm.day_of(moment) == day


def by_rule_8(steps, day_0, works, late) -> dict[str, date]:
    """The day of each step, read off the rule word for word. `late` says how many days late each blocking step is
    done; the others wait for nobody."""

    def working_day_from(day):
        while not works(day):
            day += DAY
        return day

    falls, lost, before = {}, [], None
    for step, days_late in zip([s for s in steps if s.blocking], late, strict=False):
        due = working_day_from(day_0 + (step.day + sum(days for _, days in lost)) * DAY)
        if before:
            last, done = before
            due = max(due, working_day_from(done + min(step.day - last.day, 2) * DAY))
        falls[step.key] = due
        before = step, due + days_late * DAY
        lost.append((before[1], days_late))
    for step in [s for s in steps if not s.blocking]:
        day = day_0
        while day < working_day_from(day_0 + (step.day + sum(days for done, days in lost if done < day)) * DAY):
            day += DAY
        falls[step.key] = day
    return falls


def live(enrollment, late, *, firm, sweep_at, log_at) -> None:
    """The sweep comes each day, and the rep does each blocking step so many days late, the others at once."""
    contact = enrollment.contact
    left = iter(late)
    to_do: dict[Task, date] = {}
    for n in range(AT_MOST):
        day = enrollment.day_0 + n * DAY
        now = firm.moment(day, sweep_at)
        firing.sweep(now, clock=lambda now=now: now)
        for task in enrollment.tasks.open():
            if task not in to_do:
                to_do[task] = day + (next(left) if task.blocking else 0) * DAY
        for task in [task for task, on in to_do.items() if on == day]:
            effect = "no_answer" if task.channel == Channel.PHONE else "done"
            log_task(Task.objects.get(pk=task.pk), effect, rep=contact.owner, at=firm.moment(day, log_at))
        if not enrollment.planned_steps() and not enrollment.tasks.open():
            return
    raise AssertionError("the plan never came to its end")


@pytest.mark.django_db
# An example takes a second: looking for a smaller one that fails, too, would take minutes.
@settings(max_examples=12, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate])
@given(
    place=around_a_change(30, 0),
    working_days=st.sets(st.integers(0, 6), min_size=1),
    off=st.sets(st.integers(0, 45), max_size=15),
    late=st.one_of(st.just([0] * 10), st.lists(st.integers(0, 5), min_size=10, max_size=10)),
    sweep_at=st.times(max_value=time(11)),
    log_at=st.times(min_value=time(12), max_value=time(22, 30)),
)
def test_on_any_calendar_each_step_falls_on_the_day_of_rule_8(place, working_days, off, late, sweep_at, log_at):
    zone, day_0 = place
    with transaction.atomic():
        firm = make_firm(time_zone=zone, working_days=sorted(working_days), country="")
        for n in off:
            DayOff(day=day_0 + n * DAY, name="Off").save()
        contact = make_contact(owner=make_user(), phone="+47 22 55 01 34")
        enrollment = make_enrollment(contact, at=firm.moment(day_0, sweep_at))

        live(enrollment, late, firm=firm, sweep_at=sweep_at, log_at=log_at)

        tasks = list(enrollment.tasks.exclude(step_key=""))
        fell = {task.step_key: task.due_on for task in tasks}
        appeared = {task.step_key: firm.day_of(task.created_at) for task in tasks}
        steps = list(Cadence.default().current.steps.exclude(channel=Channel.SYSTEM))
        transaction.set_rollback(True)

        def works(day):
            return day.weekday() in working_days and (day - day_0).days not in off

        assert fell == appeared == by_rule_8(steps, day_0, works, late)


@pytest.mark.django_db
def test_the_reference_itself_gives_the_days_of_the_plan():
    steps = list(Cadence.default().current.steps.exclude(channel=Channel.SYSTEM))
    monday = date(2026, 3, 2)

    days = by_rule_8(steps, monday, lambda day: True, [0] * 10)

    assert sorted((day - monday).days for day in days.values()) == [1, 2, 5, 7, 8, 10, 12, 14, 18, 21]
