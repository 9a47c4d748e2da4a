"""Personas: filling them in, whom they reach, and that everybody is judged by them."""

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contacts.models import Contact, Persona
from leadflow.accounts.models import User
from scoring.fit import fit
from scoring.models import Rescore
from scoring.promotion import evaluate, profile_of
from scoring.reach import reach
from tests.factories import NOON, make_company, make_contact, make_team, make_user

pytestmark = pytest.mark.django_db


def filled(**fields):
    return {"name": "Buyer", **{f"how_{c}": "asked" for c in Persona.CRITERIA}, **fields}


WORDS = st.lists(st.sampled_from(["Food", "toys", "Logistics", "Quality"]), max_size=2, unique=True)
personas = st.builds(
    Persona,
    name=st.just("Any"),
    kinds=WORDS,
    industries=WORDS,
    titles=WORDS,
    levels=st.lists(st.sampled_from(["head", "chief"]), max_size=1),
    countries=st.lists(st.sampled_from(["NO", "SE"]), max_size=1),
    min_employees=st.sampled_from([None, 10]),
    max_employees=st.sampled_from([None, 100]),
    excluded_kinds=WORDS,
    excluded_industries=WORDS,
    excluded_titles=st.lists(st.sampled_from(["intern"]), max_size=1),
    excluded_countries=st.lists(st.sampled_from(["DK"]), max_size=1),
    wished=st.lists(st.sampled_from(list(Persona.CRITERIA)), unique=True),
)
firms = st.none() | st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["", "FOOD", "Toys"]),
        "industry": st.sampled_from(["", "food", "Quality"]),
        "country": st.sampled_from(["", "NO", "DK"]),
        "employees": st.sampled_from([None, 5, 10, 100, 101]),
    }
)
titles = st.sampled_from(["", "Head of Logistics", "Logistikleiter", "Intern quality", "CEO", "Wizard"])


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(persona=personas, people=st.lists(st.tuples(titles, st.sampled_from(["", "NO", "SE"]), firms), max_size=5))
def test_the_count_agrees_with_the_verdict_on_each(persona, people):
    Contact.objects.all().delete()
    ones = [
        make_contact(title=title, country=country, company=make_company(**firm) if firm else None)
        for title, country, firm in people
    ]

    found = reach(persona, Contact.objects.all())

    verdicts = [fit([persona], profile_of(one, one.company)).verdict for one in ones]
    assert (found.match, found.unknown, found.mismatch) == tuple(
        verdicts.count(verdict) for verdict in ("match", "unknown", "mismatch")
    )
    matching = {one.company_id for one, verdict in zip(ones, verdicts, strict=True) if verdict == "match"}
    assert found.companies == len(matching - {None})


@pytest.mark.parametrize(
    ("title", "fits"),
    [("Head of Logistics", "Logistics"), ("Head of Quality", "Quality"), ("", None), ("Intern logistics", None)],
    ids=["one persona", "another", "too little is known", "ruled out"],
)
def test_the_persona_that_somebody_fits_is_kept_with_them(title, fits):
    for word in ("Logistics", "Quality"):
        Persona.objects.create(name=word, titles=[word], excluded_titles=["intern"])
    contact = make_contact(title=title)

    evaluate([contact.pk], at=NOON)

    contact.refresh_from_db()
    assert (contact.persona and contact.persona.name) == fits


def test_what_is_asked_for_and_not_known_is_listed_as_work(client, marketer):
    small, unknown = make_company(employees=20), make_company()
    make_contact(company=small)
    lacking = [make_contact("Zoë Moe", company=unknown), make_contact("Ari Moe")]

    found = reach(Persona(name="Any", min_employees=10), Contact.objects.all())

    assert found.lacking == {"employees": 2}
    page = client.get(reverse("contact_list"), {"lacks": "employees"})
    assert {contact.pk for contact in page.context["page"].rows} == {one.pk for one in lacking}


def test_counting_asks_as_often_for_many_as_for_few(django_assert_num_queries):
    persona = Persona(name="Any", kinds=["Food"], titles=["quality"], min_employees=10)
    for number in (1, 5):
        for n in range(number):
            make_contact(title=f"Quality {n}", company=make_company(kind=f"Kind {n}"))
        with django_assert_num_queries(4):
            reach(persona, Contact.objects.all())


def test_a_persona_is_added_and_everybody_is_judged_by_it(client, marketer):
    response = client.post(
        reverse("add_persona"),
        filled(
            kinds="Manufacturer, Carrier",
            titles="logistics\nquality",
            countries="Norway, de",
            excluded_titles="intern",
            levels=["vp", "head"],
            min_employees="50",
            how_kinds="wished",
        ),
        follow=True,
    )

    persona = Persona.objects.get()
    assert persona.kinds == ["Manufacturer", "Carrier"]
    assert persona.titles == ["logistics", "quality"]
    assert persona.countries == ["NO", "DE"]
    assert persona.levels == ["vp", "head"]
    assert persona.wished == ["kinds"]
    assert "vice president or head or director" in response.text
    assert Rescore.objects.open().get().cause == "personas"


def test_a_persona_comes_back_as_it_was_saved(client, marketer):
    client.post(reverse("add_persona"), filled(countries="Norway", kinds="Carrier", how_size="wished"))
    persona = Persona.objects.get()
    form = client.get(reverse("persona", args=[persona.pk])).context["form"]
    given = {name: v for name in form.fields if (v := form[name].value()) not in (None, [])}
    given |= {name: form.fields[name].prepare_value(v) for name, v in given.items() if isinstance(v, list)}

    client.post(reverse("persona", args=[persona.pk]), given)

    again = Persona.objects.get()
    assert (again.countries, again.kinds, again.wished) == (["NO"], ["Carrier"], ["size"])


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"countries": "Narnia"}, "“Narnia” is no country that we know."),
        ({"min_employees": "50", "max_employees": "5"}, "That is less than the least."),
        ({"name": ""}, "This field is required."),
    ],
    ids=["country", "size", "name"],
)
def test_what_makes_no_sense_is_said_and_nothing_is_saved(client, marketer, fields, words):
    response = client.post(reverse("add_persona"), filled(**fields))

    assert response.status_code == 422
    assert words in response.text
    assert not Persona.objects.exists()


def test_the_count_follows_what_is_filled_in(client, marketer):
    make_contact(title="Head of Quality", company=make_company())
    make_contact(title="Wizard")

    text = client.post(reverse("count_persona"), filled(name="", titles="quality")).text

    assert "1" in text
    assert not Persona.objects.exists()


def test_a_persona_is_retired_and_used_again(client, marketer):
    persona = Persona.objects.create(name="Buyer", titles=["quality"])

    response = client.post(reverse("retire_persona", args=[persona.pk]), follow=True)
    assert reverse("revive_persona", args=[persona.pk]) in response.text
    assert not Persona.objects.filter(active=True).exists()
    client.post(reverse("revive_persona", args=[persona.pk]))
    assert Persona.objects.filter(active=True).exists()


def test_a_manager_counts_the_contacts_they_see(client):
    team = make_team()
    client.force_login(make_user(User.Role.MANAGER, manages=[team]))
    make_contact(team=team)
    make_contact(team=make_team())

    assert client.get(reverse("add_persona")).context["reach"].match == 1
