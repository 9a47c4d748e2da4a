"""P4: judge everybody anew by a new version of the lead definition, against one aggregate plus writing its result.
P6: one new touch until the stage is decided, by its SQL alone."""

import time
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils.timezone import now

from contacts.models import Asset, Company, Contact, Persona, Touch
from leadflow.accounts.models import Team
from scoring import rescoring
from scoring.models import LeadDefinition, Rescore, counting_kinds
from tests.bench.measuring import Result, begin_anew, in_turn, seconds, tidy

TOUCHES = 10
KINDS = ["download", "webinar_attended", "booth_visit", "newsletter_click", "website_visit", "reply"]
INDUSTRIES = ["Logistics", "Food", "Fashion", ""]
TITLES = ["Head of Logistics", "Quality Manager", "Accountant", ""]
BATCH = 5000
ROUNDS = 3
# What one touch may take in the database.
SECONDS_OF_SQL = 0.005


def prepare(number: int) -> None:
    """That many names with ten touches each, of six kinds and fifty assets, over four years; three personas."""
    team = Team.objects.create(name="Bench definition")
    for industry in INDUSTRIES[:3]:
        Persona.objects.create(name=industry, industries=[industry], titles=["logistics", "quality"], min_employees=50)
    Asset.objects.bulk_create(Asset(kind="ebook", name=f"Asset {n}", key=f"asset {n}") for n in range(50))
    firms = Company.objects.bulk_create(
        [
            Company(name=f"Firm {n}", name_key=f"firm {n}", industry=INDUSTRIES[n % 4], employees=20 * (n % 40))
            for n in range(number // 10)
        ],
        batch_size=BATCH,
    )
    for first in range(0, number, BATCH):
        Contact.objects.bulk_create(
            Contact(name=f"Person {n}", team=team, company=firms[n % len(firms)], title=TITLES[n % 4])
            for n in range(first, min(first + BATCH, number))
        )
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO contacts_touch
                (contact_id, direction, kind, channel, at, asset_id, outcome, gist, detail, key, created_at)
            SELECT c.id, 'in', (%s::text[])[1 + (c.id * 7 + n * 5) %% 6], '',
                %s - (c.id * 31 + n * 97) %% 1460 * interval '1 day',
                (SELECT min(id) FROM contacts_asset) + (c.id + n) %% 50, '', '', '{}', 'touch ' || n, %s
            FROM contacts_contact c, generate_series(1, %s) n
            """,
            [KINDS, now(), now(), TOUCHES],
        )
    tidy()


def reset() -> None:
    """As if nobody had been judged yet, by a version that nobody qualifies for: promotions are not what is measured."""
    Contact.objects.update(interest=0, fit="unknown", short_of_lead=None, short_of_ready=None)
    Rescore.objects.all().delete()
    tidy()


def bare() -> None:
    """How many distinct interactions everybody has, and nothing else, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE contacts_contact c SET interest = found.distinct_ones FROM (
                SELECT contact_id, count(DISTINCT (kind, asset_id)) AS distinct_ones FROM contacts_touch
                WHERE voided_at IS NULL AND kind = ANY(%s) AND at >= %s GROUP BY contact_id
            ) found WHERE found.contact_id = c.id
            """,
            [[str(kind) for kind in counting_kinds()], now() - timedelta(days=365)],
        )


def ours() -> None:
    at = now()
    rescoring.do_all(Rescore.for_definition(LeadDefinition.in_force(at), at=at).pk, clock=lambda: at)


def after_reset(work) -> float:
    reset()
    return seconds(work)


def one_touch(pk: int, at: datetime) -> float:
    """The seconds that the database works on something that one of them did."""
    spent = 0.0

    def timed(execute, *arguments):
        nonlocal spent
        began = time.perf_counter()
        try:
            return execute(*arguments)
        finally:
            spent += time.perf_counter() - began

    with connection.execute_wrapper(timed), transaction.atomic():
        Contact.objects.get(pk=pk).record_touch(Touch.Kind.DOWNLOAD, at=at, key="new")
    return spent


def run(small: bool) -> list[Result]:
    """A million contacts with ten million touches; a tenth of them where it shall be small."""
    number = 100_000 if small else 1_000_000
    begin_anew()
    prepare(number)
    LeadDefinition.objects.update(lead_interactions=100, ready_interactions=200)
    found = in_turn(ROUNDS if small else 1, bare=lambda: after_reset(bare), ours=lambda: after_reset(ours))
    people = iter(Contact.objects.order_by("pk").values_list("pk", flat=True)[:60])
    touch = in_turn(50, one=lambda: one_touch(next(people), now()))
    return [
        Result("P4", f"judge {number:,} with {number * TOUCHES:,} touches", found["bare"], found["ours"], 1.5),
        Result("P6", "SQL of a touch, against 5 ms", SECONDS_OF_SQL, touch["one"], 1.0),
    ]
