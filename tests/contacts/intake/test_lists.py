"""Whole files: what must hold for any of them, and exports of vendors that have no recogniser."""

import contextlib
from collections import Counter
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contacts import intake

FATES = {"person", "duplicate", "quarantined", "suppressed", "rejected", "skipped"}
HEADINGS = ("Email", "Name", "First Name", "Company", "Phone", "Attended", "Date", "Unsubscribed", "Notes", "")
CELLS = st.one_of(
    st.sampled_from(
        [
            "",
            "--",
            "tom@x.example",
            "TOM@X.example",
            "info@x.example",
            "a@a",
            "Tom Ferrisdale",
            "Mickey Mouse",
            "Yes",
            "05/06/2026 10:00",
            "+47 22 55 01 34",
            "Total",
            '"',
            "\n",
        ]
    ),
    st.text(max_size=12),
)
any_file = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)


def as_csv(rows):
    return "\n".join(",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows)


@any_file
@given(
    st.lists(st.sampled_from(HEADINGS), min_size=1, max_size=6),
    st.lists(st.lists(CELLS, max_size=8), min_size=1, max_size=12),
)
def test_every_record_below_the_headings_has_exactly_one_fate(read, headings, rows):
    with contextlib.suppress(intake.ListRefused):
        reading = read(as_csv([["Email", *headings], *rows]))

        numbers = [row.row for row in reading.rows]
        assert numbers == list(range(reading.header_row + 1, reading.header_row + 1 + len(numbers)))
        assert {row.fate for row in reading.rows} <= FATES
        assert sum(reading.counts().values()) == len(reading.rows)
        of_person = Counter(row.person_index for row in reading.rows if row.person_index is not None)
        assert [len(person.rows) for person in reading.people] == [of_person[i] for i in range(len(reading.people))]
        assert all(row.reasons for row in reading.rows if row.fate not in ("person", "duplicate"))


@any_file
@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=10))
def test_the_same_file_reads_the_same(read, rows):
    content = as_csv([["Name", "Email", "Phone"], *rows])
    with contextlib.suppress(intake.ListRefused):
        assert read(content).as_json() == read(content).as_json()


@any_file
@given(st.lists(st.sampled_from(["tom@x.example", "ana@x.example", "tom@y.example", "noor@z.example"]), min_size=1))
def test_each_address_is_one_person_with_one_first_row(read, people):
    reading = read("\n".join(["Email", *people]))

    assert len(reading.people) == len(set(people))
    assert reading.counts() == {
        fate: number
        for fate, number in {"person": len(set(people)), "duplicate": len(people) - len(set(people))}.items()
        if number
    }


@any_file
@given(st.binary(max_size=300))
@pytest.mark.parametrize(
    "start", [b"", b"Email,Name\n", b"PK\x03\x04", b"<table>", b"BEGIN:VCARD\n", b"\xff\xfe", b"<?xml "]
)
def test_any_bytes_are_read_or_refused(read, start, content):
    with contextlib.suppress(intake.ListRefused):
        read(start + content)


@pytest.mark.parametrize(
    ("wishes", "said"),
    [
        ({"zone": "Mars/Olympus"}, "not a time zone"),
        ({"kind": "dancing"}, "no kind of interaction"),
        ({"mapping": {0: "shoe_size"}}, "no field of a list"),
    ],
)
def test_a_wish_that_means_nothing_is_an_error_of_the_caller(read, wishes, said):
    with pytest.raises(ValueError, match=said):
        read("Email\ntom@x.example\n", **wishes)


def test_a_mapping_by_hand_overrides_the_guess(read):
    reading = read("Email,Name,Who\ntom@x.example,Brightwater,Tom Ferrisdale\n", mapping={1: "company", 2: "full_name"})

    assert (reading.people[0].full_name, reading.people[0].company) == ("Tom Ferrisdale", "Brightwater")


def test_a_field_given_by_hand_leaves_its_old_column(read):
    reading = read("Email,Company,Account\ntom@x.example,Old,New\n", mapping={2: "company"})

    assert [column.field for column in reading.columns] == ["email", None, "company"]


@pytest.mark.parametrize(
    ("kind", "headings", "row", "kinds"),
    [
        ("webinar_attended", "Email", "tom@x.example", ["webinar_attended"]),
        ("webinar_registered", "Email", "tom@x.example", ["webinar_registered"]),
        ("booth_visit", "Email", "tom@x.example", ["booth_visit"]),
        ("webinar_attended", "Email,Attended", "tom@x.example,No", ["webinar_registered"]),
        ("rfp", "Email,Date", "tom@x.example,2026-01-02 10:00", ["rfp"]),
    ],
)
def test_the_kind_of_the_list_may_be_said(read, kind, headings, row, kinds):
    assert [each.kind for each in read(f"{headings}\n{row}\n", kind=kind).people[0].interactions] == kinds


def test_a_zone_in_the_file_wins_over_the_one_given(read):
    reading = read("Times: America/Chicago\n\nEmail,Scanned At\ntom@x.example,2026-09-16 10:05\n", zone="Europe/Oslo")

    assert (reading.zone, reading.zone_source) == ("America/Chicago", "file")
    assert reading.people[0].interactions[0].at == datetime(2026, 9, 16, 15, 5, tzinfo=UTC)


def test_without_any_zone_it_is_asked_for_and_times_are_left_out(read):
    reading = read("Email,Scanned At\ntom@x.example,2026-09-16 10:05\n", zone=None)

    assert reading.needs_zone
    assert (reading.zone, reading.zone_source) == (None, None)
    assert reading.people[0].interactions[0].at is None


def test_the_order_of_day_and_month_is_said_to_be_open(read):
    content = "Email,Scanned At\ntom@x.example,05/06/2026 10:05\n"

    assert read(content).day_order_open
    assert read(content).people[0].interactions[0].at.month == 6
    assert read(content, day_first=False).people[0].interactions[0].at.month == 5
    assert not read(content + "ana@x.example,25/06/2026 10:05\n").day_order_open


GERMAN = """Teilnehmerbericht;;;;;;
Thema;Kühlketten verstehen;;;;;
;;;;;;
Vorname;Nachname;E-Mail-Adresse;Firma;Teilgenommen;Anmeldedatum;Beitrittszeit
Jürgen;Weiß;juergen@kuehl.example;Kühl & Co. KG;Ja;01.09.2026 08:00;16.09.2026 11:00
Änne;Öztürk;aenne@kuehl.example;Kühl & Co. KG;Nein;02.09.2026 09:00;
"""
FRENCH = """Nom;Prénom;Adresse e-mail;Société;Fonction;Date d'inscription;Statut
Roux;Renée;renee@froidroute.example;Froid Route SAS;Responsable qualité;03/09/2026 10:00;Présent
Orcival;Jean;jean@vauban.example;Vauban;Étudiant;25/09/2026 10:00;Annulé
"""
SPANISH = """Nombre\tApellidos\tCorreo electrónico\tEmpresa\tCargo\tAsistió
José\tIbarrondo\tjose@andes-frio.example\tAndes Frío SpA\tGerente\tSí
Marta\tPeñalta\tmarta@tessellate.example\tTessellate\tCompras\tNo
"""
DUTCH = """Naam,E-mailadres,Bedrijf,Functie,Aanwezig,Ingeschreven op
Zoë Achterberg,zoe@polder-cold.example,Polder Cold B.V.,Inkoper,Ja,2026-09-01 10:00
Jan van der Berg,jan@polder-cold.example,Polder Cold B.V.,Directeur,Nee,2026-09-02 10:00
"""
ITALIAN = """Nome,Cognome,Indirizzo e-mail,Azienda,Ruolo,Ha partecipato
Anna,Bianchi,anna@freddo.example,Freddo S.p.A.,Direttrice,Sì
Luca,Verdi,luca@freddo.example,Freddo S.p.A.,Studente,No
"""


@pytest.mark.parametrize(
    ("content", "names", "attendance"),
    [
        (GERMAN.encode("cp1252"), ["Jürgen Weiß", "Änne Öztürk"], ["attended", "registered_only"]),
        (FRENCH.encode("utf-16"), ["Renée Roux", "Jean Orcival"], ["attended", "cancelled"]),
        (SPANISH.encode(), ["José Ibarrondo", "Marta Peñalta"], ["attended", "registered_only"]),
        (DUTCH.encode("utf-8-sig"), ["Zoë Achterberg", "Jan van der Berg"], ["attended", "registered_only"]),
        (ITALIAN.encode(), ["Anna Bianchi", "Luca Verdi"], ["attended", "registered_only"]),
    ],
    ids=["German", "French", "Spanish", "Dutch", "Italian"],
)
def test_lists_in_other_languages_need_no_recogniser(read, content, names, attendance):
    reading = read(content)

    assert reading.format == "generic"
    assert [person.full_name for person in reading.people] == names
    assert [person.attendance for person in reading.people] == attendance
    assert all(person.company for person in reading.people)


SECTIONS = """Webinar,Spoilage maths
Start time,2026-09-16 11:00

Attendees
Name,Email,Join Time,Leave Time
Tom Ferrisdale,tom@x.example,2026-09-16 11:00,2026-09-16 11:30

Did not attend
Name,Email,Registration Time
Ana Quebrantos,ana@y.example,2026-09-01 10:00
Noor Qasmiri,noor@z.example,2026-09-02 10:00

Presenters
Name,Email
Petra Lindqvister,petra@harborline.example

Total: 3
"""


def test_sections_of_people_are_read_each_by_its_own_headings(read):
    reading = read(SECTIONS)

    assert [(section.title, section.role) for section in reading.sections] == [
        ("Attendees", "people"),
        ("Did not attend", "people"),
        ("Presenters", "staff"),
    ]
    assert {person.email: person.attendance for person in reading.people} == {
        "tom@x.example": "attended",
        "ana@y.example": "registered_only",
        "noor@z.example": "registered_only",
    }
    assert reading.event.name == "Spoilage maths"
    assert reading.event.starts_at == datetime(2026, 9, 16, 9, tzinfo=UTC)


def test_headings_that_are_printed_on_each_page_are_no_people(read):
    page = "Name,Email\nTom Ferrisdale,tom@x.example\n"

    reading = read(page + "\nName,Email\nAna Quebrantos,ana@y.example\nPage 2 of 2,\n")

    assert [row.fate for row in reading.rows] == ["person", "skipped", "skipped", "person", "skipped"]


def test_a_list_below_a_title_keeps_its_rows_numbers(read):
    reading = read("Cold Chain Expo 2026 - Leads\n\n\nName,Email\nTom Ferrisdale,tom@x.example\n")

    assert (reading.header_row, reading.rows[0].row) == (4, 5)
    assert reading.event.name == "Cold Chain Expo 2026"


def test_where_a_heading_is_empty_the_row_above_says_what_it_is(read):
    reading = read("Date Created,Who are you?,\n,Name,Email\n2026-09-16 10:00,Ana Berg,ana@x.example\n")

    assert [(column.header, column.field) for column in reading.columns] == [
        ("Date Created", "created_at"),
        ("Name", "full_name"),
        ("Email", "email"),
    ]


def test_the_zone_behind_the_events_start_is_the_lists(read):
    reading = read(
        'Event Date,"September 16, 2026 11:00 AM EDT"\n\nName,Email,Join Time,Leave Time\n'
        "Ana Berg,ana@x.example,2026-09-16 11:00,2026-09-16 11:30\n"
    )

    assert (reading.zone, reading.zone_source) == ("America/New_York", "file")
    assert str(reading.people[0].interactions[0].at) == "2026-09-16 15:00:00+00:00"


@pytest.mark.parametrize(
    ("headings", "row", "kind"),
    [
        ("Name,Email,Connection date,Scanned by", "Tom,tom@x.example,2026-10-14T09:22:31Z,Ana", "booth_visit"),
        ("Conversation ID,Started at,Name,Email", "c1,2026-10-14T09:22:31Z,Tom,tom@x.example", "website_chat"),
        ("Name,Email,Connected On", "Tom,tom@x.example,14 Oct 2026", "linkedin_connection"),
        ("Name,Email,Date,Owner", "Tom,tom@x.example,2026-10-14,Ana", "listed"),
    ],
)
def test_headings_tell_what_people_did(read, headings, row, kind):
    assert read(f"{headings}\n{row}").kind == kind


def test_contacts_of_another_network_are_not_taken_for_linkedin(read):
    reading = read("Name,E-Mail,Kontakt seit\nTom,tom@x.example,12.03.2026", file="xing_kontakte.csv")

    assert (reading.kind, reading.day_order_open) == ("social_connection", False)
    assert reading.people[0].interactions[0].at == datetime(2026, 3, 12, 11, tzinfo=UTC)


def test_what_two_cells_of_a_row_lack_is_told_once(read):
    reading = read("Name,Email,Phone,Phone\nTom,tom@x.example,415-555-0117,020 7946 0221")

    assert reading.rows[0].reasons == ("The phone number has no country",)


def test_who_was_checked_in_came_though_the_registration_only_says_confirmed(read):
    reading = read(
        "Name,Email,Registration Date,Registration status,Check-in\n"
        "Signe,signe@x.example,2026-09-30 14:12Z,Confirmed,2026-10-15 08:55Z\n"
        "Teo,teo@x.example,2026-10-01 09:00Z,Confirmed,\n"
        "Maja,maja@x.example,2026-10-02 10:30Z,Cancelled,"
    )

    assert [person.attendance for person in reading.people] == ["attended", "registered_only", "cancelled"]
    assert [each.kind for each in reading.people[0].interactions] == ["event_registered", "event_attended"]


def test_a_status_that_tells_who_came_outweighs_times_of_joining(read):
    reading = read(
        "Name,Email,Status,Join time\nTom,tom@x.example,Attended,2026-10-15 08:55Z\n"
        "Ana,ana@x.example,No show,2026-10-15 08:55Z"
    )

    assert [person.attendance for person in reading.people] == ["attended", "registered_only"]
