import pytest

from leadflow.lib import countries


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Norway", "NO"),
        ("norge", "NO"),
        ("NO", "NO"),
        ("Deutschland", "DE"),
        ("États-Unis", "US"),
        ("U.S.A.", "US"),
        ("UK", "GB"),
        ("España", "ES"),
        ("Nederland", "NL"),
        ("Polska", "PL"),
        ("Atlantis", None),
        ("", None),
    ],
)
def test_a_country_is_known_by_any_of_its_names(written, code):
    assert countries.code(written) == code
