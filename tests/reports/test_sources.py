"""Sources compared: what came of the people of each kind of list, and each number opens its rows."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.urls import reverse

from contacts.importing import work
from contacts.models import Channel, Contact, Upload
from leadflow.reports import sources
from leadflow.reports.scope import Scope, ScopeForm
from tests.factories import NOON, log_outcome

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
# Two who ask to be called and become leads, one of whom downloaded before, and one who is junk.
DOWNLOADS = b"Name,Email\nIda Moe,ida@nordquay.example\nEva Holm,eva@polder.example\nMickey Mouse,test@test.com\n"
REQUESTS = b"Name,Email\nIda Moe,ida@nordquay.example\nPer Lund,per@kestrel.example\n"


def imported(house, content, kind, at):
    upload = Upload.receive(
        ContentFile(content), name=f"{kind}.csv", at=at, by=house.marketer, team=house.north, kind=kind, zone="UTC"
    )
    upload = work.do_all(upload.pk, clock=lambda: at)
    upload.begin(at=at)
    return work.do_all(upload.pk, clock=lambda: at)


@pytest.fixture
def listed(house):
    imported(house, DOWNLOADS, "download", NOON)
    imported(house, REQUESTS, "contact_request", NOON + DAY)
    ida = Contact.objects.get(name="Ida Moe")
    log_outcome(ida, "done", channel=Channel.EMAIL, at=NOON + 2 * DAY)
    log_outcome(ida, "meeting", at=NOON + 2 * DAY, agreed=NOON + 5 * DAY)
    per = Contact.objects.get(name="Per Lund")
    log_outcome(per, "rejected", channel=Channel.RESEARCH, reason="Competitor", at=NOON + 2 * DAY)
    return house


def test_each_source_tells_what_came_of_its_people_since_its_list(listed):
    scope = Scope.asked_for(ScopeForm({}, viewer=listed.petra), listed.petra, at=NOON + 3 * DAY)

    found = {
        source.kind: (source.people, source.junk, source.leads, source.accepted, source.meetings)
        for source in sources.compared(scope)
    }

    assert found == {"download": (2, 1, 1, 1, 1), "page": (2, 0, 2, 1, 1)}


def test_each_number_of_a_source_opens_as_many_rows(listed, client):
    client.force_login(listed.petra)
    with time_machine.travel(NOON + 3 * DAY, tick=False):
        compared = client.get(reverse("dashboard")).context["sources"]
        for source in compared:
            for show in sources.SHOWN:
                page = client.get(reverse("source", args=[source.kind]), {"show": show}).context["page"]
                assert len(page.rows) == getattr(source, show), (source.kind, show)


def test_a_source_that_is_none_is_not_found(house, client):
    client.force_login(house.petra)

    assert client.get(reverse("source", args=["gossip"])).status_code == 404
