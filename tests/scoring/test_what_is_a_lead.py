"""What a sales lead is, as a table that a sales manager can read (rules 1 to 5 of the domain, with every exception)."""

import re
from datetime import timedelta
from typing import NamedTuple

import pytest

from contacts.models import Asset, Contact, Persona, Stage, Touch
from scoring import promotion
from scoring.models import LeadDefinition
from tests.factories import NOON, make_asset, make_company, make_contact

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)

# Whom the firm sells to in these examples: people of logistics at firms of 50 to 2,000 people in the Nordics.
SHIPPER = {
    "name": "Shipper",
    "industries": ["Logistics"],
    "titles": ["logistics", "shipping"],
    "excluded_titles": ["student", "consultant"],
    "countries": ["NO", "SE", "DK"],
    "min_employees": 50,
    "max_employees": 2000,
    "excluded_kinds": ["Competitor"],
}
FIRM = {"kind": "Shipper", "industry": "Logistics", "employees": 400, "country": "NO"}
TITLE = {"title": "Head of Logistics"}
WHO = {
    "a buyer": (TITLE, FIRM),
    "somebody": ({}, None),
    "a buyer, size unknown": (TITLE, FIRM | {"employees": None}),
    "title unknown": ({}, FIRM),
    "a buyer at a firm of 50": (TITLE, FIRM | {"employees": 50}),
    "a buyer at a firm of 2,000": (TITLE, FIRM | {"employees": 2000}),
    "a buyer at a firm of 49": (TITLE, FIRM | {"employees": 49}),
    "a buyer at a firm of 2,001": (TITLE, FIRM | {"employees": 2001}),
    "a buyer in fashion": (TITLE, FIRM | {"industry": "Fashion"}),
    "a buyer in Spain": (TITLE, FIRM | {"country": "ES"}),
    "an accountant": ({"title": "Accountant"}, FIRM),
    "a student of logistics": ({"title": "Student of logistics"}, FIRM),
    "a competitor": (TITLE, FIRM | {"kind": "Competitor"}),
    "a buyer, looking for a job": (TITLE | {"flags": ["job_seeker_or_student"]}, FIRM),
    "a buyer with private mail": (TITLE | {"flags": ["free_mail"]}, FIRM),
}
# Versions of the definition; the plain one is the first that every firm begins with.
BY = {
    "plain": {},
    "one is enough": {"lead_interactions": 1},
    "three it takes": {"lead_interactions": 3},
    "unknown waits": {"unknown": "waits"},
    "no job seekers": {"never": ["job_seeker_or_student"]},
    "booths count double": {"weights": {"booth_visit": 2}},
    "webinars for 90 days": {"windows": {"webinar_attended": 90}},
    "half an hour of webinar": {"min_minutes": 30},
    "no requests at once": {"at_once": []},
    "clicks count singly": {"light": [], "counting": ["newsletter_click", "website_visit"]},
}
KINDS = {
    "download": Touch.Kind.DOWNLOAD,
    "webinar": Touch.Kind.WEBINAR_ATTENDED,
    "registered": Touch.Kind.WEBINAR_REGISTERED,
    "came to": Touch.Kind.EVENT_ATTENDED,
    "signed up for": Touch.Kind.EVENT_REGISTERED,
    "booth": Touch.Kind.BOOTH_VISIT,
    "met": Touch.Kind.NETWORKING,
    "click": Touch.Kind.NEWSLETTER_CLICK,
    "visit": Touch.Kind.WEBSITE_VISIT,
    "profile view": Touch.Kind.LINKEDIN_VIEW,
    "chat": Touch.Kind.WEBSITE_CHAT,
    "chat asking for contact": Touch.Kind.CHAT_CONTACT_REQUEST,
    "contact request": Touch.Kind.CONTACT_REQUEST,
    "information request": Touch.Kind.INFORMATION_REQUEST,
    "RFP": Touch.Kind.RFP,
    "connected": Touch.Kind.LINKEDIN_CONNECTION,
    "followed": Touch.Kind.SOCIAL_CONNECTION,
    "referral": Touch.Kind.REFERRAL,
    "stood on list": Touch.Kind.LISTED,
    "reply": Touch.Kind.REPLY,
    "called us": Touch.Kind.CALLED_US,
}

# Who | what they did (a capital letter is a webinar, paper or fair; yesterday unless told) | by which version | stage.
# In front of who they are may stand where they stood for the last 30 days: “nurture: a buyer”.
TABLE = """
= One interaction is a name, several make a lead
a buyer | nothing | plain | name
a buyer | download A | plain | name
a buyer | download A, download B | plain | lead
a buyer | download A, webinar B 40 min | plain | lead
a buyer | booth A, came to B | plain | lead
a buyer | met, connected | plain | lead
a buyer | referral, followed | plain | lead
a buyer | chat, download A | plain | lead
= Distinct means another kind or another asset
a buyer | download A, download A 9 days ago | plain | name
a buyer | webinar A 20 min, webinar A 30 min 2 days ago | plain | name
a buyer | download A, booth A | plain | lead
= Each within the 365 days before, boundary included
a buyer | download A, booth B 365 days ago | plain | lead
a buyer | download A, booth B 366 days ago | plain | name
a buyer | download A 365 days ago, booth B 365 days ago | plain | lead
a buyer | webinar A 20 min 90 days ago, booth B | webinars for 90 days | lead
a buyer | webinar A 20 min 91 days ago, booth B | webinars for 90 days | name
a buyer | RFP 1095 days ago | plain | lead
a buyer | RFP 1096 days ago | plain | name
= Webinars: at least ten minutes, and being there
a buyer | download A, webinar B 10 min | plain | lead
a buyer | download A, webinar B 9 min | plain | name
a buyer | download A, webinar B | plain | lead
a buyer | download A, webinar B 29 min | half an hour of webinar | name
a buyer | download A, webinar B 30 min | half an hour of webinar | lead
a buyer | download A, registered B | plain | name
a buyer | download A, signed up for B | plain | name
= Light kinds count once together
a buyer | click A, visit, profile view | plain | name
a buyer | click A, click B | plain | name
a buyer | click A, download B | plain | lead
a buyer | click A, visit | clicks count singly | lead
= What answers our own attempts never counts, nor does standing on a list
a buyer | download A, reply | plain | name
a buyer | download A, called us | plain | name
a buyer | reply, called us | plain | name
a buyer | download A, stood on list B | plain | name
= Who asks is a lead at once, whatever the count or the fit
somebody | contact request | plain | lead
somebody | information request | plain | lead
somebody | RFP | plain | lead
somebody | chat asking for contact | plain | lead
somebody | chat | plain | name
an accountant | contact request | plain | lead
a student of logistics | RFP | plain | lead
somebody | contact request | unknown waits | lead
a buyer, looking for a job | contact request | no job seekers | lead
a buyer | contact request | no requests at once | name
a buyer | contact request, download A | no requests at once | lead
a buyer | contact request 366 days ago | plain | name
= Persona first: a mismatch blocks, unknown does not
a buyer in fashion | download A, download B | plain | name
a buyer in Spain | download A, download B | plain | name
an accountant | download A, download B | plain | lead
an accountant | download A, download B | unknown waits | name
a student of logistics | download A, download B | plain | name
a competitor | download A, download B | plain | name
a buyer at a firm of 49 | download A, download B | plain | name
a buyer at a firm of 50 | download A, download B | plain | lead
a buyer at a firm of 2,000 | download A, download B | plain | lead
a buyer at a firm of 2,001 | download A, download B | plain | name
a buyer, size unknown | download A, download B | plain | lead
title unknown | download A, download B | plain | lead
somebody | download A, download B | plain | lead
a buyer, size unknown | download A, download B | unknown waits | name
somebody | download A, download B | unknown waits | name
a buyer | download A, download B | unknown waits | lead
= Flags that the definition names never pass; others are only shown
a buyer, looking for a job | download A, download B | plain | lead
a buyer, looking for a job | download A, download B | no job seekers | name
a buyer with private mail | download A, download B | no job seekers | lead
= How many it takes, and how much a kind weighs
a buyer | download A | one is enough | lead
a buyer | download A, download B | three it takes | name
a buyer | download A, download B, booth C | three it takes | lead
a buyer | booth A | booths count double | lead
a buyer | click A | booths count double | name
= Sales ready: four of at least three kinds
a buyer | download A, download B, booth C, referral | plain | sales_ready
a buyer | download A, download B, booth C, booth D | plain | lead
a buyer | download A, booth B, referral | plain | lead
a buyer | booth A, download B, referral | booths count double | sales_ready
a buyer | contact request, download A, booth B, met | plain | sales_ready
a student of logistics | download A, download B, booth C, referral | plain | name
= Nurture: something new brings them back, and nothing else
nurture: a buyer | download A 40 days ago, download B 50 days ago | plain | nurture
nurture: a buyer | download A 40 days ago, download B | plain | lead
nurture: a buyer | download A | plain | nurture
nurture: a buyer | contact request | plain | lead
nurture: a buyer | contact request 40 days ago | plain | nurture
nurture: a student of logistics | download A, download B | plain | nurture
nurture: a student of logistics | contact request | plain | lead
= Nobody is moved whom a rep works, or who is off the lists
lead: a student of logistics | download A | plain | lead
lead: a buyer | nothing | three it takes | lead
meeting: a buyer | contact request, download A, booth B, met | plain | meeting
opportunity: a buyer | contact request | plain | opportunity
won: a buyer | contact request | plain | won
lost: a buyer | download A, download B | plain | lost
disqualified: a buyer | contact request, download A, booth B | plain | disqualified
do_not_contact: a buyer | contact request, download A, booth B | plain | do_not_contact
"""


class Case(NamedTuple):
    who: str
    did: str
    by: str
    stage: str

    @classmethod
    def read(cls, line: str) -> "Case":
        return cls(*(cell.strip() for cell in line.split("|")))

    def __str__(self):
        return f"{self.who}: {self.did} ({self.by})"


CASES = [Case.read(line) for line in TABLE.strip().splitlines() if not line.startswith("=")]


def somebody(who: str) -> Contact:
    before, _, kind = who.rpartition(": ")
    facts, firm = WHO[kind]
    company = make_company(**firm) if firm else None
    revisit = {"revisit_on": (NOON + 150 * DAY).date()} if before == Stage.NURTURE else {}
    return make_contact(stage=before or None, at=NOON - 30 * DAY, company=company, **facts, **revisit)


def do(contact: Contact, what: str, assets: dict[str, Asset]) -> None:
    """One thing they did: “webinar B 40 min 2 days ago”."""
    kind, asset, minutes, ago = re.fullmatch(r"(.+?)(?: ([A-Z]))?(?: (\d+) min)?(?: (\d+) days ago)?", what).groups()
    if asset and asset not in assets:
        assets[asset] = make_asset()
    contact.record_touch(
        KINDS[kind],
        at=NOON - int(ago or 1) * DAY,
        recorded_at=NOON,
        asset=assets.get(asset),
        minutes=int(minutes) if minutes else None,
        key=f"{kind} {asset or ''}" if KINDS[kind] not in Touch.REQUESTS else "",
    )


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_case(case):
    Persona.objects.create(**SHIPPER)
    LeadDefinition.objects.update(**BY[case.by])
    contact, assets = somebody(case.who), {}

    for what in case.did.split(", "):
        if what != "nothing":
            do(contact, what, assets)
    promotion.evaluate([contact.pk], at=NOON)

    contact.refresh_from_db()
    assert contact.stage == case.stage


def test_the_table_knows_every_kind_and_every_stage():
    did = {kind for case in CASES for what in case.did.split(", ") for kind in KINDS if what.startswith(kind)}
    assert did == KINDS.keys()
    assert {case.stage for case in CASES} == set(Stage.values)
