"""P10 and the task list of P2: log an outcome and show the next card, and Today, against the plain view of 50 rows."""

from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.test import Client, override_settings
from django.utils.timezone import now

from cadences import firing
from cadences.models import Enrollment, Outcome, Task
from contacts.models import Company, Contact, ContactPoint, StageChange, Touch
from leadflow.accounts.models import Firm, Team, User
from tests.bench.measuring import Result, begin_anew, tidy
from tests.bench.plain import p95_in_turn

ROUNDS = 100
# One rep's share: more would not be worked in a day.
QUEUE = 300
# The plain view beside ours. Hashed names of static files are made at the start of an installation; here there is none.
AS_INSTALLED = {
    "ROOT_URLCONF": "tests.bench.plain",
    "ALLOWED_HOSTS": ["testserver"],
    "STORAGES": settings.STORAGES
    | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}},
}


def prepare(number: int) -> User:
    """That many contacts with two touches each, of which one rep has a long queue today. Returns the rep."""
    team = Team.objects.create(name="Bench pages")
    rep = User.objects.create_user("pages@bench.example", name="Rep", team=team)
    other = User.objects.create_user("other@bench.example", name="Other", team=team)
    Firm.objects.update(working_days=list(range(7)), call_from="00:00", call_until="23:59:59")
    companies = Company.objects.bulk_create(
        [Company(name=f"Firm {n}", name_key=f"firm {n}", domain=f"f{n}.example") for n in range(max(number // 10, 1))],
        batch_size=5000,
    )
    contacts = Contact.objects.bulk_create(
        [
            Contact(
                name=f"Person {n}",
                first_name="Person",
                team=team,
                owner=rep if n < QUEUE else other,
                company=companies[n % len(companies)],
                country="NO",
            )
            for n in range(number)
        ],
        batch_size=5000,
    )
    ContactPoint.objects.bulk_create(
        [
            ContactPoint(contact=c, kind=kind, value=value, normalised=value)
            for c in contacts
            for kind, value in (("email", f"p{c.pk}@bench.example"), ("phone", f"+4722{c.pk:06}"))
        ],
        batch_size=5000,
    )
    at = now() - timedelta(days=2)
    Touch.objects.bulk_create(
        [
            Touch(contact=c, kind=kind, direction="in", at=at, key=kind)
            for c in contacts
            for kind in (Touch.Kind.DOWNLOAD, Touch.Kind.WEBINAR_ATTENDED)
        ],
        batch_size=5000,
    )
    Contact.objects.filter(team=team).change_stage("lead", at=at, cause=StageChange.Cause.BY_HAND)
    call = Enrollment.objects.first().version.steps.get(key="first-call")
    mine = Enrollment.objects.filter(contact__owner=rep)
    mine.update(next_step=call, next_due_on=Firm.current().day_of(now()), side_step=None, side_due_on=None)
    firing.sweep(now(), clock=now)
    tidy()
    return rep


class Pages:
    """One rep's browser: the pages that are timed."""

    def __init__(self, rep: User):
        self.rep = rep
        self.client = Client(headers={"HX-Request": "true"})
        self.client.force_login(rep)
        self.plain_client = Client()
        self.plain_client.force_login(rep)
        self.no_answer = Outcome.objects.get(effect=Touch.Outcome.NO_ANSWER)

    def plain(self):
        assert self.plain_client.get("/plain/").status_code == 200

    def today(self):
        assert self.plain_client.get("/today/").status_code == 200

    def log_and_next(self):
        task = Task.objects.open().of(self.rep).filter(channel="phone").first()
        data = {"key": uuid4(), "version": task.version, "outcome": self.no_answer.pk, "note": ""}
        assert self.client.post(f"/work/{task.pk}/log/", data).status_code == 200


def run(small: bool) -> list[Result]:
    """At 100k contacts, or at a million."""
    begin_anew()
    pages = Pages(prepare(100_000 if small else 1_000_000))
    with override_settings(**AS_INSTALLED):
        found = p95_in_turn(ROUNDS, plain=pages.plain, today=pages.today, log_and_next=pages.log_and_next)
    return [
        Result("P2 today", "Today, p95", found["plain"], found["today"], 2.0),
        Result("P10", "log an outcome, show the next card, p95", found["plain"], found["log_and_next"], 2.0),
    ]
