"""When plans begin: with their lead, or spread by a load limit (rule 7)."""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.db import transaction
from django.db.models import F
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cadences import firing, starts
from cadences.calendar import Calendar
from cadences.models import Enrollment, Task
from contacts import giving
from contacts.models import Contact, Stage, Touch, Upload
from leadflow.accounts.models import User
from leadflow.lib import pictures
from scoring import rescoring
from scoring.models import LeadDefinition, Rescore
from tests.cadences.starting import a_list
from tests.contacts.uploading import everything, imported, undone
from tests.factories import NOON, make_contact, make_firm, make_team, make_touch, make_user

DAY = timedelta(days=1)
TUESDAY = NOON.date()


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


@pytest.mark.parametrize("piece", [2, 3, 1000])
def test_they_begin_first_whatever_piece_of_the_list_they_came_in(team, monkeypatch, piece):
    monkeypatch.setattr(Upload, "ROWS", piece)
    make_user(team=team)
    ready = [
        f"Eva,Lind,eva@harbor.example,{what}"
        for what in ("networking,Dinner", "download,Guide", "booth visit,Fair", "download,Price list")
    ]
    keen = [f"Per,Lund,per@quay.example,{what}" for what in ("download,Guide", "booth visit,Fair", "download,Prices")]
    imported("\n".join([a_list(3), *ready, *keen]), starts_a_day=2)

    in_order = Enrollment.objects.order_by("day_0", "contact__pk")
    days = [(plan.contact.first_name, plan.day_0 - TUESDAY) for plan in in_order]
    assert sorted(days[:2]) == [("Eva", 0 * DAY), ("Per", 0 * DAY)]
    assert days[2:] == [("Ana0", DAY), ("Ana1", DAY), ("Ana2", 2 * DAY)]
    assert all(plan.next_due_on > plan.day_0 for plan in in_order)


def test_who_was_started_by_hand_or_has_begun_keeps_the_day(team):
    make_user(team=team)
    imported(a_list(3), starts_a_day=1)
    first, second, third = Enrollment.objects.order_by("day_0")
    third.start_now(by=None, at=NOON)
    Contact.objects.filter(pk=second.contact_id).update(stage=Stage.SALES_READY)
    firing.sweep(NOON + DAY, clock=lambda: NOON)

    starts.put_in_order(Enrollment.objects.all(), at=NOON + DAY)

    assert list(Enrollment.objects.order_by("pk").values_list("day_0", flat=True)) == [TUESDAY, TUESDAY + DAY, TUESDAY]
    assert first.tasks.exists()


def test_an_undone_list_leaves_the_days_of_others_alone(team):
    make_user(team=team)
    imported(a_list(3), starts_a_day=1)
    before = everything()

    undone(imported(a_list(3, first=10), starts_a_day=1))

    assert everything() == before


# Given to somebody else


def test_the_limit_holds_for_whoever_gets_them(team, reps):
    ana, ben = reps
    imported(a_list(12), starts_a_day=2)
    assert begun(ana) == begun(ben) == {TUESDAY + n * DAY: 2 for n in range(3)}

    Contact.objects.filter(owner=ana).assign(ben, at=NOON + timedelta(hours=1))

    week = [0, 1, 2, 3, 6, 7]
    assert begun(ben) == {TUESDAY + n * DAY: 2 for n in week}


def test_who_waits_begins_as_soon_as_there_is_room(team):
    ana = make_user(team=team)
    imported(a_list(4), starts_a_day=1)
    ben = make_user(team=team)
    last = Enrollment.objects.latest("day_0")

    last.contact.assign(ben, at=NOON)

    last.refresh_from_db()
    assert (last.day_0, last.next_due_on) == (TUESDAY, TUESDAY + DAY)
    assert begun(ana) == {TUESDAY + n * DAY: 1 for n in range(3)}


def test_given_and_taken_back_they_begin_as_before(team):
    ana = make_user(team=team)
    imported(a_list(4), starts_a_day=1)
    ben = make_user(team=team)
    before = pictures.rows(Enrollment.objects.all())
    contacts = Contact.objects.filter(owner=ana)
    token = giving.token_of(contacts, ben)
    contacts.assign(ben, at=NOON)

    giving.take_back(token, by=make_user(User.Role.MANAGER, manages=[team]), at=NOON)

    assert pictures.rows(Enrollment.objects.all()) == before


def test_who_has_begun_goes_on_as_planned(team, reps):
    ana, ben = reps
    imported(a_list(4), starts_a_day=1)
    firing.sweep(NOON + DAY, clock=lambda: NOON)
    plans = Enrollment.objects.filter(contact__owner=ana, tasks__isnull=False)
    before = pictures.rows(plans)

    Contact.objects.filter(owner=ana).assign(ben, at=NOON + DAY)

    assert len(before) == 1
    assert pictures.rows(Enrollment.objects.filter(pk__in=before)) == before


def test_whoever_leaves_leaves_them_to_the_pool_by_the_same_limit(team, reps):
    imported(a_list(4), starts_a_day=1)
    for rep in reps:
        rep.deactivate(at=NOON)

    assert begun() == {TUESDAY + n * DAY: 1 for n in (0, 1, 2, 3)}


lists = st.tuples(st.just("list"), st.integers(1, 5), st.integers(0, 1))
givings = st.tuples(st.just("give"), st.sets(st.integers(0, 9), min_size=1, max_size=6), st.integers(0, 2))


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(most=st.integers(1, 3), did=st.lists(st.one_of(lists, givings), min_size=1, max_size=6))
def test_whatever_lists_come_and_whoever_gets_them_nobody_begins_more_than_the_limit(db, most, did):
    with transaction.atomic():
        team = make_team()
        reps = [make_user(team=team) for _ in range(3)]
        for step, (what, picks, whom) in enumerate(did):
            if what == "list":
                imported(a_list(picks, asking=whom, first=step * 10), starts_a_day=most)
            else:
                ids = list(Contact.objects.order_by("pk").values_list("pk", flat=True))
                Contact.objects.filter(pk__in=[ids[n] for n in picks if n < len(ids)]).assign(reps[whom], at=NOON)

            assert all(number <= most for rep in reps for number in begun(rep).values())
            assert not Enrollment.objects.filter(next_due_on__lte=F("day_0")).exists()
        transaction.set_rollback(True)


# Found by a new lead definition


@pytest.mark.parametrize(("limit", "first_day"), [(2, 2), (None, 3)], ids=["the firm's", "else a full day's dials"])
def test_those_whom_a_new_definition_finds_do_not_begin_all_at_once(team, monkeypatch, limit, first_day):
    monkeypatch.setattr(rescoring, "PIECE", 3)
    make_firm(starts_a_day=limit, daily_dials=3)
    rep = make_user(team=team)
    people = [make_contact(team=team, owner=rep) for _ in range(7)]
    for contact in people:
        make_touch(contact, Touch.Kind.DOWNLOAD)
    for kind in (Touch.Kind.BOOTH_VISIT, Touch.Kind.NETWORKING, Touch.Kind.WEBINAR_ATTENDED):
        people[-1].record_touch(kind, at=NOON, minutes=50)
    Enrollment.objects.all().delete()
    Contact.objects.update(stage=Stage.NAME)
    LeadDefinition.objects.create(version=2, in_force_from=NOON, lead_interactions=1)

    rescoring.do_all(Rescore.for_definition(LeadDefinition.in_force(NOON), at=NOON).pk, clock=lambda: NOON)

    assert Contact.objects.leads().count() == 7
    assert begun(rep)[TUESDAY] == first_day == max(begun(rep).values())
    assert people[-1].enrollments.get().day_0 == TUESDAY


def test_spreading_costs_the_same_however_many(team, reps, django_assert_num_queries):
    made = {}
    for number in (4, 40):
        imported(a_list(number, first=number * 10))
        made[number] = list(Contact.objects.leads().order_by("-pk").values_list("pk", flat=True)[:number])
        Enrollment.objects.exclude(contact__in=made[number]).delete()
        with django_assert_num_queries(9):
            starts.spread(made[number], most=1, at=NOON)
