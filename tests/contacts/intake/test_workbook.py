import io
import zipfile
from datetime import UTC, date, datetime

import openpyxl
import pytest

from contacts.intake import Limits, ListRefused

HEADINGS = ["Name", "Email", "Scanned at"]
TOM = ["Tom Ferrisdale", "tom@brightwater-labs.example"]


def workbook(rows, *, prepare=lambda book: None):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    prepare(book)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def with_sheet(xml, *, part="worksheets/sheet1.xml"):
    """A workbook whose first sheet is this XML, in the part of that name."""
    held = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook([HEADINGS]))) as source,
        zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for name in source.namelist():
            if name == "xl/worksheets/sheet1.xml":
                made.writestr(f"xl/{part}", xml)
            else:
                made.writestr(name, source.read(name).replace(b"worksheets/sheet1.xml", part.encode()))
    return held.getvalue()


@pytest.mark.parametrize(
    ("cell", "at"),
    [
        (datetime.fromisoformat("2026-09-16T10:05"), datetime(2026, 9, 16, 8, 5, tzinfo=UTC)),
        (46281.420138888889, datetime(2026, 9, 16, 8, 5, tzinfo=UTC)),
        (date(2026, 9, 16), datetime(2026, 9, 16, 10, tzinfo=UTC)),
        ("16.09.2026 10:05", datetime(2026, 9, 16, 8, 5, tzinfo=UTC)),
    ],
    ids=["date cell", "serial number", "day alone", "text"],
)
def test_a_time_is_read_however_the_cell_holds_it(read, cell, at):
    reading = read(workbook([HEADINGS, [*TOM, cell]]), file="booth.xlsx")

    assert reading.encoding == "xlsx"
    assert reading.people[0].interactions[0].at == at


def test_old_workbooks_count_their_days_from_1904(read):
    def since_1904(book):
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904

    reading = read(workbook([HEADINGS, [*TOM, 46281 - 1462 + 0.420138888889]], prepare=since_1904), file="mac.xlsx")

    assert reading.people[0].interactions[0].at == datetime(2026, 9, 16, 8, 5, tzinfo=UTC)


def test_numbers_keep_what_a_person_would_type(read):
    reading = read(workbook([["Name", "Email", "Phone", "Badge ID"], [*TOM, 97145550101, "000451"]]), file="booth.xlsx")

    assert reading.rows[0].values == (*TOM, "97145550101", "000451")
    assert reading.people[0].fields["external_id"] == "000451"


def several_sheets(book):
    book.active.title = "Cover"
    leads = book.create_sheet("Leads")
    for row in (HEADINGS, [*TOM, ""], ["Amara Okonjo", "amara@portharbour.example", ""]):
        leads.append(row)
    hidden = book.create_sheet("Old")
    hidden.sheet_state = "hidden"
    for number in range(5):
        hidden.append(HEADINGS if number == 0 else ["x", f"hidden{number}@nordquay.example", ""])
    late = book.create_sheet("Walk-ups")
    for row in (HEADINGS, ["Noor Qasmiri", "noor@gulfcrate.example", ""]):
        late.append(row)


def test_the_sheet_with_most_people_is_read_and_the_others_are_told(read):
    reading = read(workbook([["Cold Chain Expo"]], prepare=several_sheets), file="booth.xlsx")

    assert reading.sheet == "Leads"
    assert [(sheet.name, sheet.hidden, sheet.people) for sheet in reading.sheets] == [
        ("Cover", False, 0),
        ("Leads", False, 2),
        ("Old", True, 4),
        ("Walk-ups", False, 1),
    ]
    assert {row["sheet"] for row in reading.as_json()["rows"]} == {"Leads"}


def test_another_sheet_is_read_if_asked_for(read):
    reading = read(workbook([["Cold Chain Expo"]], prepare=several_sheets), file="booth.xlsx", sheet="Walk-ups")

    assert [person.email for person in reading.people] == ["noor@gulfcrate.example"]


def test_a_sheet_that_is_not_there_is_refused_with_those_that_are(read):
    with pytest.raises(ListRefused, match="Cover, Leads, Walk-ups"):
        read(workbook([["Cold Chain Expo"]], prepare=several_sheets), file="booth.xlsx", sheet="Sheet9")


def test_a_list_need_not_begin_in_the_corner(read):
    def inset(book):
        for at, value in {"C4": "Name", "D4": "Email", "C5": TOM[0], "D5": TOM[1]}.items():
            book.active[at] = value

    reading = read(workbook([], prepare=inset), file="inset.xlsx")

    assert (reading.header_row, reading.rows[0].row) == (4, 5)
    assert reading.people[0].full_name == "Tom Ferrisdale"


CELL = '<c r="{}" t="inlineStr"><is><t>{}</t></is></c>'
SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="{}"/>'
    "<sheetData>{}</sheetData></worksheet>"
)


def sheet_xml(dimension, *cells):
    rows = "".join(f'<row r="{row}">{CELL.format(f"{column}{row}", text)}</row>' for column, row, text in cells)
    return SHEET.format(dimension, rows)


def test_a_sheet_that_only_declares_ten_million_rows_is_read(read):
    xml = sheet_xml("A1:XFD10000000", ("A", 1, "Email"), ("A", 2, "tom@brightwater-labs.example"))

    assert len(read(with_sheet(xml), file="declared.xlsx").people) == 1


@pytest.mark.parametrize(("column", "row"), [("XFD", 1048576), ("Z", 10485760), ("ZZ", 99999)])
def test_a_cell_far_out_is_refused_before_memory_is_taken_for_it(read, column, row):
    xml = sheet_xml("A1:B2", ("A", 1, "Email"), (column, row, "tom@brightwater-labs.example"))

    with pytest.raises(ListRefused, match=f"{row:,} rows"):
        read(with_sheet(xml), file="far.xlsx")


def rows_of(times, row):
    return SHEET.format("A1", "<row r='1'><c r='A1' t='inlineStr'><is><t>Email</t></is></c></row>" + row * times)


@pytest.mark.parametrize(
    ("xml", "rows"),
    [
        (sheet_xml("A1:B2", ("A", 1, "Email"), ("xfd", 1048576, "x")), "1,048,576"),
        (rows_of(1, "<row r='99999999'><c t='inlineStr'><is><t>x</t></is></c></row>"), "99,999,999"),
        (rows_of(1, "<row r='99999999'><c r='' t='inlineStr'><is><t>x</t></is></c></row>"), "99,999,999"),
        (rows_of(1, "<row r='99999'>" + "<c s=' r=' t='str'><v>x</v></c>" * 20_000 + "</row>"), "99,999"),
        (rows_of(1, "<x:row xmlns:x='y' r='99999'><x:c r='ZZZZ99999'/></x:row>"), "99,999"),
    ],
    ids=["small letters", "by the row alone", "an empty place", "cells one after another", "another prefix"],
)
def test_a_cell_far_out_is_found_however_its_place_is_written(read, xml, rows):
    with pytest.raises(ListRefused, match=f"{rows} rows"):
        read(with_sheet(xml), file="far.xlsx")


def test_rows_that_are_closed_without_end_are_damage(read):
    xml = SHEET.format("A1", "</row>" * 300_000)

    with pytest.raises(ListRefused, match="damaged"):
        read(with_sheet(xml), file="closed.xlsx")


@pytest.mark.parametrize("part", ["tables/s.xml", "WORKSHEETS/Sheet1.XML", "other.bin"])
def test_a_sheet_is_looked_at_wherever_it_lies(read, part):
    xml = sheet_xml("A1:B2", ("A", 1, "Email"), ("XFD", 1048576, "x"))

    with pytest.raises(ListRefused, match="1,048,576 rows"):
        read(with_sheet(xml, part=part), file="elsewhere.xlsx")


def test_cells_need_not_say_their_places(read):
    cells = "".join(f"<c t='inlineStr'><is><t>{text}</t></is></c>" for text in TOM)
    xml = SHEET.format("A1", "<row><c t='str'><v>Name</v></c><c t='str'><v>Email</v></c></row>" + f"<row>{cells}</row>")

    reading = read(with_sheet(xml), file="plain.xlsx")

    assert [(person.full_name, person.email) for person in reading.people] == [tuple(TOM)]


def test_a_cell_with_very_much_text_is_read(read):
    xml = sheet_xml("A1:C2", ("A", 1, "Email"), ("B", 1, "Notes"), ("A", 2, TOM[1]), ("B", 2, "y" * 900_000))

    assert len(read(with_sheet(xml), file="long.xlsx", limits=Limits(inflation=5000)).people) == 1


def test_a_binary_workbook_is_refused_with_what_to_do(read):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("xl/workbook.bin", b"x")

    with pytest.raises(ListRefused, match="XLSB"):
        read(held.getvalue(), file="list.xlsb")


def test_hundreds_of_columns_are_fine_with_few_rows(read):
    more = [f"Property {number}" for number in range(500)]

    reading = read(workbook([["Name", "Email", *more], [*TOM, *more]]), file="wide.xlsx")

    assert len(reading.columns) == 502


def test_a_workbook_that_unpacks_to_too_much_is_refused(read):
    bomb = with_sheet(SHEET.format("A1", f"<row><c><v>{'9' * 20_000_000}</v></c></row>"))

    with pytest.raises(ListRefused, match="was not opened"):
        read(bomb, file="bomb.xlsx")


def test_a_workbook_that_lies_about_its_size_is_weighed_all_the_same(read):
    bomb = bytearray(with_sheet(SHEET.format("A1", f"<row><c><v>{'9' * 20_000_000}</v></c></row>")))
    for size in (part.file_size for part in zipfile.ZipFile(io.BytesIO(bytes(bomb))).infolist()):
        if size > 1_000_000:
            bomb = bomb.replace(size.to_bytes(4, "little"), (1000).to_bytes(4, "little"))

    with pytest.raises(ListRefused, match="was not opened"):
        read(bytes(bomb), file="liar.xlsx")


@pytest.mark.parametrize("cut", [40, 400, 3000])
def test_a_damaged_workbook_is_refused(read, cut):
    with pytest.raises(ListRefused, match="damaged"):
        read(workbook([HEADINGS, TOM])[:cut], file="cut.xlsx")


def test_a_workbook_with_a_hole_in_it_is_refused(read):
    whole = workbook([HEADINGS, TOM])

    with pytest.raises(ListRefused, match="damaged"):
        read(whole[:40] + whole[60:], file="hole.xlsx")


def test_a_workbook_of_an_unknown_version_of_zip_is_refused(read):
    whole = bytearray(workbook([HEADINGS, TOM]))
    whole[whole.index(b"PK\x01\x02") + 6] = 227

    with pytest.raises(ListRefused, match="damaged"):
        read(bytes(whole), file="future.xlsx")


def test_any_other_zip_is_refused(read):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("readme.txt", "hello")

    with pytest.raises(ListRefused):
        read(held.getvalue(), file="photos.zip")


def test_a_list_in_a_zip_is_to_be_unpacked(read):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("list.csv", "Name,Email\nTom,tom@x.example\n")

    with pytest.raises(ListRefused, match="unpack it and upload the list"):
        read(held.getvalue(), file="list.zip")


@pytest.mark.parametrize("visible", [[], [["Cold Chain Expo"]]], ids=["nothing", "a title"])
def test_where_all_people_stand_on_a_hidden_sheet_it_is_named(read, visible):
    def hide(book):
        hidden = book.create_sheet("Scans")
        hidden.sheet_state = "hidden"
        for row in (HEADINGS, [*TOM, ""]):
            hidden.append(row)

    with pytest.raises(ListRefused, match="hidden sheet “Scans”"):
        read(workbook(visible, prepare=hide), file="hidden.xlsx")


def test_an_old_binary_file_that_is_none_is_refused(read):
    with pytest.raises(ListRefused, match="damaged"):
        read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), file="old.xls")


def test_the_limit_on_cells_is_a_setting(read):
    with pytest.raises(ListRefused, match="rows by"):
        read(workbook([HEADINGS, TOM]), file="small.xlsx", limits=Limits(cells=1000))


ODS = (
    '<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>{}'
    '<table:table table:name="Leads">{}</table:table></office:spreadsheet></office:body></office:document-content>'
)


def ods_row(*texts, times=1, columns=1):
    cells = "".join(
        f'<table:table-cell office:value-type="string" table:number-columns-repeated="{columns}">'
        f"<text:p>{text}</text:p></table:table-cell>"
        for text in texts
    )
    return f'<table:table-row table:number-rows-repeated="{times}">{cells}</table:table-row>'


EMPTY_REST = (
    '<table:table-row table:number-rows-repeated="1048574">'
    '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
)


def ods(*rows, settings=""):
    held = io.BytesIO()
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    entry = f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
    namespace = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", kind)
        archive.writestr("content.xml", ODS.format(settings, "".join(rows)))
        manifest = f'<manifest:manifest xmlns:manifest="{namespace}">{entry}</manifest:manifest>'
        archive.writestr("META-INF/manifest.xml", manifest)
    return held.getvalue()


def test_an_ods_workbook_is_read_though_its_empty_rest_is_huge(read):
    reading = read(ods(ods_row("Name", "Email"), ods_row(*TOM), EMPTY_REST), file="leads.ods")

    assert [person.full_name for person in reading.people] == ["Tom Ferrisdale"]


@pytest.mark.parametrize(("times", "columns"), [(1_000_000, 90), (3_000, 16_384)])
def test_an_ods_workbook_that_repeats_filled_cells_without_end_is_refused(read, times, columns):
    with pytest.raises(ListRefused, match="rows by"):
        read(ods(ods_row("Name", "Email"), ods_row("x", times=times, columns=columns)), file="evil.ods")


@pytest.mark.parametrize(
    ("day_zero", "serial"), [("1899-12-30", 46281.420138888889), ("1904-01-01", 46281 - 1462 + 0.420138888889)]
)
def test_an_ods_workbook_says_from_which_day_it_counts(read, day_zero, serial):
    settings = (
        f'<table:calculation-settings><table:null-date table:date-value="{day_zero}"/></table:calculation-settings>'
    )
    cell = f'<table:table-cell office:value-type="float" office:value="{serial}"><text:p>x</text:p></table:table-cell>'
    row = ods_row(*TOM).replace("</table:table-row>", f"{cell}</table:table-row>")

    reading = read(ods(ods_row(*HEADINGS), row, settings=settings), file="mac.ods")

    assert reading.people[0].interactions[0].at == datetime(2026, 9, 16, 8, 5, tzinfo=UTC)
