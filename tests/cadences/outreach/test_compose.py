import pytest
from django.template import engines
from hypothesis import given
from hypothesis import strategies as st

from cadences.defaults import STEPS, VOICEMAILS
from cadences.models import Task
from cadences.outreach import compose, scripts
from contacts.models import Touch
from tests.factories import NOON, make_asset, make_company, make_contact, make_firm, make_touch, make_user

VALUES = {"contact": {"first_name": "Tom"}, "topic": ""}
EVERY_TEXT = [
    *(step.get(part, "") for step in STEPS for part in ("objective", "subject", "body")),
    *(body for _, body in VOICEMAILS),
    *scripts.AIMS.values(),
    *scripts.SCRIPTS.values(),
]


def test_what_is_known_is_filled_in_and_what_is_not_stays_empty():
    template = "Hello {{ contact.first_name }}, about {{ topic | default: 'your plans' }}{{ contact.shoe_size }}."

    assert compose.render(template, VALUES).text == "Hello Tom, about your plans."


HARMLESS = [
    "{{ settings.SECRET_KEY }}",
    "{{ contact.__class__ }}",
    "{{ contact.first_name.__class__.__mro__ }}",
    "{{ request.user.password }}",
]


@pytest.mark.parametrize("template", HARMLESS)
def test_a_text_reaches_nothing_but_what_it_may_name(template):
    assert compose.render(template, VALUES).text in ("", template)


HOSTILE = {
    "a loop": "{% for i in (1..100000000) %}x{% endfor %}",
    "a table": "{% tablerow i in (1..100000000) %}x{% endtablerow %}",
    "a range joined": "{{ (1..1000000000) | join: ',' }}",
    "a range searched": "{% if (1..1000000000) contains 'x' %}a{% endif %}",
    "a range kept": "{% assign x = (1..1000000000) %}{{ x }}",
    "doubling": "{% assign a = 'xxxxxxxx' %}" + "{% assign a = a | append: a %}" * 60 + "{{ a }}",
    "replacing": "{{ 'aaaa' | replace: 'a', 'aaaaaaaaaa' | replace: 'a', 'aaaaaaaaaa' }}",
    "deep nesting": "{% if true %}" * 5000,
    "another text": "{% include 'secret' %}",
    "a rendered text": "{% render 'secret' %}",
    "a very long text": "x" * 100_000,
    "a mistake": "Hello {{ contact.first_name",
    "an unknown filter": "{{ contact | json }}",
}


@pytest.mark.parametrize("template", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_text_that_does_more_than_put_words_together_is_given_back_with_the_problem(template):
    found = compose.render(template, VALUES)

    assert found.text == template
    assert found.problem.startswith("This text has a mistake")


@given(st.text(alphabet="{}%|'\"()[].,:= \n\x00abcif1-<>&", max_size=60))
def test_no_text_breaks_the_card(template):
    for wrapped in (template, f"{{{{{template}}}}}", f"{{% if {template} %}}a{{% endif %}}"):
        assert isinstance(compose.render(wrapped, VALUES).text, str)


@given(st.text(max_size=80))
def test_what_lists_carry_is_never_read_as_a_template(name):
    assert compose.render("{{ contact.first_name }}|", {"contact": {"first_name": name}}).text.endswith("|")
    filled = compose.render("x{{ contact.first_name }}x", {"contact": {"first_name": name}})
    # Line breaks of other systems become ours.
    assert filled.text == f"x{name}x".replace("\r\n", "\n").replace("\r", "\n")


def test_a_subject_is_one_line_whatever_is_filled_in():
    values = {"contact": {"first_name": "Tom\r\nBcc: everybody@polder.example"}}

    assert (
        compose.render_line("Hello {{ contact.first_name }}", values).text == "Hello Tom Bcc: everybody@polder.example"
    )


def test_markup_in_a_name_is_escaped_once_where_it_is_shown():
    values = {"contact": {"first_name": "<b>Tom & Co</b>"}}
    page = engines["django"].from_string("{{ text }}")

    shown = page.render({"text": compose.render("{{ contact.first_name }}", values)})

    assert shown == "&lt;b&gt;Tom &amp; Co&lt;/b&gt;"


@pytest.mark.django_db
def test_every_text_that_comes_with_leadflow_can_be_filled_in():
    make_firm(name="Harborline", offer="keep goods cold", website="harborline.example")
    rep = make_user(name="Ana Brandt", phone="+47 22 55 01 30")
    contact = make_contact("Tom Ferrisdale", owner=rep, company=make_company("Brightwater Labs"))
    make_touch(contact, Touch.Kind.DOWNLOAD, asset=make_asset("Five signs"))
    known = list(contact.touches.inbound().select_related("asset"))

    values = compose.values_for(contact, known, rep=rep, firm=make_firm(), today=NOON.date())

    for template in EVERY_TEXT:
        found = compose.render(template, values)
        assert not found.problem
        assert "{" not in found.text
        assert "  " not in found.text


@pytest.mark.parametrize("title", ["GDP audits in the EU", "eBay for cold chains", ""])
def test_the_subject_of_the_first_mail_is_the_topic_as_it_is_written(title):
    (subject,) = [step["subject"] for step in STEPS if step["key"] == "intro-mail"]

    assert compose.render_line(subject, {"topic": title}).text == (title or "Your interest")


@pytest.mark.django_db
def test_texts_read_well_where_little_is_known():
    rep = make_user()
    contact = make_contact("Tom", owner=rep)

    values = compose.values_for(contact, [], rep=rep, firm=make_firm(), today=NOON.date())

    assert values["company"]["name"] == "your firm"
    assert not [text for text in EVERY_TEXT if compose.render(text, values).problem]


def test_every_call_beside_the_plan_has_an_aim_and_a_script():
    called = {Task.Kind.REQUEST, Task.Kind.DECISION, Task.Kind.REVISIT}

    assert called <= scripts.AIMS.keys()
    assert called | {Task.Kind.CALL_BACK, Task.Kind.NEXT_STEP} <= scripts.SCRIPTS.keys()
