"""The plan that takes in whoever finds no other: always one, and it can be another."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cadences import entry
from cadences.models import Cadence
from contacts.models import Touch
from leadflow.accounts.models import User
from tests.cadences.plans import make_plan
from tests.factories import NOON, make_contact, make_enrollment, make_user

pytestmark = pytest.mark.django_db
Occasion = Cadence.Occasion


def entered(contact) -> str:
    return entry.plans_for([contact], Occasion.NEW_LEAD, at=NOON)[contact.pk].name


def test_new_leads_enter_it_and_whoever_is_in_a_plan_stays_there():
    usual, short = Cadence.default(), make_plan("Short")
    under_way = make_enrollment(make_contact())

    short.succeed(usual)

    assert Cadence.default() == short
    assert entered(make_contact()) == "Short"
    under_way.refresh_from_db()
    assert (under_way.version.cadence, under_way.is_live) == (usual, True)
    usual.retire()


def test_its_own_rule_rests_while_it_takes_in_everybody_and_counts_again_after():
    usual, booth = Cadence.default(), make_plan("Booth")
    booth.take_in(Occasion.NEW_LEAD, sources=[Touch.Kind.BOOTH_VISIT])

    booth.succeed(usual)
    assert entry.by_rule() == []
    assert entered(make_contact()) == "Booth"

    usual.succeed(booth)
    assert [plan.sources for plan in entry.by_rule()] == [[Touch.Kind.BOOTH_VISIT]]
    assert entered(make_contact()) == usual.name


REFUSED = [
    ("one that is retired", lambda usual, other: other.retire(), Cadence.Closed),
    ("one that was never published", lambda usual, other: other.versions.all().delete(), Cadence.Closed),
    ("the one that does already", lambda usual, other: other.succeed(usual), Cadence.Changed),
    ("where somebody chose a third one since", lambda usual, other: make_plan("Third").succeed(usual), Cadence.Changed),
]


@pytest.mark.parametrize(("before", "error"), [each[1:] for each in REFUSED], ids=[each[0] for each in REFUSED])
def test_what_cannot_take_them_in_is_refused(before, error):
    usual, other = Cadence.default(), make_plan("Other")
    before(usual, other)

    with pytest.raises(error):
        other.succeed(usual)

    assert Cadence.objects.filter(is_default=True).count() == 1


def test_the_database_knows_one_only():
    with pytest.raises(IntegrityError), transaction.atomic():
        Cadence.objects.filter(pk=make_plan("Short").pk).update(is_default=True)


def test_an_undo_from_before_does_not_retire_it():
    short = make_plan("Short")
    short.retire()
    edition = short.revive()
    short.succeed(Cadence.default())

    with pytest.raises(Cadence.Changed):
        short.take_back(edition)


VERBS = st.sampled_from(["succeed", "retire", "revive", "take in", "take back"])


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.integers(0, 2), VERBS), max_size=8))
def test_whatever_managers_do_there_is_one_that_people_can_enter(done):
    plans = [Cadence.default(), *(Cadence.objects.filter(name=n).first() or make_plan(n) for n in ("One", "Two"))]
    contact = make_contact()
    for number, verb in done:
        plan, usual = Cadence.objects.get(pk=plans[number].pk), Cadence.default()
        try:
            match verb:
                case "succeed":
                    plan.succeed(usual)
                case "retire":
                    plan.retire()
                case "revive":
                    plan.revive()
                case "take in":
                    plan.take_in(Occasion.NEW_LEAD)
                case "take back":
                    plan.take_back(plan.edition)
        except (Cadence.Changed, Cadence.Closed, Cadence.Needed):
            assert Cadence.default() == usual
        [one] = Cadence.objects.filter(is_default=True)
        assert Cadence.usual() == one
        assert not one.retired
        assert entered(contact) in {each.name for each in Cadence.objects.to_enter()}


def test_managers_choose_another_with_one_click_and_take_that_back(client):
    client.force_login(make_user(User.Role.MANAGER))
    usual, short = Cadence.default(), make_plan("Short")
    page, another = reverse("everybody_else"), reverse("take_everybody_else", args=[short.pk, usual.pk])
    assert page in client.get(reverse("cadence", args=[usual.pk])).text
    assert another in client.get(page).text

    answer = client.post(another, follow=True)

    assert "“Short” takes in everybody else from now on." in answer.text
    assert "Every new sales lead" in answer.text
    undo = reverse("take_everybody_else", args=[usual.pk, short.pk])
    assert undo in answer.text
    client.post(undo)
    assert Cadence.default() == usual
    assert "Somebody changed it meanwhile" in client.post(undo, follow=True).text


def test_where_there_is_one_plan_alone_the_page_says_what_to_do(client):
    client.force_login(make_user(User.Role.MANAGER))

    assert "There is no other plan that people can enter." in client.get(reverse("everybody_else")).text
