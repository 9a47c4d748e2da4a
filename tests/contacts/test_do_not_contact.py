"""The do-not-contact list by hand: addresses, numbers and whole domains, and whom we know by them (promise 14)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from contacts import suppressing
from contacts.models import Contact, Stage, Suppression
from contacts.tasks import close_contacts, resume_decisions
from leadflow.accounts.models import Team, User
from tests.contacts.uploading import imported, people
from tests.factories import NOON, make_contact, make_enrollment, make_team, make_user

pytestmark = pytest.mark.django_db


def add(client, lines, sure=None, reason="Their lawyer wrote"):
    fields = {"lines": lines, "reason": reason} | ({"sure": sure} if sure is not None else {})
    return client.post(reverse("add_suppressions"), fields, follow=True)


def stages():
    return dict(Contact.objects.values_list("name", "stage"))


@pytest.mark.parametrize(
    ("text", "kind", "compared"),
    [
        ("Ana@Polder.example", "email", "ana@polder.example"),
        ("polder.example", "domain", "polder.example"),
        ("@polder.example", "domain", "polder.example"),
        ("https://www.polder.example/about", "domain", "polder.example"),
        ("+47 22 55 01 34", "phone", "+4722550134"),
    ],
)
def test_what_is_meant_is_understood(text, kind, compared):
    assert suppressing.meant_by(text) == (kind, compared, "")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ana@", "That is no address"),
        ("gmail.com", "Anybody can have an address there"),
        ("22 55 01 34", "Write an address like"),
        ("Ana Ruiz", "Write an address like"),
    ],
)
def test_what_is_not_understood_says_what_to_write(text, words):
    assert suppressing.meant_by(text)[2].startswith(words)


def test_a_domain_closes_whom_we_know_there_once_the_number_was_said(client, marketer):
    lead = make_enrollment(make_contact("Ana Ruiz", email="ana@polder.example", owner=make_user())).contact
    make_contact("Eva Lind", email="eva@notpolder.example")

    asked = add(client, "polder.example")
    assert "1 of the people we know stop" in asked.text
    assert stages()["Ana Ruiz"] != Stage.DO_NOT_CONTACT
    add(client, "polder.example", sure=1)

    assert stages() == {"Ana Ruiz": Stage.DO_NOT_CONTACT, "Eva Lind": Stage.NAME}
    assert not lead.tasks.open().exists()
    assert not lead.enrollments.live().exists()
    entry = Suppression.objects.get(kind="domain")
    assert (entry.value, entry.reason, entry.by, entry.is_pending) == (
        "polder.example",
        "Their lawyer wrote",
        marketer,
        False,
    )
    assert lead.suppressions.filter(kind="email").get().reason == "Their lawyer wrote"


def test_nobody_of_a_closed_domain_comes_in_by_a_list(client, marketer):
    add(client, "polder.example\n+47 22 55 01 34")

    upload = imported(people("Ana,Ruiz,ana@polder.example,,,,", "Eva,Lind,eva@nordquay.example,,,+47 22 55 01 34,"))

    assert list(upload.rows.values_list("fate", flat=True)) == ["suppressed", "suppressed"]


def test_whoever_came_meanwhile_is_counted_anew_before_it_is_done(client, marketer):
    make_contact("Ana Ruiz", email="ana@polder.example")
    make_contact("Eva Lind", email="eva@polder.example")

    assert "2 of the people we know stop" in add(client, "polder.example", sure=1).text
    assert not Suppression.objects.exists()


@pytest.mark.usefixtures("at_once")
def test_many_are_left_to_a_worker_who_may_be_late(client, marketer, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr(suppressing, "AT_ONCE", 1)
    monkeypatch.setattr(suppressing, "ROWS", 1)
    for number in range(3):
        make_contact(f"Ana Ruiz{number}", email=f"ana{number}@polder.example")

    add(client, "polder.example", sure=3)
    entry = Suppression.objects.get()
    assert entry.is_pending
    assert set(stages().values()) == {Stage.NAME}

    with django_capture_on_commit_callbacks(execute=True):
        resume_decisions()

    assert set(stages().values()) == {Stage.DO_NOT_CONTACT}
    entry.refresh_from_db()
    assert not entry.is_pending
    close_contacts(entry.pk)


def test_the_same_entry_twice_is_one(client, marketer):
    add(client, "polder.example")
    first = Suppression.objects.get()
    add(client, "polder.example", reason="Again")

    assert Suppression.objects.get() == first
    assert first.reason == "Their lawyer wrote"


def test_lines_that_are_wrong_are_named_and_nothing_is_entered(client, marketer):
    response = add(client, "polder.example\nAna Ruiz\ngmail.com")

    assert response.status_code == 422
    assert "“Ana Ruiz”: Write an address like" in response.text
    assert "“gmail.com”: Anybody can have" in response.text
    assert not Suppression.objects.exists()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ana@polder.example", True),
        ("ANA@polder.example", True),
        ("someone.else@quay.example", True),
        ("quay.example", True),
        ("polder", True),
        ("+47 22 55 01 34", True),
        ("eva@polder.example", False),
        ("nowhere.example", False),
    ],
)
def test_the_list_is_searched_by_address_domain_and_number(client, marketer, text, found):
    make_contact("Ana Ruiz", email="ana@polder.example", phone="+47 22 55 01 34").suppress(at=NOON, reason="Stop")
    suppressing.enter([("domain", "quay.example")], reason="Lawyer", by=marketer, at=NOON)

    assert bool(client.get(reverse("do_not_contact"), {"q": text}).context["page"].rows) == found


def test_an_erased_person_is_found_by_the_whole_address_alone(client, marketer):
    make_contact("Ana Ruiz", email="ana@polder.example").suppress(at=NOON)
    Suppression.objects.update(value="", contact=None)

    assert "Erased person" in client.get(reverse("do_not_contact"), {"q": "ana@polder.example"}).text
    assert not client.get(reverse("do_not_contact"), {"q": "polder"}).context["page"].rows


def test_the_page_says_who_when_and_why(client, marketer):
    add(client, "polder.example")

    page = client.get(reverse("do_not_contact")).text

    assert all(words in page for words in ("polder.example", "Their lawyer wrote", "Mia Sandvik", "All channels"))


def test_a_number_closes_all_who_share_it_though_one_of_them_stands_there_already(client, marketer):
    make_contact("Eva Lind", email="eva@polder.example", phone="+47 22 55 01 34").suppress(at=NOON)
    make_contact("Ana Ruiz", email="ana@polder.example", phone="+47 22 55 01 34")

    add(client, "+47 22 55 01 34", sure=1)

    assert set(stages().values()) == {Stage.DO_NOT_CONTACT}


def test_closing_many_takes_as_many_queries_as_closing_few():
    def queries(number):
        for each in range(number):
            make_contact(email=f"a{each}@firm{number}.example")
        [entry] = suppressing.enter([("domain", f"firm{number}.example")], reason="Stop", by=None, at=NOON)
        with CaptureQueriesContext(connection) as asked:
            suppressing.close_next(entry.pk, at=NOON)
        return [query["sql"] for query in asked]

    queries(1)
    few, many = queries(2), queries(12)

    assert len(many) <= len(few), "\n".join(many)


def test_many_lines_are_looked_up_by_as_many_queries_as_few(client, marketer):
    def queries(number):
        lines = [line for n in range(number) for line in (f"ana{n}@quay.example", f"polder{n}.example")]
        with CaptureQueriesContext(connection) as asked:
            add(client, "\n".join([*lines, "+47 22 55 01 34"]), sure=0)
        return [query["sql"] for query in asked]

    make_contact("Ana Ruiz", email="ana0@quay.example")
    queries(1)

    assert len(queries(2)) == len(queries(40))


def test_who_is_meant_by_several_lines_counts_once(client, marketer):
    make_contact("Ana Ruiz", email="ana@polder.example", phone="+47 22 55 01 34")
    make_contact("Eva Lind", email="eva@quay.example")

    assert "1 of the people we know stop" in add(client, "ana@polder.example\npolder.example\n+47 22 55 01 34").text


# Off the list again


@pytest.fixture
def manager(client):
    manager = make_user(User.Role.MANAGER, manages=[make_team("North")])
    client.force_login(manager)
    return manager


def domain_entry(value="polder.example"):
    return suppressing.enter([("domain", value)], reason="Lawyer", by=None, at=NOON)[0]


def comes_in(who):
    return set(imported(people(f"{who},Ruiz,{who.lower()}@polder.example,,,,")).rows.values_list("fate", flat=True))


def test_a_manager_takes_a_domain_off_and_whoever_comes_then_may_be_contacted(client, manager):
    entry = domain_entry()
    assert comes_in("Ana") == {"suppressed"}

    page = client.post(reverse("lift_suppression", args=[entry.pk]), follow=True).text

    assert "polder.example may be contacted again." in page
    assert reverse("close_again", args=[entry.pk]) in page
    assert comes_in("Eva") == {"created"}


@pytest.mark.usefixtures("at_once")
def test_taken_back_it_stands_again_and_closes_who_came_meanwhile(client, manager, django_capture_on_commit_callbacks):
    entry = domain_entry()
    client.post(reverse("lift_suppression", args=[entry.pk]))
    comes_in("Eva")

    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("close_again", args=[entry.pk]))

    assert stages() == {"Eva Ruiz": Stage.DO_NOT_CONTACT}
    assert comes_in("Ana") == {"suppressed"}


def test_after_half_a_minute_it_has_to_be_entered_anew(client, manager, time_machine):
    entry = domain_entry()
    client.post(reverse("lift_suppression", args=[entry.pk]))
    time_machine.move_to(now() + timedelta(seconds=31))

    page = client.post(reverse("close_again", args=[entry.pk]), follow=True).text

    assert "Enter it anew" in page
    assert comes_in("Eva") == {"created"}


def test_who_entered_it_anew_meanwhile_is_right(client, manager):
    entry = domain_entry()
    client.post(reverse("lift_suppression", args=[entry.pk]))
    domain_entry()

    assert "Enter it anew" in client.post(reverse("close_again", args=[entry.pk]), follow=True).text
    assert Suppression.objects.in_force().count() == 1


def test_a_person_is_opened_on_their_own_page_and_not_here(client, manager):
    make_contact("Ana Ruiz", email="ana@polder.example", team=Team.objects.get(name="North")).suppress(at=NOON)

    assert client.post(reverse("lift_suppression", args=[Suppression.objects.first().pk])).status_code == 404
    assert "Contact again" not in client.get(reverse("do_not_contact")).text


def test_managers_see_the_people_of_their_teams_and_what_is_nobodys(client, manager):
    make_contact("Ana Ruiz", email="ana@north.example", team=Team.objects.get(name="North")).suppress(at=NOON)
    make_contact("Eva Lind", email="eva@south.example", team=make_team("South")).suppress(at=NOON)
    domain_entry("quay.example")

    page = client.get(reverse("do_not_contact")).text

    assert "ana@north.example" in page
    assert "quay.example" in page
    assert "eva@south.example" not in page
    assert reverse("add_suppressions") not in page
