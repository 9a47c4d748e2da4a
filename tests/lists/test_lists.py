"""Every list in this folder, read as an upload reads it, held against what a careful person reads out of it."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import call_command

from contacts import intake
from tests.lists.expectations import unmet, zone_of

FOLDER = Path(__file__).parent
NAMES = sorted(note.name.removesuffix(".expect.json") for note in FOLDER.glob("*.expect.json"))
# File -> the checks it does not meet yet. What is mended must leave this table.
KNOWN_GAPS: dict[str, list[str]] = {}


def expectation(name):
    text = (FOLDER / f"{name}.expect.json").read_text()
    return json.loads(text), zone_of(text)


@pytest.mark.parametrize("name", NAMES)
def test_a_list_is_read_as_a_careful_person_reads_it(name):
    expect, zone = expectation(name)
    if must_be_refused(expect, zone, name):
        return
    reading = intake.read(FOLDER / name, zone=zone)
    got = reading.as_json()
    for person, found in zip(reading.people, got["people"], strict=True):
        # The JSON leaves out what has no time.
        found["all_interactions"] = [each.as_json() for each in person.interactions]

    assert unmet(expect, json.loads(json.dumps(got)), zone) == KNOWN_GAPS.get(name, [])


def must_be_refused(expect, zone, name):
    """Whether the file holds nobody, or is a bomb: then it must be refused by its name."""
    if expect["counts"]["person_rows"] and "bomb" not in name:
        return False
    with pytest.raises(intake.ListRefused, match=name):
        intake.read(FOLDER / name, zone=zone)
    return True


def test_no_gap_is_listed_for_a_list_that_is_not_here():
    assert set(KNOWN_GAPS) <= set(NAMES)


@pytest.mark.parametrize(
    "name", [name for name in NAMES if not name.startswith("adv_") or name.endswith("hidden.xlsx")]
)
def test_the_same_list_reads_the_same_without_a_zone_but_for_its_times(name):
    _, zone = expectation(name)
    with_zone, without = intake.read(FOLDER / name, zone=zone), intake.read(FOLDER / name, zone=None)

    assert [(row.row, row.fate) for row in without.rows] == [(row.row, row.fate) for row in with_zone.rows]
    assert [person.email for person in without.people] == [person.email for person in with_zone.people]


def test_the_command_prints_what_was_read_and_nothing_else():
    printed = io.StringIO()

    call_command(
        "read_list",
        str(FOLDER / "zoom_webinar_attendee_report.csv"),
        zone="America/New_York",
        json=True,
        stdout=printed,
    )

    read = json.loads(printed.getvalue())
    assert read["format"] == "zoom-webinar-attendees"
    assert read["header_row"] == 14
    assert read["counts"] == {"person": 9, "duplicate": 1, "quarantined": 1, "skipped": 5}
    assert read["event"]["name"] == "Cold-chain telemetry, explained: Q&A with Harborline"


@pytest.mark.parametrize("name", ["adv_empty.csv", "adv_header_only.csv", "adv_zipbomb_sheet.xlsx", "not_there.csv"])
def test_the_command_refuses_with_one_line_and_exit_code_2(name):
    said = io.StringIO()

    with pytest.raises(SystemExit) as left:
        call_command("read_list", str(FOLDER / name), stderr=said)

    assert left.value.code == 2
    assert name in said.getvalue()
    assert len(said.getvalue().strip().splitlines()) == 1
