import pytest

from contacts.models import Contact, ContactPoint
from tests.factories import make_contact

pytestmark = pytest.mark.django_db


def test_it_finds_what_in_finds():
    ana, ben, carla = make_contact(), make_contact(), make_contact()

    assert set(Contact.objects.filter(pk__among=[ana.pk, carla.pk, 10**9])) == {ana, carla}
    assert set(Contact.objects.exclude(pk__among={ana.pk})) == {ben, carla}
    assert not Contact.objects.filter(pk__among=[])


@pytest.mark.parametrize(
    "address", ["o'dell@nordquay.example", 'a"b', "back\\slash", "ünï@nordquay.example", "{x,y}", "%s"]
)
def test_text_is_taken_as_it_is(address):
    contact = make_contact(email="")
    ContactPoint.objects.create(contact=contact, kind="email", value=address, normalised=address)

    assert ContactPoint.objects.filter(normalised__among=[address, "other"]).get().contact == contact


def test_it_reaches_across_relations():
    contact = make_contact(email="ana@nordquay.example")

    assert ContactPoint.objects.filter(contact__among=[contact.pk]).get().contact == contact
    assert Contact.objects.filter(points__normalised__among=["ana@nordquay.example"]).get() == contact


def test_a_great_many_values_are_no_burden():
    contact = make_contact()

    assert Contact.objects.filter(pk__among=range(contact.pk, contact.pk + 50_000)).get() == contact
