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


OLD_ENCODINGS = [
    ("cp1252", "Western European", "Zoë Achterberg,Þór Ægisson,Søren Ågård,Éloïse Lefèvre,Sean O’Malley"),
    ("iso8859-15", "Western European", "Éloïse Lecœur,Zoë Cœurdacier,Anaïs Œillet"),
    ("mac_roman", "Western European", "Jörg Müller,Käthe Groß,Sören Bäßler"),
    ("cp850", "Western European", "Jörg Müller,Käthe Groß,Sören Bäßler"),
    ("cp1250", "Central European", "Řehoř Dvořák,Žaneta Šťastná,Zdeněk Růžička"),
    ("cp1250", "Central European", "Łukasz Żółć,Agnieszka Wąż,Stanisław Gęś"),
    ("iso8859-2", "Central European", "Łukasz Żółć,Agnieszka Wąż,Wiesław Śliwiński"),
    ("cp1254", "Turkish", "Şule Yıldız,Ömer Güneş,Çağrı Işık"),
    ("cp1257", "Baltic", "Jānis Bērziņš,Līga Kļaviņa,Ģirts Šķēle"),
    ("cp1251", "Cyrillic", "Иван Петров,Ольга Сидорова,Алексей Романов"),
    ("koi8_r", "Cyrillic", "Иван Петров,Ольга Сидорова,Алексей Романов"),
    ("cp1253", "Greek", "Γιώργος Παπαδόπουλος,Ελένη Νικολάου,Μαρία Αλεξίου"),
    ("cp932", "Japanese", "山田 太郎,佐藤 花子,鈴木 一郎"),
    ("cp949", "Korean", "김 민준,이 서연,박 지훈"),
    ("gb18030", "Chinese", "王 小明,李 建国,张 丽华"),
    ("big5", "Chinese", "王 小明,李 建國,張 麗華"),
]


@pytest.mark.parametrize(
    ("encoding", "called", "names"), OLD_ENCODINGS, ids=[f"{e[0]} {i}" for i, e in enumerate(OLD_ENCODINGS)]
)
def test_a_list_of_an_old_program_is_read_in_its_encoding(read, encoding, called, names):
    rows = [f"{name},p{i}@polder.example" for i, name in enumerate(names.split(","))]

    reading = read("\n".join(["Name,Email", *rows]).encode(encoding))

    assert (reading.encoding, [person.full_name for person in reading.people]) == (encoding, names.split(","))
    assert reading.notes == [f"Read as {called} text ({encoding}). If names look wrong, save the list as UTF-8."]


@pytest.mark.parametrize("word", ["Müller", "Ærø", "Noël", "Muñoz", "Ångström", "O’Malley", "Šimić", "Gonçalves"])
def test_a_single_letter_beyond_ascii_is_western(read, word):
    reading = read(f"Name,Email\nAna {word},ana@polder.example\n".encode("cp1252", "ignore"))

    assert reading.encoding == "cp1252"


def test_a_western_list_of_many_countries_stays_western(read):
    names = "Søren Ågård,Zoë Müller,José Núñez,Éloïse Lefèvre,João Gonçalves,Þór Ægisson,Chloë Bāè".replace("ā", "a")
    rows = [f"{name},p{i}@polder.example" for i, name in enumerate(names.split(","))]

    assert read("\n".join(["Name,Email", *rows]).encode("cp1252")).encoding == "cp1252"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_wide_encodings_are_known_without_a_bom(read, encoding):
    reading = read(LIST.encode(encoding))

    assert reading.encoding == encoding
    assert [person.full_name for person in reading.people] == ["José Ibarrondo", "Zoë Achterberg"]


def test_files_that_were_joined_keep_no_bom_inside(read):
    reading = read("\ufeff\ufeffName,Email\nAna Berg,ana@polder.example\n\ufeffBo Lind,bo@polder.example\n")

    assert [column.header for column in reading.columns] == ["Name", "Email"]
    assert [person.full_name for person in reading.people] == ["Ana Berg", "Bo Lind"]


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
        (b"Just a letter.\nWith two lines.\n", "no table"),
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


def test_letters_that_were_saved_twice_are_read_as_they_were_meant(read):
    reading = read("Name,Email\nJÃ¶rg MÃ¼ller,joerg@x.example\nZoë Ãrnsted,zoe@x.example\n")

    assert [person.full_name for person in reading.people] == ["Jörg Müller", "Zoë Ãrnsted"]
    assert any("saved twice" in note for note in reading.notes)
