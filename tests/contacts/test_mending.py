"""What is wrong in a list, grouped by what mends it; and the clicks that do."""

import io

import openpyxl
import pytest
from django.urls import reverse

from contacts import mending
from contacts.importing import work
from contacts.models import ListSource, Upload
from leadflow.accounts.models import User
from tests.contacts.uploading import staged
from tests.factories import NOON, make_firm, make_team, make_user

pytestmark = pytest.mark.django_db

SPELT_OUT = "Name,Email\nIda Moe,ida (at) nordquay (dot) example\nPer Lund,per@nordquay.example"
ROUNDED = "Name,Email,Phone\nIda Moe,ida@nordquay.example,4.72255E+10"
NO_MAIL = "Name,Email\nIda Moe,ida at nordquay\nPer Lund,per.example\nEva Lind,eva@nordquay.example"
NO_TIME = (
    "Name,Email,Scanned at\nIda Moe,ida@nordquay.example,some day\nPer Lund,per@nordquay.example,2026-03-01 10:00Z"
)
NO_ZONE = "Name,Email,Scanned at\nIda Moe,ida@nordquay.example,2026-03-01 10:00\nPer Lund,per@nordquay.example,"
EITHER_ORDER = (
    "Name,Email,Scanned at\nIda Moe,ida@nordquay.example,05/06/2026\nPer Lund,per@nordquay.example,07/07/2026"
)
DECIDED = EITHER_ORDER + "\nEva Lind,eva@nordquay.example,25/06/2026"
NO_COUNTRY = "Name,Email,Phone\nIda Moe,ida@nordquay.example,22 55 01 34"


def groups_of(upload: Upload) -> dict[str, mending.Group]:
    """By their keys; what stands on other sheets by its title."""
    return {group.key or group.title: group for group in mending.groups(upload.reading, zones=["Europe/Oslo"])}


@pytest.mark.parametrize(
    ("content", "key", "number", "is_done"),
    [
        pytest.param(SPELT_OUT, "mail_mended", 1, True, id="spelt out, and mended by rule"),
        pytest.param(ROUNDED, "rounded", 1, False, id="rounded by a spreadsheet"),
        pytest.param(NO_MAIL, "no_mail", 2, False, id="different addresses, one group"),
        pytest.param(NO_TIME, "no_time", 1, False, id="no time"),
        pytest.param(NO_COUNTRY, "no_country", 1, False, id="no country"),
        pytest.param(NO_ZONE, "no_zone", 1, False, id="no zone"),
        pytest.param(EITHER_ORDER, "day_order", 1, False, id="the day or the month first"),
    ],
)
def test_problems_are_grouped_by_what_mends_them(client, content, key, number, is_done):
    upload = staged(content, zone="" if content == NO_ZONE else "UTC")
    client.force_login(make_user(User.Role.MARKETING))

    group = groups_of(upload)[key]
    page = client.get(reverse("upload", args=[upload.pk]), {"mend": key})

    assert (group.rows, group.is_done) == (number, is_done)
    assert group.remedy in page.content.decode().replace("&quot;", '"')
    assert len(page.context["page"].rows) == number


def test_all_spelt_out_addresses_are_mended_without_a_click():
    upload = staged(SPELT_OUT)

    assert upload.rows.first().person["emails"] == ["ida@nordquay.example"]


def test_a_list_without_problems_has_nothing_to_mend(client):
    upload = staged("Name,Email\nPer Lund,per@nordquay.example")
    client.force_login(make_user(User.Role.MARKETING))

    assert groups_of(upload) == {}
    assert "To mend" not in client.get(reverse("upload", args=[upload.pk])).content.decode()


def test_dates_that_another_row_decides_are_no_question():
    assert groups_of(staged(DECIDED, zone="UTC")) == {}


def test_whose_clock_the_event_follows_is_asked_though_no_row_has_a_time():
    upload = staged(
        "Webinar,Cold chain\nActual Start Time,Mar 1 2026 10:00\n\nName,Email\nIda Moe,ida@nordquay.example"
    )

    assert groups_of(upload)["no_zone"].rows == 0


FLAGGED = """Name,Email,Job title
Ida Moe,ida@gmail.com,Student
Ida Moe,ida@gmail.com,Student
Eva Lind,eva@gmail.com,Buyer
Mickey Mouse,mickey@gmail.com,Boss
Per Lund,per@nordquay.example,Buyer"""


@pytest.mark.parametrize(
    ("flag", "words", "number"),
    [
        ("free_mail", "Private mail address", 3),
        ("job_seeker_or_student", "Looking for a job, or a student", 1),
        ("competitor", "Works for a competitor", 0),
        ("listed", "On your own list of whom to look at", 0),
    ],
)
def test_who_is_flagged_is_told_before_the_import_and_can_be_opened(client, flag, words, number):
    upload = staged(FLAGGED)
    client.force_login(make_user(User.Role.MARKETING))

    page = client.get(reverse("upload", args=[upload.pk]), {"flag": flag})

    assert mending.flagged(upload.reading).get(flag, 0) == number
    assert len(page.context["page"].rows) == number
    assert (f"<td>{words}</td>" in page.text) == bool(number)


def two_sheets() -> bytes:
    book = openpyxl.Workbook()
    book.active.title = "Monday"
    for sheet, names in ((book.active, ("Ida", "Per", "Eva")), (book.create_sheet("Tuesday"), ("Tom", "Ben"))):
        sheet.append(["Name", "Email"])
        for name in names:
            sheet.append([f"{name} Moe", f"{name.lower()}@nordquay.example"])
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def test_who_stands_on_other_sheets_is_counted_and_read_by_a_click(client):
    upload = staged(two_sheets(), name="fair.xlsx")
    client.force_login(make_user(User.Role.MARKETING))

    [group] = mending.groups(upload.reading, zones=[])

    assert (group.rows, [click.sent for click in group.clicks]) == (2, ["sheet:Tuesday"])
    assert "2 rows not read yet" in client.get(reverse("upload", args=[upload.pk])).text


OPEN_ORDER = "Name,Email,Scanned at\nIda Moe,ida@nordquay.example,05/06/2026 10:00"


@pytest.mark.parametrize(
    ("sent", "asked", "answered"),
    [
        pytest.param("day_first:no", "day_first", False, id="the month first"),
        pytest.param("day_first:yes", "day_first", True, id="the day first"),
        pytest.param("zone:Europe/Oslo", "zone", "Europe/Oslo", id="a zone"),
    ],
)
def test_one_click_answers_for_the_whole_list(client, sent, asked, answered):
    make_firm(time_zone="Europe/Oslo")
    upload = staged(OPEN_ORDER, kind="booth_visit")
    client.force_login(make_user(User.Role.MARKETING))
    before = client.get(reverse("upload", args=[upload.pk])).content.decode()

    client.post(reverse("upload_mend", args=[upload.pk]), {"mend": sent})
    upload = work.do_all(upload.pk, clock=lambda: NOON)

    after = client.get(reverse("upload", args=[upload.pk])).content.decode()
    assert f'value="{sent}"' in before
    assert f'value="{sent}"' not in after
    assert getattr(upload, asked) == answered


@pytest.mark.parametrize("sent", ["", "zone:Nowhere/At all", "day_first:maybe", "sheet:None", "team:1", "phase:done"])
def test_what_is_no_choice_changes_nothing(client, sent):
    upload = staged(OPEN_ORDER)
    client.force_login(make_user(User.Role.MARKETING))

    client.post(reverse("upload_mend", args=[upload.pk]), {"mend": sent})

    upload.refresh_from_db()
    assert (upload.phase, upload.zone, upload.day_first) == (Upload.Phase.CHECK, "", None)


def test_a_list_that_is_past_that_is_left_alone(client):
    make_team()
    upload = staged(OPEN_ORDER)
    upload.cancel(at=NOON)
    client.force_login(make_user(User.Role.MARKETING))

    response = client.post(
        reverse("upload_mend", args=[upload.pk]), {"mend": "day_first:yes"}, headers={"HX-Request": "true"}
    )

    assert response.status_code == 400
    assert "past that" in response.content.decode()


def test_numbers_without_a_country_are_mended_by_one_click_and_by_those_who_come_next(client):
    upload = staged(NO_COUNTRY)
    mira = make_user(User.Role.MARKETING, time_zone="Europe/Oslo")
    client.force_login(mira)
    assert "They are in Norway" in client.get(reverse("upload", args=[upload.pk])).content.decode()

    client.post(reverse("upload_mend", args=[upload.pk]), {"mend": "phone_country:NO"})
    work.do_all(upload.pk, clock=lambda: NOON)

    upload.refresh_from_db()
    assert "no_country" not in groups_of(upload)
    assert upload.rows.get().person["phones"][0]["number"] == "+4722550134"
    ListSource.objects.remember(upload, name="Fair", at=NOON)
    following = staged(NO_COUNTRY + "\nPer Lund,per@nordquay.example,22 55 01 35")
    assert (following.phone_country, following.reading["mending"]) == ("NO", {})


def test_a_number_keeps_the_country_that_its_row_names():
    rows = ["Ida Moe,ida@nordquay.example,22 55 01 34,", "Jo Ek,jo@nordquay.example,08 465 004 12,SE"]

    upload = staged("\n".join(["Name,Email,Phone,Country", *rows]), phone_country="NO")

    numbers = [row.person["phones"][0]["number"] for row in upload.rows.order_by("number")]
    assert numbers == ["+4722550134", "+46846500412"]


@pytest.mark.parametrize(
    ("headings", "is_told"),
    [("Imię;Nazwisko;E-mail", True), ("Name;Stanowisko;E-mail", False), ("First name;Nazwisko;E-mail", False)],
    ids=["in another language", "with a name", "with half a name"],
)
def test_a_list_without_names_says_so(headings, is_told):
    upload = staged(f"{headings}\nIda;Moe;ida@nordquay.example\nPer;Lund;per@nordquay.example")

    assert ("No column is taken for a name" in groups_of(upload)) is is_told
