import pytest

from contacts.intake import Limits, ListRefused

LIST = """Name,Email,Company
José Ibarrondo,jose@andes-frio.example,Andes Frío
Zoë Achterberg,zoe@polder-cold.example,Polder
"""


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("utf-32", "utf-32"),
        ("cp1252", "cp1252"),
    ],
)
def test_the_content_tells_the_encoding(read, encoding, said):
    reading = read(LIST.encode(encoding))

    assert reading.encoding == said
    assert [person.full_name for person in reading.people] == ["José Ibarrondo", "Zoë Achterberg"]
    assert reading.people[0].company == "Andes Frío"


CYRILLIC = """Имя,Фамилия,Email,Компания
Иван,Петров,ivan@polder.example,Ромашка
Ольга,Сидорова,olga@polder.example,Лютик
"""
GREEK = """Όνομα,Επώνυμο,Email
Γιώργος,Παπαδόπουλος,giorgos@polder.example
Ελένη,Νικολάου,eleni@polder.example
"""


def test_a_cyrillic_list_of_an_old_program_is_read(read):
    reading = read(CYRILLIC.encode("cp1251"))

    assert (reading.encoding, reading.notes) == (
        "cp1251",
        ["Read as Cyrillic text (cp1251). If names look wrong, save the list as UTF-8."],
    )
    assert [person.full_name for person in reading.people] == ["Иван Петров", "Ольга Сидорова"]
    assert reading.people[0].company == "Ромашка"


@pytest.mark.parametrize("text", [LIST, GREEK.encode("cp1253").decode("latin-1")], ids=["Spanish", "Greek"])
def test_other_single_bytes_are_not_taken_for_cyrillic(read, text):
    assert read(text.encode("latin-1")).encoding == "cp1252"


def test_a_few_lines_in_another_encoding_are_read_too(read):
    mixed = LIST.encode() + "Renée Roux,renee@froidroute.example,Froid\n".encode("cp1252")

    reading = read(mixed)

    assert [person.full_name for person in reading.people][-1] == "Renée Roux"
    assert reading.people[0].full_name == "José Ibarrondo"
    assert "cp1252" in reading.notes[0]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_what_cuts_lines_evenly(read, delimiter):
    reading = read(LIST.replace(",", delimiter))

    assert reading.delimiter == delimiter
    assert len(reading.people) == 2


def test_commas_inside_cells_do_not_hide_a_semicolon(read):
    reading = read("Name;Firma;E-Mail\nRoux, Renée;Froid Route, SAS;renee@froidroute.example\n")

    assert reading.delimiter == ";"
    assert reading.people[0].company == "Froid Route, SAS"


def test_a_line_may_name_its_delimiter_for_excel(read):
    reading = read("sep=;\nName;Email\nTom Ferrisdale;tom@brightwater-labs.example\n")

    assert reading.delimiter == ";"
    assert reading.header_row == 2


def test_a_quotation_mark_that_is_never_closed_takes_only_its_own_line(read):
    reading = read(
        'Name,Email\n"Tom Ferrisdale,tom@brightwater-labs.example\nAmara Okonjo,amara@portharbour.example\n'
        "Noor Qasmiri,noor@gulfcrate.example\n"
    )

    assert [person.email for person in reading.people] == [
        "tom@brightwater-labs.example",
        "amara@portharbour.example",
        "noor@gulfcrate.example",
    ]
    assert reading.rows[0].reasons == ("A stray quotation mark was taken as text",)


def test_a_quotation_mark_closed_in_a_later_row_swallows_no_row(read):
    reading = read(
        'Email,Name\ntom@brightwater-labs.example,"Tom\namara@portharbour.example,Amara\n'
        'noor@gulfcrate.example,"Noor, Qasmiri"\n'
    )

    assert [person.email for person in reading.people] == [
        "tom@brightwater-labs.example",
        "amara@portharbour.example",
        "noor@gulfcrate.example",
    ]


def test_a_cell_may_have_several_lines(read):
    reading = read('Email,Notes\ntom@brightwater-labs.example,"one\ntwo, three"\namara@portharbour.example,x\n')

    assert reading.people[0].interactions[0].detail == {"notes": "one\ntwo, three"}
    assert [row.row for row in reading.rows] == [2, 3]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \r\n", "empty"),
        (b"%PDF-1.7 ...", "a PDF"),
        (b"\x89PNG\r\n\x1a\n....", "a picture"),
        (b"\x1f\x8b\x08....", "a compressed file"),
        (bytes(range(1, 32)) * 50, "not a list"),
        (b"Just a letter.\nWith two lines.\n", "column headings"),
        (b"<?xml version='1.0'?><svg/>", "XML"),
    ],
    ids=["empty", "blank", "pdf", "png", "gzip", "binary", "prose", "svg"],
)
def test_what_is_no_list_is_refused_by_name(read, content, said):
    with pytest.raises(ListRefused, match=said) as refused:
        read(content, file="strange.csv")

    assert str(refused.value).startswith("strange.csv: ")
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        (Limits(file_bytes=20), "larger"),
        (Limits(rows=2), "2 rows"),
        (Limits(columns=2), "row 1 has more than 2 columns"),
        (Limits(line_chars=10), "line 1 is too long"),
    ],
    ids=["bytes", "rows", "columns", "line"],
)
def test_limits_are_settings_with_clear_messages(read, limits, said):
    with pytest.raises(ListRefused, match=said):
        read(LIST, limits=limits)


def test_a_cell_that_is_too_long_is_cut_and_the_row_says_so(read):
    reading = read(f"Email,Notes\ntom@brightwater-labs.example,{'A' * 100}\n", limits=Limits(cell_chars=40))

    assert reading.rows[0].reasons == ("A cell was cut to 40 characters",)
    assert reading.rows[0].values == ("tom@brightwater-labs.example", "A" * 40)
