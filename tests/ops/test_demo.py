"""The demo firm: told by the real code, full of work today, and open to nobody but who sits at the machine."""

import os
import sqlite3
import time
from datetime import datetime
from io import StringIO
from statistics import mean
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import override_settings
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from cadences.models import DailyLimit, Enrollment, Hold, Outcome, Task
from contacts.models import Contact, Touch, Upload, UploadRow
from leadflow.accounts.models import Firm, User
from leadflow.ops.demo import build, door, people
from leadflow.ops.demo.story import Story
from leadflow.reports.figures import overview
from leadflow.reports.scope import Scope, ScopeForm
from leadflow.reports.slipping import slipping
from tests.factories import make_user

# There is a demo on the embedded database alone.
pytestmark = pytest.mark.ops

HERE = ["localhost", "127.0.0.1", "[::1]"]
LONDON = ZoneInfo("Europe/London")
# A Tuesday before noon, and a Sunday in the evening.
TUESDAY = datetime(2026, 11, 24, 11, 20, tzinfo=LONDON)
SUNDAY = datetime(2026, 11, 22, 21, 5, tzinfo=LONDON)
FIRST_FIRM = {
    "firm_name": "Polder Cold",
    "team_name": "Sales",
    "time_zone": "Europe/Amsterdam",
    "name": "Zoë Achterberg",
    "email": "zoe@polder.example",
    "password": "a kettle sings at noon",
}


SUNDAYS = pytest.param(SUNDAY, marks=pytest.mark.chaos, id="on a Sunday evening")


@pytest.fixture(params=[pytest.param(TUESDAY, id="on a Tuesday"), SUNDAYS])
def told(request, db, settings, tmp_path):
    """A smaller firm, so that it is told in seconds."""
    settings.MEDIA_ROOT = tmp_path
    Story(request.param, number=100).tell(lambda day, percent: None)
    return request.param


@pytest.fixture
def demo(db, settings, tmp_path):
    """Only the people of a demo, in an installation of this machine."""
    settings.MEDIA_ROOT = tmp_path
    settings.ALLOWED_HOSTS = HERE
    firm = Firm.current()
    firm.is_demo = True
    firm.save()
    return make_user(name="Ana Brandt")


def test_the_story_leaves_a_firm_at_work(told):
    assert Contact.objects.count() == 100
    assert set(Upload.objects.values_list("phase", flat=True)) == {Upload.Phase.DONE}
    assert Upload.objects.count() == 6
    assert UploadRow.objects.filter(fate=UploadRow.Fate.QUARANTINED).exists()
    assert not slipping(Contact.objects.all(), at=told).exists()
    today, waiting = told.astimezone(LONDON).date(), set()
    for rep in User.objects.active_reps():
        due = set(Task.objects.of(rep).due(today).values_list("kind", flat=True))
        assert Task.Kind.REQUEST in due, f"somebody waits for {rep} to call"
        waiting |= due
    assert {"request", "call_back", "meeting", "decision", "revisit", "step"} <= waiting
    assert Task.objects.overdue(today).exists()
    manager = User.objects.get(role=User.Role.MANAGER)
    month = Scope.asked_for(ScopeForm({"period": "30-days"}, viewer=manager), manager, at=told)
    found = {figures.person.first_name: figures for figures in overview(month).people}
    # Who gets which wording hangs on the ids, and whose dials are fewest in so small a firm hangs on the wordings.
    assert found.pop("Ben").dials < mean(figures.dials for figures in found.values())
    assert all(figures.dials for figures in found.values())
    assert not Touch.objects.filter(at__gt=told).exists()
    assert not any(person.has_usable_password() for person in User.objects.all())
    shows_what_plans_can_do()


def shows_what_plans_can_do():
    plans = set(Enrollment.objects.live().values_list("version__cadence__name", flat=True))
    assert plans == {"21-day follow-up", "After a booth or webinar"}
    done = Task.objects.filter(state=Task.State.DONE)
    assert set(done.exclude(variant="").values_list("variant", flat=True)) == {"A", "B"}
    assert DailyLimit.objects.exists()
    assert Hold.objects.filter(reason=Hold.Reason.OUT_OF_OFFICE, resumed_at=None).count() == 1
    assert Contact.objects.filter(call_days__isnull=False).count() == 1


def test_the_same_day_invents_the_same_people_with_addresses_that_lead_nowhere():
    first, again = (people.invent(100, people.Random("x")) for _ in range(2))

    assert first == again
    assert len({person.email for person in first}) == 100
    assert all(person.email.endswith(".example") for person in first)


def test_one_click_lets_in_who_sits_at_the_machine(demo, client):
    page = client.get(reverse("account_login"), headers={"host": "localhost"})
    assert b"Ana Brandt" in page.content

    client.post(reverse("demo_log_in", args=[demo.pk]), headers={"host": "localhost"})

    assert client.session["_auth_user_id"] == str(demo.pk)


ELSEWHERE = [
    pytest.param({"REMOTE_ADDR": "192.168.1.7"}, {}, id="from another machine"),
    pytest.param({"REMOTE_ADDR": ""}, {}, id="from nobody knows where"),
    pytest.param({}, {"x-forwarded-for": "203.0.113.9"}, id="through a proxy on this machine"),
    pytest.param({}, {"forwarded": "for=203.0.113.9"}, id="through a proxy that says so the new way"),
]


@pytest.mark.parametrize(("environ", "headers"), ELSEWHERE)
def test_the_door_is_closed_to_requests_from_elsewhere(demo, client, environ, headers):
    closed(client, demo, environ, {"host": "localhost"} | headers)


def test_the_door_is_closed_to_names_that_only_resolve_to_this_machine(demo, client, settings):
    settings.ALLOWED_HOSTS = [*HERE, "crm.firm.example"]

    closed(client, demo, {}, {"host": "crm.firm.example"})
    closed(client, demo, {}, {"host": "localhost"})


def test_the_door_is_closed_with_another_database(demo, client, monkeypatch):
    monkeypatch.setenv("LEADFLOW_DATABASE_URL", "postgres://db.example/leadflow")

    closed(client, demo, {}, {"host": "localhost"})


def test_the_door_is_closed_in_a_firm_that_is_no_demo(demo, client):
    Firm.objects.update(is_demo=False)

    closed(client, demo, {}, {"host": "localhost"})


def closed(client, person, environ, headers):
    assert client.post(reverse("demo_log_in", args=[person.pk]), headers=headers, **environ).status_code == 404
    assert b"Ana Brandt" not in client.get(reverse("account_login"), headers=headers, **environ).content
    assert "_auth_user_id" not in client.session


@given(st.text(max_size=20))
def test_no_address_but_a_loopback_one_is_near(address):
    request = type(
        "Request", (), {"META": {"REMOTE_ADDR": address}, "headers": {}, "get_host": lambda self: "localhost"}
    )()

    near = door.came_from_this_machine(request)

    assert not near or address.startswith("127.") or address == "::1"


@pytest.mark.django_db(transaction=True)
def test_one_click_ends_the_demo_and_empties_it(client, settings, tmp_path):
    settings.MEDIA_ROOT, settings.ALLOWED_HOSTS = tmp_path, HERE
    Firm.objects.update_or_create(pk=1, defaults={"is_demo": True})
    (tmp_path / "uploads").mkdir()
    ada = make_user(User.Role.ADMINISTRATOR, name="Ada Kern")
    rep = make_user()
    client.force_login(ada)

    after = client.post(reverse("demo_end"), headers={"host": "localhost"}, follow=True)

    assert after.redirect_chain[-1][0] == reverse("set_up")
    assert not User.objects.exists()
    assert not Firm.current().is_demo
    assert Outcome.objects.exists(), "what every firm begins with is there again"
    assert not (tmp_path / "uploads").exists()
    for person in (ada, rep):
        assert client.post(reverse("demo_log_in", args=[person.pk]), headers={"host": "localhost"}).status_code == 404
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("role", [User.Role.REP, User.Role.MANAGER, User.Role.MARKETING])
def test_only_an_administrator_ends_it(demo, client, role):
    client.force_login(make_user(role))

    assert client.post(reverse("demo_end"), headers={"host": "localhost"}).status_code == 404
    assert Firm.current().is_demo


def test_a_real_firm_cannot_be_ended(db, client):
    client.force_login(make_user(User.Role.ADMINISTRATOR))

    assert client.post(reverse("demo_end")).status_code == 404
    with pytest.raises(build.NoDemo):
        build.end()


def test_the_command_does_nothing_where_there_are_people(db):
    make_user()
    said = StringIO()

    call_command("demo", "--if-empty", stdout=said)

    assert said.getvalue() == ""
    assert User.objects.count() == 1
    with override_settings(ALLOWED_HOSTS=HERE), pytest.raises(CommandError, match="people here already"):
        call_command("demo", stdout=said)


def test_the_command_refuses_where_others_are_answered(db):
    others = override_settings(ALLOWED_HOSTS=[*HERE, "crm.firm.example"])
    with others, pytest.raises(CommandError, match=r"crm\.firm\.example"):
        call_command("demo")


def test_the_command_refuses_with_another_database(db, monkeypatch):
    monkeypatch.setenv("LEADFLOW_DATABASE_URL", "postgres://db.example/leadflow")

    with override_settings(ALLOWED_HOSTS=HERE), pytest.raises(CommandError, match="embedded database"):
        call_command("demo")


def test_while_it_is_built_the_first_page_tells_how_far_it_is_and_sets_nothing_up(db, client, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    build.note(40)
    assert b"40 %" in client.get("/", follow=True).content
    assert b"40 %" in client.post(reverse("set_up"), FIRST_FIRM).content
    assert not User.objects.exists()

    (tmp_path / "demo-being-built.percent").unlink()
    assert client.get(reverse("demo_progress")).headers["HX-Redirect"] == "/"
    client.post(reverse("set_up"), FIRST_FIRM)
    assert User.objects.get().role == User.Role.ADMINISTRATOR


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("people", "progress"), [(False, 0), (True, None)], ids=["nobody is there", "in use"])
def test_the_first_visitor_meets_the_demo_that_is_to_come(db, settings, tmp_path, people, progress):
    settings.DATA_DIR = tmp_path
    settings.STATIC_ROOT = tmp_path / "static"
    if people:
        make_user()

    call_command("prepare", "--demo", stdout=StringIO())

    assert build.percent() == progress


@pytest.mark.django_db(transaction=True)
def test_it_is_built_beside_the_live_database_and_put_in_place_at_once(settings, tmp_path, monkeypatch):
    settings.ALLOWED_HOSTS, settings.MEDIA_ROOT, settings.DATA_DIR = HERE, tmp_path, tmp_path
    monkeypatch.setattr(build, "Story", SmallStory)
    live, seen = connection.settings_dict["NAME"], []

    build.build(TUESDAY, say=lambda day, percent: seen.append((percent, people_in(live))))

    assert {people for _, people in seen} == {0}, "nobody is there before all are"
    assert [percent for percent, _ in seen] == sorted(percent for percent, _ in seen)
    assert User.objects.count() == 7
    assert Firm.current().is_demo
    assert list(tmp_path.glob("demo-being-built*")) == []
    assert build.percent() is None


@pytest.mark.django_db(transaction=True)
def test_a_builder_that_dies_leaves_nothing_behind(settings, tmp_path, monkeypatch):
    settings.ALLOWED_HOSTS, settings.MEDIA_ROOT, settings.DATA_DIR = HERE, tmp_path, tmp_path
    monkeypatch.setattr(build, "Story", SmallStory)

    with pytest.raises(KeyboardInterrupt):
        build.build(TUESDAY, say=die)

    assert not User.objects.exists()
    assert list(tmp_path.glob("demo-being-built*")) == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("seconds_ago", "left"), [(10, 2), (600, 0)], ids=["at work", "killed"])
def test_what_a_killed_builder_left_goes_at_the_next_start(db, settings, tmp_path, seconds_ago, left):
    settings.DATA_DIR, settings.STATIC_ROOT = tmp_path, tmp_path / "static"
    for name in ("demo-being-built.sqlite3", "demo-being-built.percent"):
        (tmp_path / name).write_text("40")
        os.utime(tmp_path / name, (time.time() - seconds_ago,) * 2)

    call_command("prepare", stdout=StringIO())

    assert len(list(tmp_path.glob("demo-being-built*"))) == left


class SmallStory(Story):
    def __init__(self, now):
        super().__init__(now, number=40)


def die(day, percent):
    if percent > 10:
        raise KeyboardInterrupt


def people_in(database):
    with sqlite3.connect(database) as live:
        return live.execute("SELECT count(*) FROM accounts_user").fetchone()[0]


@time_machine.travel(TUESDAY)
def test_health_tells_an_administrator_what_works(db, client):
    client.force_login(make_user(User.Role.ADMINISTRATOR))

    page = client.get(reverse("health"))

    assert page.status_code == 200
    assert b"No sweep has been completed yet" in page.content
    client.force_login(make_user())
    assert client.get(reverse("health")).status_code == 404


def test_where_marketing_s_lists_came_from_is_remembered(told):
    assert None not in Upload.objects.values_list("list_source", flat=True)
