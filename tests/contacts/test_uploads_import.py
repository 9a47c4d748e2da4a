"""From the file to the database: fates, the same file again, what they did and what becomes of it."""

from collections import Counter

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts import signals
from contacts.importing import quarantine, work
from contacts.models import Contact, Stage, Touch, Upload
from tests.contacts.uploading import LISTS, everything, fates, imported, people, staged
from tests.factories import NOON, make_company, make_team, make_user

pytestmark = pytest.mark.django_db

FILES = [
    "zoom_webinar_attendee_report.csv",
    "gotowebinar_attendee_report.csv",
    "eventbrite_attendees_us.csv",
    "hubspot_contacts_export.csv",
    "teams_attendance_report.csv",
    "adv_badge_scans_merged_hidden.xlsx",
]


@pytest.mark.parametrize("name", FILES)
def test_the_same_file_again_changes_nothing(name):
    first = imported(LISTS / name, zone="America/New_York")
    before = everything()

    again = imported(LISTS / name, zone="America/New_York")

    assert everything() == before
    assert first.counts["created"] == again.counts["unchanged"]
    assert again.counts.keys() <= {"unchanged", "duplicate", "quarantined", "suppressed", "rejected", "skipped"}


@pytest.mark.parametrize("name", FILES)
def test_every_row_has_exactly_one_fate_and_the_counts_add_up(name):
    upload = imported(LISTS / name, zone="America/New_York")

    assert upload.phase == Upload.Phase.DONE
    assert "waiting" not in upload.counts
    assert sum(upload.counts.values()) == upload.rows_total == upload.rows_done == upload.rows.count()
    assert upload.counts == Counter(fates(upload))
    assert all(row.reasons for row in upload.rows.filter(fate__in=("quarantined", "rejected", "skipped")))
    assert upload.counts["created"] == Contact.objects.count()


def test_who_attended_is_told_from_who_only_registered():
    upload = imported(LISTS / "zoom_webinar_attendee_report.csv", zone="America/New_York")

    ingrid = Contact.objects.get(name="Ingrid Solbakken")
    marta = Contact.objects.get(name__startswith="Marta")
    attended = ingrid.touches.get(kind="webinar_attended")
    assert upload.asset.name == "Cold-chain telemetry, explained: Q&A with Harborline"
    assert attended.asset == upload.asset
    assert (attended.minutes, attended.stays.count()) == (62, 2)
    assert [touch.kind for touch in marta.touches.all()] == ["webinar_registered"]


def test_stays_of_a_second_report_are_added_once_and_minutes_are_their_union():
    headings = "Name,Email,Join Time,Leave Time"
    first = f"{headings}\nAna Ruiz,ana@nordquay.example,2026-03-01 10:00,2026-03-01 10:20"
    second = f"{first}\nAna Ruiz,ana@nordquay.example,2026-03-01 10:15,2026-03-01 10:40"
    choices = {"kind": "webinar_attended", "asset_name": "Telemetry", "zone": "UTC"}

    imported(first, **choices)
    upload = imported(second, **choices)
    imported(second, **choices)

    touch = Touch.objects.get(kind="webinar_attended")
    assert fates(upload) == ["updated", "duplicate"]
    assert (touch.minutes, touch.stays.count()) == (40, 2)


def test_a_voided_touch_does_not_come_back():
    imported(people("Ana,Ruiz,ana@nordquay.example,,,,"), kind="download")
    Touch.objects.get().void(by=None, at=NOON)

    imported(people("Ana,Ruiz,ana@nordquay.example,,,,"), kind="download")

    assert not Touch.objects.exists()
    assert Touch.with_voided.count() == 1


def test_two_requests_of_one_person_are_two():
    headings = "Name,Email,Submitted at,Message"
    list_ = "\n".join(
        [
            headings,
            "Ana Ruiz,ana@nordquay.example,2026-03-01 10:00,Please call me",
            "Ana Ruiz,ana@nordquay.example,2026-03-05 10:00,Nobody called",
        ]
    )

    imported(list_, kind="contact_request", zone="UTC")

    assert [touch.gist for touch in Touch.objects.order_by("at")] == ["Please call me", "Nobody called"]
    assert Contact.objects.get().stage == Stage.LEAD


def test_whoever_has_two_distinct_interactions_becomes_a_lead_and_gets_a_rep():
    rep = make_user()
    choices = {"team": rep.team}
    row = people("Ana,Ruiz,ana@nordquay.example,,,,", "Ben,Okafor,ben@other.example,,,,")
    imported(people("Ana,Ruiz,ana@nordquay.example,,,,"), kind="download", asset_name="Guide", **choices)

    upload = imported(row, kind="booth_visit", asset_name="Expo 2026", **choices)

    ana = Contact.objects.get(name="Ana Ruiz")
    assert (ana.stage, ana.owner) == (Stage.LEAD, rep)
    assert ana.enrollments.count() == 1
    assert upload.leads == 1
    assert [r.who for r in upload.rows.filter(became_lead=True)] == ["Ana Ruiz"]


def test_the_rep_whom_the_upload_names_follows_up_unless_the_account_has_an_owner():
    rep, owner = make_user(), make_user()
    make_company("Nordquay", domain="nordquay.example", owner=owner)
    list_ = people("Ana,Ruiz,ana@nordquay.example,,,,", "Ben,Okafor,ben@other.example,,,,")

    imported(list_, kind="contact_request", team=rep.team, rep=rep)

    assert Contact.objects.get(name="Ana Ruiz").owner == owner
    assert Contact.objects.get(name="Ben Okafor").owner == rep


def test_a_rep_who_left_gets_nobody_from_a_row_that_is_released_later():
    rep = make_user()
    mate = make_user(team=rep.team)
    upload = imported(people("Mickey,Mouse,mickey@nordquay.example,,,,"), team=rep.team, rep=rep)
    rep.deactivate(at=NOON, successor=mate)

    quarantine.release(upload.rows.get(), at=NOON)

    contact = Contact.objects.get()
    assert (contact.owner, contact.team) == (None, rep.team)


def test_whom_we_knew_and_nobody_owned_goes_to_the_rep_whom_the_list_names():
    team = make_team()
    make_user(team=team, name="Ana")
    ben = make_user(team=team, name="Ben")
    row = people("Eva,Lind,eva@nordquay.example,,,,")
    imported(row, kind="download", asset_name="Guide", team=team)

    imported(row, kind="booth_visit", asset_name="Expo 2026", team=team, rep=ben)

    contact = Contact.objects.get()
    assert (contact.stage, contact.owner) == (Stage.LEAD, ben)


def test_the_news_goes_out_once_for_each_piece(monkeypatch):
    monkeypatch.setattr(Upload, "ROWS", 3)
    heard = []
    listener = lambda touches, **kwargs: heard.append(len(touches))  # noqa: E731 (a receiver must be kept)
    signals.touches_recorded.connect(listener)
    try:
        imported(people(*[f"Ana{n},Ruiz,ana{n}@nordquay.example,,,," for n in range(7)]))
    finally:
        signals.touches_recorded.disconnect(listener)

    assert heard == [3, 3, 1]


def test_a_piece_takes_as_many_queries_for_many_as_for_few():
    def queries_for(number, prefix):
        firms = [f"{prefix}{n}" for n in range(number)]
        rows = [
            f"Ana,Ruiz{firm},ana@{firm}.example,{firm},Buyer,+4722{len(prefix)}50{n:03},"
            for n, firm in enumerate(firms)
        ]
        upload = staged(people(*rows), kind="download", asset_name=prefix)
        upload.begin(at=NOON)
        with CaptureQueriesContext(connection) as queries:
            work.do_all(upload.pk, clock=lambda: NOON)
        assert fates(upload) == ["created"] * number
        return len(queries)

    few = queries_for(5, "few")

    assert queries_for(60, "many") == few < 60


def test_minutes_that_cannot_be_keep_nobody_out():
    upload = imported(
        "First Name,Last Name,Email,Attended,Join Time,Leave Time,Time in Session (minutes)\n"
        "Em,Fa,em1@polder.example,Yes,,,-5\n"
        "Bo,Lee,bo@polder.example,Yes,,,3000000000\n"
        "Ana,Ruiz,ana@polder.example,Yes,,,40\n",
        zone="UTC",
    )

    assert fates(upload) == ["created"] * 3
    assert list(Touch.objects.filter(kind="webinar_attended").order_by("contact__name").values_list("minutes")) == [
        (40,),
        (None,),
        (None,),
    ]
