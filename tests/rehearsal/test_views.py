"""The rehearsal on its own page, beside the signatures, and the people behind its numbers."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from leadflow.accounts.models import User
from leadflow.rehearsal import working
from leadflow.rehearsal.models import Rehearsal
from scoring.models import Signature
from tests.factories import NOON, make_company, make_enrollment, make_team, make_user
from tests.rehearsal.rehearsing import make_draft, once, rehearse

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]

DAY = timedelta(days=1)
HTMX = {"HX-Request": "true"}


@pytest.fixture
def draft(db):
    return make_draft(lead_interactions=1)


def page(client, name, draft, *args, query="", **headers) -> str:
    answer = client.get(reverse(name, args=[draft.version, *args]) + query, headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_button_has_the_draft_rehearsed_once(client, marketer, draft):
    for _ in range(2):
        answer = client.post(reverse("rehearse", args=[draft.version]))

        assert answer.url == reverse("rehearsal", args=[draft.version])
    rehearsal = Rehearsal.objects.get()
    assert (rehearsal.edition, rehearsal.asked_by, rehearsal.is_under_way) == (draft.edition, marketer, True)


def test_the_page_says_how_far_it_is_and_asks_again(client, marketer, draft):
    once()
    working.ask(draft, by=marketer, at=NOON)

    html = page(client, "rehearsal", draft, **HTMX)

    assert "Being rehearsed" in html
    assert 'hx-trigger="every 1s"' in html
    assert "<html" not in html


def test_a_cancelled_rehearsal_leaves_the_one_before(client, marketer, draft):
    once()
    first = rehearse(draft)
    working.ask(draft, by=marketer, at=NOON + DAY)

    client.post(reverse("cancel_rehearsal", args=[draft.version]))

    assert list(Rehearsal.objects.all()) == [first]
    assert "1 person would become a sales lead" in page(client, "rehearsal", draft)


def test_a_draft_that_changed_since_asks_for_another(client, marketer, draft):
    rehearse(draft)
    draft.change(lead_interactions=3)

    for name in ("rehearsal", "rehearsal_headline"):
        html = page(client, name, draft)
        assert "The draft has changed since" in html
        assert "Rehearse again" in html


def test_other_personas_ask_for_another(client, marketer, draft, time_machine):
    time_machine.move_to(NOON - DAY)
    client.post(reverse("add_persona"), {"name": "Buyer", "titles": "logistics"})
    time_machine.move_to(NOON)
    rehearse(draft)
    assert "The personas have changed since" not in page(client, "rehearsal", draft)

    # The pass for the first is not done yet: it begins anew.
    time_machine.move_to(NOON + DAY)
    client.post(reverse("add_persona"), {"name": "Planner", "titles": "planning"})

    for name in ("rehearsal", "rehearsal_headline"):
        html = page(client, name, draft)
        assert "The personas have changed since" in html
        assert "Rehearse again" in html


def test_whoever_signs_is_told_that_nobody_rehearsed_it(client, marketer, draft):
    assert "Not rehearsed yet" in page(client, "rehearsal_headline", draft)

    assert not Signature.sign(draft, "marketing", by=marketer, at=NOON, read=draft.edition)


def test_the_headline_stands_beside_the_signatures(client, marketer, draft):
    once()
    rehearse(draft)

    html = page(client, "rehearsal_headline", draft)

    assert "1 person would become a sales lead" in html
    assert "Not rehearsed yet" not in html


def test_a_rep_reads_it_and_starts_none(client, draft):
    client.force_login(make_user())

    assert "Rehearse</button>" not in page(client, "rehearsal", draft)
    assert client.post(reverse("rehearse", args=[draft.version])).status_code == 404


def test_what_was_rehearsed_stays_with_the_version_that_was_signed(client, marketer, draft):
    once()
    rehearse(draft)
    draft.put_in_force(at=NOON)

    html = page(client, "rehearsal", draft)

    assert "What was rehearsed" in html
    assert "Rehearse again" not in html
    assert client.post(reverse("rehearse", args=[draft.version])).status_code == 302
    assert Rehearsal.objects.get().is_done


def test_a_number_opens_its_people_with_what_they_did(client, marketer, draft):
    contact = once(owner=make_user(name="Ana Brandt"))
    rehearse(draft)

    html = page(client, "rehearsed_people", draft, "lead")

    assert contact.name in html
    assert "1 thing that counts; fit unknown." in html
    assert "Downloaded" in html
    assert "Ana Brandt" in html


def test_the_numbers_of_a_rep_and_of_a_source_open_theirs(client, marketer, draft):
    ana, ben = make_user(), make_user()
    hers, his, pools = once(owner=ana), once(owner=ben), once(team=make_team())
    rehearsal = rehearse(draft)

    def people(query):
        html = page(client, "rehearsed_people", draft, "lead", query=query)
        return [one for one in (hers, his, pools) if one.name in html]

    assert people("") == [hers, his, pools]
    assert people(f"?rep={ana.pk}") == [hers]
    assert people(f"?team={pools.team_id}") == [pools]
    assert people(f"?rep=none&team={pools.team_id}") == [pools]
    assert people(f"?source={rehearsal.rows.get(contact=his).source}") == [hers, his, pools]
    assert people("?source=booth") == []
    assert people("?rep=nonsense&cursor=nonsense&source=nonsense") == [hers, his, pools]


def test_a_manager_opens_the_people_of_their_teams_only(client, draft):
    north, south = make_team(), make_team()
    mine, theirs = once(team=north), once(team=south)
    rehearse(draft)
    client.force_login(make_user(User.Role.MANAGER, manages=[north]))

    html = page(client, "rehearsed_people", draft, "lead")

    assert mine.name in html
    assert theirs.name not in html
    assert "1 more is with other teams" in html


def test_a_manager_reads_names_and_queues_of_their_teams_only(client, draft):
    north, south = make_team("North"), make_team("South")
    once(owner=make_user(name="Ana Brandt", team=north))
    once(owner=make_user(name="Ben Okafor", team=south))
    once(team=south)
    rehearse(draft)
    client.force_login(make_user(User.Role.MANAGER, manages=[north]))

    html = page(client, "rehearsal", draft)

    assert "Ana Brandt" in html
    assert "Ben Okafor" not in html
    assert re.search(r"Other teams.*?>2<", html, re.DOTALL)


@pytest.mark.parametrize("name", ["rehearsal", "rehearsed_people"])
def test_a_page_asks_the_same_questions_however_many_people(client, marketer, draft, name):
    arguments = [draft.version, "lead"] if name == "rehearsed_people" else [draft.version]

    def questions():
        rehearse(draft)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse(name, args=arguments)).status_code == 200
        return len(asked)

    once(owner=make_user(), company=make_company())
    once(team=make_team())
    make_enrollment()
    few = questions()
    for _ in range(6):
        once(owner=make_user(), company=make_company())
        once(team=make_team())
        make_enrollment()

    assert questions() <= few <= 30


def test_people_who_were_erased_are_counted_and_not_named(client, marketer, draft):
    gone, stays = once(), once()
    rehearse(draft)
    gone.delete()

    html = page(client, "rehearsed_people", draft, "lead")

    assert "2 people" in html
    assert "Erased since" in html
    assert stays.name in html


def test_a_kind_that_does_not_exist_is_no_page(client, marketer, draft):
    rehearse(draft)

    assert client.get(reverse("rehearsed_people", args=[draft.version, "nonsense"])).status_code == 404
    assert client.get(reverse("rehearsal", args=[99])).status_code == 404


def test_one_that_failed_says_so_and_can_be_tried_again(client, marketer, draft):
    rehearsal = working.ask(draft, by=marketer, at=NOON)
    Rehearsal.objects.filter(pk=rehearsal.pk).update(state=Rehearsal.State.FAILED)

    html = page(client, "rehearsal", draft)

    assert "It could not be rehearsed" in html
    assert "Rehearse again" in html
