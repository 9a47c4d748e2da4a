"""Deciding about what looks like junk: one by one, many at once, for ever, and anew after a rule has changed."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contacts import signals, suppressing
from contacts.importing import quarantine, rejudging
from contacts.models import Contact, JunkEntry, JunkRule, QuarantineDecision, Upload, UploadRow
from leadflow.accounts.models import User
from tests.contacts.uploading import imported, people, staged
from tests.factories import NOON, make_contact, make_team, make_user

pytestmark = pytest.mark.django_db

MICKEY = "Mickey,Mouse,mickey@nordquay.example,,,,"
DONALD = "Donald,Duck,donald@nordquay.example,,,,"
THROWN = "Tom,Ferrisdale,tom@mailinator.com,,,,"
ANA = "Ana,Ruiz,ana@nordquay.example,,,,"


def fates(upload):
    return list(upload.rows.order_by("number").values_list("fate", flat=True))


def settle(decision):
    while quarantine.do_next(decision.pk, clock=lambda: NOON):
        pass
    decision.refresh_from_db()
    return decision


def decide(verb, rows=None, **more):
    rows = UploadRow.objects.all() if rows is None else rows
    return quarantine.decide(rows, verb, by=None, at=NOON, **more)


# Many at once


def test_what_was_decided_leaves_the_quarantine_at_once_and_is_done_piece_by_piece(monkeypatch):
    monkeypatch.setattr(quarantine, "ROWS", 1)
    upload = imported(people(MICKEY, DONALD, ANA))

    decision = decide("discard")

    assert decision.rows_total == 2
    assert not UploadRow.objects.in_quarantine().exists()
    assert quarantine.do_next(decision.pk, clock=lambda: NOON)
    assert sorted(fates(upload)) == ["created", "quarantined", "rejected"]
    settle(decision)
    upload.refresh_from_db()
    assert upload.counts == {"rejected": 2, "created": 1}
    assert decision.finished_at


def test_discarding_all_can_be_taken_back_with_the_further_rows_of_the_same_people():
    upload = imported(people(MICKEY, MICKEY, DONALD, ANA))
    before = list(upload.rows.order_by("pk").values("fate", "reasons", "decision"))

    decision = settle(decide("discard"))
    assert fates(upload) == ["rejected", "rejected", "rejected", "created"]
    assert quarantine.undo(decision)
    settle(decision)

    assert list(upload.rows.order_by("pk").values("fate", "reasons", "decision")) == before
    assert not quarantine.undo(decision)


def test_taking_back_halfway_leaves_nothing_behind(monkeypatch):
    monkeypatch.setattr(quarantine, "ROWS", 1)
    upload = imported(people(MICKEY, DONALD, THROWN))
    decision = decide("discard")
    quarantine.do_next(decision.pk, clock=lambda: NOON)

    quarantine.undo(decision)
    settle(decision)

    assert fates(upload) == ["quarantined"] * 3
    assert UploadRow.objects.in_quarantine().count() == 3


def test_letting_in_halfway_can_be_stopped(monkeypatch):
    monkeypatch.setattr(quarantine, "ROWS", 1)
    upload = imported(people(MICKEY, DONALD))
    decision = decide("release")
    quarantine.do_next(decision.pk, clock=lambda: NOON)

    assert quarantine.undo(decision)
    settle(decision)

    assert sorted(fates(upload)) == ["created", "quarantined"]
    assert UploadRow.objects.in_quarantine().count() == 1


def test_two_who_decide_about_the_same_rows_decide_once():
    imported(people(MICKEY, DONALD))

    first, second = decide("discard"), decide("release")

    assert (first.rows_total, second.rows_total) == (2, 0)
    assert second.finished_at


def test_many_are_let_in_across_lists_and_the_same_person_twice_once():
    first = imported(people(MICKEY, DONALD))
    second = imported(people(MICKEY), name="other.csv")

    settle(decide("release"))

    assert fates(first) == ["created", "created"]
    assert fates(second)[0] in ("unchanged", "updated")
    assert Contact.objects.filter(name="Mickey Mouse").count() == 1


def test_what_goes_on_failing_goes_back_into_quarantine():
    imported(people(MICKEY))
    decision = decide("release")

    def fails(**kwargs):
        raise RuntimeError("broken")

    signals.touches_recorded.connect(fails)
    try:
        settle(decision)
    finally:
        signals.touches_recorded.disconnect(fails)

    assert (decision.attempts, bool(decision.finished_at)) == (3, True)
    assert UploadRow.objects.in_quarantine().count() == 1


def test_who_asked_us_to_stop_is_not_let_in_by_any_decision_or_allowed_line():
    JunkEntry.objects.allow("domain", "nordquay.example", by=None, at=NOON)
    suppressing.enter([("domain", "nordquay.example")], reason="Their lawyer wrote", by=None, at=NOON)

    upload = imported(people(MICKEY, ANA))
    JunkEntry.objects.all().delete()
    other = imported(people(DONALD), name="other.csv")
    settle(decide("release"))

    assert fates(upload) == ["suppressed", "suppressed"]
    assert fates(other) == ["suppressed"]
    assert not Contact.objects.exists()


def test_a_piece_takes_as_many_queries_for_many_as_for_few():
    def queries(number, name):
        rows = [f"Mickey,Mouse,m{n}{name}@nordquay.example,,,," for n in range(number)]
        upload = imported(people(*rows), name=f"{name}.csv")
        decision = decide("release", upload.rows.all())
        quarantine.do_next(decision.pk, clock=lambda: NOON)
        decision = decide("discard", imported(people(*rows[:1]), name=f"{name}2.csv").rows.all())
        with CaptureQueriesContext(connection) as asked:
            quarantine.do_next(decision.pk, clock=lambda: NOON)
        return len(asked)

    assert queries(2, "a") >= queries(20, "b")


# Always allow


@pytest.mark.parametrize(
    ("kind", "value", "let_in"),
    [("address", "mickey@nordquay.example", 1), ("name", "Mickey Mouse", 2), ("domain", "nordquay.example", 2)],
)
def test_what_is_always_allowed_lets_in_whom_it_covers_now_and_in_later_lists(client, marketer, kind, value, let_in):
    upload = imported(people(MICKEY, DONALD, "Mickey,Mouse,mm@polder.example,,,,", THROWN))
    row = upload.rows.get(number=2)

    client.post(reverse("allow_always", args=[row.pk, kind]))

    assert JunkEntry.objects.get().value == value
    assert JunkEntry.objects.get().by == marketer
    assert Contact.objects.count() == let_in
    again = imported(people(MICKEY.replace("mickey@", "mickey@" if kind == "address" else "m2@")), name="later.csv")
    assert fates(again)[0] in ("created", "unchanged", "updated")


def test_a_free_mail_domain_is_never_allowed_as_a_whole(client, marketer):
    row = imported(people("Mickey,Mouse,mickey@gmail.com,,,,")).rows.get()

    client.post(reverse("allow_always", args=[row.pk, "domain"]))

    assert not JunkEntry.objects.exists()
    assert UploadRow.objects.in_quarantine().count() == 1


def test_allowing_somebody_settles_no_question_of_two_names():
    make_contact("Ana Ruiz", email="mickey@nordquay.example")
    upload = imported(people(MICKEY))

    entry = JunkEntry.objects.allow("name", "Mickey Mouse", by=None, at=NOON)
    rows = UploadRow.objects.filter(pk__in=rejudging.covered_by(entry))
    settle(decide("release", rows, looked=False))

    assert fates(upload) == ["quarantined"]
    assert UploadRow.objects.in_quarantine().get().reasons[-1] == "Known here under another name, by the same address"


# Changed rules


def test_a_changed_rule_leaves_what_is_imported_and_judges_the_next_list():
    first = imported(people(MICKEY, "Tom,Holm,tom@gmail.com,,,,"))
    JunkRule.judge("free_mail", "quarantine", by=None, at=NOON)
    JunkRule.judge("cartoon", "allow", by=None, at=NOON)
    assert fates(first) == ["quarantined", "created"]

    assert fates(imported(people(DONALD, "Eva,Lind,eva@gmail.com,,,,"), name="next.csv")) == ["created", "quarantined"]


def test_whoever_waits_is_judged_anew_by_one_click_with_numbers_said_before(client, marketer):
    done = imported(people(MICKEY, THROWN, ANA))
    waiting = staged(people(DONALD, "Eva,Lind,eva@polder.example,,,,"), name="waits.csv")
    JunkRule.judge("cartoon", "allow", by=None, at=NOON)
    JunkRule.judge("free_mail", "quarantine", by=None, at=NOON)

    found = client.get(reverse("judge_anew")).context["found"]
    assert (len(found.let_in), found.stay, len(found.lists), found.rows_to_check) == (1, 1, 1, 2)
    assert fates(done) == ["quarantined", "quarantined", "created"]

    client.post(reverse("judged_anew"))

    assert fates(done) == ["created", "quarantined", "created"]
    waiting.refresh_from_db()
    assert waiting.phase == Upload.Phase.READING


def test_who_stays_gets_the_reason_of_now():
    upload = imported(people("Mickey,Mouse,mickey@mailinator.com,,,,"))
    JunkRule.judge("cartoon", "allow", by=None, at=NOON)

    rejudging.read_anew(rejudging.anew())

    row = upload.rows.get()
    assert row.reasons == ["The mail address is made to be thrown away: “mickey@mailinator.com”"]
    assert row.junk == " !throw_away "


def test_who_is_let_in_has_the_flags_of_now():
    upload = imported(people("Mickey,Mouse,mickey@gmail.com,Rivaldeck,,,"))
    JunkEntry.objects.enter("competitor", ["Rivaldeck Ltd"], "flag", by=None, at=NOON)
    JunkRule.judge("free_mail", "allow", by=None, at=NOON)

    quarantine.release(upload.rows.get(), at=NOON)

    assert Contact.objects.get().flags == ["competitor"]


# The page


def test_the_page_is_narrowed_to_a_reason_and_a_list(client, marketer):
    first = imported(people(MICKEY, THROWN))
    imported(people(DONALD), name="second.csv")

    def shown(**query):
        return [row.who for row in client.get(reverse("quarantine"), query).context["page"].rows]

    assert shown() == ["Donald Duck", "Tom Ferrisdale", "Mickey Mouse"]
    assert shown(reason="throw_away") == ["Tom Ferrisdale"]
    assert shown(reason="cartoon", list=first.pk) == ["Mickey Mouse"]
    assert shown(reason="no such reason") == shown()
    narrowed = client.get(reverse("quarantine")).context["narrowed"]
    assert [(key, rows) for key, _, rows in narrowed.reasons] == [("cartoon", 2), ("throw_away", 1)]


def test_all_of_a_reason_are_discarded_and_taken_back(client, marketer):
    upload = imported(people(MICKEY, DONALD, THROWN))

    response = client.post(reverse("decide_rows"), {"all": "1", "reason": "cartoon", "verb": "discard"}, follow=True)
    assert fates(upload) == ["rejected", "rejected", "quarantined"]
    decision = QuarantineDecision.objects.get()
    undo = reverse("take_back_decision", args=[decision.pk])
    assert undo in response.text

    client.post(undo)
    assert fates(upload) == ["quarantined"] * 3


def test_the_selected_are_let_in(client, marketer):
    upload = imported(people(MICKEY, DONALD, THROWN))
    ids = list(upload.rows.filter(number__in=(2, 4)).values_list("pk", flat=True))

    client.post(reverse("decide_rows"), {"row": ids, "verb": "release"})

    assert fates(upload) == ["created", "quarantined", "created"]


def test_many_are_left_to_a_worker_and_the_page_says_how_far_it_is(client, marketer, monkeypatch):
    monkeypatch.setattr(quarantine, "AT_ONCE", 1)
    upload = imported(people(MICKEY, DONALD))

    client.post(reverse("decide_rows"), {"all": "1", "verb": "release"})

    assert fates(upload) == ["quarantined", "quarantined"]
    page = client.get(reverse("quarantine"))
    assert "2 to go" in page.text
    client.post(reverse("take_back_decision", args=[QuarantineDecision.objects.get().pk]))
    assert UploadRow.objects.in_quarantine().count() == 2


def test_nobody_decides_about_the_rows_of_other_teams(client):
    north, south = make_team("North"), make_team("South")
    upload = imported(people(MICKEY), team=north)
    client.force_login(make_user(User.Role.MANAGER, manages=[south]))

    client.post(reverse("decide_rows"), {"all": "1", "verb": "discard"})
    client.post(reverse("decide_rows"), {"row": upload.rows.get().pk, "verb": "discard"})

    assert fates(upload) == ["quarantined"]


def test_a_manager_decides_but_keeps_no_rules(client):
    north = make_team("North")
    imported(people(MICKEY), team=north)
    client.force_login(make_user(User.Role.MANAGER, manages=[north]))

    page = client.get(reverse("quarantine")).text

    assert "Mickey Mouse" in page
    assert "Always allow" not in page
    assert reverse("junk_rules") not in page


def test_rows_of_a_list_that_was_taken_back_are_left_alone():
    upload = imported(people(MICKEY, ANA))
    decision = decide("discard")
    Upload.objects.filter(pk=upload.pk).update(phase=Upload.Phase.CANCELLED)

    settle(decision)

    assert fates(upload) == ["quarantined", "created"]
    assert decision.finished_at
