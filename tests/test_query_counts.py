"""No page asks the database more often because there is more to show."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cadences import contesting
from cadences.models import Task
from contacts.models import Asset, Touch, UploadRow
from leadflow.accounts.models import DayOff, User
from tests.factories import (
    NOON,
    log_outcome,
    make_asset,
    make_company,
    make_contact,
    make_enrollment,
    make_team,
    make_touch,
    make_user,
)
from tests.routes import ADMIN, MARKETING, OWNER, ROUTES, make_world

pytestmark = pytest.mark.django_db

# Session, person, firm, and what the page itself is about.
USUAL = 12
# Pages that show more than one thing.
MORE = {
    "dashboard": 45,
    "contact": 17,
    "company": 13,
    "work_task": 21,
    "work": 20,
    "health": 14,
    "slipping": 14,
    "late": 14,
    "day_of_rep": 14,
    "rejected": 22,
    "cadence": 13,
    "publish_plan": 15,
    "steps": 14,
    "weeks": 19,
    "weeks_day": 19,
}
PAGES = [name for name, route in ROUTES.items() if route.get and name not in {"home", "styleguide"}]


def grow(world, number):
    """That many more of everything that a page may list."""
    for _ in range(number):
        lead = make_contact(owner=world.people[OWNER], company=world.company, phone="+47 22 55 01 35")
        make_enrollment(lead)
        log_outcome(lead, "no_answer")
        Task.open_for(lead, Task.Kind.CALL_BACK, due_on=NOON.date(), at=NOON)
        make_contact(company=make_company(), team=world.north, stage="nurture", revisit_on=NOON.date() + timedelta(90))
        for contact in (lead, world.contact):
            make_touch(contact, Touch.Kind.DOWNLOAD, asset=make_asset("A guide", Asset.Kind.DOWNLOAD))
        log_outcome(world.contact, "no_answer")
        no_lead = log_outcome(make_contact(owner=world.people[OWNER], stage="lead"), "rejected", reason="Junk")
        contesting.contest(no_lead, why="A buyer.", by=world.people[MARKETING], at=NOON)
        rows = world.upload.rows.count()
        UploadRow.objects.create(upload=world.upload, number=rows + 2, fate=UploadRow.Fate.QUARANTINED, contact=lead)
        make_user(team=world.north)
        make_user(User.Role.MANAGER, manages=[make_team()])
        DayOff.objects.create(day=NOON.date() + timedelta(days=365 + DayOff.objects.count()), name="Off")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_the_same_questions_however_much_there_is(client, name):
    world, route = make_world(), ROUTES[name]
    client.force_login(world.people[ADMIN if ADMIN in route.get else OWNER])
    address = reverse(name, args=route.of(world))

    def questions():
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code in (200, 204, 302)
        return [query["sql"] for query in asked]

    grow(world, 2)
    questions()
    few = questions()
    grow(world, 8)
    many = questions()

    assert len(many) <= len(few), "\n".join(many)
    assert len(many) <= MORE.get(name, USUAL), "\n".join(many)
