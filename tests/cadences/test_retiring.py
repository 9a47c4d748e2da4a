"""A plan that is retired takes nobody in any more; whoever is in it goes through it to its end."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from cadences import ending, entry, firing, promise
from cadences.models import Cadence, Task
from contacts.models import Contact
from leadflow.accounts.models import User
from tests.cadences.plans import make_plan
from tests.factories import NOON, make_contact, make_enrollment, make_team, make_user

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def plan():
    plan = make_plan("Booth", keys=("start", "research", "first-call"))
    plan.take_in(Cadence.Occasion.NEW_LEAD)
    return plan


def test_nobody_enters_it_by_rule_or_by_hand(plan):
    contact = make_contact()
    assert entry.plans_for([contact], Cadence.Occasion.NEW_LEAD, at=NOON) == {contact.pk: plan}

    plan.retire()

    assert entry.plans_for([contact], Cadence.Occasion.NEW_LEAD, at=NOON) == {contact.pk: Cadence.default()}
    assert plan not in Cadence.to_choose()


def test_whoever_is_in_it_goes_on_and_keeps_a_next_step(plan):
    contact = make_contact(owner=make_user(team=make_team()), phone="+47 22 55 01 34")
    assert make_enrollment(contact).version == plan.current

    plan.retire()
    firing.sweep(NOON + DAY, clock=lambda: NOON + DAY)

    assert Task.objects.open().get(contact=contact).step_key == "research"
    assert not promise.without_next_step(Contact.objects.all()).exists()


def test_where_it_should_follow_another_plan_they_rest_instead(plan):
    usual = Cadence.default()
    usual.lead_on(Cadence.Then.PLAN, plan=plan)
    assert ending.after(usual) == Cadence.Then.PLAN

    plan.retire()

    assert ending.after(usual) == Cadence.Then.NURTURE


def test_the_usual_plan_cannot_be_retired():
    usual = Cadence.default()

    with pytest.raises(Cadence.Needed):
        usual.retire()
    with pytest.raises(IntegrityError), transaction.atomic():
        Cadence.objects.filter(pk=usual.pk).update(retired=True)


def test_managers_retire_a_plan_take_that_back_and_let_it_take_people_in_again(client, plan):
    client.force_login(make_user(User.Role.MANAGER))
    page = reverse("cadence", args=[plan.pk])

    answer = client.post(reverse("retire_plan", args=[plan.pk]), follow=True)
    assert "Nobody enters “Booth” any more" in answer.text
    assert "Nobody any more: it is retired" in client.get(reverse("plan_list")).text

    plan.refresh_from_db()
    client.post(reverse("undo_plan_setting", args=[plan.pk, plan.edition]))
    assert "Retire this plan" in client.get(page).text

    client.post(reverse("retire_plan", args=[plan.pk]))
    client.post(reverse("revive_plan", args=[plan.pk]))
    plan.refresh_from_db()
    assert not plan.retired
    assert entry.by_rule() == [plan]


def test_whoever_wants_to_retire_the_usual_plan_is_told_what_to_do_first(client):
    client.force_login(make_user(User.Role.MANAGER))

    answer = client.post(reverse("retire_plan", args=[Cadence.default().pk]), follow=True)

    assert "Choose another plan for them first, then retire it." in answer.text
    assert answer.redirect_chain[-1][0] == reverse("everybody_else")
    assert "Retire this plan" not in client.get(reverse("cadence", args=[Cadence.default().pk])).text
