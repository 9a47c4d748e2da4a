import pytest

from leadflow.lib.text import firm_key


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Nordquay A/S", "nordquay"),
        ("NORDQUAY as", "nordquay"),
        ("Polder Cold B.V.", "polder cold"),
        ("Tessellate Grid, S.L.", "tessellate grid"),
        ("Froid S.p.A.", "froid"),
        ("Kestrelworks sp. z o.o.", "kestrelworks"),
        ("Müller GmbH & Co. KG", "muller"),
        ("Atlas", "atlas"),
        ("AS", "as"),
        ("***", ""),
    ],
)
def test_a_firm_is_the_same_however_its_legal_form_is_written(name, key):
    assert firm_key(name) == key
