import pytest

from tests.factories import NOON, make_team, make_user


@pytest.fixture
def at_noon(time_machine):
    """Views ask the clock what time it is: a Tuesday, ten in the morning."""
    time_machine.move_to(NOON, tick=False)
    return time_machine


@pytest.fixture
def team(db):
    return make_team("North")


@pytest.fixture
def ana(team):
    return make_user(team=team, name="Ana Brandt")


@pytest.fixture
def ben(team):
    return make_user(team=team, name="Ben Haugen")


@pytest.fixture
def reps(ana, ben):
    """All of their team."""
    return [ana, ben]
