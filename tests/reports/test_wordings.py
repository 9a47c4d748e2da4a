"""Two wordings of a step are compared: what each brought, and whether that tells anything yet."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from cadences.firing import sweep
from cadences.models import Cadence, Completion, Task
from contacts.models import Touch
from leadflow.reports import steps, wordings
from tests.cadences.wordings import publish_wordings
from tests.factories import NOON, log_task, make_contact, make_enrollment, make_firm
from tests.reports.test_steps import scope_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NOW = NOON + 10 * DAY
WORDS = {"first-call": {"body_b": "Other words"}}


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


def numbers(brought, done):
    return {"brought": brought, "done": done}


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        ((0, 0), (0, 0), "Too early to tell. So far 0 of 0 answered A, 0 of 0 answered B."),
        ((4, 31), (6, 29), "Too early to tell. So far 4 of 31 answered A, 6 of 29 answered B."),
        ((0, 19), (19, 19), "Too early to tell."),
        ((30, 1000), (90, 1000), "B brings 4 to 8 more answers per 100 than A."),
        ((90, 1000), (30, 1000), "A brings 4 to 8 more answers per 100 than B."),
        ((500, 5000), (620, 5000), "B brings 1 to 4 more answers per 100 than A."),
        ((500, 5000), (565, 5000), "B brings 0.1 to 3 more answers per 100 than A."),
        ((500, 5000), (505, 5000), "Both bring about as many answers: at most 2 per 100 more or less."),
    ],
    ids=["nothing", "few", "too few, however clear", "B", "A", "a little", "just so", "alike"],
)
def test_the_sentence_says_how_much_one_is_better_or_that_it_is_too_early(first, second, words):
    assert wordings.sentence(numbers(*first), numbers(*second)).startswith(words)


def call(house, number, *, at=NOON, answer=""):
    """So many more people come to the first call and are called the day after; those of a variant answer."""
    make_firm(working_days=list(range(7)))
    version = Cadence.default().current
    for _ in range(number):
        enrollment = make_enrollment(make_contact(owner=house.ana, phone="+47 22 55 01 34"), at=at)
        enrollment.next_step = version.steps.get(key="first-call")
        enrollment.save()
    sweep(at + DAY, clock=lambda: at)
    for task in Task.objects.open().filter(step_key="first-call"):
        effect = Touch.Outcome.CONNECTED if task.variant == answer else Touch.Outcome.VOICEMAIL
        log_task(task, effect, rep=house.ana, at=at + DAY)


def compared(person):
    scope, plan = scope_of(person, at=NOW), Cadence.default()
    tasks = steps.ended(scope, plan)
    return wordings.compared(plan, [line.step for line in steps.lines(scope, plan)], tasks)


def test_each_wording_counts_what_came_of_it(house):
    publish_wordings(WORDS)
    call(house, 8, answer="B")

    [found] = compared(house.petra)

    first, second = found.numbers["A"], found.numbers["B"]
    assert first["done"] + second["done"] == 8
    assert (first["brought"], second["brought"]) == (0, second["done"])
    assert (found.told_apart_by("B"), found.told_apart_by("A")) == ("Other words", found.step.body)


def test_a_step_of_one_wording_is_not_compared(house):
    call(house, 2)

    assert compared(house.petra) == []


def test_what_was_done_before_a_text_was_changed_does_not_count(house):
    publish_wordings(WORDS)
    call(house, 4)
    publish_wordings({"first-call": {"body": "New words"}})
    call(house, 4, at=NOON + 2 * DAY)

    [found] = compared(house.petra)

    assert sum(found.numbers[variant]["done"] for variant in "AB") == 4


def test_a_version_that_changed_something_else_goes_on_counting(house):
    publish_wordings(WORDS)
    call(house, 4)
    publish_wordings({"post-card": {"body": "New words"}})
    call(house, 4, at=NOON + 2 * DAY)

    [found] = compared(house.petra)

    assert sum(found.numbers[variant]["done"] for variant in "AB") == 8


def test_what_was_taken_back_counts_for_neither(house):
    publish_wordings(WORDS)
    call(house, 4)
    for completion in Completion.objects.all():
        completion.undo(by=house.ana, at=completion.at)

    [found] = compared(house.petra)

    assert not any(found.numbers[variant]["ended"] for variant in "AB")


def test_each_number_opens_as_many_rows_and_one_is_kept_by_one_click(house, client):
    publish_wordings(WORDS)
    call(house, 8, answer="B")
    client.force_login(house.petra)
    page = client.get(reverse("steps"))
    [trial] = page.context["trials"]

    opened = 0
    for cell in (cell for side in trial["sides"] for cell in side["cells"] if cell["value"]):
        rows = client.get(cell["url"]).context
        assert len(rows["page"].rows) == cell["value"], cell["url"]
        opened += 1
    assert opened >= 5
    assert "Too early to tell" in page.text

    client.post(reverse("keep_wording", args=[Cadence.default().pk, "first-call", "B"]))

    step = next(step for step in Cadence.default().draft.plan if step.key == "first-call")
    assert (step.body, step.has_two_wordings) == ("Other words", False)
