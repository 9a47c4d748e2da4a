"""Why somebody stands where they stand, or what is missing: in the words of the contact's page."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import now
from hypothesis import HealthCheck, given, settings

from contacts.models import Contact, Persona, Stage, Touch
from scoring.models import LeadDefinition
from scoring.why import explain
from tests.factories import NOON, make_company, make_contact, make_team, make_touch, make_user
from tests.scoring.test_promotion import definitions, happened, stories

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def missing(contact, at=NOON):
    contact.refresh_from_db()
    return explain(contact, at=at).missing


def test_a_name_lacks_interactions():
    contact = make_contact()
    assert missing(contact) == "2 interactions short of a sales lead, or a contact request."

    make_touch(contact)
    assert missing(contact) == "One interaction short of a sales lead, or a contact request."


def test_a_lead_lacks_what_makes_it_sales_ready():
    contact = make_contact()
    for _ in range(3):
        make_touch(contact)
    assert missing(contact) == ("2 interactions short of sales ready, of 2 other kinds.")

    make_touch(contact)
    assert missing(contact) == "Needs interactions of 3 kinds to be sales ready; so far 1."


def test_a_lead_of_several_kinds_lacks_one_more_of_any():
    contact = make_contact()
    for kind in (Touch.Kind.DOWNLOAD, Touch.Kind.BOOTH_VISIT, Touch.Kind.NETWORKING):
        make_touch(contact, kind)

    assert missing(contact) == "One interaction short of sales ready."


@pytest.mark.parametrize(
    ("rules", "facts", "words"),
    [
        ({"unknown": "waits"}, {}, "Nobody knows yet whether they fit"),
        ({"never": ["job_seeker_or_student"]}, {"flags": ["job_seeker_or_student"]}, "Flagged “Looking for a job"),
    ],
    ids=["unknown fit waits", "flags that never pass"],
)
def test_who_is_held_back_is_told_why(rules, facts, words):
    LeadDefinition.objects.update(**rules)
    contact = make_contact(**facts)
    for _ in range(3):
        make_touch(contact)

    assert missing(contact).startswith(words)
    assert missing(contact).endswith("so only a contact request makes this a lead.")
    assert (contact.stage, contact.short) == (Stage.NAME, None)


def test_how_far_they_are_is_kept_with_them():
    contact = make_contact()
    assert explain(contact, at=NOON).lines == []
    make_touch(contact)
    contact.refresh_from_db()
    assert (contact.stage, contact.short) == (Stage.NAME, 1)

    make_touch(contact, Touch.Kind.BOOTH_VISIT)
    contact.refresh_from_db()
    assert (contact.stage, contact.short) == (Stage.LEAD, 2)

    make_touch(contact, Touch.Kind.NETWORKING)
    contact.refresh_from_db()
    assert contact.short == 1


def test_the_same_again_says_that_it_counts_once():
    contact = make_contact()
    for days in (1, 2):
        make_touch(contact, Touch.Kind.NETWORKING, asset=None, at=NOON - days * DAY, key=f"evening {days}")
    for kind in (Touch.Kind.NEWSLETTER_CLICK, Touch.Kind.WEBSITE_VISIT):
        make_touch(contact, kind, at=NOON - 3 * DAY)

    lines = explain(contact, at=NOON).lines

    assert [(line.worth, line.not_because) for line in lines] == [
        (1, ""),
        (0, "the same again counts once"),
        (1, ""),
        (0, "counts once, with the like of it"),
    ]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(definition=definitions, story=stories)
def test_the_lines_add_up_to_the_interest(definition, story):
    LeadDefinition.objects.filter(version=2).delete()
    definition.save()
    contact = make_contact()

    happened(contact, story)
    why = explain(contact, at=NOON)

    contact.refresh_from_db()
    assert sum(line.worth for line in why.lines) == why.interest.distinct == contact.interest
    assert all(bool(line.worth) != bool(line.not_because) for line in why.lines)


def test_who_does_not_fit_becomes_a_lead_by_asking_only():
    Persona.objects.create(name="Buyer", industries=["Logistics"])
    contact = make_contact(company=make_company(industry="Biotech"))
    make_touch(contact)
    make_touch(contact)

    assert missing(contact).startswith("Does not fit who we sell to")
    assert explain(contact, at=NOON).fit.reasons == ["Industry Biotech is not Logistics"]


@pytest.mark.parametrize("stage", [Stage.MEETING, Stage.OPPORTUNITY, Stage.WON, Stage.DISQUALIFIED])
def test_nothing_is_missing_where_nothing_can_be(stage):
    assert missing(make_contact(stage=stage)) == ""


@pytest.mark.parametrize(
    ("kind", "fields", "reason"),
    [
        (Touch.Kind.WEBINAR_REGISTERED, {}, "a registration alone does not count"),
        (Touch.Kind.REPLY, {}, "answers to our own attempts do not count"),
        (Touch.Kind.WEBINAR_ATTENDED, {"minutes": 4}, "stayed 4 minutes, not the 10 it takes"),
        (Touch.Kind.DOWNLOAD, {"at": NOON - 366 * DAY}, "too long ago"),
        (Touch.Kind.DOWNLOAD, {"at": NOON - 365 * DAY}, ""),
        (Touch.Kind.RFP, {"at": NOON - 700 * DAY}, ""),
        (Touch.Kind.LISTED, {}, "does not count as an interaction"),
    ],
)
def test_each_touch_counts_or_says_why_not(kind, fields, reason):
    contact = make_contact()
    contact.record_touch(kind, **{"at": NOON} | fields)

    assert [line.not_because for line in explain(contact, at=NOON).lines] == [reason]


def test_a_voided_touch_explains_nothing():
    contact = make_contact()
    touch = make_touch(contact)
    touch.void(by=make_user(), at=NOON)

    assert explain(contact, at=NOON).lines == []


def test_another_job_title_is_judged_at_once(client):
    Persona.objects.create(name="Buyer", titles=["quality"], excluded_titles=["student"])
    rep = make_user()
    contact = make_contact("Inga Solberg", owner=rep, title="Student")
    make_touch(contact, at=now())
    make_touch(contact, at=now())
    contact.refresh_from_db()
    assert (contact.stage, contact.fit) == (Stage.NAME, "mismatch")
    client.force_login(rep)

    fields = {"first_name": "Inga", "last_name": "Solberg", "title": "Head of Quality"}
    client.post(reverse("edit_contact", args=[contact.pk]), fields)

    contact.refresh_from_db()
    assert (contact.stage, contact.fit) == (Stage.LEAD, "match")


def test_what_is_learnt_of_a_firm_is_judged_for_its_people(client):
    Persona.objects.create(name="Buyer", industries=["Logistics"])
    rep = make_user()
    company = make_company("Polder", domain="polder.example")
    contact = make_contact(owner=rep, company=company)
    client.force_login(rep)

    client.post(reverse("edit_company", args=[company.pk]), {"name": "Polder", "industry": "Logistics"})

    assert Contact.objects.get(pk=contact.pk).fit == "match"


# The panel


def test_the_panel_says_what_counts_and_what_does_not(client):
    rep = make_user()
    client.force_login(rep)
    contact = make_contact(owner=rep)
    for kind in (Touch.Kind.DOWNLOAD, Touch.Kind.BOOTH_VISIT, Touch.Kind.WEBINAR_REGISTERED):
        make_touch(contact, kind, at=now())

    panel = client.get(reverse("why", args=[contact.pk]), headers={"HX-Request": "true"}).content.decode()

    assert "Why sales lead" in panel
    assert "2 things count, of 2 kinds" in panel
    assert "(a registration alone does not count)" in panel
    assert "<html" not in panel


def test_the_panel_leads_to_each_touch_and_tells_how_they_came_here(client):
    rep = make_user()
    client.force_login(rep)
    contact = make_contact(owner=rep)
    first, *_ = [make_touch(contact, at=now() - n * DAY) for n in range(30, 0, -1)]

    panel = client.get(reverse("why", args=[contact.pk])).text
    assert "Name → Sales lead" in panel
    assert "Enough interactions · Lead definition 1" in panel
    assert reverse("touch", args=[first.pk]) in panel

    there = client.get(reverse("touch", args=[first.pk]))
    assert there.url.endswith(f"#touch-{first.pk}")
    page = client.get(there.url).text
    assert f'id="touch-{first.pk}"' in page
    assert "What came after" in page


def test_a_touch_that_was_taken_back_still_stands_on_the_timeline(client):
    rep = make_user()
    client.force_login(rep)
    touch = make_touch(make_contact(owner=rep))
    touch.void(by=rep, at=NOON)

    assert f'id="touch-{touch.pk}"' in client.get(reverse("touch", args=[touch.pk]), follow=True).text


def test_without_scripts_the_panel_is_a_page(client):
    rep = make_user()
    client.force_login(rep)

    assert "<html" in client.get(reverse("why", args=[make_contact(owner=rep).pk])).content.decode()


def test_other_teams_do_not_see_why(client):
    client.force_login(make_user(team=make_team("South")))

    assert client.get(reverse("why", args=[make_contact(team=make_team("North")).pk])).status_code == 404


def test_the_panel_costs_the_same_whatever_they_did(client, django_assert_max_num_queries):
    rep = make_user()
    client.force_login(rep)
    contact = make_contact(owner=rep)
    for _ in range(40):
        make_touch(contact)

    with django_assert_max_num_queries(10):
        client.get(reverse("why", args=[contact.pk]), headers={"HX-Request": "true"})
