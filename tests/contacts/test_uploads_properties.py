"""What holds of any lists at all, also on people we know already."""

import csv
import io
from contextlib import contextmanager
from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cadences import firing
from contacts.importing import work
from contacts.models import Asset, Attendance, Company, Contact, ListSource, Touch, Upload
from tests.contacts.uploading import everything, imported, people, staged, undone
from tests.factories import NOON, log_outcome, make_company, make_contact, make_enrollment, make_team, make_user

pytestmark = pytest.mark.django_db

BEFORE = NOON - timedelta(days=7)

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
pieces = st.sampled_from([1, 3, 1000])
kinds = st.sampled_from(["download", "booth_visit", "contact_request", "listed", "networking"])


def as_list(rows, *further) -> str:
    """As a file under the usual headings, and maybe others."""
    lines = io.StringIO()
    csv.writer(lines).writerows([[*people().split(","), *further], *rows])
    return lines.getvalue()


@contextmanager
def a_world_of_its_own(piece=1000):
    """Nothing of it is left afterwards. Time stands still; pieces have so many rows."""
    usual, Upload.ROWS = Upload.ROWS, piece
    try:
        with transaction.atomic(), time_machine.travel(NOON, tick=False):
            yield make_team()
            transaction.set_rollback(True)
    finally:
        Upload.ROWS = usual


properties = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])


@properties
@given(rows=rows, piece=pieces)
def test_whatever_a_list_holds_each_row_has_one_fate_and_again_changes_nothing(db, rows, piece):
    with a_world_of_its_own(piece):
        first = staged(as_list(rows), kind="download", asset_name="Guide")
        if first.phase == Upload.Phase.REFUSED:
            return
        first = imported(as_list(rows), kind="download", asset_name="Guide")
        then = everything()
        again = imported(as_list(rows), kind="download", asset_name="Guide")

        for upload in (first, again):
            assert sum(upload.counts.values()) == upload.rows_total == upload.rows.count()
            assert "waiting" not in upload.counts
        assert everything() == then
        assert not {"created", "updated"} & again.counts.keys()
        assert not Attendance.objects.exists()


# Nobody whose name or firm the lists tell in different ways: of these the first to come is right.
person = st.sampled_from(range(8))
some = st.lists(person, min_size=1, max_size=10)


def mail_of(number: int) -> str:
    """Some have a mailbox that goes by many spellings."""
    return f"ana{number}@{'gmail.com' if number > 5 else f'firm{number // 3}.example'}"


def row_of(number: int) -> list[str]:
    return [f"Ana{number}", "Ruiz", mail_of(number), f"Firm {number // 3}", "", "", ""]


def who_is_there() -> list:
    """Everybody as people would tell them apart, whatever came first."""
    return sorted(
        (
            contact.name,
            contact.stage,
            contact.interest,
            contact.company and contact.company.name,
            sorted(contact.points.values_list("kind", "normalised")),
            # Not by their keys: these hold the ids of assets, which are others each time.
            sorted(contact.touches.values_list("kind", "asset__key", "at")),
            contact.enrollments.count(),
        )
        for contact in Contact.objects.select_related("company")
    )


@properties
@given(one=some, other=some, kind=kinds, piece=pieces)
def test_two_lists_that_overlap_give_the_same_contacts_in_any_order(db, one, other, kind, piece):
    guide = {"content": as_list(map(row_of, one)), "kind": "download", "asset_name": "Guide"}
    expo = {"content": as_list(map(row_of, other)), "kind": kind, "asset_name": "Expo"}
    found = []
    for lists in ([guide, expo], [expo, guide]):
        with a_world_of_its_own(piece):
            for list_ in lists:
                imported(**list_)
            found.append(who_is_there())

    assert found[0] == found[1]


# Import, then undo


def a_name(number, **fields):
    make_contact(f"Ana{number} Ruiz", email=mail_of(number), at=BEFORE, **fields)


def with_a_title(number):
    a_name(number, title="Head of Operations", phone="+47 22 55 01 34")


def half_a_lead(number):
    a_name(number)
    contact = Contact.objects.latest("pk")
    contact.record_touch(Touch.Kind.BOOTH_VISIT, at=BEFORE, asset=Asset.known_as("booth", "Fair"))


def in_a_plan(number):
    a_name(number, owner=make_user(team=make_team()), phone="+47 22 55 01 34")
    make_enrollment(Contact.objects.latest("pk"), at=BEFORE)
    firing.sweep(BEFORE + timedelta(days=4), clock=lambda: BEFORE + timedelta(days=4))


def on_hold(number):
    in_a_plan(number)
    Contact.objects.latest("pk").enrollments.get().hold(NOON.date() + timedelta(days=9), at=BEFORE)


def who_was_called(number):
    in_a_plan(number)
    log_outcome(Contact.objects.latest("pk"), "no_answer", at=BEFORE + timedelta(days=5))


def in_nurture(number):
    a_name(number, owner=make_user(team=make_team()))
    contact = Contact.objects.latest("pk")
    contact.set_revisit(NOON.date() + timedelta(days=90), note="After the budget", at=BEFORE, cause="by_hand")


def who_asked_to_stop(number):
    a_name(number)
    Contact.objects.latest("pk").suppress(at=BEFORE)


def who_wants_no_mail(number):
    in_a_plan(number)
    Contact.objects.latest("pk").suppress(at=BEFORE, channel="email")


def disqualified(number):
    a_name(number, stage="disqualified")


def by_an_earlier_list(number):
    imported(as_list([row_of(number)], *FURTHER), at=BEFORE, kind="download", asset_name="Earlier", team=make_team())


def a_known_firm(number):
    if not Company.objects.filter(name=f"Firm {number // 3}").exists():
        make_company(f"Firm {number // 3}", owner=make_user() if number % 2 else None)


known = st.dictionaries(
    person,
    st.sampled_from(
        [
            a_name,
            with_a_title,
            half_a_lead,
            in_a_plan,
            on_hold,
            who_was_called,
            in_nurture,
            who_asked_to_stop,
            who_wants_no_mail,
            disqualified,
            by_an_earlier_list,
            a_known_firm,
        ]
    ),
    max_size=6,
)
# What a list may tell beside the usual: columns that close channels, tell of the firm, or mean nothing to us.
FURTHER = ("Unsubscribed", "Do not call", "Industry", "Country", "Badge colour")
further = st.tuples(
    person,
    st.sampled_from(["", "Buyer", "Student"]),
    st.sampled_from(["", "+47 22 55 01 35"]),
    st.booleans(),
    st.tuples(st.sampled_from(["no", "no", "yes"]), st.sampled_from(["", "Freight"]), st.sampled_from(["", "Norway"])),
)
trusts = st.sampled_from([None, ListSource.Trust.ALWAYS, ListSource.Trust.NEVER])


def as_told(number, title, phone, has_left, others) -> list[str]:
    first, last, mail, firm, *_ = row_of(number)
    spelt = f"{mail[0]}.{mail[1:]}" if title == "Buyer" and "gmail" in mail else mail
    profile = f"linkedin.com/in/ana{number}"
    return [first, last, spelt, firm, title, phone, profile, "yes" if has_left else "no", *others, "red"]


def trusted(upload: Upload, trust: str | None) -> None:
    """From now on the source of this list is trusted like this, whatever it tells."""
    if trust is not None and upload.phase == Upload.Phase.CHECK:
        source = ListSource.objects.remember(upload, name="", at=NOON)
        every = (*ListSource.TRUSTED, *ListSource.TRUSTED_OF_COMPANY)
        ListSource.objects.filter(pk=source.pk).update(trust=dict.fromkeys(every, trust))
        upload.refresh_from_db()


@properties
@given(
    known=known,
    rows=st.lists(further, min_size=1, max_size=8),
    kind=kinds,
    piece=pieces,
    has_rep=st.booleans(),
    most=st.sampled_from([None, 1]),
    trust=trusts,
)
def test_an_import_that_is_undone_leaves_every_row_as_it_was(db, known, rows, kind, piece, has_rep, most, trust):
    with a_world_of_its_own(piece) as team, time_machine.travel(BEFORE, tick=False) as clock:
        rep = make_user(team=team)
        for number, make in sorted(known.items()):
            make(number)
        before = everything()
        clock.move_to(NOON, tick=False)

        choices = {"kind": kind, "asset_name": "Expo", "team": team, "rep": rep if has_rep else None}
        upload = staged(as_list([as_told(*row) for row in rows], *FURTHER), starts_a_day=most, **choices)
        trusted(upload, trust)
        assert upload.begin(at=NOON), upload.problem
        upload = undone(work.do_all(upload.pk, clock=lambda: NOON))

        assert upload.phase == Upload.Phase.UNDONE
        assert everything() == before


@properties
@given(rows=rows, kind=kinds, piece=pieces)
def test_any_list_that_is_undone_leaves_nothing(db, rows, kind, piece):
    with a_world_of_its_own(piece) as team:
        make_user(team=team)
        before = everything()
        upload = staged(as_list(rows), kind=kind, asset_name="Expo", team=team)
        if upload.phase == Upload.Phase.REFUSED:
            return
        upload.begin(at=NOON)
        upload = work.do_all(upload.pk, clock=lambda: NOON)

        undone(upload)

        assert everything() == before
