"""From the file to the database: fates, the same file again, dying halfway."""

import csv
import io
from collections import Counter
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contacts import signals
from contacts.importing import chunks, quarantine, work
from contacts.models import Attendance, Contact, Stage, Touch, Upload
from contacts.tasks import resume_uploads
from leadflow.celery import app
from tests.contacts.uploading import LISTS, fates, imported, people, received, staged
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


def everything() -> dict[str, list]:
    """All rows of all tables but those of the uploads themselves."""
    tables = {}
    for model in apps.get_models():
        if not model.__name__.startswith("Upload") and model._meta.app_label in ("contacts", "scoring", "cadences"):
            tables[model.__name__] = sorted(map(repr, model._base_manager.values_list()))
    return tables


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
        rows = [
            f"Ana,Ruiz{prefix}{n},{prefix}{n}@{prefix}{n}.example,Firm {prefix}{n},Buyer,+4722550{n:03},," for n in range(number)
        ]
        upload = staged(people(*rows), kind="download", asset_name=prefix)
        upload.begin(at=NOON)
        with CaptureQueriesContext(connection) as queries:
            work.do_all(upload.pk, clock=lambda: NOON)
        assert fates(upload) == ["created"] * number
        return len(queries)

    few = queries_for(5, "few")

    assert queries_for(60, "many") == few < 60


# Dying, cancelling, two at a time


class Died(BaseException):
    """No error that anybody catches: the worker is gone."""


def die(**kwargs):
    raise Died


def test_a_piece_that_dies_leaves_nothing_and_is_done_by_the_next_worker(monkeypatch):
    monkeypatch.setattr(Upload, "ROWS", 2)
    upload = staged(people(*[f"Ana{n},Ruiz,ana{n}@nordquay.example,,,," for n in range(5)]))
    upload.begin(at=NOON)
    assert work.do_next(upload.pk, clock=lambda: NOON)
    signals.touches_recorded.connect(die)
    try:
        with pytest.raises(Died):
            work.do_next(upload.pk, clock=lambda: NOON)
    finally:
        signals.touches_recorded.disconnect(die)
    assert Contact.objects.count() == Touch.objects.count() == 2

    assert not work.do_next(upload.pk, clock=lambda: NOON), "its lease still runs"
    later = NOON + timedelta(minutes=1)
    upload = work.do_all(upload.pk, clock=lambda: later)

    assert upload.phase == Upload.Phase.DONE
    assert fates(upload) == ["created"] * 5
    assert Contact.objects.count() == Touch.objects.count() == 5


def test_a_worker_that_was_thought_dead_can_write_nothing_any_more():
    upload = staged(people("Ana,Ruiz,ana@nordquay.example,,,,"))
    upload.begin(at=NOON)
    slow = Upload.claim(upload.pk, at=NOON)
    Upload.claim(upload.pk, at=NOON + timedelta(minutes=1))

    with pytest.raises(Upload.Taken):
        chunks.import_next(slow, at=NOON)

    assert not Contact.objects.exists()


def test_a_piece_that_kills_every_worker_stops_the_import_with_a_reason():
    upload = staged(people("Ana,Ruiz,ana@nordquay.example,,,,"))
    upload.begin(at=NOON)
    for minute in range(0, 8, 2):
        Upload.claim(upload.pk, at=NOON + timedelta(minutes=minute))

    upload.refresh_from_db()
    assert upload.phase == Upload.Phase.STOPPED
    assert "failed several times" in upload.problem

    assert upload.go_on(at=NOON)
    assert work.do_all(upload.pk, clock=lambda: NOON).phase == Upload.Phase.DONE


def fail(**kwargs):
    raise ValueError("anything")


def test_a_piece_that_fails_stops_the_import_with_a_reason_and_can_be_tried_again(caplog):
    upload = staged(people("Ana,Ruiz,ana@nordquay.example,,,,"))
    upload.begin(at=NOON)
    signals.touches_recorded.connect(fail)
    try:
        upload = work.do_all(upload.pk, clock=lambda: NOON)
    finally:
        signals.touches_recorded.disconnect(fail)

    assert upload.phase == Upload.Phase.STOPPED
    assert "failed several times" in upload.problem
    assert "ValueError: anything" in caplog.text
    assert upload.go_on(at=NOON)
    assert work.do_all(upload.pk, clock=lambda: NOON).phase == Upload.Phase.DONE


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


def test_a_reading_that_dies_is_begun_anew():
    upload = received(people("Ana,Ruiz,ana@nordquay.example,,,,"))
    dead = Upload.claim(upload.pk, at=NOON)
    assert dead.phase == Upload.Phase.READING
    assert work.do_all(upload.pk, clock=lambda: NOON).phase == Upload.Phase.READING

    upload = work.do_all(upload.pk, clock=lambda: NOON + timedelta(minutes=5))

    assert upload.phase == Upload.Phase.CHECK
    assert upload.rows.count() == 1


@pytest.fixture
def at_once():
    """What is queued is done here and now."""
    app.conf.task_always_eager = True
    yield
    app.conf.task_always_eager = False


@pytest.mark.usefixtures("at_once")
def test_beat_takes_up_what_nobody_works_on(django_capture_on_commit_callbacks):
    upload = received(people("Ana,Ruiz,ana@nordquay.example,,,,"))

    with django_capture_on_commit_callbacks(execute=True):
        resume_uploads()

    upload.refresh_from_db()
    assert upload.phase == Upload.Phase.CHECK


def test_a_cancelled_import_stops_before_the_next_piece(monkeypatch):
    monkeypatch.setattr(Upload, "ROWS", 2)
    upload = staged(people(*[f"Ana{n},Ruiz,ana{n}@nordquay.example,,,," for n in range(5)]))
    upload.begin(at=NOON)
    work.do_next(upload.pk, clock=lambda: NOON)

    assert upload.cancel(at=NOON)

    assert not work.do_next(upload.pk, clock=lambda: NOON)
    assert Contact.objects.count() == 2
    assert not upload.begin(at=NOON)


def test_an_import_is_begun_once():
    upload = staged(people("Ana,Ruiz,ana@nordquay.example,,,,"))

    assert upload.begin(at=NOON)
    assert not upload.begin(at=NOON)


def test_two_uploads_of_one_file_in_turn_leave_one_set(monkeypatch):
    monkeypatch.setattr(Upload, "ROWS", 2)
    list_ = people(*[f"Ana{n},Ruiz,ana{n}@nordquay.example,Nordquay,,," for n in range(6)])
    uploads = [staged(list_), staged(list_)]
    for upload in uploads:
        upload.begin(at=NOON)

    more = True
    while more:
        more = sum(work.do_next(upload.pk, clock=lambda: NOON) for upload in uploads)

    assert Contact.objects.count() == Touch.objects.count() == 6
    assert [Upload.objects.get(pk=u.pk).counts for u in uploads] == [{"created": 6}, {"unchanged": 6}]


# Files that hold no list


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("empty.csv", b"", "empty"),
        ("blank.csv", b"\xef\xbb\xbf", "empty"),
        ("header.csv", b"First name,Last name,Email\n", ""),
        ("letter.pdf", b"%PDF-1.7\n...", "PDF"),
        ("text.csv", b"Dear Sir,\nplease find attached\n", ""),
        ("broken.xlsx", b"PK\x03\x04 no zip at all", "damaged"),
    ],
)
def test_a_file_without_a_list_is_refused_with_one_clear_line(name, content, says):
    upload = staged(content, name=name)

    assert upload.phase == Upload.Phase.REFUSED
    assert upload.problem.startswith(f"{name}: ")
    assert says in upload.problem
    assert "\n" not in upload.problem
    assert not upload.rows.exists()


def test_too_many_rows_are_refused(settings):
    settings.UPLOAD_MAX_ROWS = 3

    upload = staged(people(*[f"Ana{n},Ruiz,ana{n}@nordquay.example,,,," for n in range(5)]))

    assert upload.phase == Upload.Phase.REFUSED
    assert "more than 3 rows" in upload.problem


def test_a_file_is_kept_under_a_name_of_our_own():
    upload = received(people("Ana,Ruiz,ana@nordquay.example,,,,"), name="../../etc/passwd.csv")

    assert upload.file.name.startswith("uploads/")
    assert "passwd" not in upload.file.name
    assert upload.name == "passwd.csv"


# Any list at all

names = st.sampled_from(["Ana", "Ben", "Ana Maria", "Mickey", "=1+1", "<b>Eva</b>", "Łukasz", "", "'; DROP TABLE", "☃"])
mails = st.sampled_from(
    [
        "ana@nordquay.example",
        "ben@nordquay.example",
        "info@nordquay.example",
        "ana.ruiz@gmail.com",
        "asdf@asdf.com",
        "no mail",
        "",
    ]
)
firms = st.sampled_from(["Nordquay AS", "Nordquay", "Kestrelworks", "***", ""])
phones = st.sampled_from(["+47 22 55 01 34", "555-5555", "12", "", "\x00"])
profiles = st.sampled_from(["linkedin.com/in/ana", "https://www.linkedin.com/in/ben/", "x", ""])
rows = st.lists(st.tuples(names, names, mails, firms, st.just("Buyer"), phones, profiles), min_size=1, max_size=12)


def as_list(rows) -> str:
    lines = io.StringIO()
    csv.writer(lines).writerows([people().split(","), *rows])
    return lines.getvalue()


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=rows, piece=st.sampled_from([1, 3, 1000]))
def test_whatever_a_list_holds_each_row_has_one_fate_and_again_changes_nothing(db, rows, piece):
    make_team() if not apps.get_model("accounts", "Team").objects.exists() else None
    before, Upload.ROWS = Upload.ROWS, piece
    try:
        first = staged(as_list(rows), kind="download", asset_name="Guide")
        if first.phase == Upload.Phase.REFUSED:
            return
        first = imported(as_list(rows), kind="download", asset_name="Guide")
        then = everything()
        again = imported(as_list(rows), kind="download", asset_name="Guide")
    finally:
        Upload.ROWS = before

    for upload in (first, again):
        assert sum(upload.counts.values()) == upload.rows_total == upload.rows.count()
        assert "waiting" not in upload.counts
    assert everything() == then
    assert not {"created", "updated"} & again.counts.keys()
    assert not Attendance.objects.exists()
