"""The pages on which a list is taken back."""

from datetime import timedelta

import pytest
from django.urls import reverse

from contacts.importing import work
from contacts.models import Contact, Upload
from leadflow.accounts.models import User
from tests.contacts.uploading import LATER, imported, people, undone
from tests.factories import NOON, make_contact, make_team, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]

ROWS = ["Eva,Lind,eva@nordquay.example,,,,", "Ben,Okafor,ben@nordquay.example,,,,", "Ida,Moe,ida@polder.example,,,,"]


@pytest.fixture
def marketer(client):
    user = make_user(User.Role.MARKETING, name="Mia Falk")
    client.force_login(user)
    return user


@pytest.fixture
def upload(marketer, at_noon):
    """Three people: one was known, one is new, one was worked since."""
    make_contact("Eva Lind", email="eva@nordquay.example")
    upload = imported(people(*ROWS), kind="download", asset_name="Guide", by=marketer)
    at_noon.move_to(LATER, tick=False)
    Contact.objects.get(first_name="Ida").edit(title="Buyer", at=LATER - timedelta(hours=1))
    return upload


def test_a_list_that_was_imported_offers_the_way_back(client, upload):
    page = client.get(reverse("upload", args=[upload.pk])).text

    assert reverse("undo_upload", args=[upload.pk]) in page


def test_where_nobody_stays_it_shows_who_goes(client, marketer, at_noon):
    upload = imported(people(*ROWS), kind="download", asset_name="Guide", by=marketer)

    page = client.get(reverse("undo_upload", args=[upload.pk]))

    assert (page.context["shown"], len(page.context["page"].rows)) == ("removed", 3)


def test_before_anything_happens_the_page_says_what_would(client, upload):
    page = client.get(reverse("undo_upload", args=[upload.pk]))

    assert "Take this list back?" in page.text
    assert (page.context["foreseen"].removed, page.context["foreseen"].restored, page.context["foreseen"].kept) == (
        1,
        1,
        1,
    )
    assert "Edited by hand since" in page.text
    assert "Ida Moe" in page.text
    assert "Giving them to another rep does not; putting a task of theirs off does." in page.text
    assert Contact.objects.count() == 3


@pytest.mark.parametrize(("show", "who"), [("kept", "Ida Moe"), ("removed", "Ben Okafor"), ("restored", "Eva Lind")])
def test_every_number_opens_its_people(client, upload, show, who):
    page = client.get(reverse("undo_upload", args=[upload.pk]), {"show": show})

    assert [row.who for row in page.context["page"].rows] == [who]


def test_it_is_done_in_the_background_and_reported(client, marketer, upload):
    address = reverse("undo_upload", args=[upload.pk])

    assert client.post(address).url == reverse("upload", args=[upload.pk])
    assert "Taking the list back" in client.get(reverse("upload", args=[upload.pk])).text
    work.do_all(upload.pk, clock=lambda: LATER)

    page = client.get(reverse("upload", args=[upload.pk]))
    assert page.context["undone"] == {"removed": 1, "restored": 1, "kept": 1}
    assert "Kept: edited by hand since" in page.text
    assert "by Mia Falk" in page.text
    kept = client.get(reverse("upload", args=[upload.pk]), {"show": "kept"})
    assert [row.who for row in kept.context["page"].rows] == ["Ida Moe"]


def test_progress_is_asked_for_until_it_is_done(client, upload):
    client.post(reverse("undo_upload", args=[upload.pk]))
    address = reverse("upload_progress", args=[upload.pk, "undoing"])

    text = client.get(address, headers={"HX-Request": "true"}).text

    assert "0 of 3 people" in text
    assert "Cancel" not in text
    work.do_all(upload.pk, clock=lambda: LATER)
    assert client.get(address, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_second_time_and_after_seven_days_it_is_refused_in_words(client, upload, at_noon, method):
    address = reverse("undo_upload", args=[upload.pk])
    at_noon.move_to(NOON + timedelta(days=7, seconds=1), tick=False)
    late = getattr(client, method)(address, follow=True)
    assert "seven days" in late.text
    assert reverse("undo_upload", args=[upload.pk]) not in late.text

    at_noon.move_to(LATER, tick=False)
    undone(upload, at=LATER)
    assert "taken back already" in getattr(client, method)(address, follow=True).text
    assert Upload.objects.get().phase == Upload.Phase.UNDONE


def test_reps_and_strangers_find_nothing(client, upload):
    address = reverse("undo_upload", args=[upload.pk])
    for user in (make_user(team=upload.team), make_user(User.Role.MANAGER, manages=[make_team()])):
        client.force_login(user)
        assert (client.get(address).status_code, client.post(address).status_code) == (404, 404)
    assert Upload.objects.get().phase == Upload.Phase.DONE


def test_a_manager_takes_back_lists_of_own_teams(client, upload):
    client.force_login(make_user(User.Role.MANAGER, manages=[upload.team]))

    client.post(reverse("undo_upload", args=[upload.pk]))

    assert Upload.objects.get().phase == Upload.Phase.UNDOING


def test_the_page_takes_as_many_queries_for_many(client, marketer, django_assert_max_num_queries):
    upload = imported(people(*[f"Ana{n},Ruiz,ana{n}@nordquay.example,,,," for n in range(60)]))

    with django_assert_max_num_queries(24):
        client.get(reverse("undo_upload", args=[upload.pk]), {"show": "removed"})
