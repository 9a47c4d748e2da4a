import pytest
from django.db import connection, transaction

from contacts.models import Asset, Company
from leadflow.lib import planning
from tests.factories import make_company

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


def test_a_small_table_is_read_by_its_index_until_the_transaction_ends():
    pk = make_company().pk

    with transaction.atomic():
        planning.look_up_by_index()
        assert "Index" in Company.objects.filter(pk=pk).explain()


def test_a_table_is_counted_when_it_was_nearly_empty_before():
    Company.objects.bulk_create([Company(name=f"Firm {n}", name_key=f"firm {n}") for n in range(2 * planning.FEW)])

    planning.count_anew(Company, Asset)

    assert counted(Company) == 2 * planning.FEW
    Company.objects.filter(name_key__endswith="1").delete()
    planning.count_anew(Company)
    assert counted(Company) == 2 * planning.FEW


def counted(model) -> int:
    """How many rows PostgreSQL believes to be there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = %s::regclass", [model._meta.db_table])
        return int(cursor.fetchone()[0])
