"""Somebody who comes in alone is read like a list's only row."""

from datetime import UTC, datetime

import pytest

from contacts.intake import read_one
from contacts.intake.sieve import Sieve

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
ANA = {"first_name": "Ana", "last_name": "Ruiz", "email": "Ana@Nordquay.example", "company": "Nordquay"}


def test_fields_are_read_as_those_of_a_list_are():
    (person,) = read_one(ANA | {"phone": "22 55 01 34", "country": "Norway"}, kind=None).people

    assert (person.full_name, person.email, person.company) == ("Ana Ruiz", "ana@nordquay.example", "Nordquay")
    assert [phone.number for phone in person.phones] == ["+4722550134"]


@pytest.mark.parametrize(
    ("fields", "fate"),
    [
        (ANA, "person"),
        ({"full_name": "Total"}, "person"),
        ({"full_name": "Mickey Mouse", "email": "m@polder.example"}, "quarantined"),
        (ANA | {"unsubscribed": "yes"}, "suppressed"),
        ({"company": "Nordquay"}, "rejected"),
        ({"email": "nonsense"}, "rejected"),
        ({}, "rejected"),
    ],
    ids=["somebody", "whose name is Total", "junk", "unsubscribed", "a firm", "no address", "nothing"],
)
def test_they_have_the_fate_of_a_row(fields, fate):
    assert [row.fate for row in read_one(fields, kind="download").rows] == [fate]


@pytest.mark.parametrize(
    ("kind", "fields", "done"),
    [
        (None, {}, []),
        ("download", {}, [("download", NOON)]),
        ("contact_request", {"notes": "Please call"}, [("contact_request", NOON)]),
        ("webinar_attended", {}, [("webinar_attended", NOON)]),
        ("webinar_attended", {"attendance": "No"}, [("webinar_registered", NOON)]),
        ("download", {"occurred_at": "2026-03-01T10:00:00Z"}, [("download", datetime(2026, 3, 1, 10, tzinfo=UTC))]),
    ],
    ids=["nothing", "download", "request", "came", "did not come", "dated by themselves"],
)
def test_what_they_did_is_dated_by_the_caller_unless_they_say_when(kind, fields, done):
    (person,) = read_one(ANA | fields, kind=kind, happened_at=NOON).people

    assert [(each.kind, each.at) for each in person.interactions] == done


def test_what_they_wrote_goes_with_what_they_did():
    (person,) = read_one(ANA | {"notes": "Please call\nafter ten"}, kind="contact_request", happened_at=NOON).people

    assert person.interactions[0].detail["notes"].split() == ["Please", "call", "after", "ten"]


def test_what_is_said_beside_is_kept_under_its_own_name():
    reading = read_one(ANA, kind=None, further={"Shoe size": "41", "Hobby": ""})

    assert reading.unmapped(reading.people[0]) == {"Shoe size": "41"}


def test_the_firm_s_own_rules_count():
    sieve = Sieve.of(own_domains=["nordquay.example"], verdicts={}, entries=[])

    assert "own_staff" in read_one(ANA, kind=None, sieve=sieve).people[0].flags


@pytest.mark.parametrize(("fields", "kind"), [({"fax": "1"}, None), (ANA, "reply")], ids=["field", "kind"])
def test_what_is_no_field_or_kind_is_refused(fields, kind):
    with pytest.raises(ValueError):
        read_one(fields, kind=kind)


@pytest.mark.parametrize("value", ["a\x1fb", "a\0b", "x" * 100_000, "\ud800", "“”‮"], ids=ascii)
def test_strange_values_are_no_error(value):
    for field in ("full_name", "email", "phone", "company", "notes", "linkedin"):
        assert len(read_one(ANA | {field: value}, kind="download", further={value: value}).rows) == 1
