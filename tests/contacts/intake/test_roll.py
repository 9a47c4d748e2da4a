from datetime import UTC, datetime

from contacts.intake.names import Name
from contacts.intake.reading import Interaction, PersonReading
from contacts.intake.roll import Roll
from leadflow.lib.phone import Phone

AT = datetime(2026, 3, 4, 17, 30, tzinfo=UTC)


def somebody(number):
    return PersonReading(
        email=f"p{number}@polder.example",
        emails=(f"p{number}@polder.example", "second@polder.example"),
        phones=(Phone("020 1", problem="too short"), Phone("+47 2315 0001", "+4723150001")),
        linkedin=None,
        name=Name("Ana", f"Berg {number}", "Dr."),
        called="",
        fields={"company": "Polder"},
        rows=(number + 2,),
        attendance="attended",
        flags=("free_mail",),
        interactions=(
            Interaction("webinar_attended", AT, 12, ((AT, AT),), {"notes": "N", "answers": {"Q?": "A"}}),
            Interaction("listed", None),
        ),
    )


def roll_of(number, at_hand):
    roll = Roll(at_hand=at_hand)
    for each in range(number):
        roll.append(somebody(each))
    return roll


def test_who_was_put_away_comes_back_as_they_were():
    assert list(roll_of(10, at_hand=2)) == [somebody(number) for number in range(10)]


def test_what_is_done_to_somebody_stays_however_often_they_are_put_away():
    roll = roll_of(10, at_hand=1)

    for seen in (100, 200):
        for index in (0, 7, 3, 9, 0, 1, 2, 3, 4):
            roll.to_change(index).rows += (seen,)

    assert [len(person.rows) for person in roll] == [5, 3, 3, 5, 3, 1, 1, 3, 1, 3]


def test_rows_of_one_person_may_lie_anywhere_in_a_long_list(read):
    number = 40_000
    once = [f"ana{n}@polder.example,Ana{n % 7} Berg{n % 9},,2026-03-{n % 28 + 1:02d} 10:00" for n in range(number)]
    again = [f"ana{n}@polder.example,,Buyer {n},2026-03-{n % 28 + 1:02d} 12:00" for n in range(0, number, 4)]

    reading = read("\n".join(["Email,Name,Job title,Downloaded at", *once, *again]))

    assert reading.counts() == {"person": number, "duplicate": number // 4}
    person = reading.people[8]
    assert (person.full_name, person.title) == ("Ana1 Berg8", "Buyer 8")
    assert person.rows == (10, number + 2 + 2)
    assert [interaction.at.hour for interaction in person.interactions] == [9, 11]
    assert reading.rows[9].values[0] == "ana9@polder.example"
