import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db.models.signals import post_save
from django.utils.timezone import now

from contacts import signals
from contacts.models import Contact, Upload
from tests.contacts.uploading import LISTS
from tests.factories import make_team

pytestmark = pytest.mark.django_db
ZOOM = str(LISTS / "zoom_webinar_attendee_report.csv")


def test_it_prints_the_count_of_every_fate(capsys):
    make_team()

    call_command("import_list", ZOOM, zone="America/New_York", json=True)

    answer = json.loads(capsys.readouterr().out)
    assert answer["rows"] == sum(answer["counts"].values()) == 16
    assert answer["counts"] == {
        "created": 9,
        "updated": 0,
        "unchanged": 0,
        "duplicate": 1,
        "quarantined": 1,
        "suppressed": 0,
        "rejected": 0,
        "skipped": 5,
    }
    assert Contact.objects.count() == 9


def test_team_kind_and_asset_can_be_said(tmp_path):
    north, _south = make_team("North"), make_team("South")
    list_ = tmp_path / "list.csv"
    list_.write_text("Name,Email\nAna Ruiz,ana@nordquay.example\n")

    call_command("import_list", str(list_), team="north", kind="booth_visit", asset="Expo 2026")

    upload = Upload.objects.get()
    assert (upload.team, upload.asset.name, upload.asset.kind) == (north, "Expo 2026", "booth")
    assert Contact.objects.get().touches.get().kind == "booth_visit"


def test_it_waits_for_a_worker_that_has_a_piece_of_it(capsys):
    make_team()
    taken = []

    def worker(instance, created, **kwargs):
        """Takes the file and dies; half a second later it is free again."""
        if created:
            taken.append(Upload.claim(instance.pk, at=now() - instance.lease + timedelta(seconds=0.5)))

    post_save.connect(worker, sender=Upload)
    try:
        call_command("import_list", ZOOM, zone="America/New_York", json=True)
    finally:
        post_save.disconnect(worker, sender=Upload)

    assert taken[0] is not None
    assert json.loads(capsys.readouterr().out)["counts"]["created"] == 9


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", None], ids=["empty", "no list", "not there"])
def test_a_file_that_is_no_list_ends_with_2_and_one_line(tmp_path, capsys, content):
    make_team()
    path = tmp_path / "list.csv"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(SystemExit) as ended:
        call_command("import_list", str(path), zone="UTC", json=True)

    printed = capsys.readouterr()
    assert ended.value.code == 2
    assert printed.out == ""
    assert len(printed.err.strip().splitlines()) == 1
    assert "list.csv" in printed.err


def test_an_import_that_stops_halfway_says_so_in_words():
    make_team()

    def fail(**kwargs):
        raise ValueError("anything")

    signals.touches_recorded.connect(fail)
    try:
        with pytest.raises(CommandError, match="The import failed several times in a row"):
            call_command("import_list", ZOOM, zone="America/New_York")
    finally:
        signals.touches_recorded.disconnect(fail)


def test_times_without_a_zone_are_not_guessed(capsys):
    make_team()

    with pytest.raises(SystemExit) as ended:
        call_command("import_list", ZOOM)

    assert ended.value.code == 2
    assert "--zone" in capsys.readouterr().err
    assert not Contact.objects.exists()


@pytest.mark.parametrize("wishes", [{"zone": "Mars/Olympus"}, {"zone": "UTC", "team": "Nobody"}], ids=str)
def test_a_wrong_wish_says_what_to_write(wishes):
    make_team()

    with pytest.raises(CommandError):
        call_command("import_list", ZOOM, **wishes)


def test_of_several_teams_one_must_be_said():
    make_team("North"), make_team("South")

    with pytest.raises(CommandError, match="North, South"):
        call_command("import_list", ZOOM, zone="UTC")
