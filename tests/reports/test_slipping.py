"""Nobody falls through unseen: what breaks promise 12 is listed with its cause, and a click mends it."""

import json
import re
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse

from cadences.models import Enrollment, Task
from contacts.models import Contact, Stage
from leadflow.accounts.models import User
from leadflow.reports.slipping import NobodyToDoIt, mend, slipping
from tests.factories import NOON, make_contact, make_enrollment, make_team, make_user

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def causes(at=NOON):
    return {contact.pk: contact.cause for contact in slipping(Contact.objects.all(), at=at)}


def lost_lead(rep):
    """A lead whose plan vanished, as no verb of ours would do."""
    contact = make_contact(owner=rep, stage=Stage.LEAD)
    Enrollment.objects.filter(contact=contact).delete()
    return contact


def lead_in_pool(team, at=NOON):
    contact = make_contact(team=team)
    Contact.objects.filter(pk=contact.pk).change_stage(Stage.LEAD, at=at, cause="by_hand")
    return contact


def test_nobody_slips_while_the_verbs_are_used(house):
    make_enrollment(make_contact(owner=house.ana))
    make_contact(owner=house.ana, stage=Stage.NURTURE, revisit_on=(NOON + 90 * DAY).date())
    make_contact(owner=house.ana)

    assert causes() == {}


@pytest.mark.parametrize("stage", [Stage.LEAD, Stage.SALES_READY, Stage.MEETING, Stage.OPPORTUNITY])
def test_who_has_no_next_step_slips(house, stage):
    contact = make_contact(owner=house.ana, stage=stage)
    contact.enrollments.all().delete()
    contact.tasks.all().delete()

    assert causes() == {contact.pk: "no_step"}


def test_who_belongs_to_somebody_who_left_slips(house):
    contact = make_enrollment(make_contact(owner=house.ana)).contact
    User.objects.filter(pk=house.ana.pk).update(is_active=False)

    assert causes() == {contact.pk: "owner_gone"}


def test_a_task_that_lies_with_somebody_who_left_slips(house):
    contact = make_enrollment(make_contact(owner=house.ana)).contact
    Task.open_for(contact, Task.Kind.BY_HAND, due_on=NOON.date(), at=NOON, rep_id=house.ben.pk)
    User.objects.filter(pk=house.ben.pk).update(is_active=False)

    assert causes() == {contact.pk: "task_gone"}


POOL = [
    pytest.param(NOON, False, id="the same day"),
    pytest.param(NOON + DAY, False, id="the next day"),
    pytest.param(NOON + 2 * DAY, True, id="after a whole working day"),
]


@pytest.mark.parametrize(("moment", "slips"), POOL)
def test_a_pool_may_keep_somebody_for_a_working_day(db, moment, slips):
    contact = lead_in_pool(make_team())
    make_user(team=contact.team)

    assert causes(moment) == ({contact.pk: "pool"} if slips else {})


def test_a_weekend_in_the_pool_counts_for_nothing(db):
    friday = NOON + 3 * DAY
    lead_in_pool(make_team(), at=friday)

    assert causes(friday + 3 * DAY) == {}


@pytest.mark.parametrize("successor", ["Ben", "nobody"])
@pytest.mark.parametrize("mates", ["with team mates", "alone"])
def test_deactivating_a_rep_lets_nobody_slip(house, successor, mates):
    for stage in (Stage.LEAD, Stage.SALES_READY, Stage.MEETING, Stage.OPPORTUNITY):
        contact = make_contact(owner=house.ana, stage=stage)
        Task.open_for(contact, Task.Kind.NEXT_STEP, due_on=(NOON - 9 * DAY).date(), at=NOON - 9 * DAY)
    make_contact(owner=house.ana, stage=Stage.NURTURE, revisit_on=(NOON + 90 * DAY).date())
    of_another = make_enrollment(make_contact(owner=house.lena)).contact
    Task.open_for(of_another, Task.Kind.BY_HAND, due_on=NOON.date(), at=NOON, rep_id=house.ana.pk)
    if mates == "alone":
        house.ben.change_place(role=User.Role.REP, team=house.south, at=NOON - DAY)

    house.ana.deactivate(at=NOON, successor=house.ben if successor == "Ben" else None)

    assert causes() == {}
    assert causes(NOON + DAY) == {}


def test_nobody_in_nurture_is_waited_for_in_a_pool(house):
    make_contact(owner=house.ana, stage=Stage.NURTURE, revisit_on=(NOON + 90 * DAY).date())
    house.ana.deactivate(at=NOON)

    assert causes(NOON + 9 * DAY) == {}


def stopped_by_hand(house):
    plan = make_enrollment(make_contact(owner=house.ana))
    plan.stop(Enrollment.StopReason.BY_HAND, at=NOON)
    return plan.contact


def whose_task_was_cancelled(house):
    contact = lost_lead(house.ana)
    Task.open_for(contact, Task.Kind.NEXT_STEP, due_on=NOON.date(), at=NOON)
    contact.tasks.cancel("Not needed", at=NOON)
    return contact


def in_a_pool_without_reps(house):
    return lead_in_pool(make_team("East"), at=NOON - 9 * DAY)


WHY = [
    pytest.param(stopped_by_hand, "stopped", id="a plan stopped by hand"),
    pytest.param(whose_task_was_cancelled, "cancelled", id="a task cancelled by hand"),
    pytest.param(in_a_pool_without_reps, "no_reps", id="a team without reps"),
]


@pytest.mark.parametrize(("contact", "cause"), WHY)
def test_each_cause_has_its_name_and_is_mended(house, contact, cause):
    contact = contact(house)
    assert causes() == {contact.pk: cause}

    mend(contact, at=NOON, rep=house.ana if cause == "no_reps" else None)

    assert causes() == {}


def test_mending_is_taken_back_with_one_click(house, client):
    contact = lost_lead(house.ana)
    client.force_login(house.petra)
    page = client.post(reverse("mend_slip", args=[contact.pk]), {"rep": house.ben.pk}, follow=True)
    [undo_url] = re.findall(r'action="(/by-hand/[^"]+/undo/)"', page.content.decode())

    client.post(undo_url)

    contact.refresh_from_db()
    assert contact.owner == house.ana
    assert causes() == {contact.pk: "no_step"}


def test_mending_gives_a_next_step(house):
    contact = lost_lead(house.ana)

    mend(contact, at=NOON)

    assert causes() == {}
    assert contact.enrollments.live().exists()


def test_mending_gives_somebody_in_turn_to_do_it(house):
    contact = lead_in_pool(house.north)
    Contact.objects.filter(pk=contact.pk).update(owner=None)

    mend(contact, at=NOON + 5 * DAY)

    contact.refresh_from_db()
    assert contact.owner in (house.ana, house.ben)
    assert causes(NOON + 9 * DAY) == {}


def test_a_team_without_a_rep_needs_somebody_to_be_chosen(house):
    contact = lead_in_pool(make_team("East"))

    with pytest.raises(NobodyToDoIt):
        mend(contact, at=NOON)
    mend(contact, at=NOON, rep=house.ana)

    contact.refresh_from_db()
    assert (contact.owner, contact.team) == (house.ana, house.north)


def test_the_page_lists_why_and_mends_with_one_click(house, client):
    contact = lost_lead(house.ana)
    client.force_login(house.petra)

    page = client.get(reverse("slipping"))
    assert b"Has no next step" in page.content
    after = client.post(reverse("mend_slip", args=[contact.pk]), follow=True)

    assert b"Nobody is slipping" in after.content
    assert causes() == {}


def test_a_manager_mends_only_in_the_own_teams(house, client):
    contact = lost_lead(house.lena)
    client.force_login(house.petra)

    assert client.get(reverse("slipping")).context["page"].rows == []
    assert client.post(reverse("mend_slip", args=[contact.pk])).status_code == 404
    assert causes() == {contact.pk: "no_step"}


@pytest.mark.parametrize(
    "chosen", ["²", "x", "-1", "9" * 30, "9" * 5000, "\0"], ids=["²", "x", "-1", "large", "very large", "nothing"]
)
def test_a_strange_choice_of_who_takes_it_is_not_found(house, client, chosen):
    contact = lost_lead(house.ana)
    client.force_login(house.petra)

    assert client.post(reverse("mend_slip", args=[contact.pk]), {"rep": chosen}).status_code == 404
    assert causes() == {contact.pk: "no_step"}


@pytest.mark.parametrize("chosen", ["", "ben"])
def test_the_chosen_rep_takes_it_else_the_owner_keeps_it(house, client, chosen):
    contact = lost_lead(house.ana)
    client.force_login(house.petra)

    client.post(reverse("mend_slip", args=[contact.pk]), {"rep": house.ben.pk if chosen else ""})

    contact.refresh_from_db()
    assert contact.owner == (house.ben if chosen else house.ana)


def test_the_command_says_nobody_and_ends_well(db):
    said = StringIO()

    call_command("slipping", stdout=said)

    assert said.getvalue() == "Nobody is slipping.\n"


def test_the_command_lists_who_slips_and_ends_with_1(house):
    contact = lost_lead(house.ana)
    said = StringIO()

    with time_machine.travel(NOON), pytest.raises(SystemExit) as end:
        call_command("slipping", "--json", stdout=said)

    assert end.value.code == 1
    assert json.loads(said.getvalue()) == [
        {
            "contact": contact.pk,
            "name": contact.name,
            "stage": "lead",
            "team": "North",
            "owner": "Ana Brandt",
            "cause": "no_step",
            "why": "Has no next step: no open task, nothing planned, no day to come back on.",
        }
    ]


def test_the_page_asks_as_many_questions_for_many_as_for_few(house, client, django_assert_max_num_queries):
    client.force_login(house.petra)
    lost_lead(house.ana)
    with django_assert_max_num_queries(14):
        client.get(reverse("slipping"))
    for _ in range(12):
        lost_lead(house.ana)
    with django_assert_max_num_queries(14):
        assert len(client.get(reverse("slipping")).context["page"].rows) == 13


def test_a_stranger_to_the_teams_never_sees_the_list(house, client):
    make_user(team=house.north)
    for person in (house.ana, house.marketer):
        client.force_login(person)
        assert client.get(reverse("slipping")).status_code == 404
