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
