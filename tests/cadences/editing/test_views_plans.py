"""The pages of plans: read by everybody, edited by managers, each change with an undo."""

import pytest
from django.urls import reverse
from django.utils.timezone import now

from cadences.editing import moving
from cadences.editing import plan as plans
from cadences.models import Cadence, Moving
from contacts.models import Persona
from leadflow.accounts.models import User
from tests.cadences.wordings import publish_wordings
from tests.factories import make_enrollment, make_firm, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def cadence():
    return Cadence.default()


@pytest.fixture
def manager(client):
    manager = make_user(User.Role.MANAGER)
    client.force_login(manager)
    return manager


def post(client, url_name, *args, htmx=False, **fields):
    headers = {"HX-Request": "true"} if htmx else {}
    return client.post(reverse(url_name, args=args), fields, headers=headers, follow=not htmx)


def day_of(cadence, key):
    return plans.step_of(cadence.draft.plan, key).day


@pytest.mark.parametrize("role", ["rep", "marketing", "manager"])
def test_everybody_reads_plans_with_who_is_where(client, cadence, role):
    make_enrollment()
    client.force_login(make_user(role))

    text = client.get(reverse("cadence", args=[cadence.pk])).text

    assert "1 person is going through version 1 now" in text
    assert "1 here" in text
    assert ("Draft a change" in text) == (role == "manager")


def test_the_list_tells_who_enters_and_how_many_are_in_it(client, cadence, manager):
    make_enrollment()

    text = client.get(reverse("plan_list")).text

    assert "Every new sales lead" in text
    assert "21-day follow-up" in text


def test_the_dates_of_any_first_day_are_told_with_the_reason_for_each_shift(client, cadence, manager):
    make_firm(country="NO")

    dates = client.get(reverse("cadence", args=[cadence.pk]), {"start": "2026-12-22"}).context["dates"]

    assert [(line.date.isoformat(), line.reason) for line in dates[:3]] == [
        ("2026-12-23", ""),
        ("2026-12-24", ""),
        ("2026-12-28", "Sunday 27 December is a day off, so Monday 28"),
    ]


@pytest.mark.parametrize("start", ["yesterday", "", "0001-01-01", "9999-12-31"])
def test_what_is_no_day_is_said_and_today_is_shown(client, cadence, manager, start):
    shown = client.get(reverse("cadence", args=[cadence.pk]), {"start": start})

    assert shown.status_code == 200
    assert shown.context["start"].errors
    assert 'id="start-wrong"' in shown.text
    assert len(shown.context["dates"]) == 10


@pytest.mark.parametrize("htmx", [True, False], ids=["in place", "without scripts"])
def test_a_step_is_moved_and_taken_back(client, cadence, manager, htmx):
    post(client, "begin_plan_draft", cadence.pk)

    answer = post(client, "move_step", cadence.pk, "first-call", "later", htmx=htmx)

    assert day_of(cadence, "first-call") == 9
    assert "comes a day later" in answer.text
    post(client, "undo_plan_edit", cadence.pk, cadence.draft.edition, htmx=htmx)
    assert day_of(cadence, "first-call") == 8


def test_a_step_is_added_changed_copied_and_removed(client, cadence, manager):
    post(client, "begin_plan_draft", cadence.pk)
    words = {"name": "Text", "day": 3, "channel": "text", "condition": "always", "blocking": "on", "body": "Hello"}

    post(client, "add_step", cadence.pk, **words)
    post(client, "draft_step", cadence.pk, "text", **words | {"day": 4})
    post(client, "copy_step", cadence.pk, "text")
    post(client, "remove_step", cadence.pk, "research")

    keys = [(step.key, step.day) for step in cadence.draft.plan][:6]
    assert keys == [("start", 0), ("intro-mail", 2), ("text", 4), ("second-mail", 5), ("text-2", 5), ("linkedin", 7)]


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("day", "366", "less than or equal to 365"),
        ("day", "-1", "greater than or equal to 0"),
        ("name", "", "required"),
        ("channel", "system", "valid choice"),
        ("body", "Hello {{ contact.first_name", "This text has a mistake"),
    ],
    ids=["too late", "before the start", "no name", "what Leadflow does", "a text that cannot be filled in"],
)
def test_a_step_that_cannot_be_is_refused_with_words(client, cadence, manager, field, value, words):
    post(client, "begin_plan_draft", cadence.pk)
    fields = {"name": "Call", "day": 3, "channel": "phone", "condition": "always", field: value}

    answer = post(client, "add_step", cadence.pk, **fields)

    assert answer.status_code == 422
    assert words in answer.text


def test_what_must_be_mended_is_said_and_keeps_from_publishing(client, cadence, manager):
    draft = cadence.begin_draft()
    draft.edit(lambda plan: plans.move(plan, "intro-mail", -1))

    assert "both fall on day 1" in client.get(reverse("plan_draft", args=[cadence.pk])).text
    answer = post(client, "publish_plan", cadence.pk, edition=draft.edition)
    assert "must be mended" in answer.text
    assert cadence.current.number == 1


def test_a_draft_is_published(client, cadence, manager):
    draft = cadence.begin_draft()
    draft.edit(lambda plan: plans.remove(plan, "post-card"))

    post(client, "publish_plan", cadence.pk, edition=draft.edition)

    assert (cadence.current.number, cadence.current.published_by) == (2, manager)


def test_before_publishing_it_is_said_what_moving_does(client, cadence, manager):
    make_enrollment()
    cadence.begin_draft().edit(lambda plan: plans.remove(plan, "post-card"))

    text = client.get(reverse("publish_plan", args=[cadence.pk])).text

    assert "1 active: 1 would move, 0 stay." in text
    assert "Research: website and LinkedIn" in text


@pytest.mark.parametrize(("who", "number"), [("everybody", 2), ("new", 1)], ids=["moved", "only new ones"])
def test_who_is_under_way_moves_by_choice(client, cadence, manager, who, number):
    enrollment = make_enrollment()
    draft = cadence.begin_draft()
    draft.edit(lambda plan: plans.remove(plan, "post-card"))

    post(client, "publish_plan", cadence.pk, edition=draft.edition, who=who)
    for asked in Moving.objects.open():
        moving.do_all(asked.pk, clock=now)

    enrollment.refresh_from_db()
    assert enrollment.version.number == number


def test_all_changes_are_taken_back_and_that_too(client, cadence, manager):
    cadence.begin_draft().edit(lambda plan: plans.remove(plan, "post-card"))

    post(client, "reset_plan_draft", cadence.pk)
    assert cadence.draft.plan == cadence.current.plan
    post(client, "undo_plan_edit", cadence.pk, cadence.draft.edition)
    assert "post-card" not in [step.key for step in cadence.draft.plan]


def test_two_who_edit_at_once_do_not_undo_each_other(client, cadence, manager):
    draft = cadence.begin_draft()
    mine = draft.edit(lambda plan: plans.remove(plan, "post-card"))
    draft.edit(lambda plan: plans.remove(plan, "research"))

    answer = post(client, "undo_plan_edit", cadence.pk, mine)

    assert "Somebody changed the draft meanwhile" in answer.text
    assert "post-card" not in [step.key for step in cadence.draft.plan]


WORDS = {"objective_b": "Learn who decides"}


def test_another_wording_of_a_step_is_tried_and_removed(client, cadence, manager):
    post(client, "begin_plan_draft", cadence.pk)

    answer = post(client, "second_wording", cadence.pk, "first-call", **WORDS)

    assert "has two wordings" in answer.text
    assert plans.step_of(cadence.draft.plan, "first-call").objective_b == "Learn who decides"
    assert "Remove wording B" in client.get(reverse("second_wording", args=[cadence.pk, "first-call"])).text
    post(client, "keep_wording", cadence.pk, "first-call", "A")
    assert cadence.draft.plan == cadence.current.plan


def test_a_step_changed_otherwise_keeps_its_second_wording(client, cadence, manager):
    post(client, "begin_plan_draft", cadence.pk)
    post(client, "second_wording", cadence.pk, "first-call", **WORDS)

    post(client, "move_step", cadence.pk, "first-call", "later")
    post(client, "draft_step", cadence.pk, "first-call", name="Call", day=9, channel="phone", condition="always")

    assert plans.step_of(cadence.draft.plan, "first-call").objective_b == "Learn who decides"


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ({"body_b": ""}, "This says what wording A says"),
        ({"body_b": "{{ contact.first_name"}, "This text has a mistake"),
    ],
    ids=["nothing", "a text that cannot be filled in"],
)
def test_a_wording_that_cannot_be_is_refused_with_words(client, cadence, manager, words, why):
    post(client, "begin_plan_draft", cadence.pk)

    answer = post(client, "second_wording", cadence.pk, "first-call", **words)

    assert answer.status_code == 422
    assert why in answer.text


def test_one_wording_is_kept_in_the_draft_and_without_one_in_a_new_one(client, cadence, manager):
    publish_wordings({"first-call": WORDS})

    answer = post(client, "keep_wording", cadence.pk, "first-call", "B")

    step = plans.step_of(cadence.draft.plan, "first-call")
    assert "has wording B only" in answer.text
    assert (step.objective, step.has_two_wordings) == ("Learn who decides", False)
    assert "one wording only" in post(client, "keep_wording", cadence.pk, "first-call", "A").text


def test_the_plan_shows_both_wordings(client, cadence, manager):
    publish_wordings({"first-call": WORDS})

    text = client.get(reverse("cadence", args=[cadence.pk])).text

    assert "two wordings" in text
    assert "Learn who decides" in text


def test_for_whom_and_when_exactly_a_step_comes_is_written_and_shown(client, cadence, manager):
    post(client, "begin_plan_draft", cadence.pk)
    persona = Persona.objects.create(name="Head of Operations")
    step = {"name": "Call", "day": 8, "channel": "phone", "condition": "no_answer"}
    only = {
        "persona_id": persona.pk,
        "industries": "Food",
        "min_employees": 50,
        "max_employees": 90,
        "preferred": "phone",
    }
    only |= {"preferred": "phone"}
    when = {"goes_first": True, "from_hour": 14, "day_rule": "weekday", "min_gap": 3}

    shown = post(client, "draft_step", cadence.pk, "first-call", **step | only | when)

    kept = plans.step_of(cadence.draft.plan, "first-call")
    assert {name: getattr(kept, name) for name in only | when} == only | when
    assert "only for persona Head of Operations, firms in Food, firms of 50 to 90 people" in shown.text
    assert "before other steps · from 14:00 · on the same weekday · 3 days apart at least" in shown.text
    form = client.get(reverse("draft_step", args=[cadence.pk, "first-call"]))
    assert form.text.count('<details class="plan-more" open>') == 2


def test_a_step_that_says_nothing_of_it_keeps_both_closed(client, cadence, manager):
    post(client, "begin_plan_draft", cadence.pk)

    form = client.get(reverse("draft_step", args=[cadence.pk, "first-call"]))

    assert form.text.count('<details class="plan-more">') == 2


def test_a_size_that_nobody_has_is_refused_where_it_stands(client, cadence, manager):
    post(client, "begin_plan_draft", cadence.pk)
    step = {"name": "Call", "day": 8, "channel": "phone", "condition": "always", "min_employees": 9, "max_employees": 5}

    answer = post(client, "draft_step", cadence.pk, "first-call", **step)

    assert answer.status_code == 422
    assert "This is less than the least number of people." in answer.text
