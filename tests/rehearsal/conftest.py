import pytest

from tests.factories import NOON


@pytest.fixture
def at_noon(time_machine):
    """Views ask the clock what time it is: a Tuesday, ten in the morning."""
    time_machine.move_to(NOON, tick=False)
    return time_machine
