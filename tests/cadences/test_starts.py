"""When plans begin: with their lead, or spread by a load limit (rule 7)."""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from cadences import firing, promise, starts
from cadences.calendar import Calendar
from cadences.models import Enrollment, Task
from contacts.models import Contact, Stage, Touch
from leadflow.accounts.models import User
from leadflow.reports import late, rows
from leadflow.reports.scope import Scope, ScopeForm
from leadflow.reports.slipping import Cause, slipping
from tests.contacts.uploading import imported
from tests.factories import NOON, log_task, make_contact, make_enrollment, make_firm, make_team, make_touch, make_user

DAY = timedelta(days=1)
TUESDAY = NOON.date()
HEADINGS = "First name,Last name,Email,Interaction,Event name"


def a_list(number: int, *, asking: int = 0, first: int = 0) -> str:
    """So many people who did two things each, then so many who asked to be contacted."""
    two = [
        f"Ana{n},Berg{n},ana{n}@polder{n}.example,{what}"
        for n in range(first, first + number)
        for what in ("download,Guide", "booth visit,Fair")
    ]
    ask = [f"Ida{n},Moe{n},ida{n}@solano{n}.example,contact request,Form" for n in range(first, first + asking)]
    return "\n".join([HEADINGS, *two, *ask])


def begun(rep=None) -> dict[date, int]:
    """How many plans begin on which day."""
    found = Enrollment.objects.all()
    return dict(Counter((found.filter(contact__owner=rep) if rep else found).values_list("day_0", flat=True)))


# The diary, pure


@pytest.mark.parametrize(
    ("most", "number", "before", "expected"),
    [
        pytest.param(None, 3, {}, [10, 10, 10], id="without a limit all begin today"),
        pytest.param(2, 3, {}, [10, 10, 11], id="two a day"),
        pytest.param(2, 3, {10: 1}, [10, 11, 11], id="what begins today anyway counts"),
        pytest.param(1, 3, {10: 5, 12: 1}, [11, 13, 16], id="full days and the weekend are left out"),
    ],
)
def test_plans_begin_on_the_first_working_day_with_room(most, number, before, expected):
    taken = {(1, 0): Counter({date(2026, 3, day): n for day, n in before.items()})}
    diary = starts.Diary(Calendar(), TUESDAY, most, taken)

    assert [diary.enter((1, 0)).day for _ in range(number)] == expected


def test_on_a_day_off_the_first_begin_on_the_next_working_day():
    saturday = date(2026, 3, 14)
    diary = starts.Diary(Calendar(), saturday, 1, {(1, 0): Counter()})

    assert diary.enter((1, 0)) == date(2026, 3, 16)


@given(
    most=st.integers(1, 5),
    before=st.dictionaries(st.integers(0, 20), st.integers(0, 7)),
    numbers=st.lists(st.integers(1, 12), max_size=5),
    weekend=st.sets(st.integers(0, 6), max_size=6),
)
def test_no_day_gets_more_than_the_limit_and_no_room_is_left_before(most, before, numbers, weekend):
    calendar = Calendar(frozenset(range(7)) - weekend)
    stood = Counter({TUESDAY + n * DAY: number for n, number in before.items()})
    diary = starts.Diary(calendar, TUESDAY, most, {(1, 0): Counter(stood)})

    given_days = Counter()
    for number in numbers:
        for day, together in diary.enter_many((1, 0), number):
            given_days[day] += together

    assert given_days.total() == sum(numbers)
    assert all(calendar.is_working(day) for day in given_days)
    assert all(stood[day] + number <= most for day, number in given_days.items())
    last = max(given_days, default=TUESDAY)
    passed = [TUESDAY + n * DAY for n in range((last - TUESDAY).days)]
    assert all(stood[day] + given_days[day] >= most for day in passed if calendar.is_working(day))


# Lists


@pytest.fixture
def team(db):
    return make_team()


@pytest.fixture
def reps(team):
    return [make_user(team=team) for _ in range(2)]


def test_a_list_begins_so_many_a_day_with_each_rep(team, reps):
    imported(a_list(7), starts_a_day=2)

    assert Contact.objects.leads().count() == 7
    assert begun(reps[0]) == {TUESDAY: 2, TUESDAY + DAY: 2}
    assert begun(reps[1]) == {TUESDAY: 2, TUESDAY + DAY: 1}


def test_without_a_limit_all_begin_at_once(team, reps):
    imported(a_list(7))

    assert begun() == {TUESDAY: 7}


def test_the_firm_settles_the_limit_for_every_list(team, reps):
    make_firm(starts_a_day=1)
    upload = imported(a_list(4))

    assert upload.starts_a_day == 1
    assert begun() == {TUESDAY: 2, TUESDAY + DAY: 2}


def test_a_second_list_begins_where_the_first_left_room(team, reps):
    imported(a_list(5), starts_a_day=2)
    imported(a_list(3, first=10), starts_a_day=2)

    assert begun() == {TUESDAY: 4, TUESDAY + DAY: 4}


def test_who_asked_is_called_at_once_whatever_the_limit(team, reps):
    imported(a_list(6, asking=3), starts_a_day=1)

    requests = Task.objects.open().filter(kind=Task.Kind.REQUEST)
    assert {task.due_on for task in requests} == {TUESDAY}
    assert requests.count() == 3


def test_a_waiting_lead_who_asks_is_called_at_once(team, reps):
    imported(a_list(6), starts_a_day=1)
    waiting = Enrollment.objects.latest("day_0").contact

    make_touch(waiting, Touch.Kind.CONTACT_REQUEST, at=NOON + timedelta(hours=1))

    assert waiting.tasks.open().get().kind == Task.Kind.REQUEST


def test_sales_ready_people_begin_first(team):
    rep = make_user(team=team)
    ready = "\n".join(
        f"Eva,Lind,eva@harbor.example,{what}"
        for what in ("download,Guide", "booth visit,Fair", "networking,Dinner", "download,Price list")
    )
    imported(f"{a_list(3)}\n{ready}", starts_a_day=1)

    first = Enrollment.objects.get(day_0=TUESDAY).contact
    assert (first.name, first.stage, first.owner) == ("Eva Lind", Stage.SALES_READY, rep)


def test_the_plan_counts_from_its_start(team, reps):
    make_firm(working_days=[0, 1, 2, 3, 4, 5, 6])
    imported(a_list(6), starts_a_day=1)
    last = Enrollment.objects.latest("day_0", "pk")

    assert [(line.day - TUESDAY).days for line in last.plan(NOON)] == [
        2 + n for n in (0, 1, 2, 5, 7, 8, 10, 12, 14, 18, 21)
    ]
    assert [line.fate for line in last.plan(NOON)] == ["planned"] * 11


def test_nothing_fires_before_the_start(team, reps):
    imported(a_list(6), starts_a_day=1)

    fired = {}
    for n in range(5):
        firing.sweep(NOON + n * DAY, clock=lambda: NOON)
        fired[n] = Task.objects.filter(step_key="research").count()

    # Research comes the day after the start; the weekend begins on the fifth day.
    assert fired == {0: 0, 1: 2, 2: 4, 3: 6, 4: 6}


def test_promise_12_holds_while_they_wait(team, reps):
    imported(a_list(9), starts_a_day=1)

    assert not promise.without_next_step(Contact.objects.all()).exists()


@pytest.mark.parametrize(
    ("resumed_after", "research"),
    [pytest.param(1, 3, id="before it"), pytest.param(6, 7, id="after it")],
)
def test_a_pause_takes_nothing_from_a_plan_that_has_not_begun(team, resumed_after, research):
    make_firm(working_days=[0, 1, 2, 3, 4, 5, 6])
    make_user(team=team)
    imported(a_list(3), starts_a_day=1)
    last = Enrollment.objects.latest("day_0")
    assert last.day_0 == TUESDAY + 2 * DAY

    last.hold(TUESDAY + resumed_after * DAY, at=NOON)
    last.resume(at=NOON + resumed_after * DAY)

    assert last.next_due_on == TUESDAY + research * DAY


# What others say of who waits


def scope_at(moment) -> Scope:
    viewer = make_user(User.Role.ADMINISTRATOR)
    return Scope.asked_for(ScopeForm({"period": "30-days"}, viewer=viewer), viewer, at=moment)


def test_who_waits_for_the_start_is_late_with_nobody(team, reps):
    imported(a_list(24), starts_a_day=1, by=make_user(User.Role.MARKETING))
    friday_after = NOON + 10 * DAY
    begun_for_long = Enrollment.objects.filter(day_0__lte=TUESDAY + 7 * DAY).count()
    assert 0 < begun_for_long < 24

    scope = scope_at(friday_after)

    assert rows.never_touched(scope).count() == rows.not_accepted(scope).count() == begun_for_long
    assert late.lists_not_worked(scope).get().open_leads == begun_for_long


def test_a_list_of_which_all_wait_is_not_late(team, reps):
    for rep in reps:
        for _ in range(2):
            make_enrollment(make_contact(owner=rep))
    imported(a_list(2), starts_a_day=2)
    Enrollment.objects.filter(day_0=TUESDAY + DAY).update(day_0=TUESDAY + 20 * DAY)

    assert not late.lists_not_worked(scope_at(NOON + 10 * DAY)).exists()


def test_what_lies_in_a_pool_until_its_start_does_not_slip(team):
    imported(a_list(3), starts_a_day=1)

    causes = {contact.name: contact.cause for contact in slipping(Contact.objects.all(), at=NOON + 3 * DAY)}

    assert causes == dict.fromkeys(["Ana0 Berg0", "Ana1 Berg1"], Cause.POOL)


def test_the_first_touch_is_measured_from_the_start(team):
    rep = make_user(team=team)
    imported(a_list(3), starts_a_day=1)
    last = Enrollment.objects.latest("day_0")
    firing.sweep(NOON + 6 * DAY, clock=lambda: NOON)
    firing.sweep(NOON + 6 * DAY, clock=lambda: NOON)
    task = Task.objects.get(contact=last.contact, step_key="research")
    log_task(task, "done", rep=rep, at=NOON + 6 * DAY)
    make_touch(last.contact, Touch.Kind.ATTEMPT, at=NOON + 6 * DAY, rep=rep, asset=None, key="x")

    lead = rows.given(scope_at(NOON + 6 * DAY)).get(contact=last.contact)

    waited = rows.until_first_touch(lead.at, lead.begins_on, lead.first_touch, firm=make_firm())
    assert timedelta(seconds=waited) == timedelta(days=4, hours=10)


def test_the_plan_says_when_it_starts(client, team, at_noon):
    rep = make_user(team=team)
    imported(a_list(2), starts_a_day=1)
    client.force_login(rep)
    last = Enrollment.objects.latest("day_0")

    panel = client.get(reverse("plan", args=[last.contact_id])).content.decode()
    timeline = client.get(reverse("contact_timeline", args=[last.contact_id])).content.decode()

    assert "Starts on" in panel
    assert "tomorrow" in panel
    assert "Starts on 11 March 2026" in timeline


def test_spreading_costs_the_same_however_many(team, reps, django_assert_num_queries):
    made = {}
    for number in (4, 40):
        imported(a_list(number, first=number * 10))
        made[number] = list(Contact.objects.leads().order_by("-pk").values_list("pk", flat=True)[:number])
        Enrollment.objects.exclude(contact__in=made[number]).delete()
        with django_assert_num_queries(9):
            starts.spread(made[number], most=1, at=NOON)
