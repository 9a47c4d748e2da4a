"""The firm's reasons to reject a lead: what each does, and that a rejection keeps what it was rejected for."""

import pytest
from django.urls import reverse

from cadences.models import Completion, RejectReason
from contacts.models import Stage, Touch
from leadflow.accounts.models import User
from tests.cadences.cards import log, make_task
from tests.factories import log_outcome, make_contact, make_user

pytestmark = pytest.mark.django_db
Effect = RejectReason.Effect


def labels():
    return [reason.label for reason in RejectReason.objects.active()]


def reason_of(label) -> RejectReason:
    return RejectReason.objects.active().get(label=label)


def rejected_for(label):
    contact = make_contact(owner=make_user(), stage=Stage.LEAD)
    return log_outcome(contact, "rejected", reason=label)


@pytest.fixture
def manager(client):
    client.force_login(make_user(User.Role.MANAGER))


def send(client, name, *args, **fields):
    return client.post(reverse(name, args=args), fields, headers={"HX-Request": "true"})


EFFECTS = [
    # effect, the stage then, what is open then
    (Effect.DISQUALIFY, Stage.DISQUALIFIED, []),
    (Effect.RESEARCH, Stage.LEAD, ["mend"]),
    (Effect.NURTURE, Stage.NURTURE, []),
    (Effect.MERGE, Stage.DISQUALIFIED, []),
]


@pytest.mark.parametrize(("effect", "stage", "kinds"), EFFECTS, ids=[e[0] for e in EFFECTS])
def test_a_reason_does_to_the_contact_what_the_firm_says(effect, stage, kinds):
    RejectReason.add(label="Sells to us", effect=effect, key="v")

    completion = rejected_for("Sells to us")

    contact = completion.task.contact
    contact.refresh_from_db()
    assert (contact.stage, [task.kind for task in contact.tasks.open() if task.kind != "step"]) == (stage, kinds)
    assert completion.reject_reason.label == completion.task.reason == "Sells to us"


def test_cards_offer_what_is_in_use_in_its_order_by_its_keys(client, at_noon):
    reason_of("Competitor").retire()
    RejectReason.add(label="Supplier", effect=Effect.DISQUALIFY, key="s")
    reason_of("Bad data").move(-1)
    task = make_task()
    client.force_login(task.rep)

    page = client.get(reverse("work_task", args=[task.pk]))

    [panel] = [choice.panel for choice in page.context["aside"] if choice.offer.effect == Touch.Outcome.REJECTED]
    radios = [(radio.choice_label, radio.data["key"]) for radio in panel["reason"]]
    assert radios == [
        ("Wrong persona", "1"),
        ("Student or job seeker", "3"),
        ("Bad data", "5"),
        ("Junk", "4"),
        ("Duplicate", "6"),
        ("No interest", "7"),
        ("Supplier", "s"),
    ]


def test_a_reason_that_was_retired_while_the_card_was_open_is_asked_for_again(client, at_noon):
    task = make_task()
    reason_of("Junk").retire()

    answer = log(client, task, Touch.Outcome.REJECTED, rejected__reason="Junk", note="a robot")

    assert answer.status_code == 422
    assert "That reason is offered no more. Choose another." in answer.text
    assert "a robot" in answer.text


def test_other_words_leave_what_was_rejected_before_as_it_was():
    before = rejected_for("Student or job seeker")

    after = reason_of("Student or job seeker").revise(label="Student", effect=Effect.DISQUALIFY, key="3")

    before.refresh_from_db()
    assert before.reject_reason.label == "Student or job seeker"
    assert not before.reject_reason.is_active
    assert (after.label, after.position) == ("Student", before.reject_reason.position)
    assert labels()[2] == "Student"


CHANGES = [
    # was it used, what changes, whether it is the same reason then
    (False, {"label": "Rival"}, True),
    (False, {"effect": Effect.NURTURE}, True),
    (True, {"key": "c"}, True),
    (True, {"label": "Rival"}, False),
    (True, {"effect": Effect.NURTURE}, False),
    (True, {}, True),
]


@pytest.mark.parametrize(("used", "change", "same"), CHANGES, ids=[f"{c[0]}-{'-'.join(c[1])}" for c in CHANGES])
def test_a_used_reason_means_what_it_meant(used, change, same):
    reason = reason_of("Competitor")
    if used:
        rejected_for("Competitor")
    now = {"label": reason.label, "effect": reason.effect, "key": reason.key} | change

    changed = reason.revise(**now)

    assert (changed == reason) is same
    assert (changed.label, changed.effect, changed.key) == tuple(now.values())


def test_managers_add_rename_reorder_and_retire(client, manager):
    send(client, "add_reject_reason", label="Too small", effect=Effect.NURTURE, key="t")
    send(client, "reject_reason", reason_of("Junk").pk, label="Not serious", effect=Effect.DISQUALIFY, key="4")
    send(client, "move_reject_reason", reason_of("Too small").pk, "up")
    send(client, "retire_reject_reason", reason_of("Competitor").pk)

    assert labels() == [
        "Wrong persona",
        "Student or job seeker",
        "Not serious",
        "Bad data",
        "Duplicate",
        "Too small",
        "No interest",
    ]


def test_what_is_retired_is_offered_again(client, manager):
    reason = reason_of("Competitor")
    send(client, "retire_reject_reason", reason.pk)

    send(client, "revive_reject_reason", reason.pk)

    assert "Competitor" in labels()


def test_what_came_in_the_place_of_a_retired_one_is_said(client, manager):
    reason = reason_of("Competitor")
    reason.retire()
    RejectReason.add(label="Rival", effect=Effect.DISQUALIFY, key="2")

    answer = send(client, "revive_reject_reason", reason.pk)

    assert "has the words “Competitor” or the key “2” now" in answer.text
    assert "Competitor" not in labels()


def test_one_reason_stays(client, manager):
    for reason in RejectReason.objects.all()[1:]:
        reason.retire()

    answer = send(client, "retire_reject_reason", RejectReason.objects.first().pk)

    assert "the only reason left" in answer.text
    assert labels() == ["Wrong persona"]


REFUSED = [
    ({"label": "competitor", "key": "x"}, "stands on the list already"),
    ({"label": "Rival", "key": "2"}, "“2” chooses “Competitor” already"),
    ({"label": "Rival", "key": "?"}, "One letter from a to z, or one digit"),
    ({"label": "  ", "key": "x"}, "This field is required"),
]


@pytest.mark.parametrize(("fields", "words"), REFUSED, ids=["words taken", "key taken", "no key", "no words"])
def test_what_would_confuse_the_card_is_refused(client, manager, fields, words):
    answer = send(client, "add_reject_reason", effect=Effect.DISQUALIFY, **fields)

    assert answer.status_code == 422
    assert words in answer.text
    assert len(labels()) == 7


def test_a_rejection_that_was_taken_back_is_not_counted(at_noon):
    completion = rejected_for("Competitor")
    completion.undo(by=completion.rep, at=completion.at)

    assert RejectReason.objects.with_uses().get(label="Competitor").uses == 0
    assert Completion.objects.get().reject_reason.label == "Competitor"
