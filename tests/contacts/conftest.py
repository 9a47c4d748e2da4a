import pytest

from tests.factories import make_team, make_user


@pytest.fixture
def rep(client):
    """A rep of a team of two teams, logged in."""
    rep = make_user(team=make_team("North"), name="Ana Ruiz")
    client.force_login(rep)
    return rep
