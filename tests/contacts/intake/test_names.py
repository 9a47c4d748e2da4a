import pytest
from hypothesis import given
from hypothesis import strategies as st

from contacts.intake.names import from_halves, from_whole, order_in


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("Tom Ferrisdale", "Tom", "Ferrisdale"),
        ("Ferrisdale, Tom", "Tom", "Ferrisdale"),
        ("FERRISDALE/TOM", "Tom", "Ferrisdale"),
        ("FERRISDALE Tom", "Tom", "Ferrisdale"),
        ("Tom FERRISDALE", "Tom", "Ferrisdale"),
        ("Anne-Sophie DE LA TOUR", "Anne-Sophie", "de la Tour"),
        ("Tom AB", "Tom", "AB"),
        ("Ferrisdale/Tom", "Tom", "Ferrisdale"),
        ("FERRISDALE/ANNA MRS", "Anna", "Ferrisdale"),
        ("Ferrisdale, Dr. Tom", "Tom", "Ferrisdale"),
        ("Prof. Dr. habil. Anna Schmidt", "Anna", "Schmidt"),
        ("Robert (Bob) Ferrisdale", "Robert", "Ferrisdale"),
        ("Tom Ferrisdale | Brightwater", "Tom", "Ferrisdale"),
        ("Tom Ferrisdale - Brightwater", "Tom", "Ferrisdale"),
        ("Jean - Pierre", "Jean -", "Pierre"),
        ("TOM FERRISDALE", "Tom", "Ferrisdale"),
        ("tom ferrisdale", "Tom", "Ferrisdale"),
        ("O'DELL FARROW", "O'Dell", "Farrow"),
        ("Dr. med. Anna Schmidt", "Anna", "Schmidt"),
        ("Anna Schmidt, PhD", "Anna", "Schmidt"),
        ("Trellisward, Baird, PMP", "Baird", "Trellisward"),
        ("Jan van der Berg", "Jan", "van der Berg"),
        ("van der Berg, Jan", "Jan", "van der Berg"),
        ("Marta de la Cierva y Peñalta", "Marta", "de la Cierva y Peñalta"),
        ("Siobhán Ó Maolcatha", "Siobhán", "Ó Maolcatha"),
        ("Jean-Baptiste Orcival (Guest)", "Jean-Baptiste", "Orcival"),
        ("Dana R. (she/her)", "Dana", "R."),
        ('Baird "The Bear" Trellisward', "Baird", "Trellisward"),
        ("Wanjiru Kamotho 🌍", "Wanjiru", "Kamotho"),
        ("Ingrid\nSolbakken", "Ingrid", "Solbakken"),
        ("John E Smith", "John E", "Smith"),
        ("Plato", "Plato", ""),
    ],
    ids=ascii,
)
def test_a_whole_name_is_taken_apart(written, first, last):
    name = from_whole(written)

    assert (name.first, name.last) == (first, last)


def test_a_title_before_the_name_is_kept_apart():
    assert from_whole("Prof. Wanjiru Kamotho") == ("Wanjiru", "Kamotho", "Prof.")
    assert from_halves("Dr Amara", "Okonjo-Reyes") == ("Amara", "Okonjo-Reyes", "Dr")


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("iPhone (Łukasz Brzeziak)", "Łukasz", "Brzeziak"),
        ("Solbakken Ingrid (Ingrid Solbakken)", "Ingrid", "Solbakken"),
        ("Dana R. (RivalDeck)", "Dana", "R."),
    ],
)
def test_the_real_name_may_stand_in_brackets(written, first, last):
    name = from_whole(written, original_in_brackets=True)

    assert (name.first, name.last) == (first, last)


@pytest.mark.parametrize(
    ("address", "last"),
    [("y.hanamori@kitakaze.example", "Hanamori"), ("hanamori.yuto@kitakaze.example", "Yūto"), (None, "Yūto")],
)
def test_an_address_with_the_initial_tells_which_is_the_last_name(address, last):
    assert from_whole("Hanamori Yūto", address=address).last == last


@pytest.mark.parametrize(
    "written", ['=HYPERLINK("http://evil.example")', "@SUM(1+1)*cmd|' /C calc'!A0", "<script>alert(1)</script>", "=1+1"]
)
def test_what_is_no_name_is_kept_as_it_stands(written):
    assert from_whole(written).full == written


@pytest.mark.parametrize(
    ("first", "last", "full"),
    [
        ("BAIRD", "TRELLISWARD", "Baird Trellisward"),
        ("ravi", "s", "Ravi S"),
        ("Baird", "Trellisward, PMP®", "Baird Trellisward"),
        ('Zoë "Zee"', "Achterberg", "Zoë Achterberg"),
        ("McKenna", "d'Arcy", "McKenna d'Arcy"),
        ("", "Achterberg", "Achterberg"),
    ],
)
def test_halves_are_mended_only_where_they_need_it(first, last, full):
    assert from_halves(first, last).full == full


@given(st.text(max_size=60))
def test_a_name_has_no_line_breaks_and_adds_no_letters(text):
    name = from_whole(text)

    assert "\n" not in name.full
    assert sum(map(str.isalpha, name.full)) <= sum(map(str.isalpha, text.upper().lower() + text))


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("Rossi Ginevra", "Ginevra", "Rossi"),
        ("De Luca Pier Paolo", "Pier Paolo", "De Luca"),
        ("García López María José", "María José", "García López"),
        ("Rossi, Ginevra", "Ginevra", "Rossi"),
        ("Ginevra", "Ginevra", ""),
    ],
)
def test_where_a_column_has_the_last_name_first(written, first, last):
    assert from_whole(written, last_name_first=True)[:2] == (first, last)


@pytest.mark.parametrize(
    ("written", "address", "order"),
    [
        ("Ana Berg", "ana.berg@x.example", 1),
        ("Ana Berg", "a_berg@x.example", 1),
        ("Berg Ana", "ana.berg@x.example", -1),
        ("Bérg Ana", "a.berg@x.example", -1),
        ("Ana Berg", "sales@x.example", 0),
        ("Ana Maria Berg", "ana.berg@x.example", 0),
    ],
)
def test_a_mail_address_tells_the_order_of_a_name(written, address, order):
    assert order_in(written, address) == order


@pytest.mark.parametrize(
    ("middle", "last"), [("van der", "van der Poel"), ("de", "de Poel"), ("Maria", "Poel"), ("", "Poel")]
)
def test_a_particle_in_a_column_of_its_own_belongs_to_the_last_name(middle, last):
    assert from_halves("Femke", "Poel", middle).last == last


def test_a_name_of_titles_alone_is_looked_at_once():
    """Each title more had doubled the time."""
    assert from_halves("Ing " * 60, "Schmidt").last == "Schmidt"
