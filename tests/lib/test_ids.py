import pytest

from leadflow.lib.ids import as_id


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        ("17", 17),
        ("9" * 18, int("9" * 18)),
        ("9" * 19, None),
        ("9" * 5000, None),
        ("-1", None),
        ("1.0", None),
        ("²", None),
        ("١٢", None),
        ("", None),
        (None, None),
    ],
)
def test_an_id_is_at_most_18_digits(text, id_):
    assert as_id(text) == id_
