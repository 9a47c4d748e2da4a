"""P2: Today, and the contact list with each filter and sort, against the plain view of 50 rows: medians, in turn.

Twenty pages in turn take too long for enough rounds to tell a 95th percentile from a hiccup of the machine.
"""

from datetime import timedelta
from functools import partial
from itertools import islice

from django.test import Client, override_settings
from django.utils.timezone import now

from cadences.models import Task
from contacts.models import Company, Contact, ContactPoint, Stage, Touch, Upload, UploadRow
from leadflow.accounts.models import Firm, Team, User
from tests.bench.measuring import Result, begin_anew, in_turn, seconds, tidy
from tests.bench.pages import AS_INSTALLED, QUEUE

ROUNDS = 40
GOAL = 2.0
BATCH = 5000
COUNTRIES = ["NO", "GB", "DE", "US"]
FITS = ["match", "unknown", "mismatch"]
STAGES = [Stage.NAME, Stage.LEAD, Stage.SALES_READY, Stage.OPPORTUNITY, Stage.DISQUALIFIED]


def prepare(number: int) -> tuple[User, Upload]:
    """That many contacts, of each sort one can ask for, and one rep with a long queue. Only to be read."""
    team = Team.objects.create(name="Bench lists")
    reps = [User.objects.create_user(f"lists{n}@bench.example", name=f"Rep {n}", team=team) for n in range(10)]
    upload = Upload.objects.create(name="bench.csv", team=team, by=reps[0], created_at=now())
    companies = Company.objects.bulk_create(
        [Company(name=f"Firm {n}", name_key=f"firm {n}", domain=f"f{n}.example") for n in range(number // 10 + 1)],
        batch_size=BATCH,
    )
    numbers = iter(range(number))
    while some := list(islice(numbers, BATCH)):
        contacts = Contact.objects.bulk_create([_contact(n, team, [*reps, None], companies) for n in some])
        ContactPoint.objects.bulk_create(
            ContactPoint(contact=c, kind="email", value=f"p{c.pk}@b.example", normalised=f"p{c.pk}@b.example")
            for c in contacts
        )
        Touch.objects.bulk_create(_touch(c, n) for c in contacts for n in range(2))
        listed = contacts[: BATCH // 10]
        rows = (UploadRow(upload=upload, number=c.pk, contact=c, fate=UploadRow.Fate.CREATED) for c in listed)
        UploadRow.objects.bulk_create(rows)
    mine = Contact.objects.filter(owner=reps[0], stage=Stage.LEAD)[:QUEUE]
    day = Firm.current().day_of(now())
    Task.objects.bulk_create(
        Task(contact=c, rep=reps[0], kind=Task.Kind.BY_HAND, channel="email", due_on=day, created_at=now())
        for c in mine
    )
    tidy()
    return reps[0], upload


def _contact(n: int, team: Team, owners: list, companies: list) -> Contact:
    return Contact(
        name=f"Person {n}",
        first_name="Person",
        team=team,
        owner=owners[n % len(owners)],
        company=companies[n % len(companies)],
        stage=STAGES[n % len(STAGES)],
        stage_since=now() - timedelta(minutes=n),
        country=COUNTRIES[n % len(COUNTRIES)],
        fit=FITS[n % len(FITS)],
        interest=n % 7,
        flags=["free_mail"] if n % 50 == 0 else [],
    )


def _touch(contact: Contact, n: int) -> Touch:
    """One thing they did, and of half of them one attempt, in the course of the last year."""
    at = now() - timedelta(days=contact.pk % 400)
    if n and contact.pk % 2:
        return Touch(contact=contact, kind="attempt", channel="phone", direction="out", at=at, key="call")
    return Touch(contact=contact, kind=Touch.Kind.DOWNLOAD, direction="in", at=at, key=f"download {n}")


def addresses(rep: User, upload: Upload) -> dict[str, str]:
    """What is asked for, by its name in the table."""
    asked = [
        "",
        *(f"sort={sort}" for sort in ("lately", "interest", "newest")),
        *(f"stage={stage}" for stage in ("leads", "open", "name")),
        *(f"owner={owner}" for owner in ("me", "nobody")),
        f"team={rep.team_id}",
        "country=NO",
        "fit=match",
        "interactions=3",
        *(f"untouched={days}" for days in ("never", "90")),
        *(f"flag={flag}" for flag in ("any", "free_mail")),
        f"upload={upload.pk}",
        "stage=leads&owner=me&sort=interest",
    ]
    return {"Today": "/today/"} | {f"contacts, {query or 'all'}": f"/contacts/?{query}" for query in asked}


def run(small: bool) -> list[Result]:
    """At 100k contacts, or at a million."""
    begin_anew()
    rep, upload = prepare(100_000 if small else 1_000_000)
    client = Client()
    client.force_login(rep)

    def opens(address):
        assert client.get(address).status_code == 200

    pages = {"plain": "/plain/"} | addresses(rep, upload)
    works = {name: partial(seconds, partial(opens, address)) for name, address in pages.items()}
    with override_settings(**AS_INSTALLED):
        in_turn(1, **works)
        found = in_turn(ROUNDS, **works)
    plain = found.pop("plain")
    return [Result("P2", name, plain, taken, GOAL) for name, taken in found.items()]
