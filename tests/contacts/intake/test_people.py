from datetime import UTC, datetime

import pytest

ATTENDEES = "Attended,Name,Email,Registration Time,Join Time,Leave Time\n"


def fates(reading):
    return [(row.row, row.fate) for row in reading.rows]


def test_the_first_row_is_the_person_and_further_ones_are_duplicates(read):
    reading = read("Name,Email,Company\nTom,tom@x.example,\nTom Ferrisdale,TOM@x.example,Brightwater\n")

    assert fates(reading) == [(2, "person"), (3, "duplicate")]
    assert reading.people[0].rows == (2, 3)
    assert reading.people[0].company == "Brightwater"


def test_what_is_filled_stays(read):
    reading = read("Name,Email,Company\nTom,tom@x.example,Brightwater\nTom,tom@x.example,Other\n")

    assert reading.people[0].company == "Brightwater"


def test_a_second_address_leads_to_the_same_person(read):
    reading = read("Name,Email\nTom,tom@x.example;tom@y.example\nTom,tom@y.example\n")

    assert len(reading.people) == 1
    assert reading.people[0].emails == ("tom@x.example", "tom@y.example")


def test_the_address_of_a_desk_as_second_address_ties_nobody_together(read):
    reading = read("Name,Email\nTom,tom@x.example;accounts@x.example\nAna,ana@x.example;accounts@x.example\n")

    assert [person.email for person in reading.people] == ["tom@x.example", "ana@x.example"]


def test_a_plus_tag_makes_another_address(read):
    assert len(read("Email\ntom@x.example\ntom+expo@x.example\n").people) == 2


def test_without_mail_the_linkedin_address_tells_who_it_is(read):
    reading = read("Name,Email,LinkedIn\nTom,,https://www.linkedin.com/in/tom-f/\nTom F,,linkedin.com/in/Tom-F?trk=x\n")

    assert fates(reading) == [(2, "person"), (3, "duplicate")]
    assert reading.people[0].linkedin == "linkedin.com/in/tom-f"


def test_without_any_address_name_and_firm_do(read):
    reading = read(
        "Name,Email,Company\nKwame Asantewood,,Port Harbour Ltd\n"
        "Asantewood Kwame,,Port Harbour\nKwame Asantewood,,Other\n"
    )

    assert [fate for _, fate in fates(reading)] == ["person", "duplicate", "person"]


def test_one_address_with_two_names_is_left_to_a_person_to_decide(read):
    reading = read("Name,Email,Title\nTom Ferrisdale,desk@x.example,\nAna Quebrantos,desk@x.example,COO\n")

    assert reading.people[0].flags == ("two_names",)
    assert (reading.people[0].full_name, reading.people[0].title) == ("Tom Ferrisdale", "")
    assert "different name" in reading.rows[1].reasons[0]


def test_swapped_names_are_one_name(read):
    reading = read("First Name,Last Name,Email\nNoor,Qasmiri,noor@x.example\nQasmiri,Noor,noor@x.example\n")

    assert reading.people[0].flags == ()


def test_a_row_of_junk_takes_nothing_from_a_good_person(read):
    reading = read("Name,Email,Title\nTom Ferrisdale,tom@x.example,VP\nInfo Requested,tom@x.example,Guest\n")

    assert fates(reading) == [(2, "person"), (3, "quarantined")]
    assert reading.people[0].reasons == ()


def test_a_good_row_after_junk_makes_the_person(read):
    reading = read("Name,Email\nInfo Requested,tom@x.example\nTom Ferrisdale,tom@x.example\nTom F.,tom@x.example\n")

    assert fates(reading) == [(2, "quarantined"), (3, "person"), (4, "duplicate")]
    assert reading.people[0].full_name == "Tom Ferrisdale"
    assert reading.people[0].reasons == ()


def test_a_good_row_after_junk_brings_its_address(read):
    reading = read("Name,Email,LinkedIn\nTest,,linkedin.com/in/tom\nTom Ferrisdale,tom@x.example,linkedin.com/in/tom\n")

    assert (reading.people[0].email, reading.people[0].emails) == ("tom@x.example", ("tom@x.example",))


def test_who_is_junk_in_every_row_says_why(read):
    reading = read("Name,Email\nMickey Mouse,mm@x.example\nMickey Mouse,mm@x.example\n")

    assert {fate for _, fate in fates(reading)} == {"quarantined"}
    assert reading.people[0].reasons == ("The name is a cartoon character's: “Mickey Mouse”",)


def test_who_unsubscribes_in_one_row_is_suppressed_in_all(read):
    reading = read("Name,Email,Unsubscribed\nTom,tom@x.example,No\nTom,tom@x.example,Yes\nAna,ana@x.example,\n")

    assert fates(reading) == [(2, "suppressed"), (3, "suppressed"), (4, "person")]
    assert reading.people[0].unsubscribed


def test_an_unsubscribed_row_says_so_once_in_a_file_of_several_sections(read):
    reading = read(
        "Attendees\nName,Email,Unsubscribed\nTom,tom@x.example,Yes\n\nDid not attend\nName,Email\nAna,ana@x.example\n"
    )

    assert reading.rows[0].reasons == ("Has unsubscribed",)


@pytest.mark.parametrize(
    ("row", "fate", "reason"),
    [
        (",,", "skipped", "Blank row"),
        (",,Brightwater", "rejected", "Only a firm, no person"),
        ("--,a@a,", "rejected", "No name and no address: nobody to contact"),
        ("Name,Email,Company", "skipped", "The headings once more"),
        ("Grand Totals (9 records),,", "skipped", "A total or a closing line, not a person"),
    ],
)
def test_a_row_without_a_person_says_why(read, row, fate, reason):
    reading = read(f"Name,Email,Company\nTom,tom@x.example,\n{row}\nAna,ana@x.example,\n")

    assert (reading.rows[1].fate, reading.rows[1].reasons[0]) == (fate, reason)
    assert len(reading.people) == 2


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("Tom,tom@@x,,2026-01-02 10:00", "“tom@@x” is not a mail address"),
        ("Tom,tom@x.example,22 55 01 34,2026-01-02 10:00", "The phone number has no country"),
        ("Tom,tom@x.example,,soon", "“Date” holds no day or time that can be read"),
    ],
)
def test_what_cannot_be_read_is_said_and_the_rest_is_taken(read, row, problem):
    reading = read(f"Name,Email,Phone,Date\n{row}\nAna,ana@x.example,,2026-01-02 10:00\n")

    assert reading.rows[0].fate == "person"
    assert problem in reading.rows[0].reasons


@pytest.mark.parametrize("minutes", ["-5", "3000000000", "99999999999999999999", "1e308", "ages"])
def test_minutes_that_cannot_be_are_unknown_and_said_so(read, minutes):
    reading = read(f"Name,Email,Attended,Minutes attended\nTom,tom@x.example,Yes,{minutes}\nAna,ana@x.example,Yes,40\n")

    assert [person.interactions[-1].minutes for person in reading.people] == [None, 40]
    assert reading.rows[0].reasons == ("“Minutes attended” holds no length of time that can be read",)


def test_a_stay_without_end_is_none(read):
    reading = read(ATTENDEES + "Yes,Tom,tom@x.example,2026-09-01 08:00,1900-01-01 00:00,2100-12-31 00:00\n")

    attended = reading.people[0].interactions[-1]
    assert (attended.kind, attended.minutes, attended.stays) == ("webinar_attended", None, ())


def test_stays_add_up_to_minutes_once(read):
    reading = read(
        ATTENDEES
        + "Yes,Tom,tom@x.example,2026-09-01 08:00,2026-09-16 11:00,2026-09-16 11:30\n"
        + "Yes,Tom,tom@x.example,2026-09-01 08:00,2026-09-16 11:20,2026-09-16 12:00\n"
    )

    registered, attended = reading.people[0].interactions
    assert (registered.kind, attended.kind) == ("webinar_registered", "webinar_attended")
    assert attended.at == datetime(2026, 9, 16, 9, tzinfo=UTC)
    assert attended.minutes == 60
    assert len(attended.stays) == 2


def test_who_did_not_come_only_registered(read):
    reading = read(ATTENDEES + "No,Tom,tom@x.example,2026-09-01 08:00,--,--\n")

    assert reading.people[0].attendance == "registered_only"
    assert [each.kind for each in reading.people[0].interactions] == ["webinar_registered"]


def test_a_column_may_say_row_by_row_what_they_did(read):
    reading = read(
        "Name,Email,Activity,Date\nTom,tom@x.example,Booth visit,2026-01-02 10:00\n"
        "Tom,tom@x.example,Downloaded eBook,2026-01-03 10:00\n"
    )

    assert [each.kind for each in reading.people[0].interactions] == ["booth_visit", "download"]


def test_questions_and_answers_go_with_the_interaction(read):
    reading = read(
        "Name,Email,Join Time,Leave Time,Questions,How many trucks do you run?\n"
        "Tom,tom@x.example,2026-09-16 11:00,2026-09-16 11:30,Price?,12\n"
    )

    assert reading.people[0].interactions[-1].detail == {
        "questions": "Price?",
        "answers": {"How many trucks do you run?": "12"},
    }


def test_columns_that_map_to_nothing_are_kept(read):
    reading = read("Name,Email,Shoe size\nTom,tom@x.example,44\n")

    assert reading.unmapped(reading.people[0]) == {"Shoe size": "44"}


def test_the_organisers_colleagues_are_known_as_ours(read):
    reading = read(
        "Topic,User Email\nSpoilage,petra@harborline.example\n\nName,User Email,Join Time,Leave Time\n"
        "Omar,omar@harborline.example,2026-09-16 11:00,2026-09-16 11:30\n"
        "Tom,tom@x.example,2026-09-16 11:00,2026-09-16 11:30\n"
    )

    assert [person.flags for person in reading.people] == [("own_staff",), ()]
    assert reading.event.name == "Spoilage"


def test_minutes_live_and_on_demand_are_weighed_together(read):
    reading = read(
        "Name,Email,Attended,Live Attended Minutes,On Demand Attended Minutes,Total Viewing Time (mins)\n"
        "Tom,tom@x.example,Yes,30,12,42\nAna,ana@x.example,Yes,0,22,\n"
    )

    assert [person.interactions[-1].minutes for person in reading.people] == [42, 22]


def test_whoever_wants_no_calls_is_flagged_and_still_takes_mail(read):
    reading = read("Name,Email,Do Not Call,Email Opt Out\nTom,tom@x.example,true,false\nAna,ana@x.example,false,true\n")

    tom, ana = reading.people
    assert (tom.flags, tom.unsubscribed) == (("no_calls",), False)
    assert (ana.flags, ana.unsubscribed) == ((), True)


@pytest.mark.parametrize(("who", "fate"), [("", "rejected"), ("Tom Ferrisdale", "suppressed")])
def test_an_unsubscription_without_an_address_says_that_nobodys_mail_is_stopped(read, who, fate):
    reading = read(f"Name,Email,Unsubscribed\nAna Berg,ana@x.example,no\n{who},,yes\n")

    row = reading.rows[1]
    assert row.fate == fate
    assert any("no address says who" in reason for reason in row.reasons)


def test_the_order_of_names_is_settled_for_the_whole_column(read):
    reading = read("Name,Email\nBerg Ana,ana.berg@x.example\nLind Bo,sales@y.example\n")

    assert [(person.first_name, person.last_name) for person in reading.people] == [("Ana", "Berg"), ("Bo", "Lind")]


def test_a_mail_address_in_the_column_of_names_is_no_name(read):
    reading = read("Name,Email\nana.berg@x.example,ana.berg@x.example\n")

    assert (reading.people[0].full_name, reading.people[0].called) == ("", "ana.berg@x.example")


@pytest.mark.parametrize("said", ["Webinar", "Webinar attended", "Webinar besucht"])
def test_a_row_that_names_its_kind_says_that_it_was_done(read, said):
    reading = read(f"Name,Email,Interaction\nTom,tom@x.example,{said}\n")

    assert [each.kind for each in reading.people[0].interactions] == ["webinar_attended"]


def test_several_numbers_in_a_cell_are_read_one_by_one(read):
    reading = read('Name,Email,Phone\nTom,tom@x.example,"+47 22 12 34 64, +47 22 12 34 65 / +47 22 12 34 66"\n')

    assert [phone.number for phone in reading.people[0].phones] == ["+4722123464", "+4722123465", "+4722123466"]


@pytest.mark.parametrize(("clock", "at"), [("10:05", "08:05"), ("3:15 PM", "13:15"), ("", "10:00"), ("--", "10:00")])
def test_a_day_and_its_time_of_day_are_put_together(read, clock, at):
    reading = read(f"Email,Scan Date,Scan Time\nana@x.example,2026-10-14,{clock}\nbo@x.example,2026-10-14,11:00\n")

    assert str(reading.people[0].interactions[0].at) == f"2026-10-14 {at}:00+00:00"
