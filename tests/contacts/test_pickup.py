"""A folder that other programs put lists into: each complete one comes in once, whatever happens in between."""

import os
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import now

from contacts import pickup, tasks
from contacts.importing import work
from contacts.models import Contact, ListSource, Upload
from tests.contacts.picking_up import ANA, put, round_of
from tests.contacts.uploading import LISTS, imported, people
from tests.factories import NOON, make_team

pytestmark = pytest.mark.django_db

Phase = Upload.Phase


def taken(folder):
    """The names of what was taken, as a person finds them."""
    return sorted(path.name for path in (folder / "taken").glob("[!.]*/*"))


def in_hand(folder):
    return [path for path in (folder / "taken").iterdir() if path.name.startswith(".")]


def test_a_complete_list_is_received_once_and_taken(folder):
    put(folder)

    (upload,) = round_of(folder)

    assert (upload.name, upload.origin, upload.by, upload.team) == ("leads.csv", "folder", None, None)
    assert (taken(folder), in_hand(folder)) == (["leads.csv"], [])
    assert round_of(folder) == []
    assert Upload.objects.count() == 1


def test_of_a_list_that_was_just_written_more_may_come(folder):
    path = put(folder)

    assert round_of(folder, at=now()) == []
    assert path.exists()


def test_a_file_that_looks_old_was_put_there_just_now(folder):
    path = put(folder)
    os.utime(path, (0, 0))

    assert round_of(folder, at=now() + timedelta(seconds=10)) == []


@pytest.mark.parametrize(
    "name",
    [".leads.csv", ".leads.csv.Xa81", "leads.csv.part", "leads.csv.FILEPART", "leads.crdownload", "leads.csv~"],
)
def test_hidden_and_unfinished_files_wait(folder, name):
    path = put(folder, name)

    assert round_of(folder) == []
    assert path.exists()


def test_links_pipes_and_folders_are_left_alone(folder, tmp_path):
    secret = put(tmp_path, "secret.csv")
    (folder / "link.csv").symlink_to(secret)
    os.mkfifo(folder / "pipe.csv")
    (folder / "2026").mkdir()
    put(folder / "2026", "old.csv")

    assert round_of(folder) == []
    assert secret.exists()
    assert sorted(path.name for path in folder.iterdir()) == ["2026", "link.csv", "pipe.csv", "taken"]


def test_a_link_that_takes_the_place_of_a_file_in_hand_is_not_followed(folder, tmp_path):
    place = folder / "taken" / ".20261122-100000-abcdef01"
    place.mkdir(parents=True)
    (place / "leads.csv").symlink_to(put(tmp_path, "secret.csv"))

    assert round_of(folder) == []
    assert not Upload.objects.exists()


def test_what_is_too_large_is_told_with_what_to_do(folder, settings):
    settings.UPLOAD_MAX_BYTES = 50
    put(folder)

    (upload,) = round_of(folder)

    assert upload.phase == Phase.REFUSED
    assert "at most 50" in upload.problem.replace("\xa0", " ")
    assert f"“taken/{upload.arrival}”" in upload.problem
    assert taken(folder) == ["leads.csv"]


def test_what_may_not_be_read_is_told_with_what_to_do(folder, monkeypatch):
    put(folder)

    def refuse(*args, **kwargs):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(pickup.os, "open", refuse)
    (upload,) = round_of(folder)

    assert (upload.phase, taken(folder)) == (Phase.REFUSED, ["leads.csv"])
    assert "may not read it" in upload.problem


def test_what_may_not_be_moved_is_told_once(folder, monkeypatch):
    put(folder)

    def refuse(*args, **kwargs):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(pickup.Path, "rename", refuse)

    assert [len(round_of(folder)) for _ in range(3)] == [1, 0, 0]
    assert "take it out of its folder" in Upload.objects.get().problem


def test_a_folder_that_is_not_there_is_told_to_the_log(tmp_path, caplog):
    assert round_of(tmp_path / "nowhere") == []
    assert "Lists cannot be picked up from" in caplog.text


@pytest.mark.parametrize("name", ["leads\n.csv", "l\u202eeads.csv", "x" * 250 + ".csv", os.fsdecode(b"l\xe9ads.csv")])
def test_any_name_that_a_file_can_have_will_do(folder, name):
    put(folder, name)

    (upload,) = round_of(folder)

    upload.refresh_from_db()
    assert upload.name.isprintable()
    assert upload.phase == Phase.READING


def test_two_files_of_one_name_are_two_lists(folder):
    put(folder)
    round_of(folder)
    put(folder, content=people("Eva,Lind,eva@nordquay.example,,,,"))
    round_of(folder)

    assert Upload.objects.count() == 2
    assert taken(folder) == ["leads.csv", "leads.csv"]


class Died(BaseException):
    """No error that anybody catches: the process is gone."""


def die(*args, **kwargs):
    raise Died


def break_at(broken, moment):
    """The process is gone at that moment."""
    rename = pickup.Path.rename
    match moment:
        case "the folder is made":
            broken.setattr(pickup.Path, "rename", die)
        case "the file is moved":
            broken.setattr(pickup, "_receive", die)
        case "the file is copied":
            broken.setattr(pickup.Upload, "save", die)
        case "the list is received":
            broken.setattr(pickup.Path, "rename", lambda path, to: rename(path, to) if path.suffix == ".csv" else die())


@pytest.mark.parametrize(
    "moment", ["the folder is made", "the file is moved", "the file is copied", "the list is received"]
)
def test_who_dies_in_between_loses_nothing_and_takes_nothing_twice(folder, monkeypatch, moment):
    put(folder)
    with monkeypatch.context() as broken:
        break_at(broken, moment)
        with pytest.raises(Died):
            round_of(folder)

    round_of(folder)
    round_of(folder)

    assert Upload.objects.count() == 1
    assert (taken(folder), in_hand(folder)) == (["leads.csv"], [])


def test_who_goes_on_writing_is_waited_for(folder, monkeypatch):
    put(folder)
    receive = Upload.receive

    def receive_slowly(content, **kwargs):
        (path,) = in_hand(folder)[0].iterdir()
        with path.open("a") as file:
            file.write("\nEva,Lind,eva@nordquay.example,,,,")
        return receive(content, **kwargs)

    with monkeypatch.context() as slow:
        slow.setattr(pickup.Upload, "receive", receive_slowly)
        assert round_of(folder) == []
    assert not Upload.objects.exists()
    assert round_of(folder, at=now() + timedelta(seconds=10)) == [], "it was written a moment ago"

    (upload,) = round_of(folder)

    assert upload.size == len(ANA) + len("\nEva,Lind,eva@nordquay.example,,,,")


# What becomes of it


def worked(folder):
    (upload,) = round_of(folder)
    return work.do_all(upload.pk, clock=lambda: NOON)


def remember(content, **choices):
    upload = imported(content, **choices)
    return ListSource.objects.remember(upload, name="Fairs", at=NOON)


def test_a_list_of_a_source_that_nobody_knows_waits_to_be_checked(folder, client, marketer):
    put(folder)

    upload = worked(folder)

    assert upload.phase == Phase.CHECK
    page = client.get(reverse("upload_list")).text
    assert "From the folder" in page
    assert "To be checked" in page


def test_a_list_of_a_known_source_is_imported_at_once(folder):
    team = make_team()
    remember(people("Eva,Lind,eva@nordquay.example,,,,"), kind="booth_visit", team=team)
    put(folder)

    upload = worked(folder)

    assert upload.phase == Phase.DONE
    ana = Contact.objects.get(name="Ana Ruiz")
    assert (ana.team, ana.touches.get().kind) == (team, "booth_visit")


@pytest.mark.parametrize(
    ("before", "then", "choices"),
    [
        ("Name,Email,Company,Job title,Phone\nEva Lind,eva@n.example,N,Buyer,1", None, {}),
        (None, "Name,Email,Scanned at\nEva Lind,eva@n.example,2026-03-01 10:00", {}),
    ],
    ids=["no source", "times without a zone"],
)
def test_what_is_open_is_left_to_a_person(folder, before, then, choices):
    remember(before or then, **choices)
    put(folder, content=then or ANA)

    assert worked(folder).phase == Phase.CHECK


def test_a_column_that_is_used_for_the_first_time_is_left_to_a_person(folder):
    headings = "First name,Last name,Email,Company"
    remember(f"{headings}\nEva,Lind,eva@nordquay.example,Nordquay")
    put(folder, content=f"{headings},Interests\nAna,Ruiz,ana@nordquay.example,Nordquay,Chess")
    assert worked(folder).phase == Phase.DONE

    put(folder, content=f"{headings},Reach\nAna,Ruiz,ana@nordquay.example,Nordquay,ana.ruiz@other.example")
    upload = worked(folder)

    used = [column["field"] for column in upload.reading["columns"]]
    assert (used[-1] is None) is (upload.phase == Phase.DONE)


def test_real_lists_come_in_too(folder):
    for name in ("zoom_webinar_attendee_report.csv", "adv_badge_scans_merged_hidden.xlsx", "adv_empty.csv"):
        (folder / name).write_bytes((LISTS / name).read_bytes())

    found = [work.do_all(upload.pk, clock=lambda: NOON) for upload in round_of(folder)]

    assert sorted(upload.phase for upload in found) == ["check", "check", "refused"]


def test_beat_s_task_looks_only_where_there_is_a_folder(folder, settings):
    put(folder)
    settings.PICKUP_DIR = None
    tasks.pick_up()

    assert not Upload.objects.exists()
    assert not (folder / "taken").exists()


def test_a_round_takes_no_more_than_it_can_do_in_a_minute(folder):
    for number in range(pickup.MOST + 2):
        put(folder, f"{number}.csv")

    assert [len(round_of(folder)), len(round_of(folder))] == [pickup.MOST, 2]
