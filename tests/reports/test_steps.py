"""What each step of a plan brings: each number counts what it says, and opens as many rows."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from cadences.firing import sweep
from cadences.models import Cadence, Enrollment, Step, Task
from contacts.models import Touch
from leadflow.reports import findings, steps
from leadflow.reports.scope import Scope, ScopeForm
from tests.factories import NOON, log_task, make_contact, make_enrollment

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NOW = NOON + 30 * DAY


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


def work(contact, *endings):
    """Work through the plan from day 0, each step on the first day it is there. An ending is an effect, or an effect
    and what else was said; None leaves the step open for three days."""
    make_enrollment(contact)
    at, endings = NOON, list(endings)
    while endings:
        at += DAY
        sweep(at, clock=lambda at=at: at)
        task = contact.tasks.open().filter(kind=Task.Kind.STEP, blocking=True).first()
        if task and endings[0] is None:
            endings.pop(0)
            at += 3 * DAY
        elif task:
            effect, said = endings.pop(0) if isinstance(endings[0], tuple) else (endings.pop(0), {})
            log_task(task, effect, rep=contact.owner, at=at, **said)
    return contact


@pytest.fixture
def worked(house):
    """Ida answers the second mail and a call; Per books a meeting on the phone; Eva asks us to stop; Tom is none."""
    ida, per, eva, tom = (
        make_contact(
            name, owner=house.ana, phone="+47 22 55 01 34", email=f"{name.split()[0].lower()}@nordquay.example"
        )
        for name in ("Ida Moe", "Per Lund", "Eva Roth", "Tom Berg")
    )
    work(ida, "done", "done", "done")
    ida.record_touch(Touch.Kind.REPLY, at=NOON + 7 * DAY, key="reply")
    work(per, "done", None, "done", "done", ("connected", {"decision": Touch.Outcome.MEETING, "agreed": NOW + DAY}))
    work(eva, "done", "do_not_contact")
    work(tom, ("rejected", {"reason": "Competitor"}))
    return house


def scope_of(person, *, at=NOW, **query) -> Scope:
    form = ScopeForm({"period": "30-days", **query}, viewer=person)
    form.is_valid()
    return Scope.asked_for(form, person, at=at)


def numbers(person, **query) -> dict[str, dict[str, int]]:
    found = steps.lines(scope_of(person, **query), Cadence.default())
    return {line.step.key: {key: n for key, n in line.numbers.items() if n} for line in found if line.numbers["ended"]}


def test_each_step_counts_what_came_of_it(worked):
    found = numbers(worked.petra)

    assert found["research"] == {"ended": 4, "done": 4, "in_time": 4, "junk": 1}
    assert found["intro-mail"] == {"ended": 3, "done": 3, "in_time": 2, "talked": 1, "brought": 1, "stops": 1}
    assert found["second-mail"] == {"ended": 3, "done": 2, "in_time": 2, "skipped": 1, "brought": 1}


def test_the_try_before_the_first_answer_brought_it(worked):
    brought = [n["brought"] for n in numbers(worked.petra).values() if "brought" in n]

    assert sum(brought) == Enrollment.objects.filter(responded_at__isnull=False).count() == 3


def test_what_was_agreed_in_a_conversation_counts(worked):
    [call] = [n for n in numbers(worked.petra).values() if "meetings" in n]

    assert call == {"ended": 3, "done": 1, "in_time": 1, "skipped": 2, "talked": 1, "brought": 1, "meetings": 1}


def test_what_was_taken_back_counts_nowhere(house):
    contact = make_contact("Ida Moe", owner=house.ana, phone="+47 22 55 01 34")
    work(contact, "done")
    completion = contact.tasks.get(step_key="research").completions.get()

    completion.undo(by=house.ana, at=completion.at)

    assert numbers(house.petra) == {}


def test_each_number_opens_as_many_rows(worked, client):
    client.force_login(worked.petra)
    lines = client.get(reverse("steps")).context["lines"]
    opened = 0

    for cell in (cell for line in lines for cell in line["cells"] if cell["value"]):
        rows = client.get(cell["url"]).context
        assert (rows["count"], len(rows["page"].rows)) == (str(cell["value"]), cell["value"]), cell["url"]
        opened += 1
    assert opened > 10


def test_channels_are_counted_and_open_their_rows(worked, client):
    client.force_login(worked.petra)

    rows = client.get(reverse("steps")).context["channels"]

    ended = {row["line"].name: row["line"].numbers["ended"] for row in rows}
    assert ended == {"Research": 4, "Mail": 15, "LinkedIn": 1, "Phone": 6, "Post": 3}
    for cell in (cell for row in rows for cell in row["cells"] if cell["value"]):
        assert len(client.get(cell["url"]).context["page"].rows) == cell["value"], cell["url"]


def test_a_channel_narrows_steps_and_hours(worked, client):
    client.force_login(worked.petra)

    shown = client.get(reverse("steps"), {"channel": "email"}).context

    assert {row["line"].step.channel for row in shown["lines"]} == {"email"}
    assert sum(cell.tries for _, cells in shown["hours"] for cell in cells) == 5
    assert sum(cell.hits for _, cells in shown["hours"] for cell in cells) == 2


@pytest.mark.parametrize(
    ("who", "query", "ended"),
    [
        ("petra", {}, 4),
        ("admin", {}, 4),
        ("petra", {"rep": "ben"}, 0),
        ("petra", {"rep": "ana"}, 4),
        ("petra", {"period": "", "since": "2025-01-01", "until": "2025-02-01"}, 0),
    ],
)
def test_teams_reps_and_days_narrow_it(worked, who, query, ended):
    rep = {"rep": getattr(worked, query["rep"]).pk} if "rep" in query else {}

    found = numbers(getattr(worked, who), **query | rep)

    assert found.get("research", {}).get("ended", 0) == ended


def test_versions_are_counted_together_or_each_alone(worked):
    plan = Cadence.default()
    later = plan.versions.create(number=2, published_at=NOON)
    later.steps.create(key="research", position=1, day=1, channel="research", name="Look them up")
    scope = scope_of(worked.petra)

    together = {line.step.key: line for line in steps.lines(scope, plan)}
    alone = {line.step.key: line for line in steps.lines(scope, plan, version=2)}

    assert (together["research"].step.name, together["research"].numbers["done"]) == ("Look them up", 4)
    assert {key: line.numbers["done"] for key, line in alone.items()} == {"research": 0}


def test_a_share_is_told_only_of_many(worked):
    [line] = [each for each in steps.lines(scope_of(worked.petra), Cadence.default()) if each.step.key == "research"]
    assert line.share("in_time") is None

    line.numbers |= {"done": steps.ENOUGH, "in_time": 15}

    assert line.share("in_time") == 0.5
    assert line.share("skipped") is None


def test_calls_are_counted_by_day_and_hour_of_the_firm(worked):
    found = steps.hours(scope_of(worked.petra), Cadence.default())

    calls = [(day, cell.label, cell.tries, cell.hits) for day, cells in found for cell in cells if cell.tries]
    [task] = Task.objects.filter(channel="phone", state="done", kind="step")
    local = task.closed_at.astimezone(scope_of(worked.petra).day.firm.zone)
    assert calls == [(steps.DAYS[local.weekday()], f"{local.hour}:00", 1, 1)]
    assert [day for day, _ in found] == list(steps.DAYS[:5])


def test_without_calls_there_are_no_hours(house):
    assert steps.hours(scope_of(house.petra), Cadence.default()) == []


@pytest.mark.parametrize(
    ("numbers", "sentence"),
    [
        ([], "Nothing of this plan was done in these days."),
        ([(0, 0)], "Nothing of this plan was done in these days."),
        ([(1, 0)], "0 answers to 1 step: too few to tell which step brings most."),
        ([(10, 1)], "1 answer to 10 steps: too few to tell which step brings most."),
        ([(900, 20), (500, 40)], "60 answers to 1,400 steps; 67 % came on “Call”, day 8."),
    ],
)
def test_the_sentence_names_the_step_after_which_most_answer(numbers, sentence):
    names = [Step(name="Mail", day=2), Step(name="Call", day=8)]
    lines = [
        steps.StepLine(step, numbers={"done": done, "brought": brought})
        for step, (done, brought) in zip(names, numbers, strict=False)
    ]

    assert findings.steps(lines) == sentence
