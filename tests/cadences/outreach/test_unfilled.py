"""A plan's texts name what is filled in, where nobody is meant yet."""

import pytest
from django.template import Context, Template

from cadences.defaults import STEPS
from cadences.outreach import compose, unfilled
from leadflow.accounts.models import Firm
from tests.factories import NOON, make_company, make_contact, make_user


def shown(text):
    return Template("{% load texts %}{{ text|with_names }}").render(Context({"text": text}))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("No name in it.", "No name in it."),
        ("Hello {{ contact.first_name }},\nwe", 'Hello <span class="filled">first name</span>,\nwe'),
        ("{{ topic | default: 'Your interest' }}", '<span class="filled">topic</span>'),
        ("{% if reason_you %}{{ reason_you }} Thanks.{% endif %}", '<span class="filled">what you did</span> Thanks.'),
        ("{{ company.name | truncate: 9 }}!", "their...!"),
        ("Hello {{ contact.first_name", "Hello {{ contact.first_name"),
        ("<b>{{ firm.name }}</b>", '&lt;b&gt;<span class="filled">our firm</span>&lt;/b&gt;'),
        ("{{ nobody.knows }}", ""),
    ],
    ids=["plain", "a name", "a default", "a condition", "cut", "a mistake", "markup", "unknown"],
)
def test_what_is_filled_in_stands_there_by_its_name(text, expected):
    assert shown(text) == expected


@pytest.mark.django_db
def test_everything_that_a_text_may_name_has_a_name():
    contact = make_contact(company=make_company())
    values = compose.values_for(contact, [], rep=make_user(), firm=Firm.current(), today=NOON.date())

    def keys(found):
        return {key: keys(value) if isinstance(value, dict) else "" for key, value in found.items()}

    assert keys(unfilled.NAMES) == keys(values)


@pytest.mark.parametrize("step", [step for step in STEPS if step.get("body")], ids=lambda step: step["key"])
def test_the_plan_that_leadflow_comes_with_shows_no_braces(step):
    assert "{" not in shown(step["body"]) + shown(step.get("objective", ""))
