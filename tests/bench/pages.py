"""P3, P8, P10: the pages of a working day against the plain view of 50 rows (search against the list)."""

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
# On the timeline of the contact that is looked at.
TOUCHES = 50
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
    firm = Firm.current()
    firm.working_days, firm.call_from, firm.call_until = list(range(7)), "00:00", "23:59:59"
    firm.save()
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
        self.known = Contact.objects.filter(owner=rep).latest("pk")
        Touch.objects.bulk_create(
            [
                Touch(contact=self.known, kind=Touch.Kind.NEWSLETTER_CLICK, direction="in", at=now(), key=f"click {n}")
                for n in range(TOUCHES)
            ]
        )

    def plain(self):
        assert self.plain_client.get("/plain/").status_code == 200

    def contact_list(self):
        assert self.plain_client.get("/contacts/").status_code == 200

    def contact(self):
        assert self.plain_client.get(f"/contacts/{self.known.pk}/").status_code == 200

    def search_part(self):
        assert self.plain_client.get("/contacts/", {"q": "erson 17"}).status_code == 200

    def search_mail(self):
        assert self.plain_client.get("/contacts/", {"q": f"p{self.known.pk}@bench.example"}).status_code == 200

    def log_and_next(self):
        task = Task.objects.open().of(self.rep).filter(channel="phone").first()
        data = {"key": uuid4(), "version": task.version, "outcome": self.no_answer.pk, "note": ""}
        assert self.client.post(f"/work/{task.pk}/log/", data).status_code == 200


def run(small: bool) -> list[Result]:
    """At 100k contacts, or at a million."""
    begin_anew()
    pages = Pages(prepare(100_000 if small else 1_000_000))
    with override_settings(**AS_INSTALLED):
        works = {
            name: getattr(pages, name)
            for name in ("plain", "contact_list", "contact", "search_part", "search_mail", "log_and_next")
        }
        found = p95_in_turn(ROUNDS, **works)
    plain, listed = found["plain"], found["contact_list"]
    return [
        Result("P3-part", "search by part of a name, p95", listed, found["search_part"], 3.0),
        Result("P3-mail", "search by an exact mail address, p95", listed, found["search_mail"], 1.2),
        Result("P8", f"contact page with {TOUCHES} touches, p95", plain, found["contact"], 2.0),
        Result("P10", "log an outcome, show the next card, p95", plain, found["log_and_next"], 2.0),
    ]
