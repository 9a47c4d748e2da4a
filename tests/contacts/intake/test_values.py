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
