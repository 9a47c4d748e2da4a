import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadflow.lib import phone


@pytest.mark.parametrize(
    ("typed", "country", "number"),
    [
        ("+47 22 55 01 34", None, "+4722550134"),
        ("'+4722550134", None, "+4722550134"),
        ("0047 22 55 01 34", None, "+4722550134"),
        ("(212) 555-0143", "US", "+12125550143"),
        ("1-415-555-0132", "US", "+14155550132"),
        ("415.555.0132", "CA", "+14155550132"),
        ("020 7946 0221", "GB", "+442079460221"),
        ("+44 (0)20 7946 0221", None, "+442079460221"),
        ("+47 (0) 22 55 01 34", None, "+4722550134"),
        ("+39 (0)6 1234 5678", None, "+390612345678"),
        ("4722550134.0", "NO", "+4722550134"),
        ("tel. 600-555-014 (kom.)", "PL", "+48600555014"),
        ("06 1234 5678", "IT", "+390612345678"),
        ("8 (495) 123-45-67", "RU", "+74951234567"),
        ("+47\n22 55 01 34", None, "+4722550134"),
    ],
    ids=ascii,
)
def test_a_number_is_compared_digit_by_digit(typed, country, number):
    assert phone.normalise(typed, country).number == number


@pytest.mark.parametrize(
    ("typed", "country", "problem"),
    [
        ("(212) 555-0143", None, "The phone number has no country"),
        ("555-5555", "US", "The phone number has too few or too many digits"),
        ("+1", None, "This is not a phone number"),
        ("4.42079E+11", "GB", "A spreadsheet has rounded the phone number; its last digits are lost"),
        ("+cmd|' /C notepad'!A0", None, "This is not a phone number"),
        ("on request", "DE", "This is not a phone number"),
    ],
    ids=ascii,
)
def test_nothing_is_guessed_and_what_stood_there_is_kept(typed, country, problem):
    read = phone.normalise(typed, country)

    assert (read.number, read.problem, read.raw) == (None, problem, typed)
    assert str(read) == typed


@pytest.mark.parametrize(
    ("typed", "extension"),
    [
        ("+1 (415) 555-0117 x204", "204"),
        ("+1 415 555 0117 ext. 204", "204"),
        ("+49 30 23125-0 Durchwahl 55", "55"),
        ("+1 415 555 0117", ""),
    ],
)
def test_an_extension_is_no_part_of_the_number(typed, extension):
    assert phone.normalise(typed).extension == extension


@pytest.mark.parametrize(
    ("typed", "dummy"),
    [("555-5555", True), ("5555555555", True), ("1234567", True), ("000 0000", True), ("+47 22 55 01 34", False)],
)
def test_a_dummy_is_known_by_its_digits(typed, dummy):
    assert phone.is_dummy(phone.normalise(typed)) is dummy


@given(
    st.sampled_from(["US", "GB", "DE", "FR", "NO", "IT", "PL", "ES", "NL", "IN", "BR"]), st.integers(1, 99_999_999_999)
)
def test_the_fast_way_and_the_library_agree(country, digits):
    """Where the plan lets a number through at once, the library says the same."""
    fast = phone.normalise(str(digits), country).number
    if fast is None:
        return
    try:
        parsed = phonenumbers.parse(str(digits), country)
    except phonenumbers.NumberParseException:
        raise AssertionError(f"{digits} is no number in {country}") from None
    assert phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164) == fast


@given(st.text(max_size=40), st.sampled_from([None, "US", "DE", "XX"]))
def test_anything_typed_is_a_number_or_a_problem(text, country):
    read = phone.normalise(text, country)

    assert bool(read.number) != bool(read.problem)
