"""Marketing and sales agree on the next version of the lead definition."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from leadflow.accounts.models import User
from scoring.models import LeadDefinition, Signature
from tests.factories import NOON, make_contact, make_firm, make_touch, make_user

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def marketer():
    return make_user(User.Role.MARKETING, name="Mia Sandvik")


@pytest.fixture
def manager():
    return make_user(User.Role.MANAGER, name="Max Oduya")


def drafted(by, **rules) -> LeadDefinition:
    """A draft in which it takes three interactions, and what else is said."""
    draft = LeadDefinition.in_force(NOON).draft_next(by=by, at=NOON)
    draft.change(**{"lead_interactions": 3} | rules)
    return draft


def sign(draft, *people, at=NOON + HOUR):
    """Each signs for their side. Says whether the last signature completed the agreement."""
    for person in people:
        side = Signature.SIDES[person.role][0]
        completed = Signature.sign(draft, side, by=person, at=at, read=draft.edition)
    return completed


def test_a_draft_decides_nothing(marketer):
    drafted(marketer, lead_interactions=1)
    contact = make_contact()

    make_touch(contact, at=NOON + HOUR)

    contact.refresh_from_db()
    assert contact.stage == "name"


def test_it_is_in_force_once_both_sides_have_signed(marketer, manager):
    draft = drafted(marketer)

    assert not sign(draft, marketer)
    assert LeadDefinition.in_force(NOON + HOUR).version == 1
    assert sign(draft, manager)
    assert LeadDefinition.in_force(NOON + HOUR) == draft
    assert LeadDefinition.in_force(NOON).version == 1
    assert {(each.by, each.side) for each in draft.signatures.standing()} == {
        (marketer, "marketing"),
        (manager, "sales"),
    }


def test_it_waits_for_the_day_that_was_agreed(marketer, manager):
    make_firm(time_zone="Europe/Oslo")
    draft = drafted(marketer, starts_on=date(2026, 4, 1))

    sign(draft, marketer, manager)

    begins = datetime(2026, 3, 31, 22, 0, tzinfo=UTC)
    assert LeadDefinition.in_force(begins - timedelta(seconds=1)).version == 1
    assert LeadDefinition.in_force(begins) == draft


def test_a_day_that_is_over_means_now(marketer, manager):
    draft = drafted(marketer, starts_on=date(2026, 1, 1))

    sign(draft, marketer, manager)

    assert LeadDefinition.in_force(NOON).version == 1
    assert LeadDefinition.in_force(NOON + HOUR) == draft


def test_two_of_one_side_are_no_agreement(marketer):
    draft = drafted(marketer)

    assert not sign(draft, marketer, make_user(User.Role.MARKETING))


@pytest.mark.parametrize(
    ("role", "side"), [("marketing", "sales"), ("manager", "marketing"), ("rep", "sales"), ("rep", "marketing")]
)
def test_nobody_signs_for_the_other_side(marketer, role, side):
    draft = drafted(marketer)

    with pytest.raises(Signature.NotYours):
        Signature.sign(draft, side, by=make_user(role), at=NOON, read=draft.edition)
    assert not draft.signatures.exists()


def test_an_administrator_may_sign_for_both_in_a_firm_of_one(marketer):
    draft, founder = drafted(marketer), make_user(User.Role.ADMINISTRATOR)

    assert not Signature.sign(draft, "marketing", by=founder, at=NOON, read=draft.edition)
    assert Signature.sign(draft, "sales", by=founder, at=NOON, read=draft.edition)


def test_a_change_takes_signatures_off_but_keeps_what_was_signed(marketer, manager):
    draft = drafted(marketer)
    sign(draft, marketer)

    assert draft.change(lead_interactions=4) == 1
    assert not sign(draft, manager)
    assert sign(draft, marketer)
    gone = draft.signatures.get(is_standing=False)
    assert (gone.by, gone.rules["lead_interactions"]) == (marketer, 3)


def test_nobody_signs_another_text_than_they_read(marketer):
    draft = drafted(marketer)
    read = draft.edition
    draft.change(lead_interactions=4)

    with pytest.raises(Signature.Changed):
        Signature.sign(draft, "marketing", by=marketer, at=NOON, read=read)


def test_what_is_agreed_changes_no_more(marketer, manager):
    draft = drafted(marketer)
    sign(draft, marketer, manager)

    for attempt in (
        lambda: draft.change(lead_interactions=1),
        lambda: Signature.sign(draft, "sales", by=manager, at=NOON, read=draft.edition),
        lambda: Signature.withdraw(draft, by=manager),
        draft.give_up,
    ):
        with pytest.raises(LeadDefinition.Agreed):
            attempt()
    draft.refresh_from_db()
    assert (draft.lead_interactions, draft.status) == (3, "agreed")


def test_there_is_one_draft_at_a_time(marketer, manager):
    draft = drafted(marketer)

    assert LeadDefinition.in_force(NOON).draft_next(by=manager, at=NOON) == draft
    with pytest.raises(IntegrityError), transaction.atomic():
        LeadDefinition.objects.create(version=9, status="draft")


@pytest.mark.parametrize("wrong", [{"status": "draft", "in_force_from": NOON}, {"status": "agreed"}])
def test_the_database_keeps_drafts_out_of_force(wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        LeadDefinition.objects.create(version=9, **wrong)


def test_a_draft_is_given_up_and_taken_up_again(marketer):
    draft = drafted(marketer)

    draft.give_up()
    assert LeadDefinition.draft() is None
    draft.take_up()
    assert LeadDefinition.draft() == draft


def test_a_draft_is_not_taken_up_beside_another(marketer):
    draft = drafted(marketer)
    draft.give_up()
    other = drafted(marketer)

    with pytest.raises(LeadDefinition.AnotherDraft):
        draft.take_up()
    assert LeadDefinition.draft() == other
    assert other.version == draft.version + 1


# The pages


@pytest.fixture
def as_marketer(client, marketer):
    client.force_login(marketer)
    return client


def test_marketing_drafts_edits_and_signs_and_sales_signs(as_marketer, client, manager):
    as_marketer.post(reverse("begin_draft"))
    page = as_marketer.get(reverse("edit_definition"))
    form = page.context["form"]
    given = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    for kind in form.kinds:
        given |= {kind.add_prefix(name): v for name in kind.fields if (v := kind[name].value()) not in (None, False)}
    given |= {"lead_interactions": 3, "booth_visit-weight": 2, "download-days": 90, "note": "Downloads go stale."}

    assert as_marketer.post(reverse("edit_definition"), given).status_code == 302

    draft = LeadDefinition.draft()
    before = LeadDefinition.in_force(NOON)
    assert (draft.lead_interactions, draft.weights) == (3, {"booth_visit": 2})
    assert draft.windows == before.windows | {"download": 90}
    assert set(draft.counting) == set(before.counting)
    assert (set(draft.light), set(draft.at_once)) == (set(before.light), set(before.at_once))
    text = as_marketer.get(reverse("draft_definition")).text
    assert "Visits to our booth count for two." in text
    assert "downloads for 90 days" in text
    as_marketer.post(reverse("sign_definition", args=["marketing"]), {"edition": draft.edition})
    client.force_login(manager)
    response = client.post(reverse("sign_definition", args=["sales"]), {"edition": draft.edition}, follow=True)
    assert "Lead definition 2 is agreed." in response.text
    assert "three different things" in client.get(reverse("definition")).text


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"contact_request-counts": "not"}, "choose that for contact requests"),
        ({"download-weight": "9"}, "Downloads: "),
        ({"download-days": "0"}, "Downloads: "),
        ({"lead_interactions": "0"}, "at least one interaction"),
        ({"lead_interactions": "5"}, "name at least as many"),
        ({"window_days": "99999"}, "less than or equal to 3650"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else "",
)
def test_what_makes_no_sense_is_said_and_nothing_is_saved(as_marketer, given, words):
    as_marketer.post(reverse("begin_draft"))
    form = as_marketer.get(reverse("edit_definition")).context["form"]
    filled = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    for kind in form.kinds:
        filled |= {kind.add_prefix(name): v for name in kind.fields if (v := kind[name].value()) not in (None, False)}

    response = as_marketer.post(reverse("edit_definition"), filled | given)

    assert response.status_code == 422
    assert words in response.text
    assert LeadDefinition.draft().edition == 0


def test_the_page_of_a_draft_somebody_changed_meanwhile_signs_nothing(as_marketer, marketer):
    draft = drafted(marketer)

    response = as_marketer.post(
        reverse("sign_definition", args=["marketing"]), {"edition": draft.edition - 1}, follow=True
    )

    assert "Somebody changed the draft" in response.text
    assert not draft.signatures.exists()


def test_a_rep_says_what_they_think_and_signs_nothing(client, marketer):
    draft = drafted(marketer)
    client.force_login(make_user())

    client.post(reverse("comment_on_draft"), {"text": "Three is too many for fairs."})

    assert "Three is too many for fairs." in client.get(reverse("draft_definition")).text
    assert "Sign for" not in client.get(reverse("draft_definition")).text
    assert client.post(reverse("sign_definition", args=["sales"]), {"edition": draft.edition}).status_code == 404


def test_without_a_draft_there_is_no_page_of_it(as_marketer):
    assert as_marketer.get(reverse("draft_definition")).status_code == 404
    assert as_marketer.get(reverse("edit_definition")).status_code == 404


def test_giving_up_offers_to_go_on(as_marketer, marketer):
    draft = drafted(marketer)

    response = as_marketer.post(reverse("give_up_draft"), follow=True)

    assert reverse("take_up_draft", args=[draft.version]) in response.text
    as_marketer.post(reverse("take_up_draft", args=[draft.version]))
    assert LeadDefinition.draft() == draft
