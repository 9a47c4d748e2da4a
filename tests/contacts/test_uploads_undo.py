"""Taking a list back: who goes, who is as before, and who is kept because somebody worked them since."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cadences import firing, promise
from cadences.models import Cadence, Enrollment, Task
from contacts import merging
from contacts.importing import quarantine, work
from contacts.models import Asset, Company, Contact, ContactPoint, Stage, Touch, Upload
from contacts.tasks import forget
from contacts.undoing import pieces
from contacts.undoing.foresight import Foreseen
from tests.contacts.uploading import everything, fates, imported, outcome_of, people, staged, undone
from tests.factories import NOON, log_outcome, log_task, make_company, make_contact, make_team, make_touch, make_user

pytestmark = pytest.mark.django_db

EARLIER = NOON - timedelta(days=3)
LATER = NOON + timedelta(hours=2)


@pytest.fixture(autouse=True)
def at_noon(time_machine):
    """Histories have their own moments; what is written down now, is written down at noon."""
    time_machine.move_to(NOON, tick=False)
    return time_machine


@pytest.fixture
def rep():
    return make_user(team=make_team("North"), name="Ana Brandt")


def leads(rep, *names) -> Upload:
    """A list of people who asked to be contacted, so that each is a lead at once."""
    rows = [f"{name},Ruiz,{name.lower()}@{name.lower()}.example,,,+47 22 55 01 34," for name in names]
    return imported(people(*rows), kind="contact_request", asset_name="Form", team=rep.team)


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


def finish_a_task(contact, rep):
    log_task(contact.tasks.open().first(), "no_answer", rep=rep, at=LATER)


def call(contact, rep):
    log_outcome(contact, "no_answer", rep=rep, at=LATER)


def note(contact, rep):
    contact.record_touch(Touch.Kind.NOTE, at=LATER, gist="Met at the fair", rep=rep)


def edit(contact, rep):
    contact.edit(title="Head of Operations", at=LATER)


def add_an_address(contact, rep):
    contact.add_points(email="eva@mail.example", at=LATER)


def mark_the_number(contact, rep):
    contact.points.get(kind="phone").mark(is_wrong=True, at=LATER)


def move_by_hand(contact, rep):
    contact.change_stage(Stage.OPPORTUNITY, at=LATER, cause="by_hand", by=rep)


def stop(contact, rep):
    contact.suppress(at=LATER, by=rep)


def close_a_channel(contact, rep):
    contact.suppress(at=LATER, by=rep, channel="phone")


def void_the_entry(contact, rep):
    contact.touches.get().void(by=rep, at=LATER)


def give_a_task(contact, rep):
    Task.open_for(contact, Task.Kind.BY_HAND, due_on=LATER.date(), at=LATER, rep_id=rep.pk)


def put_a_task_off(contact, rep):
    contact.tasks.open().first().snooze(LATER.date() + timedelta(days=3), at=LATER)


def enroll(contact, rep):
    Enrollment.objects.enroll([contact], Cadence.default().current, at=LATER, by=rep)


def merge(contact, rep):
    merging.merge(contact, make_contact("Eva Lindqvist"), choices={}, by=rep, at=LATER)


@pytest.mark.parametrize(
    ("do", "why"),
    [
        (finish_a_task, "Kept: a task was done, or given by hand, since"),
        (call, "Kept: a task was done, or given by hand, since"),
        (note, "Kept: something was logged with them since"),
        (edit, "Kept: edited by hand since"),
        (add_an_address, "Kept: edited by hand since"),
        (mark_the_number, "Kept: edited by hand since"),
        (move_by_hand, "Kept: their stage was changed by hand since"),
        (stop, "Kept: they asked us to stop since"),
        (close_a_channel, "Kept: they asked us to stop since"),
        (void_the_entry, "Kept: something was logged with them since"),
        (give_a_task, "Kept: a task was done, or given by hand, since"),
        (put_a_task_off, "Kept: a task was put off since"),
        (enroll, "Kept: their plan was begun, paused or stopped by hand since"),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_who_was_worked_since_is_kept_as_they_are_with_the_reason(at_noon, rep, do, why):
    upload = leads(rep, "Eva", "Ben")
    at_noon.move_to(LATER, tick=False)
    do(Contact.objects.get(first_name="Eva"), rep)
    before = everything()

    upload = undone(upload, at=LATER + timedelta(hours=1))

    assert outcome_of(upload) == {"Eva": "kept", "Ben": "removed"}
    assert upload.rows.get(undone="kept").reasons[-1] == why
    assert list(Contact.objects.values_list("first_name", flat=True)) == ["Eva"]
    eva = Contact.objects.get()
    assert [row for row in before["Contact"] if "eva@" in row or "'Eva'" in row] == everything()["Contact"]
    assert eva.touches(manager="with_voided").filter(upload=upload).exists()


def test_giving_people_to_another_rep_is_no_work(at_noon, rep):
    before = everything()
    upload = leads(rep, "Eva", "Ben")
    at_noon.move_to(LATER, tick=False)
    Contact.objects.all().assign(make_user(team=rep.team), at=LATER)

    upload = undone(upload, at=LATER + timedelta(hours=1))

    assert outcome_of(upload) == {"Eva": "removed", "Ben": "removed"}
    assert everything() == before


def test_who_was_known_and_given_to_another_rep_since_is_still_theirs(at_noon, rep):
    eva = make_contact("Eva Ruiz", email="eva@eva.example", owner=rep)
    upload = leads(rep, "Eva")
    at_noon.move_to(LATER, tick=False)
    other = make_user(team=rep.team)
    eva.assign(other, at=LATER)

    upload = undone(upload, at=LATER + timedelta(hours=1))

    eva.refresh_from_db()
    assert outcome_of(upload) == {"Eva": "restored"}
    assert (eva.owner, eva.stage) == (other, Stage.NAME)


def test_a_task_that_was_put_off_and_fetched_back_keeps_nobody(at_noon, rep):
    upload = leads(rep, "Eva")
    task = Task.objects.get()
    before = {"due_on": task.due_on, "not_before": task.not_before, "snoozed_at": task.snoozed_at}
    task.snooze(LATER.date() + timedelta(days=3), at=LATER)
    assert task.unsnooze(version=task.version, **before)

    assert outcome_of(undone(upload, at=LATER + timedelta(hours=1))) == {"Eva": "removed"}


def test_whom_somebody_merged_is_kept(at_noon, rep):
    upload = leads(rep, "Eva", "Ben")
    eva, ben = Contact.objects.order_by("-first_name")
    at_noon.move_to(LATER, tick=False)
    merging.merge(ben, eva, by=rep, at=LATER)

    upload = undone(upload, at=LATER + timedelta(hours=1))

    assert outcome_of(upload) == {"Eva": "kept", "Ben": "kept"}
    assert Contact.objects.count() == 1


def test_whom_somebody_took_apart_is_kept(at_noon, rep):
    eva = make_contact("Eva Ruiz", owner=rep, email="eva@eva.example")
    ben = make_contact("Eva Ruis", owner=rep, stage=Stage.LEAD, at=EARLIER, phone="+47 22 55 01 34")
    merged = merging.merge(eva, ben, by=rep, at=EARLIER)
    upload = leads(rep, "Eva")
    at_noon.move_to(LATER, tick=False)
    merging.take_apart(merged, at=LATER)

    upload = undone(upload, at=LATER + timedelta(hours=1))

    assert outcome_of(upload) == {"Eva": "kept"}
    assert not promise.without_next_step(Contact.objects.all()).exists()


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


# What it takes, and what is said beforehand


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


def test_what_is_said_beforehand_is_what_happens(at_noon, rep):
    make_contact("Eva Lind", email="eva@nordquay.example")
    headings = "First name,Last name,Email,Unsubscribed"
    rows = [
        "Eva,Lind,eva@nordquay.example,no",
        "Ben,Okafor,ben@nordquay.example,no",
        "Ida,Moe,ida@nordquay.example,no",
        "Uma,Gupta,uma@nordquay.example,yes",
    ]
    upload = imported("\n".join([headings, *rows]), kind="networking", asset_name="Fair", team=rep.team)
    Contact.objects.exclude(first_name="Eva").change_stage(Stage.LEAD, at=NOON, cause="interactions")
    at_noon.move_to(LATER, tick=False)
    call(Contact.objects.get(first_name="Ida"), rep)

    foreseen = Foreseen(upload)

    assert (foreseen.removed, foreseen.restored, foreseen.kept, foreseen.opened) == (1, 1, 1, 1)
    assert foreseen.kept_for == [("a task was done, or given by hand, since", 1)]
    assert foreseen.beside == [(1, "follow-up plans")]
    assert [row.who for row in foreseen.rows("kept")] == ["Ida Moe"]
    assert [row.who for row in foreseen.rows("removed")] == ["Ben Okafor"]
    assert [row.who for row in foreseen.rows("restored")] == ["Eva Lind"]
    upload = undone(upload, at=LATER + timedelta(hours=1))
    assert upload.rows.by_undone() == {"removed": 1, "restored": 1, "kept": 1}
    assert not ContactPoint.objects.filter(normalised="ben@nordquay.example").exists()
