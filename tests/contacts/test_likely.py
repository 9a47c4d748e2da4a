"""Who is proposed as a possible duplicate, and who is not."""

import pytest

from contacts.merging import likely
from contacts.models import PossibleDuplicate
from tests.contacts.uploading import imported
from tests.factories import NOON, make_company, make_contact

PHONE = "+47 22 55 01 34"


def proposed() -> list[tuple[str, str, str]]:
    pairs = PossibleDuplicate.objects.select_related("one", "other").order_by("pk")
    return [(pair.one.name, pair.other.name, pair.why) for pair in pairs]


@pytest.mark.parametrize(
    ("one", "other", "is_proposed"),
    [
        ("Ana Brandt", "Ana Brandt", True),
        ("Ana Brandt", "Anna Brandt", True),
        ("Ana Brandt", "Brandt, Ana", True),
        ("Ana Brandt", "A. Brandt", True),
        ("Ana Brandt", "Brandt", True),
        ("Ana Brandt", "Elke Brandt", False),
        ("Ana Brandt", "Jan Moe", False),
    ],
)
@pytest.mark.django_db
def test_by_the_same_number_where_the_names_do_not_contradict(one, other, is_proposed):
    make_contact(one, phone=PHONE)
    newcomer = make_contact(other, phone=PHONE)

    likely.propose(likely.known([newcomer.pk]), at=NOON)

    assert bool(proposed()) == is_proposed


@pytest.mark.parametrize(
    ("one", "other", "is_proposed"),
    [
        ("Ana Brandt", "Ana Brandt", True),
        ("Ana Brandt", "ANA BRANDT", True),
        ("Ana Brandt", "Ana María Brandt", True),
        ("Katarzyna Wiśniewska", "Katarzyna Wisniewska", True),
        ("Katarzyna Wiśniewska", "Katarzina Wiśniewska", True),
        ("Ana Brandt", "Jan Brandt", False),
        ("Maria Brandt", "Mario Brandt", False),
        ("Ana Brandt", "A. Brandt", False),
        ("Ana Brandt", "Ana Moe", False),
        ("Ana", "Ana", False),
    ],
)
@pytest.mark.django_db
def test_by_nearly_the_same_name_at_the_same_company(one, other, is_proposed):
    company = make_company()
    make_contact(one, company=company)
    newcomer = make_contact(other, company=company)

    likely.propose(likely.known([newcomer.pk]), at=NOON)

    assert bool(proposed()) == is_proposed


@pytest.mark.django_db
def test_the_same_name_at_two_companies_is_two_people():
    make_contact("Ana Brandt", company=make_company())
    newcomer = make_contact("Ana Brandt", company=make_company())

    assert likely.propose(likely.known([newcomer.pk]), at=NOON) == 0


@pytest.mark.django_db
def test_a_number_that_many_have_is_a_switchboard():
    for _ in range(3):
        make_contact("Ana Brandt", phone=PHONE)
    newcomer = make_contact("Ana Brandt", phone=PHONE)

    assert likely.propose(likely.known([newcomer.pk]), at=NOON) == 0


@pytest.mark.django_db
def test_a_word_that_very_many_colleagues_share_leads_to_none_of_them():
    company = make_company()
    people = [make_contact("Guest Account", company=company) for _ in range(likely.COMMON)]
    make_contact("Guest Brandt", company=company)
    newcomer = make_contact("Guest Brandt", company=company)

    assert likely.propose(likely.known([newcomer.pk, *(one.pk for one in people)]), at=NOON) == 1


@pytest.mark.django_db
def test_a_pair_is_proposed_once_and_stays_dismissed():
    make_contact("Ana Brandt", phone=PHONE)
    newcomer = make_contact("Ana Brandt", phone=PHONE)
    likely.propose(likely.known([newcomer.pk]), at=NOON)
    PossibleDuplicate.objects.update(dismissed_at=NOON)

    likely.propose(likely.known([newcomer.pk]), at=NOON)

    assert PossibleDuplicate.objects.get().dismissed_at == NOON


@pytest.mark.django_db
def test_the_number_of_questions_does_not_grow(django_assert_max_num_queries):
    company = make_company()
    contacts = [make_contact(f"Ana Brandt{n % 3} Moe", company=company, phone=f"+47 22 55 0{n:03}") for n in range(12)]

    with django_assert_max_num_queries(7):
        likely.propose(likely.known([contact.pk for contact in contacts]), at=NOON)


@pytest.mark.django_db
def test_a_list_that_brings_somebody_again_under_another_address_proposes_them():
    company = make_company("Polder", domain="polder.example")
    known = make_contact("Ana Brandt", company=company, email="ana@polder.example")

    imported("Name,Email\nAna Brandt,a.brandt@polder.example\nJan Moe,jan@polder.example\n")

    pair = PossibleDuplicate.objects.get()
    assert {pair.one.name, pair.other.name} == {"Ana Brandt"}
    assert known in (pair.one, pair.other)
