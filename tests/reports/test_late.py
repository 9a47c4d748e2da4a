"""Late: lists that nobody works, and reps of whom nothing is heard; and who may see it."""

from datetime import date, time, timedelta

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.db.models import Q
from django.urls import reverse

from cadences.models import Enrollment, Task
from contacts.importing import work
from contacts.models import Contact, Stage, Touch, Upload
from leadflow.accounts.models import DayOff
from leadflow.reports.late import lists_not_worked, silent_reps
from leadflow.reports.rows import days_ago, not_accepted
from leadflow.reports.scope import Scope, ScopeForm
from tests.factories import NOON, log_outcome, log_task, make_contact, make_enrollment, make_firm

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
# The Friday after NOON, a Tuesday.
FRIDAY = NOON + 3 * DAY
PAGES = ["dashboard", "calls", "tasks", "leads_given", "leads_waiting", "requests", "slipping", "late"]


def scope_of(viewer, at):
    return Scope.asked_for(ScopeForm({}, viewer=viewer), viewer, at=at)


def imported(house, at=NOON):
    """A list of two people who become leads at once, since they asked."""
    content = b"Name,Email,Phone\nIda Moe,ida@nordquay.example,\nPer Lund,per@nordquay.example,\n"
    upload = Upload.receive(
        ContentFile(content),
        name="form.csv",
        at=at,
        by=house.marketer,
        team=house.north,
        kind="contact_request",
        zone="UTC",
    )
    upload = work.do_all(upload.pk, clock=lambda: at)
    upload.begin(at=at)
    return work.do_all(upload.pk, clock=lambda: at)


@pytest.mark.parametrize(
    ("moment", "worked", "late"),
    [
        pytest.param(NOON + DAY, 0, False, id="it came yesterday"),
        pytest.param(FRIDAY, 0, True, id="it came on Tuesday and nobody did anything"),
        pytest.param(FRIDAY, 1, False, id="half of its leads were tried"),
    ],
)
def test_a_list_is_late_while_fewer_than_half_of_its_leads_were_tried(house, moment, worked, late):
    upload = imported(house)
    for lead in Contact.objects.filter(stage=Stage.LEAD).order_by("pk")[:worked]:
        log_outcome(lead, "no_answer", at=NOON + DAY)

    assert list(lists_not_worked(scope_of(house.petra, moment))) == ([upload] if late else [])


@pytest.mark.parametrize(
    ("logged", "silent"),
    [
        pytest.param(None, True, id="never logged anything"),
        pytest.param(NOON, True, id="last on Tuesday"),
        pytest.param(NOON + 2 * DAY, False, id="yesterday"),
    ],
)
def test_a_rep_with_overdue_work_who_logs_nothing_is_silent(house, logged, silent):
    contact = make_contact(owner=house.ana)
    Task.open_for(contact, Task.Kind.NEXT_STEP, due_on=NOON.date(), at=NOON)
    if logged:
        log_outcome(contact, "no_answer", at=logged)

    assert list(silent_reps(scope_of(house.petra, FRIDAY))) == ([house.ana] if silent else [])


def test_a_colleague_who_does_their_work_does_not_speak_for_them(house):
    contact = make_contact(owner=house.ana)
    Task.open_for(contact, Task.Kind.NEXT_STEP, due_on=NOON.date(), at=NOON)
    task = Task.open_for(contact, Task.Kind.BY_HAND, due_on=NOON.date(), at=NOON)
    log_task(task, "no_answer", rep=house.petra, at=NOON + 2 * DAY)

    assert list(silent_reps(scope_of(house.petra, FRIDAY))) == [house.ana]


def test_who_does_the_work_of_others_or_skips_with_a_reason_is_not_silent(house):
    theirs = make_contact(owner=house.lena)
    Task.open_for(make_contact(owner=house.ana), Task.Kind.NEXT_STEP, due_on=NOON.date(), at=NOON)
    task = Task.open_for(theirs, Task.Kind.BY_HAND, due_on=NOON.date(), at=NOON, channel="email")
    log_task(task, "skipped", rep=house.ana, at=NOON + 2 * DAY, reason="no address")

    assert not silent_reps(scope_of(house.petra, FRIDAY))


@pytest.mark.parametrize(
    ("today", "working_days", "found"),
    [
        pytest.param(NOON, 1, NOON - 4 * DAY, id="Tuesday: Monday is over, so Friday"),
        pytest.param(FRIDAY, 2, NOON, id="Friday: Wednesday and Thursday are over"),
        pytest.param(FRIDAY + 3 * DAY, 1, FRIDAY - DAY, id="Monday: the weekend counts for nothing"),
    ],
)
def test_working_days_are_counted_back(house, today, working_days, found):
    assert days_ago(scope_of(house.petra, today).day, working_days) == found.date()


@pytest.mark.parametrize("show", ["overdue", "never_touched", "not_accepted", "lists", "silent"])
def test_the_page_shows_each_way_to_be_late(house, client, show):
    make_enrollment(make_contact(owner=house.ana), at=NOON - 20 * DAY)
    waiting = make_contact(owner=house.ana)
    Task.open_for(waiting, Task.Kind.NEXT_STEP, due_on=(NOON - DAY).date(), at=NOON)
    imported(house)
    client.force_login(house.petra)

    with time_machine.travel(FRIDAY, tick=False):
        page = client.get(reverse("late"), {"show": show})

    assert page.status_code == 200
    assert page.context["section"].key == show
    assert len(page.context["page"].rows) == int(page.context["section"].count) > 0


@pytest.mark.parametrize("name", PAGES)
def test_reps_marketing_and_strangers_find_no_such_page(house, client, name):
    address = reverse(name)
    assert client.get(address).status_code == 302
    for person in (house.ana, house.marketer):
        client.force_login(person)
        assert client.get(address).status_code == 404
    for person in (house.petra, house.admin):
        client.force_login(person)
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("name", PAGES[:-2])
def test_a_manager_may_not_look_at_another_team(house, client, name):
    client.force_login(house.petra)

    assert client.get(reverse(name), {"team": house.south.pk}).status_code == 404
    assert client.get(reverse(name), {"rep": house.lena.pk}).status_code == 404
    assert client.get(reverse(name), {"team": house.north.pk, "rep": house.ana.pk}).status_code == 200


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        pytest.param({"since": "2026-03-09", "until": "2026-03-02"}, b"Exchange the two", id="from after to"),
        pytest.param({"since": "yesterday"}, b"Enter a valid date", id="no date"),
        pytest.param({"since": "2020-01-01", "until": "2026-03-02"}, b"at most two years", id="too long"),
        pytest.param({"period": "ever"}, b"not one of the available choices", id="no such period"),
    ],
)
def test_strange_days_get_a_clear_message_and_this_week(house, client, asked, said):
    client.force_login(house.petra)

    page = client.get(reverse("dashboard"), asked)

    assert page.status_code == 200
    assert said in page.content
    assert page.context["scope"].period.key == "week"


@pytest.mark.parametrize("asked", [{"show": "'; drop"}, {"page": "nonsense"}, {"team": "x"}, {"attempts": "-1"}])
def test_strange_values_break_nothing(house, client, asked):
    client.force_login(house.petra)

    assert client.get(reverse("calls"), asked).status_code in (200, 404)


def test_the_manager_page_asks_as_many_questions_for_many_as_for_few(house, client, django_assert_max_num_queries):
    client.force_login(house.petra)
    for size in (1, 6):
        for _ in range(size):
            log_outcome(make_contact(owner=house.ana), "no_answer")
        with time_machine.travel(FRIDAY, tick=False), django_assert_max_num_queries(45):
            client.get(reverse("dashboard"))


def test_the_index_of_requests_is_of_all_kinds_of_requests():
    (index,) = [index for index in Touch._meta.indexes if index.name == "touch_request"]

    assert index.condition == Q(kind__in=[kind.value for kind in Touch.REQUESTS])


ACCEPTED = [
    # what happens to a lead of Tuesday 10:00, and whether it is late on Thursday at 09:59, 10:01 and Friday
    ("nothing", {}, (False, True, True)),
    ("a firm that takes its time", {"accept_within": 24}, (False, False, True)),
    ("a firm that works longer", {"work_from": time(8), "work_until": time(18)}, (True, True, True)),
    ("Wednesday is a day off", {"off": 11}, (False, False, True)),
]


@pytest.mark.parametrize(("firm", "late"), [a[1:] for a in ACCEPTED], ids=[a[0] for a in ACCEPTED])
def test_a_lead_is_to_be_accepted_within_the_firms_working_hours(house, firm, late):
    if off := firm.pop("off", None):
        DayOff.objects.create(day=date(2026, 3, off), name="Outing")
    make_firm(**{"accept_within": 16, **firm})
    lead = make_contact(owner=house.ana, stage=Stage.LEAD, at=NOON)

    moments = (
        NOON + 2 * DAY - timedelta(minutes=1),
        NOON + 2 * DAY + timedelta(minutes=1),
        FRIDAY + timedelta(minutes=1),
    )
    found = [list(not_accepted(scope_of(house.petra, at))) for at in moments]

    assert found == [[lead] if is_late else [] for is_late in late]


ANSWERS = [
    # how the rep's first task ends, and whether that accepts or rejects the lead
    ("no_answer", {}, True),
    ("done", {"channel": "research"}, True),
    ("rejected", {"reason": "Bad data"}, True),
    ("rejected", {"reason": "Competitor"}, True),
    ("skipped", {"channel": "email", "reason": "wrote yesterday"}, False),
]


@pytest.mark.parametrize(("effect", "said", "answered"), ANSWERS, ids=[f"{a[0]}-{a[1].get('reason')}" for a in ANSWERS])
def test_the_first_completed_task_accepts_and_a_rejection_answers_too(house, effect, said, answered):
    lead = make_contact(owner=house.ana, stage=Stage.LEAD, at=NOON)
    log_outcome(lead, effect, at=NOON + DAY, **said)

    assert list(not_accepted(scope_of(house.petra, FRIDAY))) == ([] if answered else [lead])


def test_a_lead_whose_start_is_put_off_has_its_time_from_then_on(house):
    enrollment = make_enrollment(make_contact(owner=house.ana), at=NOON)
    Enrollment.objects.filter(pk=enrollment.pk).update(day_0=(NOON + DAY).date(), anchor_on=(NOON + DAY).date())

    assert not not_accepted(scope_of(house.petra, NOON + 2 * DAY + timedelta(hours=6)))
    assert not_accepted(scope_of(house.petra, NOON + 2 * DAY + timedelta(hours=23)))
