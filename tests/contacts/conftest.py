import pytest

from leadflow.celery import app
from tests.factories import NOON, make_team, make_user


@pytest.fixture
def at_noon(time_machine):
    """Histories have their own moments; what is written down now, is written down at noon."""
    time_machine.move_to(NOON, tick=False)
    return time_machine


@pytest.fixture
def rep(client):
    """A rep of a team of two teams, logged in."""
    rep = make_user(team=make_team("North"), name="Ana Ruiz")
    client.force_login(rep)
    return rep


@pytest.fixture
def at_once():
    """What is queued is done here and now."""
    app.conf.task_always_eager = True
    yield
    app.conf.task_always_eager = False


@pytest.fixture
def folder(tmp_path):
    """Where other programs put lists."""
    folder = tmp_path / "lists"
    folder.mkdir()
    return folder
