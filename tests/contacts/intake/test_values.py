import pytest

from contacts.intake import attendance, values


@pytest.mark.parametrize(
    ("cell", "cleaned"),
    [
        ('="00471"', "00471"),
        ("'+47 22 55 01 34", "+47 22 55 01 34"),
        ("p:+4722550134", "+4722550134"),
        ("--", ""),
        ("[not provided]", ""),
        ("  N/A ", ""),
        ("keine Angabe", ""),
        ("'s-Hertogenbosch", "'s-Hertogenbosch"),
        ("-Nordquay", "-Nordquay"),
        ("@home nurse", "@home nurse"),
        ('=HYPERLINK("http://x.example","y")', '=HYPERLINK("http://x.example","y")'),
    ],
)
def test_a_cell_is_freed_of_wrappers_and_marks_for_nothing(cell, cleaned):
    assert values.clean(cell) == cleaned


@pytest.mark.parametrize(
    ("cell", "seconds"),
    [
        ("62", 3720),
        ("1h 5m 45s", 3945),
        ("62 minutes", 3720),
        ("1 hour 4 minutes", 3840),
        ("1:02:07", 3727),
        ("30s", 30),
        ("1 Std. 5 Min.", 3900),
        ("2,5", 150),
        ("--", None),
        ("", None),
        ("inf", None),
        ("nan", None),
        ("-5", None),
        ("3000000000", None),
        ("99999999999999999999 days", None),
        ("744 h", 31 * 86400),
        ("744.1 h", None),
    ],
)
def test_a_length_of_time_is_read_in_seconds(cell, seconds):
    assert values.seconds(cell) == seconds


@pytest.mark.parametrize(
    ("cell", "count"), [("1,200", "1200"), ("1.200", "1200"), ("430", "430"), ("51-200", "51-200"), ("1000+", "1000+")]
)
def test_a_number_of_employees_loses_its_separators(cell, count):
    assert values.count(cell) == count


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("Yes", "attended"),
        ("Checked In", "attended"),
        ("Teilgenommen", "attended"),
        ("Présent(e)", "attended"),
        ("Asistió", "attended"),
        ("Aanwezig", "attended"),
        ("Ha partecipato", "attended"),
        ("No", "registered_only"),
        ("No-show", "registered_only"),
        ("Nicht erschienen", "registered_only"),
        ("Inscrit", "registered_only"),
        ("No asistió", "registered_only"),
        ("Niet aanwezig", "registered_only"),
        ("Non ha partecipato", "registered_only"),
        ("cancelled by registrant", "cancelled"),
        ("Storniert", "cancelled"),
        ("Remboursé", "refunded"),
        ("Warteliste", "waitlist"),
        ("Pendiente", "pending"),
        ("Sent", "invited"),
        ("Not Attending", "declined"),
        ("Denied", "denied"),
        ("VIP", None),
    ],
)
def test_attendance_is_understood_in_six_languages(said, status):
    assert attendance.read(said) == status


@pytest.mark.parametrize(
    ("cell", "left"),
    [
        ("yes", True),
        ("Ja", True),
        ("2026-09-16", True),
        ("Unsubscribed", True),
        ("désabonnée", True),
        ("no", False),
        ("", False),
        ("Subscribed", False),
        ("never", False),
    ],
)
def test_who_takes_no_mail_any_more_is_said_in_many_ways(cell, left):
    assert values.is_unsubscribed(cell) is left


@pytest.mark.parametrize(
    ("cell", "agreed"),
    [
        ("Sì", True),
        ("Opted in", True),
        ("zugestimmt", True),
        ("Nein", False),
        ("Not given", False),
        ("Widerrufen am 3.4.", False),
        ("unsubscribed", False),
        ("pending", None),
        ("", None),
    ],
)
def test_consent_is_read_in_words_too(cell, agreed):
    assert values.consent(cell) is agreed


@pytest.mark.parametrize(
    ("cell", "status"),
    [
        ("Attended Live", "attended"),
        ("On Demand", "attended"),
        ("Left Early", "attended"),
        ("Did Not Attend", "registered_only"),
        ("Nimmt teil", "registered_only"),
        ("N'a pas participé", "registered_only"),
        ("No asistió", "registered_only"),
        ("Ha partecipato", "attended"),
        ("Niet verschenen", "registered_only"),
        ("Abgesagt", "declined"),
        ("Annulé", "cancelled"),
        ("Banned", "denied"),
        ("En attente", "pending"),
        ("Lista de espera", "waitlist"),
    ],
)
def test_attendance_is_read_in_the_words_of_many_tools(cell, status):
    assert attendance.read(cell) == status
