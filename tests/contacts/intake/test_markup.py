import time

import pytest

from contacts.intake import ListRefused

PAGE = """<html><head><script>var x = "<td>no@script.example</td>";</script></head><body>
<table><tr><td colspan=3>Leads</td></tr>
<tr><th>First&nbsp;Name</th><th>Email</th><th>Company</th></tr>
<tr><td>Zo&euml;<td><a href="mailto:zoe@polder-cold.example">zoe@polder-cold.example</a><td>Polder<br>Cold</tr>
<tr><td>Tom</td><td>tom@x.example</td><td>&nbsp;</td></tr></table></body></html>"""

SHEET = """<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Worksheet ss:Name="Leads"><Table>
<Row><Cell><Data ss:Type="String">Name</Data></Cell><Cell ss:Index="3"><Data ss:Type="String">Email</Data></Cell></Row>
<Row ss:Index="4"><Cell><Data ss:Type="String">Tom &amp; Co</Data></Cell>
<Cell ss:Index="3"><Data ss:Type="String">tom@x.example</Data></Cell></Row>
</Table></Worksheet></Workbook>"""


def test_a_web_page_that_calls_itself_a_spreadsheet_is_read_as_a_table(read):
    reading = read(PAGE, file="leads.xls")

    assert reading.delimiter == "html"
    assert reading.header_row == 2
    assert [(person.full_name, person.email, person.company) for person in reading.people] == [
        ("Zoë", "zoe@polder-cold.example", "Polder Cold"),
        ("Tom", "tom@x.example", ""),
    ]


def test_a_web_page_without_a_table_is_refused(read):
    with pytest.raises(ListRefused, match="web page without a table"):
        read("<!DOCTYPE html><html><body>Please log in</body></html>", file="export.csv")


@pytest.mark.parametrize(
    ("cell", "held"),
    [
        ("Polder <!-- a note > --> Cold", "Polder Cold"),
        ("Polder <!-- Cold", "Polder <!-- Cold"),
        ('<a title="5 > 3" href=x>Polder</a>', "Polder"),
        ("Polder < Cold & Co", "Polder < Cold & Co"),
        ("I <3 Polder", "I <3 Polder"),
        ("Polder<![if IE]>", "Polder"),
        ("Polder<![<![", "Polder"),
        ("Polder <é>", "Polder <é>"),
        ("Polder &amp; Co", "Polder & Co"),
        (f"Polder &#{'9' * 5000};", f"Polder &#{'9' * 5000};"),
        ("<script>var x = '<td>';</script>Polder", "Polder"),
        ("<STYLE>td {}</STYLE>Polder<BR/>Cold", "Polder Cold"),
        ("<script>Polder", "Polder"),
        ("Polder<o:p></o:p>", "Polder"),
    ],
    ids=lambda text: ascii(text)[:30],
)
def test_what_is_no_tag_is_text_and_nothing_of_it_is_lost(read, cell, held):
    page = f"<table><tr><th>Name<th>Email<th>Company<tr><td>Tom<td>tom@x.example<td>{cell}</td></tr></table>"

    assert read(page, file="leads.xls").people[0].company == held[:500]


@pytest.mark.parametrize("cut", ["<td", '<td title="', "<!--", "<!", "</td", "<", "<script"])
def test_a_page_that_breaks_off_is_read_to_its_end(read, cut):
    reading = read(f"<table><tr><th>Name<th>Email<tr><td>Tom<td>tom@x.example<tr><td>Ana{cut}", file="leads.xls")

    assert (reading.people[0].email, len(reading.rows)) == ("tom@x.example", 2)


@pytest.mark.parametrize(
    "bit",
    [
        "<!--",
        "<a ",
        "<a",
        "</",
        "<![",
        "<?",
        "<a b='",
        '<a b="c" ',
        "<script>",
        "<td a",
        "<!-->",
        "&#",
        "<a =\"'",
        "= <",
    ],
)
def test_tags_without_end_take_no_time_for_it(read, bit):
    began = time.process_time()

    read(f"<table><tr><th>Name<th>Email<tr><td>Tom<td>tom@x.example<tr><td>{bit * 60_000}", file="leads.xls")

    assert time.process_time() - began < 2


def test_excels_xml_of_2003_is_read_with_its_gaps(read):
    reading = read(SHEET, file="leads.xls")

    assert (reading.sheet, reading.header_row, reading.rows[-1].row) == ("Leads", 1, 4)
    assert reading.people[0].email == "tom@x.example"


def test_declared_entities_are_refused(read):
    bomb = SHEET.replace("<?mso", '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><?mso')

    with pytest.raises(ListRefused, match="entities"):
        read(bomb, file="bomb.xml")


def test_damaged_xml_is_refused(read):
    with pytest.raises(ListRefused, match="damaged"):
        read(SHEET[:-40], file="cut.xml")


def test_a_cell_that_spans_rows_is_said_in_each(read):
    reading = read(
        "<table><tr><th rowspan=2>Name<th colspan=2>Contact<tr><th>Email<th>Company"
        "<tr><td rowspan=2>Ana Berg<td>ana@x.example<td>Polder<tr><td>ana@y.example<td>Polder</table>",
        file="leads.xls",
    )

    assert [column.header for column in reading.columns] == ["Name", "Email", "Company"]
    assert [person.full_name for person in reading.people] == ["Ana Berg", "Ana Berg"]


@pytest.mark.parametrize("cell", ["<td colspan=702>", "<td colspan=999999999 rowspan=999999999>"])
def test_cells_that_span_without_end_take_no_memory_for_it(read, cell):
    with pytest.raises(ListRefused, match="more than 702 columns"):
        read(f"<table><tr>{cell * 5000}<td>x</table>", file="wide.xls")


def test_a_hidden_sheet_of_excels_xml_is_not_taken_silently(read):
    hidden = SHEET.replace(
        "</Worksheet>", "<WorksheetOptions><Visible>SheetHidden</Visible></WorksheetOptions></Worksheet>"
    )

    with pytest.raises(ListRefused, match="hidden sheet “Leads”"):
        read(hidden, file="leads.xls")


def test_merged_cells_of_excels_xml_keep_the_rest_in_its_place(read):
    merged = SHEET.replace("<Cell>", '<Cell ss:MergeAcross="1">', 1)

    assert read(merged, file="leads.xls").columns[0].header == read(SHEET, file="leads.xls").columns[0].header


@pytest.mark.parametrize(("epoch", "year"), [("", 2026), ("<ExcelWorkbook><Date1904/></ExcelWorkbook>", 2030)])
def test_serial_days_of_excels_xml_are_counted_as_it_says(read, epoch, year):
    reading = read(
        '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        f'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">{epoch}<Worksheet ss:Name="Leads"><Table>'
        "<Row><Cell><Data>Email</Data></Cell><Cell><Data>Scan date</Data></Cell></Row>"
        "<Row><Cell><Data>ana@x.example</Data></Cell><Cell><Data>46281.5</Data></Cell></Row>"
        "</Table></Worksheet></Workbook>",
        file="leads.xls",
    )

    assert reading.people[0].interactions[0].at.year == year


def test_comments_without_end_before_a_page_are_looked_at_once(read):
    """Each comment more had doubled the time."""
    with pytest.raises(ListRefused):
        read("<!---->" * 500 + "x", file="page.xls")
