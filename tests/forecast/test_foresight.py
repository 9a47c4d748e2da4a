"""What is foreseen of a list, held against what its import then does."""

from collections import Counter
from datetime import timedelta

import pytest

from contacts.importing import work
from contacts.models import Contact, Persona, Stage, Touch, Upload
from contacts.models.stage import LEADS
from leadflow.forecast import shares, working
from leadflow.forecast.models import Forecast
from tests.contacts.uploading import people, staged
from tests.factories import NOON, make_company, make_contact, make_enrollment, make_team, make_touch, make_user

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def foreseen(upload: Upload) -> Forecast:
    """The forecast of a list that is to be checked."""
    working.work_out(Forecast.ask(upload).pk, clock=lambda: NOON)
    forecast = Forecast.objects.get(upload=upload)
    assert forecast.state == Forecast.State.READY
    return forecast


def whose(forecast: Forecast) -> Counter:
    """How many leads each rep would get."""
    return Counter({share.rep: share.leads for share in shares.from_json(forecast.shares) if share.leads})


def imported_now(upload: Upload) -> Counter:
    """Import it, and tell how many leads each rep has got by it."""
    before = set(Contact.objects.filter(stage__in=LEADS).values_list("pk", flat=True))
    assert upload.begin(at=NOON), upload.problem
    done = work.do_all(upload.pk, clock=lambda: NOON)
    assert done.phase == Upload.Phase.DONE
    return Counter(Contact.objects.filter(stage__in=LEADS).exclude(pk__in=before).values_list("owner", flat=True))


def test_a_small_list(db):
    team = make_team()
    reps = [make_user(team=team) for _ in range(2)]
    upload = staged(
        people("Ida,Moe,ida@nordquay.example,Nordquay,,,", "Per,Lund,per@polder.example,Polder,,,"),
        team=team,
        kind="contact_request",
    )

    forecast = foreseen(upload)

    assert (forecast.leads, forecast.requests) == (2, 2)
    assert whose(forecast) == {reps[0].pk: 1, reps[1].pk: 1}
    assert imported_now(upload) == whose(forecast)
