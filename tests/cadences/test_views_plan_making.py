"""New plans, made from the library, from one that the firm has, from a file, or from nothing."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cadences import library
from cadences.models import Cadence, CadenceVersion
from contacts.models import Persona
from leadflow.accounts.models import User
from tests.cadences.plans import make_plan
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(client):
    manager = make_user(User.Role.MANAGER)
    client.force_login(manager)
    return manager


def begin(client, origin, **fields):
    return client.post(reverse("plan_new"), {"from": origin, **fields}, follow=True)


def send(client, content, name="plan.toml"):
    return client.post(reverse("plan_from_file"), {"file": SimpleUploadedFile(name, content)}, follow=True)


@pytest.mark.parametrize("key", library.KEYS)
def test_a_plan_of_the_library_begins_as_a_draft_that_nobody_enters(client, manager, key):
    answer = begin(client, key)

    cadence = Cadence.objects.latest("pk")
    assert cadence.draft.plan == library.starter(key).filed.plan
    assert "Nobody enters it before you publish it" in answer.text
    assert list(Cadence.objects.published()) == [Cadence.default()]


def test_a_new_plan_is_published_like_any_draft(client, manager):
    begin(client, "no-show")
    cadence = Cadence.objects.latest("pk")

    client.post(reverse("publish_plan", args=[cadence.pk]), {"edition": cadence.draft.edition})

    assert cadence.current.number == 1
    assert cadence in Cadence.objects.published()


def test_a_copy_keeps_the_steps_and_gets_a_name_of_its_own(client, manager):
    begin(client, "copy", plan=Cadence.default().pk)
    begin(client, "copy", plan=Cadence.default().pk)

    assert set(Cadence.objects.values_list("name", flat=True)) == {
        "21-day follow-up",
        "21-day follow-up 2",
        "21-day follow-up 3",
    }
    assert Cadence.objects.latest("pk").draft.plan == Cadence.default().current.plan


def test_from_nothing_it_has_no_steps(client, manager):
    answer = begin(client, "nothing")

    assert "The plan has no steps. Add the first one." in answer.text


@pytest.mark.parametrize(
    ("origin", "fields"),
    [("", {}), ("the-moon", {}), ("copy", {}), ("copy", {"plan": "x"}), ("copy", {"plan": "999999"})],
)
def test_from_what_is_none_nothing_begins(client, manager, origin, fields):
    assert begin(client, origin, **fields).status_code == 422
    assert Cadence.objects.count() == 1


def test_a_plan_goes_out_as_a_file_and_comes_in_again(client, manager):
    file = client.get(reverse("plan_file", args=[Cadence.default().pk]))
    assert "21-day-follow-up.toml" in file["Content-Disposition"]

    answer = send(client, file.content)

    assert "“21-day follow-up 2” is begun" in answer.text
    assert Cadence.objects.latest("pk").draft.plan == Cadence.default().current.plan


@pytest.mark.parametrize("known", [True, False], ids=["known here", "not known here"])
def test_who_enters_a_plan_goes_with_its_file(client, manager, known):
    buyers = Persona.objects.create(name="Buyers", titles=["buyer"])
    plan = make_plan("Booth")
    plan.take_in(Cadence.Occasion.NEW_LEAD, sources=["booth_visit"], persona_id=buyers.pk, min_employees=20)
    file = client.get(reverse("plan_file", args=[plan.pk]))
    if not known:
        Persona.objects.filter(pk=buyers.pk).update(name="Purchasers")

    answer = send(client, file.content)

    read = Cadence.objects.latest("pk")
    assert (read.sources, read.min_employees) == (["booth_visit"], 20)
    if known:
        assert (read.occasion, read.persona, read.rank) == (Cadence.Occasion.NEW_LEAD, buyers, 2)
    else:
        assert (read.occasion, read.persona) == (Cadence.Occasion.BY_HAND, None)
        assert "There is no persona “Buyers” here. So it takes nobody in by itself" in answer.text


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "format = 1"),
        (b"a = ", "cannot be read at"),
        (b"\xff", "no plain text"),
        (b"x" * 1_000_001, "larger than"),
    ],
    ids=["empty", "torn", "no text", "too large"],
)
def test_a_bad_file_is_refused_with_words(client, manager, content, words):
    answer = send(client, content)

    assert answer.status_code == 422
    assert words in answer.text
    assert Cadence.objects.count() == 1


def test_a_plan_that_was_never_published_is_discarded(client, manager):
    begin(client, "no-show")

    answer = client.post(reverse("discard_plan", args=[Cadence.objects.latest("pk").pk]), follow=True)

    assert "“Missed meeting” is discarded." in answer.text
    assert Cadence.objects.count() == CadenceVersion.objects.count() == 1


def test_what_was_published_or_follows_another_plan_stays(client, manager):
    begin(client, "no-show")
    cadence = Cadence.objects.latest("pk")
    Cadence.default().lead_on(Cadence.Then.PLAN, plan=cadence)

    for plan in (cadence, Cadence.default()):
        answer = client.post(reverse("discard_plan", args=[plan.pk]), follow=True)
        assert "so it stays" in answer.text
    assert Cadence.objects.count() == 2


def test_a_plan_gets_another_name_and_back(client, manager):
    cadence = make_plan("Former leads")
    answer = client.post(reverse("plan_name", args=[cadence.pk]), {"name": "Old friends"}, follow=True)
    assert "The plan is called “Old friends” now." in answer.text

    cadence.refresh_from_db()
    client.post(reverse("undo_plan_setting", args=[cadence.pk, cadence.edition]))

    cadence.refresh_from_db()
    assert cadence.name == "Former leads"


@pytest.mark.parametrize(("name", "words"), [("21-Day follow-up", "Another plan has that name"), (" ", "required")])
def test_a_name_that_cannot_be_is_refused(client, manager, name, words):
    answer = client.post(reverse("plan_name", args=[make_plan().pk]), {"name": name})

    assert answer.status_code == 422
    assert words in answer.text


def test_only_managers_see_a_plan_that_was_never_published(client, manager):
    begin(client, "no-show")
    address = reverse("cadence", args=[Cadence.objects.latest("pk").pk])
    assert "New plan: Missed meeting" in client.get(address, follow=True).text

    client.force_login(make_user())

    assert client.get(address).status_code == 404
    assert "Missed meeting" not in client.get(reverse("plan_list")).text
