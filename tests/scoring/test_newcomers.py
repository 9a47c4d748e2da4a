"""Whoever comes by a list is judged before they are written, and must come out as if they had been written first."""

import pytest
from hypothesis import HealthCheck, given, settings

from contacts.importing.newcomers import Newcomer
from contacts.importing.touches import Foreseen
from contacts.judgement import Judgement
from contacts.models import Contact, Persona, Stage
from scoring import newcomers, promotion
from scoring.models import LeadDefinition
from tests.contacts.uploading import imported
from tests.factories import NOON, make_company, make_contact
from tests.scoring.test_promotion import EXAMPLES, definitions, happened, stories

pytestmark = pytest.mark.django_db


def judged(contact: Contact) -> Judgement | None:
    """What would have been said of somebody if they had come by a list with all that they did."""
    touches = [Foreseen(contact.pk, 0, t.kind, t.asset_id, t.at, t.minutes, None) for t in contact.touches.inbound()]
    newcomer = Newcomer(contact.pk, contact.title, contact.country, contact.company, contact.flags, touches)
    return newcomers.judge([newcomer], at=NOON).get(contact.pk)


def assert_judged_alike(contact: Contact):
    promotion.evaluate([contact.pk], at=NOON)
    contact.refresh_from_db()
    stays = contact.stage == Stage.NAME
    kept = Judgement(*(getattr(contact, column) for column in Judgement._fields))
    assert judged(contact) == (kept if stays else None)


@pytest.mark.parametrize("story", [story for story, _ in EXAMPLES.values()], ids=EXAMPLES)
def test_who_stays_a_name_is_judged_for_good(story):
    contact = make_contact()

    happened(contact, story)

    assert_judged_alike(contact)


@pytest.mark.parametrize("industry", ["Logistics", "Fashion", ""])
def test_the_fit_is_judged_too(industry):
    Persona.objects.create(name="Shipper", industries=["Logistics"])
    contact = make_contact(company=make_company(industry=industry))

    happened(contact, EXAMPLES["one download"][0])

    assert_judged_alike(contact)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(definition=definitions, story=stories)
def test_by_any_definition_they_come_out_alike(definition, story):
    LeadDefinition.objects.filter(version=2).delete()
    definition.save()
    contact = make_contact()

    happened(contact, story)

    assert_judged_alike(contact)


def test_after_an_import_nothing_is_left_to_judge():
    Persona.objects.create(name="Shipper", titles=["Head of Logistics"], countries=["NO"])
    imported(
        "First name,Last name,Email,Job title,Country,Downloaded at\n"
        "Ana,Brandt,ana@polder.example,Head of Logistics,Norway,2026-01-05T10:00Z\n"
        "Ben,Moe,ben@polder.example,Head of Logistics,Spain,2026-01-05T10:00Z\n"
        "Eva,Lind,eva@polder.example,,Norway,2023-01-05T10:00Z\n"
    )
    before = list(Contact.objects.order_by("pk").values_list("pk", "stage", "interest", "fit"))

    promotion.evaluate([pk for pk, *_ in before], at=NOON)

    assert [row[2:] for row in before] == [(1, "match"), (1, "mismatch"), (0, "unknown")]
    assert list(Contact.objects.order_by("pk").values_list("pk", "stage", "interest", "fit")) == before
