"""The forecast on the page where a list is checked, and on its own."""

import pytest
from django.urls import reverse

from contacts.models import Upload
from leadflow.accounts.models import User
from leadflow.forecast import working
from leadflow.forecast.models import Forecast
from tests.contacts.uploading import staged
from tests.factories import NOON, make_team, make_user

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


def twice(number: int) -> str:
    """A list of so many people who did two things each, and one who asked to be contacted."""
    rows = [
        f"Ana{n},Berg{n},ana{n}@polder{n}.example,{what}"
        for n in range(10, 10 + number)
        for what in ("download,Guide", "booth visit,Fair")
    ]
    asked = "Ida,Moe,ida@solano.example,contact request,Form"
    return "\n".join(["First name,Last name,Email,Interaction,Event name", *rows, asked])


@pytest.fixture
def team(db):
    team = make_team("North")
    for name in ("Ana Brandt", "Ben Okafor"):
        make_user(team=team, name=name)
    return team


@pytest.fixture
def upload(team, marketer, at_noon) -> Upload:
    return staged(twice(4), team=team)


def work_out(upload: Upload) -> None:
    """What the worker would do."""
    working.work_out(Forecast.objects.get(upload=upload).pk, clock=lambda: NOON)


def state(upload: Upload) -> str:
    return Forecast.objects.get(upload=upload).state


def get(client, upload) -> str:
    return client.get(reverse("forecast", args=[upload.pk]), headers=HTMX).content.decode()


def post(client, upload, **answers):
    return client.post(reverse("forecast", args=[upload.pk]), answers, headers=HTMX)


def test_a_list_that_was_read_is_being_worked_out_and_then_fills_in(client, upload):
    before = get(client, upload)
    work_out(upload)
    after = get(client, upload)

    assert "Being worked out" in before
    assert 'hx-trigger="every 1s"' in before
    assert "every 1s" not in after
    assert "Ana Brandt" in after
    assert "3 leads" in after


def test_the_check_page_loads_it(client, upload):
    page = client.get(reverse("upload", args=[upload.pk])).content.decode()

    assert f'hx-get="{reverse("forecast", args=[upload.pk])}"' in page


def test_without_scripts_it_is_a_page_of_its_own(client, upload):
    work_out(upload)

    page = client.get(reverse("forecast", args=[upload.pk])).content.decode()
    response = client.post(reverse("forecast", args=[upload.pk]), {"starts_a_day": "1"}, follow=True)

    assert "<h1" in page
    assert "the last starts" in response.content.decode()


def test_the_limit_shows_at_once_and_is_kept(client, upload):
    work_out(upload)

    shown = post(client, upload, starts_a_day="1").content.decode()
    unlimited = post(client, upload, starts_a_day="").content.decode()

    assert "the last starts" in shown
    assert "the last starts" not in unlimited
    assert state(upload) == Forecast.State.READY
    upload.refresh_from_db()
    assert upload.starts_a_day is None


@pytest.mark.parametrize("value", ["0", "-3", "many", "1001"])
def test_a_limit_that_cannot_be_is_refused_in_words(client, upload, value):
    work_out(upload)

    response = post(client, upload, starts_a_day=value)

    assert response.status_code == 422
    assert "invalid-words" in response.content.decode()


def test_another_answer_has_it_worked_out_anew(client, upload, team):
    work_out(upload)
    rep = team.members.get(name="Ben Okafor")

    post(client, upload, follow_up=f"rep-{rep.pk}", asset_name="list")
    assert state(upload) == Forecast.State.PENDING
    work_out(upload)

    page = get(client, upload)
    assert "5 leads" in page
    assert "Ana Brandt" not in page


def test_the_same_answer_does_not(client, upload, team):
    work_out(upload)

    post(client, upload, follow_up=f"team-{team.pk}", asset_name=upload.subject, starts_a_day="")

    assert state(upload) == Forecast.State.READY


def test_a_team_that_one_may_not_choose_is_refused(client, upload):
    south = make_team("South")
    manager = make_user(User.Role.MANAGER, manages=[upload.team])
    client.force_login(manager)

    response = post(client, upload, follow_up=f"team-{south.pk}")

    assert response.status_code == 422
    upload.refresh_from_db()
    assert upload.team != south


def test_answers_that_come_too_late_are_refused(client, upload):
    work_out(upload)
    upload.cancel(at=NOON)

    response = post(client, upload, starts_a_day="3")

    assert response.status_code == 400
    upload.refresh_from_db()
    assert upload.starts_a_day is None


def test_what_an_older_answer_brings_does_not_count(upload):
    forecast = Forecast.claim(Forecast.objects.get(upload=upload).pk, at=NOON)
    Forecast.ask(upload)

    with pytest.raises(Forecast.Overtaken):
        forecast.was_worked_out({"leads": 99}, at=NOON)


def test_two_workers_do_not_work_it_out_twice(upload):
    pk = Forecast.objects.get(upload=upload).pk

    assert Forecast.claim(pk, at=NOON)
    assert Forecast.claim(pk, at=NOON) is None


def test_one_that_kills_its_workers_is_given_up_and_says_so(client, upload):
    pk = Forecast.objects.get(upload=upload).pk
    for _ in range(4):
        Forecast.claim(pk, at=NOON)
        Forecast.objects.update(leased_until=None)

    assert "could not be worked out" in get(client, upload)


@pytest.mark.parametrize(("kind", "number"), [("leads", 5), ("requests", 1), ("ready", 0)])
def test_every_number_opens_its_rows(client, upload, kind, number):
    work_out(upload)

    page = client.get(reverse("forecast_rows", args=[upload.pk, kind]))

    assert len(page.context["page"].rows) == number


def test_a_reps_leads_open_too(client, upload, team):
    work_out(upload)
    rep = team.members.get(name="Ana Brandt")

    page = client.get(reverse("forecast_rows", args=[upload.pk, "leads"]), {"rep": rep.pk})

    assert len(page.context["page"].rows) == 3


def test_the_import_takes_the_limit_from_the_check_page(client, upload, team):
    answers = {"asset_name": "list", "kind": "listed", "follow_up": f"team-{team.pk}", "starts_a_day": "2"}
    columns = {f"column_{column['index']}": column["field"] or "" for column in upload.reading["columns"]}

    client.post(reverse("upload_check", args=[upload.pk]), answers | columns)

    upload.refresh_from_db()
    assert (upload.phase, upload.starts_a_day) == (Upload.Phase.IMPORTING, 2)


def test_the_picture_costs_the_same_however_many(client, team, marketer, at_noon, django_assert_max_num_queries):
    for number in (3, 60):
        upload = staged(twice(number), team=team, name=f"{number}.csv")
        work_out(upload)
        with django_assert_max_num_queries(19):
            get(client, upload)
