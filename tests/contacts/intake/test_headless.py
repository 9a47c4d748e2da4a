import pytest

from contacts.intake import ListRefused
from contacts.intake.headless import NOBODY_NAMED, NOTES


def fields(reading):
    return [column.field for column in reading.columns]


def headings(reading):
    return [column.header for column in reading.columns]


def names(reading):
    return [person.full_name for person in reading.people]


ANA, BEN = "Ana Berg,ana.berg@polder.example,Polder BV", "Ben Castellan,ben@gracht.example,Gracht NV"


@pytest.mark.parametrize(
    ("content", "meant", "first"),
    [
        (f"{ANA}\n{BEN}\n", ["full_name", "email", "company"], "Ana Berg"),
        ("ana.berg@polder.example\nben@gracht.example\n", ["email"], ""),
        (
            "ana@polder.example;Berg;Ana\nben@gracht.example;Castellan;Ben\n",
            ["email", "last_name", "first_name"],
            "Ana Berg",
        ),
        (
            "aberg@polder.example,Ana,Berg\nbcastellan@gracht.example,Ben,Castellan\n",
            ["email", "first_name", "last_name"],
            "Ana Berg",
        ),
        (
            "Ana,Berg,ana.berg@polder.example\nBen,Castellan,ben.castellan@gracht.example\n",
            ["first_name", "last_name", "email"],
            "Ana Berg",
        ),
        ("Ana Berg\t+47 2315 0001\nBen Castellan\t+47 2315 0002\n", ["full_name", "phone"], "Ana Berg"),
        (
            "Ana Berg,https://www.linkedin.com/in/ana-berg\nBen Castellan,linkedin.com/in/bcastellan\n",
            ["full_name", "linkedin"],
            "Ana Berg",
        ),
        (
            "Polder BV,Ana Berg,Head of Logistics,Netherlands\nGracht NV,Ben Castellan,Buyer,Belgium\n",
            ["company", "full_name", "title", "country"],
            "Ana Berg",
        ),
        (
            "Frau,Ana Berg,ana@polder.example\nHerr,Ben Castellan,b.castellan@gracht.example\n",
            ["prefix", "full_name", "email"],
            "Ana Berg",
        ),
        (f"{ANA},ana@gmail.com\n{BEN},ben@gmail.com\n", ["full_name", "email", "company", "email_2"], "Ana Berg"),
    ],
    ids=[
        "name mail firm",
        "mail alone",
        "last name first",
        "initial",
        "halves",
        "phone",
        "linkedin",
        "no address",
        "salutation",
        "two mails",
    ],
)
def test_a_list_that_begins_with_a_person_is_read_by_its_values(read, content, meant, first):
    reading = read(content)

    assert fields(reading) == meant
    assert names(reading)[0] == first
    assert len(reading.people) == 2
    assert reading.header_row is None
    assert NOTES[False] in reading.notes


def test_its_columns_are_called_by_what_they_hold(read):
    reading = read(f"{ANA},red\n{BEN},green\n")

    assert headings(reading) == ["Column 1", "Column 2: mail addresses", "Column 3", "Column 4"]
    assert reading.unmapped(reading.people[0]) == {"Column 4": "red"}


@pytest.mark.parametrize(
    ("content", "meant"),
    [
        (
            "Meno,Priezvisko,Adresa\nZuzana,Kováčová,zuzana@x.example\nPeter,Horváth,peter@x.example\n",
            ["first_name", "last_name", "email"],
        ),
        ("Nimi,Puhelin\nAino Virtanen,+47 2315 0001\nEero Laine,+47 2315 0002\n", ["full_name", "phone"]),
        ("X,Y,Since\nAino Virtanen,red,2026-03-04\nEero Laine,blue,2026-03-05\n", ["full_name", None, None]),
    ],
    ids=["slovak", "finnish", "only days tell"],
)
def test_headings_that_nobody_understands_are_known_by_what_stands_below(read, content, meant):
    reading = read(content)

    assert reading.header_row == 1
    assert fields(reading) == meant
    assert headings(reading) == content.split("\n")[0].split(",")
    assert len(reading.people) == 2
    assert NOTES[True] in reading.notes


def test_where_values_tell_nothing_all_rows_wait_to_be_mapped(read):
    content = "red,Vlissingen\nblue,Ede\n"

    reading = read(content)

    assert fields(reading) == [None, None]
    assert [column.samples for column in reading.columns] == [["red", "blue"], ["Vlissingen", "Ede"]]
    assert reading.counts() == {"rejected": 2}
    assert NOBODY_NAMED in reading.notes
    assert names(read(content, mapping={1: "last_name"})) == ["Vlissingen", "Ede"]


def test_somebody_may_say_what_the_first_row_is(read):
    content = "Wer,Wo\nAna Berg,Ede\nBen Castellan,Urk\n"

    as_person, as_headings = read(content, has_headings=False), read(content, has_headings=True)

    assert (headings(as_person), len(as_person.rows)) == (["Column 1", "Column 2"], 3)
    assert (headings(as_headings), len(as_headings.rows)) == (["Wer", "Wo"], 2)
    assert as_person.other_headings == headings(as_headings)
    assert as_headings.other_headings == headings(as_person)


def test_where_headings_are_understood_there_is_nothing_to_say(read):
    content = "Name,Email\nAna Berg,ana@x.example\n"

    for said in (True, False, None):
        reading = read(content, has_headings=said)
        assert (reading.header_row, reading.other_headings, reading.notes) == (1, None, [])


def test_lines_above_such_a_list_are_none_of_its_rows(read):
    reading = read(f"Visitors of our stand\n\n{ANA}\n{BEN}\n")

    assert [row.row for row in reading.rows] == [3, 4]
    assert names(reading) == ["Ana Berg", "Ben Castellan"]


@pytest.mark.parametrize(
    "content",
    [
        "Just a letter.\nWith two lines.\n",
        "Dear all,\n\nplease find the list, the plan, and the map.\n\nYours,\nAna\n",
        "one\ntwo\n",
    ],
    ids=["letter", "commas", "words"],
)
def test_what_is_no_table_is_refused(read, content):
    with pytest.raises(ListRefused, match="no table"):
        read(content)


def test_a_known_list_on_another_sheet_goes_before_whatever_else_is_a_table(read):
    page = "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>"
    people = "<table><tr><td>Name</td><td>Email</td></tr><tr><td>Ana Berg</td><td>ana@x.example</td></tr></table>"

    assert names(read(f"<html>{page}{people}</html>")) == ["Ana Berg"]
