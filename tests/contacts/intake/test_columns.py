import pytest

from contacts.intake.columns import FIELDS, guess, meaning
from contacts.intake.headings import HEADINGS


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Email", "email"),
        ("E-Mail-Adresse", "email"),
        ("work_email", "email"),
        ("Attendee Email", "email"),
        ("And your work email?", "email"),
        ("I agree to receive e-mails", "consent"),
        ("Would you like to receive our newsletter?", "consent"),
        ("Ich möchte den Newsletter erhalten", "consent"),
        ("J'accepte de recevoir des actualités par courriel", "consent"),
        ("Acepto recibir comunicaciones", "consent"),
        ("Ik wil de nieuwsbrief ontvangen", "consent"),
        ("Desidero ricevere comunicazioni", "consent"),
        ("What would you like to talk about?", "notes"),
        ("Bemerkung des Standpersonals", "notes"),
        ("Date de connexion", "joined_at"),
        ("Connection date", "occurred_at"),
        ("Connected On", "connected_at"),
        ("E-mail 1 - Value", "email"),
        ("Adresse électronique", "email"),
        ("Correo electrónico", "email"),
        ("E-mailadres", "email"),
        ("Indirizzo e-mail", "email"),
        ("FirstName", "first_name"),
        ("Name (First)", "first_name"),
        ("Vorname", "first_name"),
        ("Prénom", "first_name"),
        ("Voornaam", "first_name"),
        ("Apellidos", "last_name"),
        ("Cognome", "last_name"),
        ("Hello! What's your *full name*?", "full_name"),
        ("Company / Account", "company"),
        ("Where do you work, and what do you do there?", "company"),
        ("Unternehmen", "company"),
        ("Raison sociale", "company"),
        ("Bedrijfsnaam", "company"),
        ("Ragione sociale", "company"),
        ("Berufsbezeichnung", "title"),
        ("Puesto", "title"),
        ("Mobile Phone", "phone"),
        ("Telefonnummer", "phone"),
        ("Country/Region Name", "country"),
        ("Address 1 - City", "city"),
        ("# Employees", "employees"),
        ("Time in Session (minutes)", "minutes"),
        ("Submit Date (UTC)", "occurred_at"),
        ("Heure d'arrivée", "joined_at"),
        ("Anmeldedatum", "registered_at"),
        ("Has opted out of email", "unsubscribed"),
        ("How did you hear about us?", "source"),
        ("Person - Email - Work", "email"),
        ("EmailOfAttendee", "email"),
        ("Telefon geschäftlich", "phone"),
        ("Land/Region geschäftlich", "country"),
        ("Mailing City", "city"),
        ("Vor- und Nachname", "full_name"),
        ("Please give your first name and last name", "full_name"),
        ("Teilnehmerstatus", "attendance"),
        ("Live Attended Minutes", "minutes"),
        ("Lead Submit Time", "occurred_at"),
        ("Data di iscrizione", "registered_at"),
        ("Unsubscribed from all email", "unsubscribed"),
        ("Fecha de baja", "unsubscribed"),
        ("Do Not Call", "no_calls"),
        ("Nicht kontaktieren", "no_contact"),
    ],
)
def test_a_heading_is_understood_in_many_wordings(heading, field):
    assert meaning(heading).field == field


@pytest.mark.parametrize(
    "heading",
    [
        "Email Status",
        "Would you like to receive a quote?",
        "I agree to the privacy policy",
        "Primary Email Last Verified At",
        "Guest Email(s)",
        "E-mail 1 - Label",
        "Phonetic First Name",
        "Company City",
        "Associated Company",
        "Last Activity Date",
        "Attendee Type",
        "",
        "???",
    ],
)
def test_a_heading_about_something_beside_the_person_means_nothing(heading):
    assert meaning(heading) is None


def test_every_word_for_a_heading_means_the_one_field_it_stands_under():
    """A phrase in two fields would be decided by the order of a dictionary."""
    fields_of = {}
    for field, phrases in HEADINGS.items():
        for phrase in phrases:
            fields_of.setdefault(phrase, set()).add(field)

    assert {phrase: fields for phrase, fields in fields_of.items() if len(fields) > 1} == {}
    # Whether a column of times is the clock beside a column of days, only its values tell.
    assert set(HEADINGS) == set(FIELDS) - {"time_of_day"}


@pytest.mark.parametrize(
    ("headings", "fields"),
    [
        (["Vorname", "Name"], ["first_name", "last_name"]),
        (["Nom", "Prénom"], ["last_name", "first_name"]),
        (["Nombre", "Apellidos"], ["first_name", "last_name"]),
        (["Name", "Email"], ["full_name", "email"]),
        (["Email", "Name", "Email", "Phone", "", "Phone"], ["email", "full_name", "email_2", "phone", None, "phone"]),
        (["User Email", "Invitee Email"], [None, "email"]),
        (["User Email", "Join Time"], ["email", "joined_at"]),
        (["Company Name for Emails", "Company"], [None, "company"]),
    ],
)
def test_headings_are_understood_beside_each_other(headings, fields):
    assert guess(headings, [[] for _ in headings]) == fields


@pytest.mark.parametrize(
    ("heading", "values", "field"),
    [
        ("Email", ["yes", "no"], None),
        ("Who", ["tom@x.example", "ana@y.example"], "email"),
        ("URL", ["https://www.linkedin.com/in/tom"], "linkedin"),
        ("URL", ["https://nordquay.example"], "website"),
        ("Title", ["Mr", "Mrs", "Dr."], "prefix"),
        ("Title", ["Head of Operations"], "title"),
        ("Role", ["Organizer", "Attendee"], "role"),
        ("Role", ["Head of Operations", "Buyer"], "title"),
        ("Status", ["Registered", "Attended"], "attendance"),
        ("Status", ["hot", "cold"], None),
        ("CC", ["US", "FR"], "country"),
        ("CC", ["4711", "0815"], None),
        ("Joined", ["yes", "no"], "attendance"),
        ("Joined", ["16.09.2026 10:05"], "joined_at"),
        ("Check-in", ["yes", "no"], "attendance"),
        ("Check-in", ["2026-09-16 10:05", ""], "joined_at"),
        ("Registration status", ["2026-09-16 10:05"], None),
    ],
)
def test_the_values_have_the_last_word(heading, values, field):
    assert guess([heading], [values]) == [field]


def test_a_column_that_holds_nothing_gives_way_to_one_that_does():
    fields = guess(["Name", "¿Cuál es su nombre completo?", "Email"], [[""], ["Nuria Puig"], ["nuria@x.example"]])

    assert fields == [None, "full_name", "email"]


@pytest.mark.parametrize("state", ["Unsubscribed", "abgemeldet", "Désabonné", "Opted out"])
def test_a_status_may_tell_who_still_takes_mail(state):
    assert guess(["Email", "Status"], [["a@x.example"] * 2, ["Active", state]]) == ["email", "unsubscribed"]


def test_a_clock_beside_a_day_is_its_time_of_day():
    headings = ["Email", "Scan Date", "Scan Time", "Registration Date", "Registration Time"]
    values = [["a@x.example"], ["10/14/2026"], ["3:15 PM"], ["10/01/2026"], ["10/01/2026 10:00"]]

    assert guess(headings, values) == ["email", "scanned_at", "time_of_day", "registered_at", None]


@pytest.mark.parametrize(
    ("registration", "check_in"),
    [("Completed", "Checked-in"), ("Registered", "Attended"), ("Confirmed", "No show")],
)
def test_the_check_in_counts_before_the_registration(registration, check_in):
    fields = guess(["Email", "Registration Status", "Check-in Status"], [["a@x.example"], [registration], [check_in]])

    assert fields[2] == "attendance"
    assert fields[1] in (None, "approval")


def test_what_is_merely_active_says_nothing_of_attendance():
    assert guess(["Email", "Status"], [["a@x.example"] * 2, ["Active", "active"]]) == ["email", None]
