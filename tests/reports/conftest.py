import pytest

from leadflow.accounts.models import User
from tests.factories import make_team, make_user


class House:
    """Two teams: North with Ana and Ben under Petra, South with Lena."""

    def __init__(self):
        self.north, self.south = make_team("North"), make_team("South")
        self.ana, self.ben = (make_user(team=self.north, name=name) for name in ("Ana Brandt", "Ben Okafor"))
        self.lena = make_user(team=self.south, name="Lena Fisk")
        self.petra = make_user(User.Role.MANAGER, name="Petra Lind", manages=[self.north])
        self.marketer = make_user(User.Role.MARKETING, name="Mira Sol")
        self.admin = make_user(User.Role.ADMINISTRATOR, name="Ada Holm")


@pytest.fixture
def house(db):
    return House()
