import pytest

from leadflow.celery import app
from tests.factories import make_team, make_user


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
