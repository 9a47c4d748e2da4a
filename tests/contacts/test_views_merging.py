"""The pages on which two contacts become one, and two again."""

import pytest
from django.urls import reverse

from contacts import merging
from contacts.models import Contact, Merge, PossibleDuplicate
from tests.factories import NOON, make_company, make_contact, make_team, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def rep(client):
    user = make_user()
    client.force_login(user)
    return user


def test_both_are_shown_side_by_side_before_anything_changes(client, rep):
    kept = make_contact("Ana Brandt", owner=rep, title="Buyer", city="Bergen")
    gone = make_contact("Anna Brand", owner=rep, title="Head of Purchasing", city="Bergen", need="Cold store")

    page = client.get(reverse("merge_contacts", args=[kept.pk, gone.pk])).text

    for words in ("Head of Purchasing", "Buyer", "Cold store"):
        assert words in page
    assert 'name="city"' not in page
    assert Contact.objects.count() == 2


def test_what_was_chosen_is_kept(client, rep):
    kept = make_contact("Ana Brandt", owner=rep, title="Buyer", need="")
    gone = make_contact("Anna Brand", owner=rep, title="Head of Purchasing", need="Cold store")

    client.post(reverse("merge_contacts", args=[kept.pk, gone.pk]), {"name": "kept", "title": "gone", "need": "gone"})

    kept.refresh_from_db()
    assert (kept.name, kept.title, kept.need) == ("Ana Brandt", "Head of Purchasing", "Cold store")


def test_a_missing_choice_is_asked_for_and_nothing_is_merged(client, rep):
    kept, gone = make_contact("Ana Brandt", owner=rep), make_contact("Anna Brand", owner=rep)

    answer = client.post(reverse("merge_contacts", args=[kept.pk, gone.pk]), {})

    assert answer.status_code == 422
    assert Contact.objects.count() == 2


def test_the_toast_takes_them_apart_again(client, rep):
    kept, gone = make_contact("Ana Brandt", owner=rep), make_contact("Anna Brand", owner=rep)
    client.post(reverse("merge_contacts", args=[kept.pk, gone.pk]), {"name": "kept"})

    client.post(reverse("take_apart", args=[Merge.objects.get().pk]))

    assert Contact.objects.get(pk=gone.pk).name == "Anna Brand"


def test_the_page_of_the_one_that_went_leads_to_the_one_that_stayed(client, rep):
    kept, gone = make_contact(owner=rep), make_contact(owner=rep)
    merging.merge(kept, gone, by=rep, at=NOON)

    assert client.get(reverse("contact", args=[gone.pk]))["Location"] == reverse("contact", args=[kept.pk])


def test_a_second_click_leads_to_the_one_that_stayed(client, rep):
    kept, gone = make_contact("Ana Brandt", owner=rep), make_contact("Anna Brand", owner=rep)
    address = reverse("merge_contacts", args=[kept.pk, gone.pk])

    answers = [client.post(address, {"name": "kept"}) for _ in range(2)]

    assert [answer["Location"] for answer in answers] == [reverse("contact", args=[kept.pk])] * 2
    assert Merge.objects.count() == 1


def test_a_contact_of_another_team_cannot_be_merged_nor_found(client, rep):
    mine = make_contact("Ana Brandt", owner=rep, phone="+47 22 55 01 34")
    theirs = make_contact("Ana Brandt", owner=make_user(team=make_team()), phone="+47 22 55 01 34")

    assert client.get(reverse("merge_contacts", args=[mine.pk, theirs.pk])).status_code == 404
    assert (
        reverse("merge_contacts", args=[mine.pk, theirs.pk])
        not in client.get(reverse("find_same", args=[mine.pk])).text
    )
    assert str(theirs.pk) not in client.get(reverse("likely_same", args=[mine.pk]) + "?name=x").text


def test_somebody_is_not_merged_with_themselves(client, rep):
    mine = make_contact(owner=rep)

    assert client.get(reverse("merge_contacts", args=[mine.pk, mine.pk])).status_code == 404


def test_the_likely_ones_are_offered_with_the_reason(client, rep):
    company = make_company()
    mine = make_contact("Ana Brandt", owner=rep, company=company)
    double = make_contact("Ana Brandt", owner=rep, company=company, email="")

    page = client.get(reverse("find_same", args=[mine.pk])).text

    assert reverse("merge_contacts", args=[mine.pk, double.pk]) in page
    assert "Same name at the same company" in page


def test_two_people_are_not_proposed_any_more_until_it_is_undone(client, rep):
    one, other = make_contact("Ana Brandt", owner=rep), make_contact("Anna Brand", owner=rep)
    pair = PossibleDuplicate.objects.create(one=one, other=other, why="Same phone number", found_at=NOON)

    client.post(reverse("dismiss_duplicate", args=[pair.pk]))
    pair.refresh_from_db()
    assert pair.dismissed_by == rep
    assert "No doubts" in client.get(reverse("duplicates")).text

    client.post(reverse("propose_again", args=[pair.pk]))
    assert "Anna Brand" in client.get(reverse("duplicates")).text


def test_the_contact_s_page_points_to_a_doubt(client, rep):
    one, other = make_contact("Ana Brandt", owner=rep), make_contact("Anna Brand", owner=rep)
    PossibleDuplicate.objects.create(one=one, other=other, why="Same phone number", found_at=NOON)

    assert reverse("merge_contacts", args=[other.pk, one.pk]) in client.get(reverse("contact", args=[other.pk])).text


def test_whom_somebody_else_merged_a_moment_ago_is_not_merged_again(rep):
    kept, gone = make_contact(owner=rep), make_contact(owner=rep)
    merging.merge(kept, gone, by=rep, at=NOON)

    with pytest.raises(merging.Gone):
        merging.merge(kept, gone, by=rep, at=NOON)

    assert Merge.objects.count() == 1
