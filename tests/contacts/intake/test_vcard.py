import pytest

from contacts.intake import ListRefused

CARDS = """BEGIN:VCARD
VERSION:3.0
N:Solbakken;Ingrid;;Dr.;
FN:Ingrid Solbakken
ORG:Nordquay Logistics AS;Operations
TITLE:Head of Operations
item1.EMAIL;TYPE=INTERNET,WORK:ingrid@nordquay.example
EMAIL:ingrid@home.example
TEL;TYPE=CELL:+47 22 55
  01 34
ADR;TYPE=WORK:;;1 Quay St;Oslo;;0150;Norway
NOTE:Met at the booth\\, wants a demo
END:VCARD
BEGIN:VCARD
VERSION:2.1
N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Achterberg;Zo=C3=AB
EMAIL;PREF;INTERNET:zoe@polder-cold.example
END:VCARD
"""


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_cards_are_rows_and_a_rows_number_is_the_cards(read, ending):
    reading = read(CARDS.replace("\n", ending), file="contacts.vcf")

    assert reading.header_row is None
    assert [row.row for row in reading.rows] == [1, 2]
    ingrid, zoe = reading.people
    assert (ingrid.full_name, ingrid.company, ingrid.title) == (
        "Ingrid Solbakken",
        "Nordquay Logistics AS",
        "Head of Operations",
    )
    assert ingrid.emails == ("ingrid@nordquay.example", "ingrid@home.example")
    assert ingrid.phones[0].number == "+4722550134"
    assert (ingrid.fields["city"], ingrid.fields["country"]) == ("Oslo", "Norway")
    assert ingrid.interactions[0].detail == {"notes": "Met at the booth, wants a demo"}
    assert zoe.full_name == "Zoë Achterberg"


def test_a_card_that_never_ends_is_refused(read):
    with pytest.raises(ListRefused, match="no whole address card"):
        read("BEGIN:VCARD\nFN:Tom\n", file="cut.vcf")


def card(*lines):
    return "\r\n".join(["BEGIN:VCARD", *lines, "END:VCARD", ""])


def test_quoted_printable_is_read_in_the_encoding_it_names(read):
    reading = read(
        card(
            "VERSION:2.1",
            "FN;CHARSET=Windows-1252;ENCODING=QUOTED-PRINTABLE:J=F6rg =DCbelh=F6r",
            "NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:R=C3=BCck=\r\nruf",
            "EMAIL:joerg@x.example",
        ),
        file="card.vcf",
    )

    assert reading.people[0].full_name == "Jörg Übelhör"
    assert reading.people[0].interactions[0].detail == {"notes": "Rückruf"}


@pytest.mark.parametrize("kind", ["KIND:org", "X-ABShowAs:COMPANY", "KIND:group"])
def test_a_card_of_a_firm_is_no_person(read, kind):
    reading = read(
        card("FN:Ana Berg", "EMAIL:ana@x.example") + card("FN:Polder", kind, "TEL:+47 22 12 34 56"), file="c.vcf"
    )

    assert [(row.fate, row.reasons) for row in reading.rows][1] == ("person", ())
    assert (reading.people[1].full_name, reading.people[1].company) == ("", "Polder")


def test_a_profile_elsewhere_is_kept_as_the_linkedin_address(read):
    profile = "X-SOCIALPROFILE;type=linkedin:https://www.linkedin.com/in/ana-berg/"

    assert read(card("FN:Ana Berg", profile), file="c.vcf").people[0].linkedin == "linkedin.com/in/ana-berg"


def test_a_long_quoted_note_takes_no_longer_than_its_length_asks(read):
    note = "=\r\n".join(["a" * 70] * 40_000)

    reading = read(card(f"NOTE;ENCODING=QUOTED-PRINTABLE:{note}", "FN:Ana Berg", "EMAIL:ana@x.example"), file="c.vcf")

    assert reading.people[0].email == "ana@x.example"


def test_a_line_of_semicolons_is_looked_at_once(read):
    """Found by fuzzing: each semicolon more had doubled the time."""
    reading = read(card(f"ITEM{';' * 5000}", "FN:Ana Berg", 'EMAIL;TYPE="a;b:c";PREF=1:ana@x.example'), file="c.vcf")

    assert reading.people[0].email == "ana@x.example"
