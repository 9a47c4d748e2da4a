"""What stands on a plan itself: changed by managers, said in words, each change with an undo."""

import pytest
from django.urls import reverse

from cadences.models import Cadence
from contacts.models import Persona
from leadflow.accounts.models import User
from tests.cadences.plans import make_plan
from tests.factories import make_firm, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def cadence(client):
    client.force_login(make_user(User.Role.MANAGER))
    return Cadence.default()


def page(client, cadence) -> str:
    return " ".join(client.get(reverse("cadence", args=[cadence.pk])).text.split())


def say(client, cadence, **fields):
    return client.post(reverse("plan_after", args=[cadence.pk]), fields, follow=True)


def test_what_comes_after_the_last_step_is_said_and_taken_back(client, cadence):
    make_firm(revisit_days=180)
    make_plan("Quarterly letter")
    assert "is back after 180 days" in page(client, cadence)

    say(client, cadence, then="nurture", days=90)
    assert "is back after 90 days" in page(client, cadence)
    say(client, cadence, then="plan", plan=Cadence.objects.get(name="Quarterly letter").pk)
    assert "enters <a" in page(client, cadence)
    answer = say(client, cadence, then="manager")
    assert "It counts from now on" in answer.text
    assert "the manager of the team decides" in page(client, cadence)

    cadence.refresh_from_db()
    client.post(reverse("undo_plan_setting", args=[cadence.pk, cadence.edition]))
    assert "enters <a" in page(client, cadence)


def test_an_undo_over_somebody_elses_change_is_refused(client, cadence):
    edition = cadence.lead_on(Cadence.Then.NURTURE, days=30)
    cadence.lead_on(Cadence.Then.MANAGER)

    answer = client.post(reverse("undo_plan_setting", args=[cadence.pk, edition]), follow=True)

    assert "Somebody changed it meanwhile" in answer.text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"then": "plan"}, "Choose the plan that begins then."),
        ({"then": "plan", "plan": "x"}, "valid choice"),
        ({"then": "nurture", "days": "0"}, "greater than or equal to 1"),
        ({"then": "nurture", "days": "99999"}, "less than or equal to 1825"),
        ({"then": ""}, "required"),
        ({"then": "nothing"}, "valid choice"),
    ],
    ids=["no plan", "no such plan", "no days", "too many days", "nothing said", "never nothing"],
)
def test_what_cannot_be_is_refused_with_words(client, cadence, fields, words):
    answer = say(client, cadence, **fields)

    assert answer.status_code == 422
    assert words in answer.text


def test_a_circle_is_named(client, cadence):
    letter = make_plan("Letter")
    letter.lead_on(Cadence.Then.PLAN, plan=cadence)

    answer = say(client, cadence, then="plan", plan=letter.pk)

    assert "That goes round in a circle: 21-day follow-up → Letter → 21-day follow-up." in answer.text


def enter(client, plan, **fields):
    return client.post(reverse("plan_entry", args=[plan.pk]), fields, follow=True)


def test_who_enters_is_said_in_words_and_taken_back(client, cadence):
    plan, persona = make_plan("Food"), Persona.objects.create(name="Cold chain buyer")
    assert "Whomever a rep puts in it." in page(client, plan)

    asked = {
        "sources": ["booth_visit", "download"],
        "stage": "sales_ready",
        "persona": persona.pk,
        "industries": "Food, Fish",
    }
    enter(client, plan, occasion="new_lead", min_employees=50, max_employees=99, **asked)

    assert (
        "New sales leads: only sales ready, who visited our booth or downloaded in the last year, "
        "persona Cold chain buyer, firms in Food or Fish, firms of 50 to 99 people."
    ) in page(client, plan)
    plan.refresh_from_db()
    client.post(reverse("undo_plan_setting", args=[plan.pk, plan.edition]))
    assert "Whomever a rep puts in it." in page(client, plan)


def names_and_turns(client) -> list[tuple[str, int]]:
    return [(row["cadence"].name, row["turn"]) for row in client.get(reverse("plan_list")).context["rows"]]


def test_the_list_shows_the_order_and_managers_change_it(client, cadence):
    for name in ("First", "Second"):
        enter(client, make_plan(name), occasion="new_lead")
    make_plan("By hand")
    assert names_and_turns(client) == [("First", 1), ("Second", 2), ("21-day follow-up", 0), ("By hand", 0)]
    assert "Everybody else who becomes a sales lead" in client.get(reverse("plan_list")).text

    client.post(reverse("move_plan", args=[Cadence.objects.get(name="Second").pk, "up"]))

    assert names_and_turns(client)[:2] == [("Second", 1), ("First", 2)]
    assert client.post(reverse("move_plan", args=[cadence.pk, "sideways"])).status_code == 404


def test_the_usual_plan_takes_in_whom_no_other_does(client, cadence):
    assert client.get(reverse("plan_entry", args=[cadence.pk])).status_code == 404


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"occasion": "birthday"}, "valid choice"),
        ({"occasion": "new_lead", "sources": "x"}, "valid choice"),
        ({"occasion": "new_lead", "min_employees": 9, "max_employees": 8}, "No firm is larger than 9"),
        ({"occasion": "new_lead", "persona": "x"}, "valid choice"),
    ],
    ids=["no such occasion", "no such source", "a size that cannot be", "no such persona"],
)
def test_whom_nobody_can_be_is_refused_with_words(client, cadence, fields, words):
    answer = enter(client, make_plan(), **fields)

    assert answer.status_code == 422
    assert words in answer.text
