"""Taking a list back: who goes and who is as before, when and how often it may be, and what it takes."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cadences import firing
from cadences.models import Task
from contacts.importing import quarantine, work
from contacts.models import Asset, Company, Contact, Stage, Touch, Upload
from contacts.tasks import forget
from contacts.undoing import pieces
from tests.contacts.uploading import (
    EARLIER,
    LATER,
    everything,
    fates,
    imported,
    leads,
    outcome_of,
    people,
    staged,
    undone,
)
from tests.factories import NOON, make_company, make_contact, make_touch

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


def test_who_was_made_goes_with_all_that_belongs_to_them(rep):
    before = everything()
    upload = leads(rep, "Eva", "Ben")
    assert Contact.objects.filter(stage=Stage.LEAD, owner=rep).count() == 2
    assert Task.objects.count() == 2

    upload = undone(upload, by=rep)

    assert everything() == before
    assert outcome_of(upload) == {"Eva": "removed", "Ben": "removed"}
    assert (upload.phase, upload.undone_by, upload.asset) == (Upload.Phase.UNDONE, rep, None)
    assert upload.undo_done == upload.undo_total == 2


def test_steps_that_fired_meanwhile_keep_nobody(rep):
    team = rep.team
    row = people("Eva,Lind,eva@nordquay.example,,,+47 22 55 01 34,")
    imported(row, kind="booth_visit", asset_name="Expo", team=team, at=EARLIER)
    before = everything()
    upload = imported(row, kind="download", asset_name="Guide", team=team)
    for days in (1, 2):
        firing.sweep(NOON + timedelta(days=days), clock=lambda: NOON)
    assert Task.objects.exists()

    undone(upload, at=NOON + timedelta(days=3))

    after = everything()
    assert after.pop("Sweep") != before.pop("Sweep")
    assert after == before


def test_a_mark_of_rules_that_came_since_goes_with_the_lead(rep):
    row = people("Eva,Lind,eva@nordquay.example,,,+47 22 55 01 34,")
    imported(row, kind="booth_visit", asset_name="Expo", team=rep.team, at=EARLIER)
    upload = imported(row, kind="download", asset_name="Guide", team=rep.team)
    Contact.objects.filter(stage=Stage.LEAD).update(passed_over_by=2)

    undone(upload)

    eva = Contact.objects.get()
    assert (eva.stage, eva.passed_over_by) == (Stage.NAME, None)


def test_who_was_known_is_as_before(rep):
    company = make_company("Nordquay AS")
    eva = make_contact("Eva Lind", email="eva@nordquay.example", owner=rep, company=company)
    make_touch(eva, Touch.Kind.BOOTH_VISIT, at=EARLIER)
    before = everything()
    list_ = people("Eva,Lind,eva@nordquay.example,Nordquay AS,Buyer,+47 22 55 01 34,linkedin.com/in/eva")
    upload = imported(list_, kind="download", asset_name="Guide", team=rep.team)
    eva.refresh_from_db()
    assert (eva.title, eva.stage, eva.points.count(), eva.interest) == ("Buyer", Stage.LEAD, 3, 2)

    upload = undone(upload)

    assert outcome_of(upload) == {"Eva": "restored"}
    assert everything() == before


def test_a_request_that_moved_a_plan_is_as_if_it_had_not_come(rep):
    eva = make_contact("Eva Lind", email="eva@nordquay.example", phone="+47 22 55 01 34", owner=rep)
    eva.change_stage(Stage.LEAD, at=EARLIER, cause="by_hand")
    firing.sweep(EARLIER + timedelta(days=1), clock=lambda: EARLIER)
    before = everything()
    upload = imported(people("Eva,Lind,eva@nordquay.example,,,,"), kind="contact_request", team=rep.team)
    assert eva.enrollments.get().responded_at
    assert eva.tasks.filter(state=Task.State.SKIPPED).exists()

    undone(upload)

    assert everything() == before


def test_a_later_stay_in_a_webinar_goes_again():
    headings = "Name,Email,Join Time,Leave Time"
    first = f"{headings}\nAna Ruiz,ana@nordquay.example,2026-03-01 10:00,2026-03-01 10:20"
    second = f"{headings}\nAna Ruiz,ana@nordquay.example,2026-03-01 09:45,2026-03-01 10:40"
    choices = {"kind": "webinar_attended", "asset_name": "Telemetry", "zone": "UTC"}
    imported(first, at=EARLIER, **choices)
    before = everything()
    upload = imported(second, **choices)
    assert Touch.objects.get(kind="webinar_attended").minutes == 55

    undone(upload)

    assert everything() == before


def test_what_a_person_changed_of_a_firm_stays(at_noon):
    make_company("Nordquay AS", domain="nordquay.example")
    rows = ["Eva,Lind,eva@nordquay.example,Nordquay AS,,,", "Ben,Okafor,ben@quay.example,Quay,,,"]
    headings = "First name,Last name,Email,Company,Job title,Phone,LinkedIn,Industry"
    upload = imported("\n".join([headings, *(f"{row},Freight" for row in rows)]))
    at_noon.move_to(LATER, tick=False)
    Company.objects.get(name="Quay").edit(country="NO", at=LATER)

    undone(upload, at=LATER + timedelta(hours=1))

    assert list(Company.objects.order_by("name").values_list("name", "industry")) == [
        ("Nordquay AS", ""),
        ("Quay", "Freight"),
    ]


def test_a_row_let_in_out_of_quarantine_goes_too():
    before = everything()
    upload = imported(people("Mickey,Mouse,mickey@nordquay.example,,,,", "Eva,Lind,eva@nordquay.example,,,,"))
    quarantine.release(upload.rows.get(fate="quarantined"), at=LATER)
    upload.refresh_from_db()
    assert Contact.objects.count() == 2

    undone(upload, at=LATER + timedelta(hours=1))

    assert everything() == before


def test_nobody_can_be_let_in_any_more():
    upload = imported(people("Mickey,Mouse,mickey@nordquay.example,,,,", "Eva,Lind,eva@nordquay.example,,,,"))
    row = upload.rows.get(fate="quarantined")

    undone(upload)

    assert not quarantine.release(row, at=LATER)
    assert not Contact.objects.exists()


# When, and how often


@pytest.mark.parametrize(
    ("phase_of", "says"),
    [
        (lambda: staged(people("Eva,Lind,eva@nordquay.example,,,,")), "Nothing of this list was imported"),
        (lambda: undone(imported(people("Eva,Lind,eva@nordquay.example,,,,"))), "was taken back already"),
        (lambda: imported(people("Eva,Lind,e@nordquay.example,,,,"), at=NOON - timedelta(days=8)), "seven days"),
    ],
    ids=["not imported", "a second time", "too late"],
)
def test_it_is_refused_in_words(phase_of, says):
    upload = phase_of()

    assert says in upload.why_not_undo(LATER)
    assert not upload.undo(by=None, at=LATER)


def test_it_is_refused_while_the_list_is_being_imported_or_taken_back():
    upload = staged(people("Eva,Lind,eva@nordquay.example,,,,"))
    upload.begin(at=NOON)
    assert "being imported" in upload.why_not_undo(NOON)
    upload = work.do_all(upload.pk, clock=lambda: NOON)

    assert upload.undo(by=None, at=NOON)

    assert "being taken back already" in upload.why_not_undo(NOON)
    assert not upload.undo(by=None, at=NOON)


def test_what_was_imported_of_a_cancelled_list_can_be_taken_back(monkeypatch):
    monkeypatch.setattr(Upload, "ROWS", 2)
    before = everything()
    upload = staged(people(*[f"Ana{n},Ruiz,ana{n}@nordquay.example,,,," for n in range(5)]))
    upload.begin(at=NOON)
    work.do_next(upload.pk, clock=lambda: NOON)
    upload.cancel(at=NOON)

    upload = undone(upload)

    assert everything() == before
    assert fates(upload)[-1] == "waiting"


def test_the_same_file_may_come_again():
    list_ = people("Eva,Lind,eva@nordquay.example,Nordquay AS,Buyer,,")
    undone(imported(list_, kind="download"))

    again = imported(list_, kind="download", at=LATER)

    assert fates(again) == ["created"]
    assert Touch.objects.count() == 1


def test_an_asset_that_others_use_stays(rep):
    eva = make_contact("Eva Lind")
    upload = imported(people("Ben,Okafor,ben@nordquay.example,,,,"), kind="download", asset_name="Guide")
    eva.record_touch(Touch.Kind.DOWNLOAD, at=EARLIER, asset=upload.asset)

    upload = undone(upload)

    assert upload.asset == Asset.objects.get()


def test_what_was_there_before_is_forgotten_when_it_is_too_late(at_noon):
    make_contact("Eva Lind", email="eva@nordquay.example")
    upload = imported(people("Eva,Lind,eva@nordquay.example,,Buyer,,"))

    forget()
    assert upload.effects.exists()
    at_noon.move_to(NOON + timedelta(days=7, seconds=1), tick=False)
    forget()
    assert not upload.effects.exists()


# What it takes


def test_a_piece_takes_as_many_queries_for_many_as_for_few(rep):
    def queries_for(number, prefix):
        known, new = range(number), range(number, 2 * number)
        for n in known:
            contact = make_contact(f"Ana {prefix}{n}", email=f"ana@{prefix}{n}.example", owner=rep)
            make_touch(contact, Touch.Kind.BOOTH_VISIT, at=EARLIER)
        rows = [f"Ana,{prefix}{n},ana@{prefix}{n}.example,{prefix}{n},Buyer,+4722550134," for n in [*known, *new]]
        upload = imported(people(*rows), kind="download", asset_name=prefix, team=rep.team)
        assert upload.counts == {"updated": number, "created": number}
        assert upload.leads == number
        upload.undo(by=None, at=NOON)
        with CaptureQueriesContext(connection) as queries:
            work.do_all(upload.pk, clock=lambda: NOON)
        assert not Contact.objects.filter(name__contains=prefix, title="Buyer").exists()
        return len(queries)

    few = queries_for(5, "few")

    assert queries_for(40, "many") == few


@pytest.mark.postgresql
def test_no_table_is_read_whole(rep):
    """Read by indexes alone, a table is read whole only where none fits."""
    for n in range(3):
        make_touch(make_contact(email=f"ana@polder{n}.example", owner=rep), Touch.Kind.BOOTH_VISIT, at=EARLIER)
    rows = [f"Ana,Ruiz,ana@polder{n}.example,Polder {n},Buyer,+4722550134," for n in range(6)]
    upload = imported(people(*rows), kind="download", asset_name="Guide", team=rep.team)
    upload.undo(by=None, at=NOON)
    whole = set()

    def look_at_the_plan(execute, sql, params, many, context):
        if sql.startswith(("SELECT", "UPDATE", "DELETE")):
            with connection.connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN {sql}", params)
                whole.update(line.strip() for (line,) in cursor.fetchall() if "Seq Scan on contacts_" in line)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look_at_the_plan):
        assert pieces.undo_next(Upload.claim(upload.pk, at=NOON), at=NOON)

    assert whole == set()
    assert not Contact.objects.filter(title="Buyer").exists()
