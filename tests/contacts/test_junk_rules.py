"""The firm's rules on junk and its own lists, as marketing and administrators keep them."""

import re

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contacts.importing import quarantine
from contacts.intake.junk import Judge
from contacts.intake.junkrules import RULES
from contacts.models import JunkEntry, JunkRule, UploadRow
from contacts.quarantine_filter import words_of
from tests.contacts.uploading import imported, people
from tests.factories import NOON, make_contact, make_firm, make_user

pytestmark = pytest.mark.django_db


def undo_in(response):
    """The address of the undo that the page offers."""
    return re.search(r'hx-post="([^"]*)"[^>]*>\s*<input[^>]*>\s*<button[^>]*data-key="z"', response.text)[1]


def add(client, kind, lines, verdict="flag"):
    return client.post(reverse("add_junk_entries"), {"kind": kind, "lines": lines, "verdict": verdict}, follow=True)


def in_force():
    return set(JunkEntry.objects.in_force().values_list("kind", "normalised", "verdict"))


# Built-in rules


def test_a_rule_is_changed_and_put_back(client, marketer):
    response = client.post(reverse("set_junk_rule", args=["student", "quarantine"]), follow=True)

    assert JunkRule.sieve().verdicts == {"student": "quarantine"}
    assert "changed by Mia Sandvik" in response.text
    client.post(undo_in(response))
    assert JunkRule.sieve().verdicts == {"student": RULES["student"].verdict}


@pytest.mark.parametrize(("key", "verdict"), [("no-rule", "flag"), ("student", "erase")])
def test_what_is_no_rule_or_verdict_is_not_there(client, marketer, key, verdict):
    assert client.post(reverse("set_junk_rule", args=[key, verdict])).status_code == 404
    assert not JunkRule.objects.exists()


def test_every_rule_stands_on_the_page_with_what_it_does(client, marketer):
    page = client.get(reverse("junk_rules"))

    shown = {line["key"]: line["verdict"] for _, lines in page.context["groups"] for line in lines}
    assert shown == {key: rule.verdict for key, rule in RULES.items()}


def test_the_page_says_what_each_rule_caught_and_opens_the_rows(client, marketer, monkeypatch):
    JunkEntry.objects.enter("competitor", ["Rivaldeck"], "flag", by=None, at=NOON)
    monkeypatch.setattr("contacts.views.junk_rules.now", lambda: NOON)
    imported(
        people(
            "Mickey,Mouse,m@nordquay.example,,,,",
            "Donald,Duck,donald@gmail.com,,,,",
            "Eva,Lind,eva@gmail.com,Rivaldeck,,,",
            "Ana,Ruiz,ana@nordquay.example,,,,",
        )
    )
    page = client.get(reverse("junk_rules"))
    caught = {line["key"]: (line["aside"], line["flagged"]) for _, lines in page.context["groups"] for line in lines}
    assert caught["cartoon"] == (2, 0)
    assert caught["free_mail"] == (0, 2)
    [entry] = page.context["page"].rows
    assert (entry.aside, entry.flagged) == (0, 1)

    for key, who in (("cartoon", ["Donald Duck", "Mickey Mouse"]), (entry.key, ["Eva Lind"])):
        rows = client.get(reverse("caught_rows", args=[key])).context["page"].rows
        assert [row.who for row in rows] == who


def test_what_was_caught_long_ago_is_not_lately(client, marketer):
    imported(people("Mickey,Mouse,m@nordquay.example,,,,"))

    assert not client.get(reverse("caught_rows", args=["cartoon"])).context["page"].rows
    assert UploadRow.objects.caught() == {"cartoon": (1, 0)}


def test_a_line_that_is_gone_can_still_be_named(client, marketer):
    entry = JunkEntry.objects.allow("name", "Mickey Mouse", by=None, at=NOON)
    JunkEntry.objects.filter(pk=entry.pk).remove(at=NOON)

    assert words_of([entry.key, "e999999", "cartoon", "nonsense"]) == {
        entry.key: "The name is on your list: Mickey Mouse",
        "cartoon": RULES["cartoon"].reason,
    }


# The firm's own lists


def test_a_list_of_competitors_is_pasted_and_taken_back(client, marketer):
    response = add(
        client, "competitor", "Rivaldeck Ltd\n\n  rivaldeck.example \nhttps://www.cargoclash.example/about\n"
    )

    assert in_force() == {
        ("competitor", "rivaldeck", "flag"),
        ("competitor", "rivaldeck.example", "flag"),
        ("competitor", "cargoclash.example", "flag"),
    }
    assert "3 lines added" in response.text
    client.post(undo_in(response))
    assert in_force() == set()


def test_what_stands_there_already_gets_the_new_verdict(client, marketer):
    add(client, "competitor", "Rivaldeck")
    response = add(client, "competitor", "RIVALDECK GmbH\nCargoclash", "quarantine")

    assert in_force() == {("competitor", "rivaldeck", "quarantine"), ("competitor", "cargoclash", "quarantine")}
    assert "1 line added. 1 stood there already." in response.text


@pytest.mark.parametrize(
    ("kind", "lines", "words"),
    [
        ("address", "ana@polder.example\nnot an address", "“not an address” is none of these. Write an address like"),
        ("domain", "Polder GmbH", "Write a domain like badlists.example"),
        ("own", "gmail.com", "anybody can have an address there"),
        ("competitor", "gmail.com", "anybody can have an address there"),
        ("name", "   ", "This field is required"),
        ("name", "\n".join(f"Ana Ruiz{'x' * number}" for number in range(501)), "Enter at most 500 at once"),
        ("nonsense", "x", "Select a valid choice"),
    ],
    ids=["address", "domain", "own", "competitor", "nothing", "too many", "no kind"],
)
def test_what_cannot_stand_on_a_list_is_refused_in_words(client, marketer, kind, lines, words):
    response = client.post(reverse("add_junk_entries"), {"kind": kind, "lines": lines, "verdict": "flag"})

    assert response.status_code == 422
    assert words in response.text
    assert in_force() == set()


def test_a_line_is_removed_and_put_back_unless_somebody_entered_it_anew(client, marketer):
    entry = JunkEntry.objects.allow("name", "Mickey Mouse", by=marketer, at=NOON)
    remove, restore = (reverse(name, args=[entry.pk]) for name in ("remove_junk_entry", "restore_junk_entry"))

    assert undo_in(client.post(remove, follow=True)) == restore
    assert in_force() == set()
    client.post(restore)
    assert in_force() == {("name", "mickey mouse", "allow")}

    client.post(remove)
    add(client, "name", "Mouse, Mickey", "flag")
    client.post(restore)
    assert in_force() == {("name", "mickey mouse", "flag")}


def test_a_line_gets_another_verdict_and_back(client, marketer):
    entry = JunkEntry.objects.allow("name", "Mickey Mouse", by=marketer, at=NOON)

    response = client.post(reverse("set_junk_entry", args=[entry.pk, "quarantine"]), follow=True)
    assert in_force() == {("name", "mickey mouse", "quarantine")}
    client.post(undo_in(response))
    assert in_force() == {("name", "mickey mouse", "allow")}


def test_one_thing_stands_on_a_list_once():
    JunkEntry.objects.allow("name", "Mickey Mouse", by=None, at=NOON)

    with pytest.raises(IntegrityError), transaction.atomic():
        JunkEntry.objects.create(kind="name", value="x", normalised="mickey mouse", verdict="flag", at=NOON)


def test_the_lists_can_be_shown_one_at_a_time(client, marketer):
    JunkEntry.objects.allow("name", "Mickey Mouse", by=None, at=NOON)
    JunkEntry.objects.allow("domain", "polder.example", by=None, at=NOON)

    page = client.get(reverse("junk_rules"), {"kind": "domain"})

    assert [str(entry) for entry in page.context["page"].rows] == ["polder.example"]
    assert [(kind["label"], kind["count"]) for kind in page.context["kinds"]] == [
        ("All", 2),
        ("Mail domain", 1),
        ("Name", 1),
    ]


def test_the_value_that_rows_are_judged_by_holds_all_of_it():
    make_firm(domain="harborline.example")
    JunkRule.judge("student", "quarantine", by=None, at=NOON)
    JunkEntry.objects.enter("own", ["portline.example"], "flag", by=None, at=NOON)
    JunkEntry.objects.enter("title", ["career coach*"], "quarantine", by=None, at=NOON)
    judge = Judge(JunkRule.sieve())

    assert judge("Ana Ruiz", "ana@harborline.example").flags == ("own_staff",)
    assert judge("Ana Ruiz", "ana@portline.example").flags == ("own_staff",)
    assert judge("Ana Ruiz", "ana@polder.example", title="Student").reasons == ("Student or trainee: “Student”",)
    assert judge("Ana Ruiz", "ana@polder.example", title="Career coaching").reasons == (
        "The job title is on your list: “career coach*”",
    )


# Pages


def grow(number, name):
    """So many more of everything that the pages list."""
    rows = [f"Mickey,Mouse,m{each}{name}@firm{each}{name}.example,,,," for each in range(number)]
    imported(people(*rows, *(row.replace("Mickey,Mouse", "Eva,Lind") for row in rows)), name=f"{name}.csv")
    JunkEntry.objects.enter("competitor", [f"Rival {name} {each}" for each in range(number)], "flag", by=None, at=NOON)
    for each in range(number):
        make_contact(f"Ana Ruiz {name}{each}", email=f"a{each}{name}@polder.example").suppress(at=NOON, by=make_user())
        quarantine.decide(UploadRow.objects.none(), "discard", by=None, at=NOON)


@pytest.mark.parametrize(
    "address",
    ["/quarantine/", "/quarantine/rules/", "/quarantine/rules/cartoon/", "/quarantine/anew/", "/do-not-contact/"],
)
def test_a_page_asks_the_same_questions_however_much_there_is(client, marketer, monkeypatch, address):
    monkeypatch.setattr("contacts.views.junk_rules.now", lambda: NOON)

    def questions():
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        return [query["sql"] for query in asked]

    grow(2, "few")
    questions()
    few = questions()
    grow(8, "many")
    many = questions()

    assert len(many) <= len(few), "\n".join(many)
    assert len(many) <= 14, "\n".join(many)
