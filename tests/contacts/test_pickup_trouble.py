"""What the Health page tells of the folder that lists are put into: how it goes, and what is not right with it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import now

from contacts import pickup
from contacts.importing import work
from contacts.models import Upload
from leadflow.accounts.models import User
from tests.contacts.picking_up import later, put, round_of
from tests.factories import make_user

pytestmark = pytest.mark.django_db

LONG = 20


def trouble(folder, minutes=0):
    return " ".join(pickup.trouble(folder, at=later(minutes)))


def test_while_all_is_well_there_is_no_trouble(folder):
    assert not trouble(folder, minutes=LONG)
    put(folder)
    assert not trouble(folder), "it lies there only for a moment"
    round_of(folder)
    assert not trouble(folder, minutes=LONG)


@pytest.mark.parametrize(
    ("number", "says"),
    [(1, "One file lies there and nobody takes them, “0.csv”"), (3, "3 files lie there")],
    ids=["one", "several"],
)
def test_files_that_nobody_takes_are_trouble(folder, number, says):
    for each in range(number):
        put(folder, name=f"{each}.csv")

    assert says in trouble(folder, minutes=LONG)


def test_what_is_no_list_may_lie_there_for_ever(folder):
    put(folder, name=".hidden")
    put(folder, name="export.part")
    (folder / "kept").mkdir()

    assert not trouble(folder, minutes=LONG)


def test_a_folder_that_is_not_there_is_trouble(folder):
    assert "There is no folder" in trouble(folder / "other")


@pytest.mark.parametrize("closed", ["", "taken"], ids=["the folder", "the folder of what was taken"])
def test_a_folder_that_may_not_be_used_is_trouble(folder, monkeypatch, closed):
    (folder / "taken").mkdir()
    # Whoever runs tests may often read everything.
    monkeypatch.setattr(pickup.os, "access", lambda path, how: path != folder / closed)

    assert "may not read and write" in trouble(folder)


def test_a_folder_that_cannot_be_listed_is_trouble(folder, monkeypatch):
    def fail(path):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(pickup.os, "scandir", fail)

    assert "Input/output error" in trouble(folder)


@pytest.fixture
def health(client, settings, folder):
    """What an administrator reads there about the folder."""
    settings.PICKUP_DIR = folder
    client.force_login(make_user(User.Role.ADMINISTRATOR))
    return lambda: " ".join(client.get(reverse("health")).text.split())


def test_the_health_page_says_how_it_goes(health, folder):
    assert "None has come yet" in health()
    put(folder)
    round_of(folder)
    assert "The last came" in health()


def test_the_health_page_says_what_does_not_work(health, settings, folder):
    settings.PICKUP_DIR = folder / "other"

    assert "There is no folder" in health()


def test_the_health_page_names_what_was_refused_for_a_week(health, folder, time_machine):
    put(folder, name="empty.csv", content="")
    work.do_all(round_of(folder)[0].pk, clock=now)
    upload = Upload.objects.get()
    assert upload.phase == Upload.Phase.REFUSED

    assert f'{reverse("upload", args=[upload.pk])}"><bdi>empty.csv</bdi></a> was refused' in health()
    time_machine.move_to(now() + timedelta(days=7, minutes=5))
    assert "was refused" not in health()


def test_without_a_folder_the_health_page_does_not_speak_of_it(health, settings):
    settings.PICKUP_DIR = None

    assert "Lists from the folder" not in health()
