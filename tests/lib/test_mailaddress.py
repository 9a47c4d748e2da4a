import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadflow.lib import mailaddress

ADDRESS = "tom.ferrisdale@brightwater-labs.example"


@pytest.mark.parametrize(
    ("typed", "normalised"),
    [
        ("Tom.Ferrisdale@Brightwater-Labs.example", ADDRESS),
        (f" {ADDRESS}\u00a0", ADDRESS),
        (f"<{ADDRESS}>", ADDRESS),
        (f"mailto:{ADDRESS}?subject=Hi", ADDRESS),
        (f'"{ADDRESS}"', ADDRESS),
        (f"\u200b{ADDRESS[:5]}\x00{ADDRESS[5:]}", ADDRESS),
        ("tom+expo@brightwater-labs.example", "tom+expo@brightwater-labs.example"),
        ("odell.o'farrow@tessellate-grid.example", "odell.o'farrow@tessellate-grid.example"),
        ("ｔom@nordquay.example", "tom@nordquay.example"),
        ("jürgen@müller.example", "jürgen@müller.example"),
        ("a@a", None),
        ("a@b@c.example", None),
        (".tom@nordquay.example", None),
        ("tom..f@nordquay.example", None),
        ("tom@-nordquay.example", None),
        ("tom@nordquay", None),
        (f"{'x' * 65}@nordquay.example", None),
        (f"x@{'nordquay.' * 30}example", None),
        ("call me", None),
        ("", None),
    ],
    ids=ascii,
)
def test_an_address_is_compared_without_what_people_wrap_it_in(typed, normalised):
    assert mailaddress.normalise(typed) == normalised


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("a@x.example;b@y.example", ("a@x.example", "b@y.example")),
        ("a@x.example ::: b@y.example", ("a@x.example", "b@y.example")),
        ("a@x.example, A@X.example", ("a@x.example",)),
        ("Ana Quebrantos <ana@x.example>", ("ana@x.example",)),
        ("write to ana@x.example please", ("ana@x.example",)),
        ("ana @x.example", ("ana@x.example",)),
        ("ana@x", ()),
        ("", ()),
    ],
)
def test_a_cell_may_hold_several_addresses(cell, found):
    assert mailaddress.find_all(cell) == found


@pytest.mark.parametrize(
    ("spelt", "mended"),
    [
        ("ana (at) nordquay (dot) example", "ana@nordquay.example"),
        ("ana[at]nordquay.example", "ana@nordquay.example"),
        ("ana at nordquay dot example", "ana@nordquay.example"),
        ("ana@@nordquay..example", "ana@nordquay.example"),
        ("ana@nordquay,example", "ana@nordquay.example"),
        ("look at that", None),
        ("ana@nordquay, Oslo", None),
        ("ana", None),
    ],
)
def test_an_address_that_is_spelt_out_or_mistyped_is_mended(spelt, mended):
    assert mailaddress.repaired(spelt) == mended


@pytest.mark.parametrize(
    ("address", "is_role"),
    [("info@x.example", True), ("sales+expo@x.example", True), ("ingrid@x.example", False)],
)
def test_a_desk_is_told_from_a_person(address, is_role):
    assert mailaddress.is_role(address) is is_role


def test_domains_where_anybody_has_an_address_are_known():
    assert {"gmail.com", "yahoo.com", "web.de", "orange.fr", "libero.it"} <= mailaddress.free_domains()
    assert "mailinator.com" in mailaddress.throw_away_domains()
    assert not mailaddress.free_domains() & mailaddress.throw_away_domains()


@given(st.text(max_size=60))
def test_what_is_found_is_already_normalised(text):
    for address in mailaddress.find_all(f"{text}@nordquay.example"):
        assert mailaddress.normalise(address) == address
        assert mailaddress.local_part(address) + "@" + mailaddress.domain(address) == address
