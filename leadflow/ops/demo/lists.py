"""The files that Harborline's marketing uploads, in the formats of those who export them: with preambles, people who
did not come, people twice, and what people type when they do not want to be called."""

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from xml.sax.saxutils import escape

from leadflow.lib.when import MONTHS
from leadflow.ops.demo.people import Person

CAME = 0.72


@dataclass(frozen=True)
class ListFile:
    """A file as it is uploaded: its name, its bytes, and what the person who uploads it says about it."""

    name: str
    content: bytes
    kind: str = ""
    asset_name: str = ""


def crm_export(people: Sequence[Person], day: date, rng: Random) -> ListFile:
    """HubSpot: names from the old CRM. They stood on a list, no more."""
    head = (
        "Record ID,First Name,Last Name,Email,Phone Number,Contact owner,Lead Status,Lifecycle Stage,Create Date,"
        "Last Activity Date,Company Name,Job Title,Country/Region,Original Traffic Source"
    ).split(",")
    rows = [
        [
            str(50150551000 + n),
            p.first,
            p.last,
            p.email,
            p.phone,
            "",
            "",
            "subscriber",
            f"{day - timedelta(days=rng.randrange(40, 700))} 09:14",
            "",
            p.firm.name,
            p.title,
            p.firm.country,
            rng.choice(("Organic Search", "Direct Traffic", "Offline Sources", "Referrals")),
        ]
        for n, p in enumerate(people)
    ]
    return ListFile("hubspot-crm-exports-all-contacts.csv", _csv([head, *rows]), "listed", "Contacts of the old CRM")


def zoom_webinar(people: Sequence[Person], day: date, rng: Random) -> ListFile:
    """Zoom's attendee report."""
    topic, start = "Cold-chain telemetry, explained", datetime.combine(day, time(11))
    head = (
        "Attended,User Name (Original Name),First Name,Last Name,Email,Phone,Registration Time,Approval Status,"
        "Join Time,Leave Time,Time in Session (minutes),Is Guest,Organization,Job Title,Country/Region Name,Source Name"
    ).split(",")
    rows = [
        ["Attendee Report"],
        ["Report generated time", _us_time(start + timedelta(hours=20))],
        "Topic,Webinar ID,Actual Start Time,Actual Duration (minutes),# Registered,# Cancelled,Unique Viewers".split(
            ","
        ),
        [topic, "812 5550 1187", _us_time(start), "63", str(len(people)), "0", str(len(people))],
        ["Host Details"],
        ["Attended", "User Name (Original Name)", "Email", "Join Time", "Leave Time", "Time in Session (minutes)"],
        ["Yes", "Petra Lind", "petra@harborline.example", *_stay(start, 70)],
        ["Attendee Details"],
        head,
    ]
    for p in people:
        came, minutes = rng.random() < CAME, rng.choice((4, 22, 41, 58, 61, 62))
        registered = _us_time(start - timedelta(days=rng.randrange(1, 15), minutes=rng.randrange(600)))
        stay = _stay(start, minutes) if came else ["--", "--", "--"]
        where = ["Yes", p.firm.name, p.title, p.firm.country, rng.choice(("Newsletter", "LinkedIn", "--"))]
        if not came:
            where[0] = "--"
        rows.append(
            ["Yes" if came else "No", p.name, p.first, p.last, p.email, p.phone, registered, "approved", *stay, *where]
        )
    no = ["--", "--", "--", "--"]
    rows += [
        [
            "No",
            "Mickey Mouse",
            "Mickey",
            "Mouse",
            "asdf@asdf.com",
            "555-5555",
            _us_time(start),
            "approved",
            *no,
            "Disney",
        ],
        ["No", "asdf qwer", "asdf", "qwer", "test@test.com", "1234567", _us_time(start), "approved", *no, "test"],
    ]
    return ListFile(f"attendee_81255501187_{day:%Y_%m_%d}.csv", b"\xef\xbb\xbf" + _csv(rows))


def downloads(people: Sequence[Person], day: date, rng: Random) -> ListFile:
    """The website's own export of who took the eBook: a plain CSV, semicolons, with a few who made something up."""
    head = ["Date", "First name", "Last name", "E-mail", "Company", "Job title", "Phone", "Country"]
    rows = []
    for p in people:
        when = datetime.combine(day, time(7)) - timedelta(days=rng.randrange(9), minutes=rng.randrange(1200))
        rows.append([f"{when:%Y-%m-%d %H:%M}", p.first, p.last, p.email, p.firm.name, p.title, p.phone, p.firm.country])
    made_up = [
        ["Donald", "Duck", "donald@duck.example", "Ente", "Boss", "555-5555", "Germany"],
        ["Test", "Test", "test@example.com", "test", "test", "", "France"],
        ["x", "x", "xxx@mailinator.com", "xxx", "x", "0000000000", "United States"],
        ["aaa", "bbb", "aaa.bbb@yopmail.com", "aaa", "", "", "Sweden"],
    ]
    rows += [[f"{day} 08:3{n}", *one] for n, one in enumerate(made_up)]
    # Who downloads twice stands there twice.
    rows += rng.sample(rows, 3)
    content = _csv([head, *sorted(rows)], delimiter=";")
    return ListFile("ebook-five-signs-of-spoilage.csv", content, "download", "Five signs of spoilage")


def eventbrite(people: Sequence[Person], day: date, rng: Random) -> ListFile:
    """Eventbrite's attendee list of a breakfast."""
    head = (
        "Order #,Order Date,First Name,Last Name,Email,Quantity,Price Tier,Ticket Type,Attendee #,Group,Order Type,"
        "Currency,Total Paid,Fees Paid,Eventbrite Fees,Eventbrite Payment Processing,Attendee Status,"
        "How did you hear about this event?,Job Title,Company"
    ).split(",")
    rows = []
    for n, p in enumerate(people):
        ordered = datetime.combine(day, time(8)) - timedelta(days=rng.randrange(2, 20), minutes=rng.randrange(700))
        order = [str(91120005500 + n), f"{ordered.month}/{ordered.day}/{ordered:%y} {ordered.hour}:{ordered:%M}"]
        status = "Checked In" if rng.random() < CAME else "Attending"
        free = ["Free Order", "GBP", "0", "0", "0", "0"]
        ticket = ["1", "", "General Admission", str(18441500000 + n), "", *free]
        rows.append([*order, p.first, p.last, p.email, *ticket, status, "Email", p.title, p.firm.name])
    return ListFile("report-attendees-reefer-breakfast.csv", _csv([head, *rows]), "", "Reefer breakfast, Rotterdam")


def booth(people: Sequence[Person], day: date, rng: Random) -> ListFile:
    """The scanner's workbook from a fair."""
    notes = (
        "",
        "",
        "wants a price for 40 sensors",
        "has trouble with customs delays",
        "took the leaflet",
        "asked about pharma audits",
        "send the case study",
        "renews the contract with the other vendor in spring",
    )
    rows: list[list[str]] = [
        ["Cold Chain Expo - Lead Retrieval Export"],
        ["Exhibitor: Harborline | Booth B-12"],
        ["Badge ID", "First Name", "Last Name", "Email", "Company", "Job Title", "Phone", "Scan Date/Time", "Notes"],
    ]
    for n, p in enumerate(people):
        scanned = datetime.combine(day, time(9, 30)) + timedelta(minutes=rng.randrange(430))
        who = [f"{n + 300:06}", p.first, p.last, p.email, p.firm.name, p.title, p.phone]
        rows.append([*who, f"{scanned:%Y-%m-%d %H:%M}", rng.choice(notes)])
    rows.append(["000299", "Mickey", "Mouse", "test@test.com", "Disney", "CEO", "5555555", f"{day} 16:20", "socks"])
    return ListFile("cold-chain-expo-leads.xlsx", _workbook(rows), "booth_visit", "Cold Chain Expo")


def gotowebinar(people: Sequence[Person], day: date, rng: Random) -> ListFile:
    """GoToWebinar's attendee report."""
    start = datetime.combine(day, time(14))
    questions = (
        "",
        "",
        "",
        "Can the logger sit inside the pallet wrap?",
        "Does it work offline?",
        "Price per sensor?",
        "How long does the battery last at minus 20?",
    )
    head = (
        "Attended,Interest Rating,Last Name,First Name,Email Address,Registration Date/Time,"
        "Join Time - Leave Time (Time in Session),Time in Session,Unsubscribed,Phone,Organization,Job Title,"
        "Questions Asked by Attendee"
    ).split(",")
    rows = [
        ["Attendee Report"],
        ["Generated", f"{_goto_time(start + timedelta(hours=20))}"],
        ["General Information"],
        ["Webinar Name", "Webinar ID"],
        ["Inside the pallet wrap: where it really gets warm", "555-014-233"],
        ["Actual Start Date/Time", "Duration", "# Registered", "# Attended"],
        [_goto_time(start), "1 hour 2 minutes", str(len(people)), str(len(people))],
        ["Session Details"],
        head,
    ]
    for p in people:
        came, minutes = rng.random() < CAME, rng.choice((6, 25, 44, 59, 60))
        joined, left = start + timedelta(minutes=1), start + timedelta(minutes=1 + minutes)
        stay = f"{_goto_time(joined)} - {_goto_time(left)} ({minutes} minutes)" if came else "--"
        registered = _goto_time(start - timedelta(days=rng.randrange(1, 12)))
        session = [stay, f"{minutes} minutes" if came else "--", "No"]
        asked = rng.choice(questions) if came else ""
        rating = str(rng.randrange(20, 95)) if came else "--"
        who = [p.last, p.first, p.email, registered]
        rows.append(["Yes" if came else "No", rating, *who, *session, p.phone, p.firm.name, p.title, asked])
    return ListFile("AttendeeReport-pallet-wrap.csv", _csv(rows, quoting=csv.QUOTE_ALL))


def _csv(rows: Iterable[Sequence[str]], *, delimiter=",", quoting=csv.QUOTE_MINIMAL) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, quoting=quoting).writerows(rows)
    return text.getvalue().encode()


def _us_time(moment: datetime) -> str:
    return f"{MONTHS[moment.month - 1]} {moment.day}, {moment.year} {moment:%I:%M:%S %p}"


def _goto_time(moment: datetime) -> str:
    return f"{MONTHS[moment.month - 1]} {moment:%d}, {moment.year} {moment:%I:%M %p} GMT"


def _stay(start: datetime, minutes: int) -> list[str]:
    return [_us_time(start), _us_time(start + timedelta(minutes=minutes)), str(minutes)]


# A workbook of one sheet, all cells texts: as little as every reader accepts.
_PARTS = {
    "[Content_Types].xml": (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/xl/workbook.xml"'
        ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
        '<Override PartName="/xl/worksheets/sheet1.xml"'
        ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
    ),
    "_rels/.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1"'
        ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
        ' Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
        ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        '<sheets><sheet name="Leads" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1"'
        ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"'
        ' Target="worksheets/sheet1.xml"/></Relationships>'
    ),
}


def _workbook(rows: Sequence[Sequence[str]]) -> bytes:
    lines = []
    for number, row in enumerate(rows, start=1):
        cells = [
            f'<c r="{chr(65 + column)}{number}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'
            for column, text in enumerate(row)
        ]
        lines.append(f'<row r="{number}">{"".join(cells)}</row>')
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{''.join(lines)}</sheetData></worksheet>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**_PARTS, "xl/worksheets/sheet1.xml": sheet}.items():
            # A fixed date, so that the same story makes the same file.
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), f'<?xml version="1.0"?>{content}')
    return buffer.getvalue()
