"""Addresses that differ only by what their provider ignores are one person's, wherever somebody comes in by them."""

import hmac
import importlib

import pytest
from django.apps import apps
from django.conf import settings
from django.urls import reverse

from contacts import entering, suppressing, tasks
from contacts.models import Contact, ContactPoint, PossibleDuplicate, Stage, Suppression
from contacts.models.suppression import digest
from leadflow.accounts.models import Firm, User
from leadflow.lib.mailboxes import PROVIDERS
from tests.accounts.test_firm import ANSWERS
from tests.contacts.uploading import fates, imported, people, undone
from tests.factories import NOON, make_contact, make_firm, make_team, make_user

pytestmark = pytest.mark.django_db

ANA = "Ana,Ruiz,a.na@gmail.com,,,,"
TAGGED = "Ana,Ruiz,ana+fair@googlemail.com,,,,"


def addresses(contact) -> list[str]:
    return list(contact.points.filter(kind="email").values_list("normalised", flat=True))


def test_a_list_finds_whom_we_know_by_another_spelling_and_keeps_both_as_they_are_written():
    imported(people(ANA))

    second = imported(people(TAGGED), name="fair.csv")

    assert fates(second) == ["updated"]
    assert addresses(Contact.objects.get()) == ["a.na@gmail.com", "ana+fair@googlemail.com"]


def test_two_spellings_in_one_list_are_one_person():
    upload = imported(people(ANA, TAGGED))

    assert fates(upload) == ["created", "duplicate"]
    assert len(addresses(Contact.objects.get())) == 2


def test_one_mailbox_with_two_names_waits_for_a_person_to_decide():
    imported(people(ANA))

    assert fates(imported(people("Bob,Stone,ana+bob@gmail.com,,,,"), name="fair.csv")) == ["quarantined"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("a.na@hotmail.com", "ana@hotmail.com", id="dots count at Hotmail"),
        pytest.param("ana+fair@nordquay.example", "ana@nordquay.example", id="a firm's own domain"),
        pytest.param("info@gmail.com", "info+fair@gmail.com", id="a desk's address identifies nobody"),
    ],
)
def test_other_addresses_are_each_its_own(one, other):
    make_contact("Ana Ruiz", email=one)

    imported(people(f"Bob,Stone,{other},,,,"))

    assert Contact.objects.count() == 2


def test_a_firm_may_take_each_spelling_for_an_address_of_its_own():
    make_firm(one_mailbox_at=["outlook"])
    imported(people(ANA))

    assert fates(imported(people(TAGGED), name="fair.csv")) == ["created"]


def test_a_list_that_is_taken_back_leaves_the_spelling_that_was_there():
    imported(people(ANA))

    undone(imported(people(TAGGED), name="fair.csv"))

    assert addresses(Contact.objects.get()) == ["a.na@gmail.com"]


def test_somebody_who_is_entered_alone_is_known_by_another_spelling():
    known = make_contact("Ana Ruiz", email="a.na@gmail.com")

    entered = entering.enter({"full_name": "Ana Ruiz", "email": "ana+fair@gmail.com"}, team=make_team(), at=NOON)

    assert entered.contact == known


def test_entering_another_spelling_by_hand_says_who_has_it(client):
    rep = make_user()
    make_contact("Ana Ruiz", email="a.na@gmail.com", owner=rep)
    client.force_login(rep)

    response = client.post(reverse("add_contact"), {"first_name": "Ana", "email": "ana@gmail.com"})

    assert response.status_code == 422
    assert "Ana Ruiz has this address already" in response.text
    assert Contact.objects.count() == 1


def test_another_spelling_is_added_to_its_owner_and_to_nobody_else():
    ana, bob = make_contact("Ana Ruiz", email="a.na@gmail.com"), make_contact("Bob Stone")

    assert bob.add_points(email="ana@gmail.com", at=NOON) == ["“ana@gmail.com” belongs to somebody else already."]
    assert ana.add_points(email="ana@gmail.com", at=NOON) == []


def test_the_right_person_is_found_by_another_spelling():
    ana = make_contact("Ana Ruiz", email="a.na@gmail.com")

    assert make_contact().refer({"email": "ana+x@gmail.com"}, at=NOON, rep=make_user()) == ana


def test_searching_a_whole_address_finds_every_spelling():
    ana = make_contact("Ana Ruiz", email="a.na@gmail.com")

    assert list(Contact.objects.search("Ana+fair@googlemail.com")) == [ana]


def test_correcting_an_address_changes_its_mailbox():
    point = make_contact("Ana Ruiz", email="a.na@gmail.com").points.get()

    point.correct("an.a.ruiz@gmail.com", at=NOON)

    assert ContactPoint.objects.get().mailbox == "anaruiz@gmail.com"


# A stop is about the mailbox, whatever the firm makes of its spellings elsewhere.
either_way = pytest.mark.parametrize("one_mailbox_at", [["gmail"], []], ids=["one person", "each its own"])


@either_way
def test_who_asked_us_to_stop_comes_in_by_no_spelling(one_mailbox_at):
    make_firm(one_mailbox_at=one_mailbox_at)
    make_contact("Ana Ruiz", email="a.na@gmail.com").suppress(at=NOON)

    assert fates(imported(people(TAGGED))) == ["suppressed"]


@either_way
def test_who_asked_us_to_stop_stays_out_when_only_a_digest_is_left(one_mailbox_at):
    make_firm(one_mailbox_at=one_mailbox_at)
    Suppression.objects.create(kind="email", digest=digest("email", "a.na@gmail.com"), at=NOON)

    assert fates(imported(people(TAGGED))) == ["suppressed"]


@either_way
def test_a_stop_reaches_each_contact_of_the_mailbox(twins, one_mailbox_at):
    make_firm(one_mailbox_at=one_mailbox_at)

    twins[0].suppress(at=NOON)

    twins[1].refresh_from_db()
    assert twins[1].stage == Stage.DO_NOT_CONTACT


@either_way
def test_another_spelling_on_the_do_not_contact_list_closes_whom_we_know(one_mailbox_at):
    make_firm(one_mailbox_at=one_mailbox_at)
    ana = make_contact("Ana Ruiz", email="a.na@gmail.com")

    [entry] = suppressing.enter([("email", "ana+fair@gmail.com")], reason="Wrote", by=None, at=NOON)
    suppressing.close_next(entry.pk, at=NOON)

    ana.refresh_from_db()
    assert ana.stage == Stage.DO_NOT_CONTACT


@either_way
def test_a_stop_that_is_lifted_opens_each_spelling(one_mailbox_at):
    make_firm(one_mailbox_at=one_mailbox_at)
    ana = make_contact("Ana Ruiz", email="a.na@gmail.com")
    ana.suppress(at=NOON)

    ana.lift_suppressions(at=NOON)

    assert fates(imported(people(TAGGED)))[0] in ("created", "updated")


def test_no_calls_to_one_leaves_the_phone_of_whom_they_share_a_mailbox_with(twins):
    twins[0].suppress(channel="phone", at=NOON)

    twins[1].refresh_from_db()
    assert not twins[1].no_phone


def as_before_mailboxes(mail, channel="") -> Suppression:
    """An entry as it was written before mailboxes were known."""
    digest = hmac.digest(settings.SUPPRESSION_KEY.encode(), f"email:{mail}".encode(), "sha256").hex()
    return Suppression.objects.create(kind="email", digest=digest, value=mail, channel=channel, at=NOON)


def test_who_was_erased_before_stays_out_under_the_spelling_of_then():
    as_before_mailboxes("a.na@gmail.com")
    Suppression.objects.update(value="")

    assert fates(imported(people(ANA))) == ["suppressed"]


def test_what_stood_there_before_is_known_by_its_mailbox_too():
    migration = importlib.import_module("contacts.migrations.0016_mailboxes_of_known_addresses")
    make_contact("Ana Ruiz", email="a.na@gmail.com")
    ContactPoint.objects.update(mailbox="")
    first, second = as_before_mailboxes("b.en@gmail.com"), as_before_mailboxes("be.n@gmail.com")

    migration.fill(apps, None)
    migration.close(apps, None)

    assert ContactPoint.objects.get().mailbox == "ana@gmail.com"
    assert Suppression.objects.get(digest=digest("email", "ben@gmail.com")) == first
    assert Suppression.objects.filter(digest=second.digest).exists()
    assert fates(imported(people("Ben,Holm,ben+x@gmail.com,,,,"))) == ["suppressed"]


@pytest.fixture
def twins():
    """Two who were known before their spellings counted as one."""
    make_firm(one_mailbox_at=[])
    return [make_contact("Ana Ruiz", email=mail) for mail in ("a.na@gmail.com", "ana+x@gmail.com")]


def test_who_is_one_since_the_rule_was_turned_on_is_proposed_and_not_merged(twins):
    make_firm(one_mailbox_at=["gmail"])

    tasks.propose_of_one_mailbox()

    pair = PossibleDuplicate.objects.get()
    assert ([pair.one, pair.other], pair.why) == (twins, "Same mailbox, written differently")
    assert Contact.objects.count() == 2


def test_who_was_said_to_be_two_is_not_proposed_again(twins):
    make_firm(one_mailbox_at=["gmail"])
    tasks.propose_of_one_mailbox()
    PossibleDuplicate.objects.get().dismiss(by=make_user(), at=NOON)

    tasks.propose_of_one_mailbox()

    assert not PossibleDuplicate.objects.undecided().exists()


def test_nobody_is_proposed_where_each_spelling_is_its_own(twins):
    make_firm(one_mailbox_at=["outlook"])

    tasks.propose_of_one_mailbox()

    assert not PossibleDuplicate.objects.exists()


@pytest.mark.parametrize(
    ("providers", "looks"),
    [(list(PROVIDERS), 0), (["gmail"], 1), ([], 1)],
    ids=["as before", "Gmail alone", "none"],
)
def test_changing_the_rule_looks_for_those_who_are_one_now(
    client, django_capture_on_commit_callbacks, providers, looks
):
    make_firm()
    client.force_login(make_user(User.Role.ADMINISTRATOR))

    with django_capture_on_commit_callbacks() as handed_over:
        client.post(reverse("firm"), ANSWERS | {"one_mailbox_at": providers})

    assert Firm.current().one_mailbox_at == providers
    assert len(handed_over) == looks


def test_a_list_finds_each_of_two_by_the_spelling_they_have_and_the_first_by_a_third_one(twins):
    make_firm(one_mailbox_at=["gmail"])

    upload = imported(people("Ana,Ruiz,ana+x@gmail.com,,Buyer,,", "Ana,Ruiz,ana@gmail.com,,Head of supply,,"))

    assert list(upload.rows.values_list("contact", flat=True)) == [twins[1].pk, twins[0].pk]
