import pytest
from django.db import connection

from contacts.models import ContactPoint
from leadflow.lib.parts import Parts
from tests.factories import make_contact

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"parts__contains": "nordquay"}, True),
        ({"parts__startswith": "an"}, True),
        ({"parts__startswith": "na"}, False),
        ({"parts__contains": "quaynord"}, False),
    ],
)
def test_a_part_of_an_address_finds_it(asked, found):
    make_contact(email="ana@nordquay.example")

    assert ContactPoint.objects.alias(parts=Parts("normalised")).filter(**asked).exists() is found


@pytest.mark.postgresql
def test_parts_have_an_index_that_is_none_for_whole_values():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        # Were the other ones there, they would be taken.
        indexes = connection.introspection.get_constraints(cursor, "contacts_contactpoint")
        for name, about in indexes.items():
            if about["index"] and not about["unique"] and name != "point_parts":
                cursor.execute(f'DROP INDEX "{name}"')

    assert "point_parts" in ContactPoint.objects.alias(p=Parts("normalised")).filter(p__contains="nordquay").explain()
    assert "point_parts" not in ContactPoint.objects.filter(normalised="ana@nordquay.example").explain()
    assert "point_parts" not in ContactPoint.objects.filter(normalised__among=["ana@nordquay.example"]).explain()
