import pytest

from leadflow.lib.domains import registrable


@pytest.mark.parametrize(
    ("domain", "registered"),
    [
        ("nordquay.example", "nordquay.example"),
        ("mail.eu.nordquay.example", "nordquay.example"),
        ("news.nordquay.co.uk", "nordquay.co.uk"),
        ("Nordquay.COM.", "nordquay.com"),
        ("shop.smørbrød.no", "smørbrød.no"),
        ("localhost", ""),
        ("192.0.2.1", ""),
        ("a..b", ""),
        ("", ""),
    ],
)
def test_a_firm_registered_the_part_before_the_public_ending(domain, registered):
    assert registrable(domain) == registered
